//! Pictures of applicants that providers compare with, and the links under which they get them.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// What is known of a picture without opening it.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct PictureRow {
    /// UUIDv7.
    pub id: String,
    /// The form step that asked for it; `None` when a client handed it over.
    pub step: Option<String>,
    /// The field of that form.
    pub field: Option<String>,
    /// Milliseconds UTC.
    pub created_at: i64,
}

/// Stores a picture, sealed.
pub async fn insert(
    connection: &mut AnyConnection,
    onboarding: &str,
    row: &PictureRow,
    content_type: &str,
    bytes: Vec<u8>,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO reference_images (id, onboarding_id, step, field, content_type, bytes, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.id.clone())
    .bind(onboarding.to_owned())
    .bind(row.step.clone())
    .bind(row.field.clone())
    .bind(content_type.to_owned())
    .bind(bytes)
    .bind(row.created_at);
    execute(connection, query).await.map(drop)
}

/// The pictures of an onboarding, oldest first; one for each question at most, and one of the client's.
pub async fn of_onboarding(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<PictureRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, step, field, created_at FROM reference_images WHERE onboarding_id = $1 ORDER BY id LIMIT 1000",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}

/// A picture's media type and its sealed bytes.
pub async fn bytes(
    connection: &mut AnyConnection,
    id: &str,
) -> Result<Option<(String, Vec<u8>)>, DbError> {
    Ok(
        sqlx::query_as("SELECT content_type, bytes FROM reference_images WHERE id = $1")
            .bind(id.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}

/// Deletes a picture.
pub async fn delete(connection: &mut AnyConnection, id: &str) -> Result<(), DbError> {
    let query = sqlx::query("DELETE FROM reference_images WHERE id = $1").bind(id.to_owned());
    execute(connection, query).await.map(drop)
}

/// The check that a question about an onboarding is about: under way, through this connection, of an onboarding that
/// has a picture. One query, whether or not there is such a person.
pub async fn asked_about(
    connection: &mut AnyConnection,
    onboarding: &str,
    through: &str,
) -> Result<Option<String>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM checks WHERE onboarding_id = $1 AND connection = $2 \
         AND state IN ('open', 'processing', 'stopped') \
         AND EXISTS (SELECT 1 FROM reference_images WHERE reference_images.onboarding_id = checks.onboarding_id) \
         ORDER BY id DESC LIMIT 1",
    )
    .bind(onboarding.to_owned())
    .bind(through.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// A row of `image_links`, with the connection of its check.
#[derive(Debug, Clone, FromRow)]
pub struct LinkRow {
    /// The check.
    pub check_id: String,
    /// The connection's name.
    pub connection: String,
    /// Milliseconds UTC.
    pub expires_at: i64,
}

/// Stores a link.
pub async fn insert_link(
    connection: &mut AnyConnection,
    token_hash: &str,
    about: (&str, &str),
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let (onboarding, check) = about;
    let query = sqlx::query(
        "INSERT INTO image_links (token_hash, onboarding_id, check_id, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(token_hash.to_owned())
    .bind(onboarding.to_owned())
    .bind(check.to_owned())
    .bind(now.0)
    .bind(expires_at.0);
    execute(connection, query).await.map(drop)
}

/// How many links were given out for a check.
pub async fn count_links(connection: &mut AnyConnection, check: &str) -> Result<i64, DbError> {
    Ok(
        sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM image_links WHERE check_id = $1")
            .bind(check.to_owned())
            .fetch_one(connection)
            .await?,
    )
}

/// The link with this token, whatever has become of it.
pub async fn find_link(
    connection: &mut AnyConnection,
    token_hash: &str,
) -> Result<Option<LinkRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT l.check_id, c.connection, l.expires_at \
         FROM image_links l JOIN checks c ON c.id = l.check_id WHERE l.token_hash = $1",
    )
    .bind(token_hash.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// Uses a link up. `false` when somebody else was quicker.
pub async fn use_link(
    connection: &mut AnyConnection,
    token_hash: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE image_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL",
    )
    .bind(token_hash.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}
