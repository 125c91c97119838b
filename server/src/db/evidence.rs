//! Evidence as it was kept: what providers answered, and through which connections.

use sqlx::{AnyConnection, FromRow};

use super::DbError;

/// A row of `evidence`.
#[derive(Debug, Clone, FromRow)]
pub struct EvidenceRow {
    /// UUIDv7.
    pub id: String,
    /// The check that it settled.
    pub check_id: String,
    /// Media type of the body.
    pub content_type: String,
    /// The provider's answer, sealed.
    pub body: Vec<u8>,
    /// Milliseconds UTC.
    pub created_at: i64,
}

/// The evidence of an onboarding, oldest first.
pub async fn of_onboarding(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<EvidenceRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT evidence.id, evidence.check_id, evidence.content_type, evidence.body, evidence.created_at FROM evidence \
         JOIN checks ON checks.id = evidence.check_id WHERE checks.onboarding_id = $1 ORDER BY evidence.id LIMIT 1000",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}

/// The connections that an onboarding's checks went through: name, adapter, environment.
pub async fn connections(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<(String, String, String)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT name, kind, environment FROM connections WHERE name IN \
         (SELECT connection FROM checks WHERE onboarding_id = $1) ORDER BY name LIMIT 1000",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}
