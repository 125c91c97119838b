//! One-time links with which operators choose how they sign in.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use crate::db::{DbError, execute};

/// A link that is good.
#[derive(Debug, Clone, FromRow)]
pub struct SetupRow {
    /// SHA-256 of the link's token.
    pub hash: String,
    /// Whose it is; nobody's for the first operator of all.
    pub operator: Option<String>,
    /// Who made it, as the audit log names them; nothing when that was before it was written down.
    pub made_by: Option<String>,
    /// When that operator last signed in.
    pub last_signed_in_at: Option<i64>,
}

/// Stores a link.
pub async fn insert(
    connection: &mut AnyConnection,
    (hash, operator, made_by): (&str, Option<&str>, &str),
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO operator_setups (hash, operator, created_at, expires_at, made_by) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(hash.to_owned())
    .bind(operator.map(str::to_owned))
    .bind(now.0)
    .bind(expires_at.0)
    .bind(made_by.to_owned());
    execute(connection, query).await.map(drop)
}

/// A link that was not used and is not over, of an operator who is not disabled.
pub async fn find(
    connection: &mut AnyConnection,
    hash: &str,
    now: Timestamp,
) -> Result<Option<SetupRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT hash, operator, made_by, last_signed_in_at FROM operator_setups LEFT JOIN operators ON operators.name = operator \
         WHERE hash = $1 AND used_at IS NULL AND expires_at > $2 AND disabled_at IS NULL",
    )
    .bind(hash.to_owned())
    .bind(now.0)
    .fetch_optional(connection)
    .await?)
}

/// Uses a link up. `false` when it was, or is over.
pub async fn take(
    connection: &mut AnyConnection,
    hash: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE operator_setups SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2",
    )
    .bind(hash.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// Ends every link of an operator that was not used.
pub async fn end(
    connection: &mut AnyConnection,
    operator: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE operator_setups SET expires_at = $2 WHERE operator = $1 AND used_at IS NULL AND expires_at > $2",
    )
    .bind(operator.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Forgets links that ended before that.
pub async fn delete_older(connection: &mut AnyConnection, than: Timestamp) -> Result<u64, DbError> {
    let query = sqlx::query("DELETE FROM operator_setups WHERE expires_at <= $1").bind(than.0);
    execute(connection, query).await
}
