//! Operators' notes about onboardings.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use crate::db::{DbError, execute};

/// Stores a note, whose body is sealed.
pub async fn insert(
    connection: &mut AnyConnection,
    (id, onboarding, operator): (&str, &str, &str),
    body: Vec<u8>,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO notes (id, onboarding_id, operator, body, written_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id.to_owned())
    .bind(onboarding.to_owned())
    .bind(operator.to_owned())
    .bind(body)
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// How many notes an onboarding has.
pub async fn count(connection: &mut AnyConnection, onboarding: &str) -> Result<i64, DbError> {
    Ok(
        sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM notes WHERE onboarding_id = $1")
            .bind(onboarding.to_owned())
            .fetch_one(connection)
            .await?,
    )
}
