//! What is waiting, for metrics: how much, and since when; and how old the newest checkpoint is.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use super::DbError;

/// Nothing is counted any further: more says no more.
pub const MOST: i64 = 10_000;

/// Rows that wait, at most [`MOST`] of them, and since when the first does.
pub type Backlog = (i64, Option<i64>);

/// Jobs that are due, and when the first was.
///
/// # Errors
/// When the database fails.
pub async fn jobs(connection: &mut AnyConnection, now: Timestamp) -> Result<Backlog, DbError> {
    Ok(sqlx::query_as(
        "SELECT CAST(COUNT(*) AS BIGINT), MIN(run_at) FROM \
         (SELECT run_at FROM jobs WHERE run_at <= $1 ORDER BY run_at LIMIT $2) AS due",
    )
    .bind(now.0)
    .bind(MOST)
    .fetch_one(connection)
    .await?)
}

/// Webhooks that are yet to be delivered, and when the first was written.
///
/// # Errors
/// When the database fails.
pub async fn webhooks(connection: &mut AnyConnection) -> Result<Backlog, DbError> {
    Ok(sqlx::query_as(
        "SELECT CAST(COUNT(*) AS BIGINT), MIN(created_at) FROM \
         (SELECT created_at FROM webhook_deliveries WHERE state = 'pending' LIMIT $1) AS pending",
    )
    .bind(MOST)
    .fetch_one(connection)
    .await?)
}

/// The same, of these clients alone; none without any.
///
/// # Errors
/// When the database fails.
pub async fn webhooks_of(
    connection: &mut AnyConnection,
    clients: &[String],
) -> Result<Backlog, DbError> {
    if clients.is_empty() {
        return Ok((0, None));
    }
    let places: Vec<String> = (1..=clients.len())
        .map(|place| format!("${place}"))
        .collect();
    let sql = format!(
        "SELECT CAST(COUNT(*) AS BIGINT), MIN(created_at) FROM \
         (SELECT d.created_at AS created_at FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id \
         WHERE d.state = 'pending' AND e.client IN ({}) LIMIT {MOST}) AS pending",
        places.join(", ")
    );
    let mut query = sqlx::query_as(&sql);
    for client in clients {
        query = query.bind(client.clone());
    }
    Ok(query.fetch_one(connection).await?)
}

/// Size and time of the newest checkpoint of the audit log.
///
/// # Errors
/// When the database fails.
pub async fn checkpoint(connection: &mut AnyConnection) -> Result<Option<(i64, i64)>, DbError> {
    Ok(
        sqlx::query_as("SELECT size, at FROM audit_checkpoints ORDER BY number DESC LIMIT 1")
            .fetch_optional(connection)
            .await?,
    )
}

/// Chains of the audit log with rows that are not in the log of heads.
///
/// # Errors
/// When the database fails.
pub async fn chains_ahead(connection: &mut AnyConnection) -> Result<i64, DbError> {
    // The words of the partial index.
    Ok(sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM \
         (SELECT chain FROM audit_heads WHERE sequence > logged LIMIT $1) AS ahead",
    )
    .bind(MOST)
    .fetch_one(connection)
    .await?)
}
