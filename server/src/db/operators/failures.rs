//! How often somebody failed to sign in.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use crate::db::{DbError, execute};

/// A row of `sign_in_failures`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct FailuresRow {
    /// How often.
    pub count: i64,
    /// When the first of them was. Milliseconds UTC.
    pub first_at: i64,
    /// Until when nothing is tried.
    pub blocked_until: Option<i64>,
}

/// What is counted under a hash.
pub async fn find(
    connection: &mut AnyConnection,
    hash: &str,
) -> Result<Option<FailuresRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT count, first_at, blocked_until FROM sign_in_failures WHERE hash = $1",
    )
    .bind(hash.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// Stores what is counted, in place of what was.
pub async fn put(
    connection: &mut AnyConnection,
    hash: &str,
    row: FailuresRow,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO sign_in_failures (hash, count, first_at, blocked_until) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (hash) DO UPDATE SET count = excluded.count, first_at = excluded.first_at, \
         blocked_until = excluded.blocked_until",
    )
    .bind(hash.to_owned())
    .bind(row.count)
    .bind(row.first_at)
    .bind(row.blocked_until);
    execute(connection, query).await.map(drop)
}

/// Forgets what is counted under a hash.
pub async fn delete(connection: &mut AnyConnection, hash: &str) -> Result<(), DbError> {
    let query = sqlx::query("DELETE FROM sign_in_failures WHERE hash = $1").bind(hash.to_owned());
    execute(connection, query).await.map(drop)
}

/// Forgets what began before that.
pub async fn delete_older(connection: &mut AnyConnection, than: Timestamp) -> Result<u64, DbError> {
    let query = sqlx::query("DELETE FROM sign_in_failures WHERE first_at <= $1").bind(than.0);
    execute(connection, query).await
}
