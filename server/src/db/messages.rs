//! The message inspector: what frames said.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// A row of `messages`.
#[derive(Debug, Clone, FromRow)]
pub struct MessageRow {
    /// UUIDv7.
    pub id: String,
    /// The check.
    pub check_id: String,
    /// The attempt's number within the check.
    pub attempt: i64,
    /// Milliseconds UTC.
    pub at: i64,
    /// The sender's origin.
    pub origin: String,
    /// Size.
    pub bytes: i64,
    /// `accepted`, `unexpected`, `foreign`, or the rule that refused it.
    pub verdict: String,
    /// How many messages the row stands for.
    pub count: i64,
    /// Sealed content of accepted ones.
    pub raw: Option<Vec<u8>>,
    /// What the funnel counts it as.
    pub event: Option<String>,
}

/// Stores a message.
pub async fn insert(connection: &mut AnyConnection, row: &MessageRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO messages (id, check_id, attempt, at, origin, bytes, verdict, count, raw, event) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.id.clone())
    .bind(row.check_id.clone())
    .bind(row.attempt)
    .bind(row.at)
    .bind(row.origin.clone())
    .bind(row.bytes)
    .bind(row.verdict.clone())
    .bind(row.count)
    .bind(row.raw.clone())
    .bind(row.event.clone());
    execute(connection, query).await.map(drop)
}

/// How many rows a check got since then.
pub async fn count_since(
    connection: &mut AnyConnection,
    check: &str,
    since: Timestamp,
) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE check_id = $1 AND at > $2",
    )
    .bind(check.to_owned())
    .bind(since.0)
    .fetch_one(connection)
    .await?)
}

/// Whether an attempt's frame said something that was accepted.
pub async fn has_accepted(
    connection: &mut AnyConnection,
    check: &str,
    attempt: i64,
) -> Result<bool, DbError> {
    let count: i64 = sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE check_id = $1 AND attempt = $2 AND verdict = 'accepted'",
    )
    .bind(check.to_owned())
    .bind(attempt)
    .fetch_one(connection)
    .await?;
    Ok(count > 0)
}

/// The messages of a check, oldest first.
pub async fn of_check(
    connection: &mut AnyConnection,
    check: &str,
) -> Result<Vec<MessageRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, check_id, attempt, at, origin, bytes, verdict, count, raw, event FROM messages \
         WHERE check_id = $1 ORDER BY id LIMIT 1000",
    )
    .bind(check.to_owned())
    .fetch_all(connection)
    .await?)
}
