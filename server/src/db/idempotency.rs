//! What calls with an Idempotency-Key were answered.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// Which call: the API key's id and the hash of the header's value.
pub type Call<'a> = (&'a str, &'a str);

/// A row of `idempotency_keys`.
#[derive(Debug, Clone, FromRow)]
pub struct IdempotencyRow {
    /// What was asked for, as a hash.
    pub request_hash: String,
    /// Absent while the first call is under way.
    pub status: Option<i64>,
    /// The sealed answer; absent after the onboarding that it is about was erased.
    pub answer: Option<Vec<u8>>,
    /// Milliseconds UTC.
    pub created_at: i64,
}

/// Writes that a call is under way. `false` when there was one with this key.
pub async fn insert(
    connection: &mut AnyConnection,
    (key_id, key_hash): Call<'_>,
    request_hash: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "INSERT INTO idempotency_keys (key_id, key_hash, request_hash, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    )
    .bind(key_id.to_owned())
    .bind(key_hash.to_owned())
    .bind(request_hash.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// The call that there was.
pub async fn find(
    connection: &mut AnyConnection,
    (key_id, key_hash): Call<'_>,
) -> Result<Option<IdempotencyRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT request_hash, status, answer, created_at FROM idempotency_keys WHERE key_id = $1 AND key_hash = $2",
    )
    .bind(key_id.to_owned())
    .bind(key_hash.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// Writes what it was answered, and about which onboarding.
pub async fn answer(
    connection: &mut AnyConnection,
    (key_id, key_hash): Call<'_>,
    (status, answer): (i64, Option<Vec<u8>>),
    onboarding: Option<&str>,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE idempotency_keys SET status = $3, answer = $4, onboarding_id = $5 WHERE key_id = $1 AND key_hash = $2",
    )
    .bind(key_id.to_owned())
    .bind(key_hash.to_owned())
    .bind(status)
    .bind(answer)
    .bind(onboarding.map(str::to_owned));
    execute(connection, query).await.map(drop)
}

/// Forgets a call that had no effect.
pub async fn delete(
    connection: &mut AnyConnection,
    (key_id, key_hash): Call<'_>,
) -> Result<(), DbError> {
    let query = sqlx::query("DELETE FROM idempotency_keys WHERE key_id = $1 AND key_hash = $2")
        .bind(key_id.to_owned())
        .bind(key_hash.to_owned());
    execute(connection, query).await.map(drop)
}

/// Forgets a call if it was that long ago.
pub async fn delete_if_older(
    connection: &mut AnyConnection,
    (key_id, key_hash): Call<'_>,
    than: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "DELETE FROM idempotency_keys WHERE key_id = $1 AND key_hash = $2 AND created_at <= $3",
    )
    .bind(key_id.to_owned())
    .bind(key_hash.to_owned())
    .bind(than.0);
    execute(connection, query).await.map(drop)
}

/// Forgets what was that long ago.
pub async fn delete_older(connection: &mut AnyConnection, than: Timestamp) -> Result<u64, DbError> {
    let query = sqlx::query("DELETE FROM idempotency_keys WHERE created_at <= $1").bind(than.0);
    execute(connection, query).await
}
