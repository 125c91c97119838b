//! The messages of an onboarding's frames, for the inspector.

use sqlx::AnyConnection;

use crate::db::{DbError, messages::MessageRow};

/// How many rows each check has.
pub async fn counts(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<(String, i64)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT c.id, CAST(COUNT(m.id) AS BIGINT) FROM checks c LEFT JOIN messages m ON m.check_id = c.id \
         WHERE c.onboarding_id = $1 GROUP BY c.id ORDER BY c.id LIMIT 1000",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}

/// The messages of a check that came after the one with this id, oldest first.
pub async fn page(
    connection: &mut AnyConnection,
    check: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<MessageRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, check_id, attempt, at, origin, bytes, verdict, count, raw, event FROM messages \
         WHERE check_id = $1 AND id > $2 ORDER BY id LIMIT $3",
    )
    .bind(check.to_owned())
    .bind(after.to_owned())
    .bind(limit)
    .fetch_all(connection)
    .await?)
}
