//! The outbox: what clients are told, written in the transaction that makes it so. Append only.

use sqlx::{AnyConnection, FromRow};

use super::{DbError, execute};

/// A row of `events`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct EventRow {
    /// UUIDv7; the `webhook-id` of its deliveries.
    pub id: String,
    /// What happened, e.g. `onboarding.completed`.
    pub kind: String,
    /// Whose it is.
    pub client: String,
    /// `test`, `live` or `direct`.
    pub mode: String,
    /// About which onboarding, if about one.
    pub onboarding_id: Option<String>,
    /// From 1 within the onboarding; 0 where there is none.
    pub sequence: i64,
    /// The body that is delivered.
    pub payload: String,
    /// Milliseconds UTC.
    pub at: i64,
}

const COLUMNS: &str = "id, kind, client, mode, onboarding_id, sequence, payload, at";

/// The number of the next event of an onboarding, whose row the caller holds.
pub async fn next_sequence(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COALESCE(MAX(sequence), 0) + 1 AS BIGINT) FROM events WHERE onboarding_id = $1",
    )
    .bind(onboarding.to_owned())
    .fetch_one(connection)
    .await?)
}

/// When an onboarding last had an event of this kind.
pub async fn last_of_kind(
    connection: &mut AnyConnection,
    onboarding: &str,
    kind: &str,
) -> Result<Option<i64>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT at FROM events WHERE onboarding_id = $1 AND kind = $2 ORDER BY sequence DESC LIMIT 1",
    )
    .bind(onboarding.to_owned())
    .bind(kind.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// Stores an event.
pub async fn insert(connection: &mut AnyConnection, row: &EventRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO events (id, kind, client, mode, onboarding_id, sequence, payload, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id.clone())
    .bind(row.kind.clone())
    .bind(row.client.clone())
    .bind(row.mode.clone())
    .bind(row.onboarding_id.clone())
    .bind(row.sequence)
    .bind(row.payload.clone())
    .bind(row.at);
    execute(connection, query).await.map(drop)
}

/// The events of an onboarding that follow this number, oldest first.
pub async fn of_onboarding(
    connection: &mut AnyConnection,
    onboarding: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    Ok(sqlx::query_as(&format!(
        "SELECT {COLUMNS} FROM events WHERE onboarding_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"
    ))
    .bind(onboarding.to_owned())
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// An event by its id.
pub async fn find(connection: &mut AnyConnection, id: &str) -> Result<Option<EventRow>, DbError> {
    Ok(
        sqlx::query_as(&format!("SELECT {COLUMNS} FROM events WHERE id = $1"))
            .bind(id.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}
