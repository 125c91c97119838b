//! The inbox: what providers told us by themselves, once each.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// Takes an event in. `false` when it was there already.
pub async fn insert(
    connection: &mut AnyConnection,
    through: &str,
    event_id: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "INSERT INTO inbox (connection, event_id, received_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(through.to_owned())
    .bind(event_id.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// Whether an event was taken in before.
pub async fn contains(
    connection: &mut AnyConnection,
    through: &str,
    event_id: &str,
) -> Result<bool, DbError> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT received_at FROM inbox WHERE connection = $1 AND event_id = $2")
            .bind(through.to_owned())
            .bind(event_id.to_owned())
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}
