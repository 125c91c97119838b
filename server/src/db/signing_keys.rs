//! Keys that sign for us.

use sqlx::{AnyConnection, FromRow};

use super::{DbError, execute};

/// A row of `signing_keys`.
#[derive(Debug, Clone, FromRow)]
pub struct SigningKeyRow {
    /// UUIDv7.
    pub id: String,
    /// What it signs.
    pub purpose: String,
    /// 32 bytes, hexadecimal.
    pub public_key: String,
    /// Sealed by the key ring.
    pub secret: Vec<u8>,
    /// Milliseconds UTC.
    pub created_at: i64,
}

/// The keys of a purpose, newest first, at most 100.
pub async fn of_purpose(
    connection: &mut AnyConnection,
    purpose: &str,
) -> Result<Vec<SigningKeyRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, purpose, public_key, secret, created_at FROM signing_keys WHERE purpose = $1 ORDER BY id DESC LIMIT 100",
    )
    .bind(purpose.to_owned())
    .fetch_all(connection)
    .await?)
}

/// Stores a key.
pub async fn insert(connection: &mut AnyConnection, row: &SigningKeyRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO signing_keys (id, purpose, public_key, secret, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(row.id.clone())
    .bind(row.purpose.clone())
    .bind(row.public_key.clone())
    .bind(row.secret.clone())
    .bind(row.created_at);
    execute(connection, query).await.map(drop)
}
