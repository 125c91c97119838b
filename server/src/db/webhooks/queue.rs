//! The queues: one for each endpoint, so that none waits for another.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, deliveries::AttemptRow, execute};
use crate::db::dialect::Dialect;

/// An endpoint that something is due for.
#[derive(Debug, Clone, FromRow)]
pub struct DueRow {
    /// The endpoint.
    pub id: String,
    /// Since when nothing was delivered to it.
    pub failing_since: Option<i64>,
}

/// A delivery that was claimed.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ClaimedRow {
    /// The delivery.
    pub id: String,
    /// Its event.
    pub event_id: String,
    /// Where to.
    pub endpoint_id: String,
    /// Attempts before this one.
    pub tries: i64,
}

/// Whether anything is due at all, or was claimed by somebody.
pub async fn is_any_due(connection: &mut AnyConnection, now: Timestamp) -> Result<bool, DbError> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT next_at FROM webhook_deliveries WHERE state = 'pending' AND next_at <= $1 LIMIT 1",
    )
    .bind(now.0)
    .fetch_optional(connection)
    .await?;
    Ok(found.is_some())
}

/// Endpoints that something is due for, by id after this one; only failing ones, or only the others. Each costs one look
/// at the head of its queue, however long that is.
pub async fn due(
    connection: &mut AnyConnection,
    failing: bool,
    after: &str,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<DueRow>, DbError> {
    let lane = match failing {
        true => "IS NOT NULL",
        false => "IS NULL",
    };
    Ok(sqlx::query_as(&format!(
        "SELECT p.id, p.failing_since FROM webhook_endpoints p WHERE p.id > $1 AND p.failing_since {lane} \
         AND p.disabled_at IS NULL AND p.deleted_at IS NULL AND (p.held_until IS NULL OR p.held_until <= $2) \
         AND EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = p.id AND d.state = 'pending' \
         AND d.next_at <= $2 AND (d.claimed_until IS NULL OR d.claimed_until <= $2)) ORDER BY p.id LIMIT $3"
    ))
    .bind(after.to_owned())
    .bind(now.0)
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// Claims what is due among the first `window` of an endpoint's queue, which is how many may be under way at a time,
/// whoever claimed them. After `until` somebody else may claim them.
pub async fn claim(
    connection: &mut AnyConnection,
    dialect: Dialect,
    (endpoint, window): (&str, i64),
    (now, until): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<ClaimedRow>, DbError> {
    let sql = format!(
        "SELECT id, event_id, endpoint_id, tries FROM webhook_deliveries WHERE id IN \
         (SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 AND state = 'pending' AND next_at <= $2 \
         ORDER BY next_at, id LIMIT $3) \
         AND state = 'pending' AND next_at <= $2 AND (claimed_until IS NULL OR claimed_until <= $2) \
         ORDER BY next_at, id LIMIT $4{}",
        dialect.for_update_skip_locked()
    );
    let rows: Vec<ClaimedRow> = sqlx::query_as(&sql)
        .bind(endpoint.to_owned())
        .bind(now.0)
        .bind(window)
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    for row in &rows {
        let query = sqlx::query("UPDATE webhook_deliveries SET claimed_until = $2 WHERE id = $1")
            .bind(row.id.clone())
            .bind(until.0);
        execute(&mut *connection, query).await?;
    }
    Ok(rows)
}

/// Writes an attempt of a delivery, whose row the caller holds, into the log as the next one, whatever its number says.
pub async fn insert_attempt(
    connection: &mut AnyConnection,
    delivery: &str,
    attempt: &AttemptRow,
) -> Result<(), DbError> {
    let number: i64 = sqlx::query_scalar(
        "SELECT CAST(COALESCE(MAX(number), 0) + 1 AS BIGINT) FROM webhook_attempts WHERE delivery_id = $1",
    )
    .bind(delivery.to_owned())
    .fetch_one(&mut *connection)
    .await?;
    let query = sqlx::query(
        "INSERT INTO webhook_attempts (delivery_id, number, at, duration_ms, status, problem) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(delivery.to_owned())
    .bind(number)
    .bind(attempt.at)
    .bind(attempt.duration_ms)
    .bind(attempt.status)
    .bind(attempt.problem.clone());
    execute(connection, query).await.map(drop)
}

/// How a delivery stands.
#[derive(Debug, Clone, FromRow)]
pub struct StandingRow {
    /// `pending`, `delivered`, `failed` or `dropped`.
    pub state: String,
    /// Attempts since it was last scheduled.
    pub tries: i64,
}

/// How a delivery stands; nobody changes it until the transaction ends.
pub async fn lock(
    connection: &mut AnyConnection,
    dialect: Dialect,
    delivery: &str,
) -> Result<Option<StandingRow>, DbError> {
    let sql = format!(
        "SELECT state, tries FROM webhook_deliveries WHERE id = $1{}",
        dialect.for_update()
    );
    Ok(sqlx::query_as(&sql)
        .bind(delivery.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// Ends a delivery: `delivered` or `failed`.
pub async fn end(
    connection: &mut AnyConnection,
    delivery: &str,
    (state, tries): (&str, i64),
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE webhook_deliveries SET state = $2, tries = $3, next_at = NULL, claimed_until = NULL, ended_at = $4 \
         WHERE id = $1",
    )
    .bind(delivery.to_owned())
    .bind(state.to_owned())
    .bind(tries)
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Has a delivery tried again at that moment.
pub async fn put_off(
    connection: &mut AnyConnection,
    delivery: &str,
    (tries, next_at): (i64, Timestamp),
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE webhook_deliveries SET tries = $2, next_at = $3, claimed_until = NULL WHERE id = $1",
    )
    .bind(delivery.to_owned())
    .bind(tries)
    .bind(next_at.0);
    execute(connection, query).await.map(drop)
}
