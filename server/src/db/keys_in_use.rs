//! Which keys are needed, how old they are, and which end soon; for `vestibule doctor`.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, signing_keys::SigningKeyRow};
use crate::crypto::{Sealed, WrappedKey};

/// Most rows that are listed.
const LIST: i64 = 100;

/// A key of the ring that is needed.
#[derive(Debug, Clone)]
pub struct RingKeyUse {
    /// Its name.
    pub ring_key: String,
    /// How many onboardings it wraps.
    pub count: i64,
    /// When it wrapped the first of them.
    pub first: Timestamp,
    /// One of them.
    pub sample: (String, WrappedKey),
}

/// The keys of the ring by which onboardings are wrapped.
///
/// # Errors
/// When the database fails.
pub async fn ring_keys(connection: &mut AnyConnection) -> Result<Vec<RingKeyUse>, DbError> {
    let rows: Vec<(String, i64, i64, String)> = sqlx::query_as(
        "SELECT ring_key, COUNT(*), MIN(wrapped_at), MAX(onboarding_id) FROM data_keys WHERE wrapped IS NOT NULL \
         GROUP BY ring_key ORDER BY ring_key LIMIT $1",
    )
    .bind(LIST)
    .fetch_all(&mut *connection)
    .await?;
    let mut used = Vec::new();
    for (ring_key, count, first, onboarding) in rows {
        let row: Option<(Vec<u8>, i64)> = sqlx::query_as(
            "SELECT wrapped, wrapped_at FROM data_keys WHERE onboarding_id = $1 AND wrapped IS NOT NULL",
        )
        .bind(onboarding.clone())
        .fetch_optional(&mut *connection)
        .await?;
        // Erased since.
        let Some((wrapped, wrapped_at)) = row else {
            continue;
        };
        let wrapped = WrappedKey {
            ring_key: ring_key.clone(),
            sealed: Sealed::from_bytes(wrapped),
            wrapped_at: Timestamp(wrapped_at),
        };
        used.push(RingKeyUse {
            ring_key,
            count,
            first: Timestamp(first),
            sample: (onboarding, wrapped),
        });
    }
    Ok(used)
}

/// The keys that sign for us, the newest of each purpose.
///
/// # Errors
/// When the database fails.
pub async fn signing_keys(connection: &mut AnyConnection) -> Result<Vec<SigningKeyRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, purpose, public_key, secret, created_at FROM signing_keys WHERE id IN \
         (SELECT MAX(id) FROM signing_keys GROUP BY purpose) ORDER BY purpose LIMIT $1",
    )
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}

/// The secrets by which webhooks are signed for endpoints that are still there, as id and sealed secret; at most 1000.
///
/// # Errors
/// When the database fails.
pub async fn webhook_secrets(
    connection: &mut AnyConnection,
) -> Result<Vec<(String, Vec<u8>)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT s.id, s.secret FROM webhook_secrets s JOIN webhook_endpoints e ON e.id = s.endpoint_id \
         WHERE e.deleted_at IS NULL ORDER BY s.id DESC LIMIT 1000",
    )
    .fetch_all(connection)
    .await?)
}

/// An API key that ends.
#[derive(Debug, Clone, FromRow)]
pub struct EndingKey {
    /// The part that may be shown.
    pub prefix: String,
    /// The client.
    pub client: String,
    /// Milliseconds UTC.
    pub ends_at: i64,
}

/// The API keys that end by themselves between these moments, soonest first, at most 100.
///
/// # Errors
/// When the database fails.
pub async fn api_keys_ending(
    connection: &mut AnyConnection,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<EndingKey>, DbError> {
    Ok(sqlx::query_as(
        "SELECT prefix, client, expires_at AS ends_at FROM api_keys \
         WHERE revoked_at IS NULL AND expires_at >= $1 AND expires_at < $2 ORDER BY expires_at LIMIT $3",
    )
    .bind(from.0)
    .bind(until.0)
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}

/// The same, of these clients alone; none without any.
///
/// # Errors
/// When the database fails.
pub async fn api_keys_ending_of(
    connection: &mut AnyConnection,
    (from, until): (Timestamp, Timestamp),
    clients: &[String],
) -> Result<Vec<EndingKey>, DbError> {
    if clients.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (0..clients.len())
        .map(|place| format!("${}", place + 3))
        .collect();
    let sql = format!(
        "SELECT prefix, client, expires_at AS ends_at FROM api_keys WHERE revoked_at IS NULL \
         AND expires_at >= $1 AND expires_at < $2 AND client IN ({}) ORDER BY expires_at LIMIT {LIST}",
        places.join(", ")
    );
    let mut query = sqlx::query_as(&sql).bind(from.0).bind(until.0);
    for client in clients {
        query = query.bind(client.clone());
    }
    Ok(query.fetch_all(connection).await?)
}
