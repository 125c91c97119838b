//! Legal holds: what may not be erased.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// A hold that is on an onboarding.
#[derive(Debug, Clone, FromRow)]
pub struct HoldRow {
    /// UUIDv7.
    pub id: String,
    /// The onboarding.
    pub onboarding_id: String,
    /// Why: sealed under the onboarding's key.
    pub reason: Vec<u8>,
    /// The operator's name.
    pub placed_by: String,
    /// Milliseconds UTC.
    pub placed_at: i64,
}

/// Whether a hold is on an onboarding.
pub async fn is_open(connection: &mut AnyConnection, onboarding: &str) -> Result<bool, DbError> {
    Ok(find(connection, onboarding).await?.is_some())
}

/// The hold that is on an onboarding.
pub async fn find(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Option<HoldRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, onboarding_id, reason, placed_by, placed_at FROM legal_holds \
         WHERE onboarding_id = $1 AND lifted_at IS NULL",
    )
    .bind(onboarding.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// Stores a hold, whose reason is sealed. The caller's transaction holds the onboarding locked, and it has none.
pub async fn insert(connection: &mut AnyConnection, row: &HoldRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO legal_holds (id, onboarding_id, reason, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(row.id.clone())
    .bind(row.onboarding_id.clone())
    .bind(row.reason.clone())
    .bind(row.placed_by.clone())
    .bind(row.placed_at);
    execute(connection, query).await.map(drop)
}

/// Lifts the hold that is on an onboarding. `false` when there is none.
pub async fn lift(
    connection: &mut AnyConnection,
    onboarding: &str,
    by: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE legal_holds SET lifted_by = $2, lifted_at = $3 WHERE onboarding_id = $1 AND lifted_at IS NULL",
    )
    .bind(onboarding.to_owned())
    .bind(by.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// How many holds there are.
pub async fn count(connection: &mut AnyConnection) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM legal_holds WHERE lifted_at IS NULL",
    )
    .fetch_one(connection)
    .await?)
}

/// The newest holds.
pub async fn newest(connection: &mut AnyConnection, limit: i64) -> Result<Vec<HoldRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, onboarding_id, reason, placed_by, placed_at FROM legal_holds WHERE lifted_at IS NULL \
         ORDER BY id DESC LIMIT $1",
    )
    .bind(limit)
    .fetch_all(connection)
    .await?)
}
