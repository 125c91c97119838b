//! Operators' passkeys.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use crate::db::{DbError, execute};

/// A passkey.
#[derive(Debug, Clone, FromRow)]
pub struct PasskeyRow {
    /// The credential id, base64url.
    pub id: String,
    /// Whose it is.
    pub operator: String,
    /// What they call it.
    pub label: String,
    /// What it is verified with; sealed by the key ring.
    pub credential: Vec<u8>,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Milliseconds UTC.
    pub last_used_at: Option<i64>,
}

/// An operator's passkeys, oldest first.
pub async fn of_operator(
    connection: &mut AnyConnection,
    operator: &str,
) -> Result<Vec<PasskeyRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, operator, label, credential, created_at, last_used_at FROM operator_passkeys \
         WHERE operator = $1 ORDER BY created_at, id",
    )
    .bind(operator.to_owned())
    .fetch_all(connection)
    .await?)
}

/// The passkey with this id.
pub async fn find(connection: &mut AnyConnection, id: &str) -> Result<Option<PasskeyRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, operator, label, credential, created_at, last_used_at FROM operator_passkeys WHERE id = $1",
    )
    .bind(id.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// Stores a passkey. `false` when there is one of this id.
pub async fn insert(connection: &mut AnyConnection, row: &PasskeyRow) -> Result<bool, DbError> {
    let query = sqlx::query(
        "INSERT INTO operator_passkeys (id, operator, label, credential, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT DO NOTHING",
    )
    .bind(row.id.clone())
    .bind(row.operator.clone())
    .bind(row.label.clone())
    .bind(row.credential.clone())
    .bind(row.created_at);
    Ok(execute(connection, query).await? == 1)
}

/// Notes that a passkey answered a question of `asked_at`. `false` when it has answered a later one, or this one, already.
pub async fn answered(
    connection: &mut AnyConnection,
    id: &str,
    credential: Vec<u8>,
    asked_at: Timestamp,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE operator_passkeys SET credential = $2, last_used_at = $4 \
         WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)",
    )
    .bind(id.to_owned())
    .bind(credential)
    .bind(asked_at.0)
    // A server whose clock is behind must not take the same answer again.
    .bind(now.0.max(asked_at.0));
    Ok(execute(connection, query).await? == 1)
}

/// Calls a passkey of an operator something else. `false` when they have none of this id.
pub async fn rename(
    connection: &mut AnyConnection,
    (operator, id): (&str, &str),
    label: &str,
) -> Result<bool, DbError> {
    let query =
        sqlx::query("UPDATE operator_passkeys SET label = $3 WHERE operator = $1 AND id = $2")
            .bind(operator.to_owned())
            .bind(id.to_owned())
            .bind(label.to_owned());
    Ok(execute(connection, query).await? == 1)
}

/// Takes a passkey from an operator. `false` when they have none of this id.
pub async fn remove(
    connection: &mut AnyConnection,
    (operator, id): (&str, &str),
) -> Result<bool, DbError> {
    let query = sqlx::query("DELETE FROM operator_passkeys WHERE operator = $1 AND id = $2")
        .bind(operator.to_owned())
        .bind(id.to_owned());
    Ok(execute(connection, query).await? == 1)
}
