//! Webhook endpoints, their secrets and what is delivered to them.

pub mod deliveries;
pub mod queue;
pub mod secrets;

use sqlx::{AnyConnection, FromRow};
use vestibule::{permission::Visible, time::Timestamp};

use super::{DbError, conditions::Values, dialect::Dialect, execute};

/// A row of `webhook_endpoints`.
#[derive(Debug, Clone, FromRow)]
pub struct EndpointRow {
    /// UUIDv7.
    pub id: String,
    /// Whose it is.
    pub client: String,
    /// `test` or `live`.
    pub mode: String,
    /// Where to.
    pub url: String,
    /// What it is for, in its owner's words.
    pub description: String,
    /// JSON list of event types; empty for all about onboardings.
    pub kinds: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// `client`, `gone` or `failing`.
    pub disabled_as: Option<String>,
    /// Since when nothing is sent.
    pub disabled_at: Option<i64>,
    /// Since when nothing was delivered.
    pub failing_since: Option<i64>,
    /// Until when it asked not to be called.
    pub held_until: Option<i64>,
    /// When it was deleted.
    pub deleted_at: Option<i64>,
}

const ENDPOINT: &str = "id, client, mode, url, description, kinds, created_at, disabled_as, disabled_at, failing_since, \
                        held_until, deleted_at";
/// Most endpoints of one client and mode.
pub const MAX_ENDPOINTS: i64 = 20;

/// The endpoints of a client that were not deleted, oldest first.
pub async fn endpoints(
    connection: &mut AnyConnection,
    client: &str,
    mode: &str,
) -> Result<Vec<EndpointRow>, DbError> {
    Ok(sqlx::query_as(&format!(
        "SELECT {ENDPOINT} FROM webhook_endpoints WHERE client = $1 AND mode = $2 AND deleted_at IS NULL ORDER BY id LIMIT $3"
    ))
    .bind(client.to_owned())
    .bind(mode.to_owned())
    .bind(MAX_ENDPOINTS)
    .fetch_all(connection)
    .await?)
}

/// Every endpoint to which something is sent and that asked for this kind of event by name, of all clients.
pub async fn asking_endpoints(
    connection: &mut AnyConnection,
    kind: &str,
    limit: i64,
) -> Result<Vec<EndpointRow>, DbError> {
    Ok(sqlx::query_as(&format!(
        "SELECT {ENDPOINT} FROM webhook_endpoints WHERE kinds LIKE $1 AND disabled_at IS NULL AND deleted_at IS NULL \
         ORDER BY id LIMIT $2"
    ))
    // An underscore stands for any letter here; the caller looks at what was found.
    .bind(format!("%\"{kind}\"%"))
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// The endpoints that were not deleted, of these clients or of every one, by client, oldest first.
pub async fn endpoints_of(
    connection: &mut AnyConnection,
    visible: &Visible,
    limit: i64,
) -> Result<Vec<EndpointRow>, DbError> {
    let mut values = Values::default();
    let theirs = match visible {
        Visible::Every => String::new(),
        Visible::These(clients) if clients.is_empty() => return Ok(Vec::new()),
        Visible::These(clients) => {
            let names: Vec<_> = clients.iter().map(|client| client.as_str()).collect();
            format!(" AND client IN ({})", values.texts(&names))
        }
    };
    let limit = values.number(limit);
    let sql = format!(
        "SELECT {ENDPOINT} FROM webhook_endpoints WHERE deleted_at IS NULL{theirs} ORDER BY client, mode, id LIMIT {limit}"
    );
    Ok(values
        .bind(sqlx::query_as(&sql))
        .fetch_all(connection)
        .await?)
}

/// An endpoint of this client and mode that was not deleted.
pub async fn find_endpoint(
    connection: &mut AnyConnection,
    id: &str,
    (client, mode): (&str, &str),
) -> Result<Option<EndpointRow>, DbError> {
    Ok(sqlx::query_as(&format!(
        "SELECT {ENDPOINT} FROM webhook_endpoints WHERE id = $1 AND client = $2 AND mode = $3 AND deleted_at IS NULL"
    ))
    .bind(id.to_owned())
    .bind(client.to_owned())
    .bind(mode.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// An endpoint, whosever it is.
pub async fn endpoint(
    connection: &mut AnyConnection,
    id: &str,
) -> Result<Option<EndpointRow>, DbError> {
    Ok(sqlx::query_as(&format!(
        "SELECT {ENDPOINT} FROM webhook_endpoints WHERE id = $1"
    ))
    .bind(id.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// An endpoint, whosever it is, as it is until the transaction ends.
pub async fn lock_endpoint(
    connection: &mut AnyConnection,
    dialect: Dialect,
    id: &str,
) -> Result<Option<EndpointRow>, DbError> {
    let sql = format!(
        "SELECT {ENDPOINT} FROM webhook_endpoints WHERE id = $1{}",
        dialect.for_no_key_update()
    );
    Ok(sqlx::query_as(&sql)
        .bind(id.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// Stores a new endpoint.
pub async fn insert_endpoint(
    connection: &mut AnyConnection,
    row: &EndpointRow,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO webhook_endpoints (id, client, mode, url, description, kinds, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.id.clone())
    .bind(row.client.clone())
    .bind(row.mode.clone())
    .bind(row.url.clone())
    .bind(row.description.clone())
    .bind(row.kinds.clone())
    .bind(row.created_at);
    execute(connection, query).await.map(drop)
}

/// Writes everything of an endpoint that changes. The caller locked it.
pub async fn write_endpoint(
    connection: &mut AnyConnection,
    row: &EndpointRow,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE webhook_endpoints SET url = $2, description = $3, kinds = $4, disabled_as = $5, disabled_at = $6, \
         failing_since = $7, held_until = $8, deleted_at = $9 WHERE id = $1",
    )
    .bind(row.id.clone())
    .bind(row.url.clone())
    .bind(row.description.clone())
    .bind(row.kinds.clone())
    .bind(row.disabled_as.clone())
    .bind(row.disabled_at)
    .bind(row.failing_since)
    .bind(row.held_until)
    .bind(row.deleted_at);
    execute(connection, query).await.map(drop)
}

/// Has an event delivered.
pub async fn insert_delivery(
    connection: &mut AnyConnection,
    id: &str,
    (event, endpoint): (&str, &str),
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO webhook_deliveries (id, event_id, endpoint_id, state, tries, next_at, created_at) \
         VALUES ($1, $2, $3, 'pending', 0, $4, $4)",
    )
    .bind(id.to_owned())
    .bind(event.to_owned())
    .bind(endpoint.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}
