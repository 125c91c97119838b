//! Who replaced how an operator signs in.

use sqlx::{AnyConnection, FromRow};

use crate::db::{DbError, execute};

/// A row of `operator_resets`.
#[derive(Debug, Clone, FromRow)]
pub struct ResetRow {
    /// UUIDv7.
    pub id: String,
    /// Whose sign-in it was.
    pub operator: String,
    /// Who replaced it, as the audit log names them.
    pub made_by: String,
    /// Milliseconds UTC.
    pub reset_at: i64,
}

/// Writes one down.
pub async fn insert(connection: &mut AnyConnection, row: &ResetRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO operator_resets (id, operator, made_by, reset_at) VALUES ($1, $2, $3, $4)",
    )
    .bind(row.id.clone())
    .bind(row.operator.clone())
    .bind(row.made_by.clone())
    .bind(row.reset_at);
    execute(connection, query).await.map(drop)
}

/// The newest ones of an operator.
pub async fn newest(
    connection: &mut AnyConnection,
    operator: &str,
    limit: i64,
) -> Result<Vec<ResetRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, operator, made_by, reset_at FROM operator_resets WHERE operator = $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(operator.to_owned())
    .bind(limit)
    .fetch_all(connection)
    .await?)
}
