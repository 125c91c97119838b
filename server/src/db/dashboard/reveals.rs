//! Values that operators may read for a while.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use crate::db::{DbError, execute};

/// Values that one operator may read at a time of one onboarding.
const LIST: i64 = 500;

/// What is stored of a reveal.
#[derive(Debug)]
pub struct NewReveal {
    /// UUIDv7.
    pub id: String,
    /// The onboarding.
    pub onboarding: String,
    /// Who may read it.
    pub operator: String,
    /// Which value.
    pub field: String,
    /// Why, sealed.
    pub reason: Vec<u8>,
    /// When this ends, in milliseconds UTC.
    pub ends_at: i64,
}

/// A reveal that has not ended.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct OpenReveal {
    /// Which value.
    pub field: String,
    /// When this ends, in milliseconds UTC.
    pub ends_at: i64,
}

/// Stores a reveal.
pub async fn insert(
    connection: &mut AnyConnection,
    new: NewReveal,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO reveals (id, onboarding_id, operator, field, reason, revealed_at, ends_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.id)
    .bind(new.onboarding)
    .bind(new.operator)
    .bind(new.field)
    .bind(new.reason)
    .bind(now.0)
    .bind(new.ends_at);
    execute(connection, query).await.map(drop)
}

/// What an operator may read of an onboarding now. One that was written by a clock that is ahead of ours has not begun.
pub async fn open(
    connection: &mut AnyConnection,
    (onboarding, operator): (&str, &str),
    now: Timestamp,
) -> Result<Vec<OpenReveal>, DbError> {
    Ok(sqlx::query_as(
        "SELECT field, ends_at FROM reveals WHERE onboarding_id = $1 AND operator = $2 AND revealed_at <= $3 \
         AND ends_at > $3 ORDER BY id LIMIT $4",
    )
    .bind(onboarding.to_owned())
    .bind(operator.to_owned())
    .bind(now.0)
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}
