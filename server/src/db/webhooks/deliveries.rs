//! Deliveries and their attempts: the log that clients see.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// A row of `webhook_deliveries`, with what its event is.
#[derive(Debug, Clone, FromRow)]
pub struct DeliveryRow {
    /// UUIDv7.
    pub id: String,
    /// The event; its id is the `webhook-id`.
    pub event_id: String,
    /// What happened.
    pub kind: String,
    /// About which onboarding, if about one.
    pub onboarding_id: Option<String>,
    /// Where to.
    pub endpoint_id: String,
    /// `pending`, `delivered`, `failed` or `dropped`.
    pub state: String,
    /// Attempts since it was last scheduled.
    pub tries: i64,
    /// When it is tried next, in milliseconds UTC.
    pub next_at: Option<i64>,
    /// Until when somebody is at it.
    pub claimed_until: Option<i64>,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Since when it is not pending any more.
    pub ended_at: Option<i64>,
}

/// A row of `webhook_attempts`.
#[derive(Debug, Clone, FromRow)]
pub struct AttemptRow {
    /// From 1.
    pub number: i64,
    /// When it began, in milliseconds UTC.
    pub at: i64,
    /// Until the head of the answer, or until there was none to be had.
    pub duration_ms: i64,
    /// The answer's status.
    pub status: Option<i64>,
    /// A word of ours for what went wrong.
    pub problem: Option<String>,
}

/// Which deliveries are looked for; an empty text is any.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// To this endpoint.
    pub endpoint: &'a str,
    /// In this state.
    pub state: &'a str,
    /// About this onboarding.
    pub onboarding: &'a str,
    /// Older than the delivery with this id.
    pub before: &'a str,
}

const DELIVERY: &str = "SELECT d.id, d.event_id, e.kind, e.onboarding_id, d.endpoint_id, d.state, d.tries, d.next_at, \
                        d.claimed_until, d.created_at, d.ended_at FROM webhook_deliveries d \
                        JOIN webhook_endpoints p ON p.id = d.endpoint_id JOIN events e ON e.id = d.event_id \
                        WHERE p.client = $1 AND p.mode = $2";
/// Attempts of one delivery that are shown.
const ATTEMPTS: i64 = 100;

/// Deliveries of this client and mode, newest first.
pub async fn list(
    connection: &mut AnyConnection,
    (client, mode): (&str, &str),
    wanted: Wanted<'_>,
    limit: i64,
) -> Result<Vec<DeliveryRow>, DbError> {
    Ok(sqlx::query_as(&format!(
        "{DELIVERY} AND ($3 = '' OR d.endpoint_id = $3) AND ($4 = '' OR d.state = $4) \
         AND ($5 = '' OR e.onboarding_id = $5) AND ($6 = '' OR d.id < $6) ORDER BY d.id DESC LIMIT $7"
    ))
    .bind(client.to_owned())
    .bind(mode.to_owned())
    .bind(wanted.endpoint.to_owned())
    .bind(wanted.state.to_owned())
    .bind(wanted.onboarding.to_owned())
    .bind(wanted.before.to_owned())
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// A delivery of this client and mode.
pub async fn find(
    connection: &mut AnyConnection,
    id: &str,
    (client, mode): (&str, &str),
) -> Result<Option<DeliveryRow>, DbError> {
    Ok(sqlx::query_as(&format!("{DELIVERY} AND d.id = $3"))
        .bind(client.to_owned())
        .bind(mode.to_owned())
        .bind(id.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// The id of an event's delivery to an endpoint.
pub async fn of_event(
    connection: &mut AnyConnection,
    event: &str,
    endpoint: &str,
) -> Result<String, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM webhook_deliveries WHERE event_id = $1 AND endpoint_id = $2 ORDER BY id LIMIT 1",
    )
    .bind(event.to_owned())
    .bind(endpoint.to_owned())
    .fetch_one(connection)
    .await?)
}

/// The newest attempts of a delivery, oldest of them first.
pub async fn attempts(
    connection: &mut AnyConnection,
    delivery: &str,
) -> Result<Vec<AttemptRow>, DbError> {
    let mut rows: Vec<AttemptRow> = sqlx::query_as(
        "SELECT number, at, duration_ms, status, problem FROM webhook_attempts WHERE delivery_id = $1 \
         ORDER BY number DESC LIMIT $2",
    )
    .bind(delivery.to_owned())
    .bind(ATTEMPTS)
    .fetch_all(connection)
    .await?;
    rows.reverse();
    Ok(rows)
}

/// Begins a delivery's schedule anew.
pub async fn schedule_anew(
    connection: &mut AnyConnection,
    id: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE webhook_deliveries SET state = 'pending', tries = 0, next_at = $2, ended_at = NULL WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Gives up what is pending for an endpoint.
pub async fn drop_pending(
    connection: &mut AnyConnection,
    endpoint: &str,
    now: Timestamp,
) -> Result<u64, DbError> {
    let query = sqlx::query(
        "UPDATE webhook_deliveries SET state = 'dropped', next_at = NULL, claimed_until = NULL, ended_at = $2 \
         WHERE endpoint_id = $1 AND state = 'pending'",
    )
    .bind(endpoint.to_owned())
    .bind(now.0);
    execute(connection, query).await
}

/// Gives up what was written for an endpoint in the moment in which it was disabled or deleted.
pub async fn drop_left_over(
    connection: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<u64, DbError> {
    let query = sqlx::query(
        "UPDATE webhook_deliveries SET state = 'dropped', next_at = NULL, claimed_until = NULL, ended_at = $1 WHERE id IN \
         (SELECT d.id FROM webhook_endpoints p JOIN webhook_deliveries d ON d.endpoint_id = p.id AND d.state = 'pending' \
         WHERE p.disabled_at IS NOT NULL OR p.deleted_at IS NOT NULL LIMIT $2)",
    )
    .bind(now.0)
    .bind(limit);
    execute(connection, query).await
}

/// Forgets deliveries that ended before that moment, with their attempts.
pub async fn forget(
    connection: &mut AnyConnection,
    before: Timestamp,
    limit: i64,
) -> Result<u64, DbError> {
    // What ended before was written before, and ids begin with the time: nothing newer is looked at. In one order, so that
    // both statements mean the same rows.
    let old = "SELECT id FROM webhook_deliveries WHERE id < $3 AND state <> 'pending' AND ended_at < $1 ORDER BY id LIMIT $2";
    let first = u64::try_from(before.0).unwrap_or(0);
    let first = uuid::Builder::from_unix_timestamp_millis(first, &[0; 10]).into_uuid();
    let attempts = format!("DELETE FROM webhook_attempts WHERE delivery_id IN ({old})");
    let deliveries = format!("DELETE FROM webhook_deliveries WHERE id IN ({old})");
    let query = sqlx::query(&attempts)
        .bind(before.0)
        .bind(limit)
        .bind(first.to_string());
    execute(&mut *connection, query).await?;
    let query = sqlx::query(&deliveries)
        .bind(before.0)
        .bind(limit)
        .bind(first.to_string());
    execute(connection, query).await
}
