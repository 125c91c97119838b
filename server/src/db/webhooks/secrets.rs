//! What an endpoint's deliveries are signed with.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// A row of `webhook_secrets`.
#[derive(Debug, Clone, FromRow)]
pub struct SecretRow {
    /// UUIDv7.
    pub id: String,
    /// Whose it is.
    pub endpoint_id: String,
    /// `v1` or `v1a`.
    pub scheme: String,
    /// Sealed by the key ring.
    pub secret: Vec<u8>,
    /// `whpk_...` of a v1a secret.
    pub public_key: Option<String>,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Until when it signs; for as long as there is no newer one, if nothing.
    pub expires_at: Option<i64>,
}

/// More are never read: five live ones, and those that ended since the last sweep.
const LIST: i64 = 100;

/// Stores a secret.
pub async fn insert(connection: &mut AnyConnection, row: &SecretRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO webhook_secrets (id, endpoint_id, scheme, secret, public_key, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.id.clone())
    .bind(row.endpoint_id.clone())
    .bind(row.scheme.clone())
    .bind(row.secret.clone())
    .bind(row.public_key.clone())
    .bind(row.created_at)
    .bind(row.expires_at);
    execute(connection, query).await.map(drop)
}

/// The secrets of an endpoint that sign now, newest first.
pub async fn live(
    connection: &mut AnyConnection,
    endpoint: &str,
    now: Timestamp,
) -> Result<Vec<SecretRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, endpoint_id, scheme, secret, public_key, created_at, expires_at FROM webhook_secrets \
         WHERE endpoint_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY id DESC LIMIT $3",
    )
    .bind(endpoint.to_owned())
    .bind(now.0)
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}

/// Has the secrets of one scheme end at that moment, unless they end earlier.
pub async fn end(
    connection: &mut AnyConnection,
    endpoint: &str,
    scheme: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE webhook_secrets SET expires_at = $3 WHERE endpoint_id = $1 AND scheme = $2 \
         AND (expires_at IS NULL OR expires_at > $3)",
    )
    .bind(endpoint.to_owned())
    .bind(scheme.to_owned())
    .bind(at.0);
    execute(connection, query).await.map(drop)
}

/// Removes all of an endpoint's.
pub async fn remove(connection: &mut AnyConnection, endpoint: &str) -> Result<(), DbError> {
    let query =
        sqlx::query("DELETE FROM webhook_secrets WHERE endpoint_id = $1").bind(endpoint.to_owned());
    execute(connection, query).await.map(drop)
}

/// Removes those that do not sign any more.
pub async fn remove_ended(
    connection: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<u64, DbError> {
    let query = sqlx::query(
        "DELETE FROM webhook_secrets WHERE id IN \
         (SELECT id FROM webhook_secrets WHERE expires_at <= $1 LIMIT $2)",
    )
    .bind(now.0)
    .bind(limit);
    execute(connection, query).await
}
