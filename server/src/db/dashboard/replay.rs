//! What a replay is made of, oldest first: the provider sessions of an onboarding and what their frames said.

use sqlx::{AnyConnection, FromRow};

use crate::db::DbError;

/// A provider session.
#[derive(Debug, Clone, FromRow)]
pub struct SessionRow {
    /// The check.
    pub check_id: String,
    /// From 1 within the check.
    pub number: i64,
    /// `frame` or `page`.
    pub presentation: String,
    /// Milliseconds UTC.
    pub started_at: i64,
    /// When its return was claimed.
    pub returned_at: Option<i64>,
    /// Sealed query of the return.
    pub return_query: Option<Vec<u8>>,
}

/// A message of a frame, or several that were refused alike, without its content.
#[derive(Debug, Clone, FromRow)]
pub struct MessageRow {
    /// The check.
    pub check_id: String,
    /// The session's number within the check.
    pub attempt: i64,
    /// Milliseconds UTC.
    pub at: i64,
    /// See [`crate::db::messages::MessageRow::verdict`].
    pub verdict: String,
    /// How many messages the row stands for.
    pub count: i64,
    /// What the funnel counts it as.
    pub event: Option<String>,
}

/// The provider sessions.
pub async fn sessions(
    connection: &mut AnyConnection,
    onboarding: &str,
    limit: i64,
) -> Result<Vec<SessionRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT a.check_id, a.number, a.presentation, a.started_at, a.returned_at, a.return_query FROM checks c \
         JOIN attempts a ON a.check_id = c.id WHERE c.onboarding_id = $1 ORDER BY a.started_at, a.number LIMIT $2",
    )
    .bind(onboarding.to_owned())
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// What the frames said.
pub async fn messages(
    connection: &mut AnyConnection,
    onboarding: &str,
    limit: i64,
) -> Result<Vec<MessageRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT m.check_id, m.attempt, m.at, m.verdict, m.count, m.event FROM checks c \
         JOIN messages m ON m.check_id = c.id WHERE c.onboarding_id = $1 ORDER BY m.at, m.id LIMIT $2",
    )
    .bind(onboarding.to_owned())
    .bind(limit)
    .fetch_all(connection)
    .await?)
}
