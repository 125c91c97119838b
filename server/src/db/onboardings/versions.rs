//! The journey versions and the connections that onboardings point at.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use crate::db::{DbError, execute};

/// Stores a journey version once.
pub async fn ensure_journey_version(
    connection: &mut AnyConnection,
    hash: &str,
    name: &str,
    content: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO journey_versions (hash, name, content, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(hash.to_owned())
    .bind(name.to_owned())
    .bind(content.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// The content of a journey version.
pub async fn journey_version(
    connection: &mut AnyConnection,
    hash: &str,
) -> Result<Option<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT content FROM journey_versions WHERE hash = $1")
            .bind(hash.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}

/// Records that a connection exists.
pub async fn ensure_connection(
    connection: &mut AnyConnection,
    name: &str,
    kind: &str,
    environment: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO connections (name, kind, environment, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $4, $4) \
         ON CONFLICT (name) DO UPDATE SET kind = $2, environment = $3, last_seen_at = $4",
    )
    .bind(name.to_owned())
    .bind(kind.to_owned())
    .bind(environment.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}
