//! Pictures of documents that form steps asked for, kept for the person who reviews the case.

use sqlx::{AnyConnection, FromRow};

use super::{DbError, execute};

/// What is known of an upload without opening it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct UploadRow {
    /// UUIDv7.
    pub id: String,
    /// The form step that asked for it.
    pub step: String,
    /// The field of that form.
    pub field: String,
    /// Milliseconds UTC.
    pub created_at: i64,
}

/// Stores an upload, sealed, in place of the one that the same question had before.
pub async fn put(
    connection: &mut AnyConnection,
    onboarding: &str,
    row: &UploadRow,
    content_type: &str,
    body: Vec<u8>,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO uploads (id, onboarding_id, step, field, content_type, body, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (onboarding_id, step, field) DO UPDATE SET id = $1, content_type = $5, body = $6, created_at = $7",
    )
    .bind(row.id.clone())
    .bind(onboarding.to_owned())
    .bind(row.step.clone())
    .bind(row.field.clone())
    .bind(content_type.to_owned())
    .bind(body)
    .bind(row.created_at);
    execute(connection, query).await.map(drop)
}

/// The uploads of an onboarding, oldest first; one for each question at most.
pub async fn of_onboarding(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<UploadRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, step, field, created_at FROM uploads WHERE onboarding_id = $1 ORDER BY id LIMIT 1000",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}

/// An upload's media type and its sealed bytes.
pub async fn body(
    connection: &mut AnyConnection,
    onboarding: &str,
    id: &str,
) -> Result<Option<(String, Vec<u8>)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT content_type, body FROM uploads WHERE onboarding_id = $1 AND id = $2",
    )
    .bind(onboarding.to_owned())
    .bind(id.to_owned())
    .fetch_optional(connection)
    .await?)
}
