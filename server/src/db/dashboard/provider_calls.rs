//! Calls of providers: when, how long, and how they came out. Nothing of what they carried.

use sqlx::{AnyConnection, FromRow};

use crate::db::{DbError, execute};

/// Calls of one verb that are kept of a check; the oldest go.
const KEPT: i64 = 100;

/// A row of `provider_calls`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct CallRow {
    /// UUIDv7.
    pub id: String,
    /// The onboarding.
    pub onboarding_id: String,
    /// The check.
    pub check_id: String,
    /// The connection's name.
    pub connection: String,
    /// The adapter's verb.
    pub call: String,
    /// When it began, in milliseconds UTC.
    pub at: i64,
    /// How long it took.
    pub duration_ms: i64,
    /// `ok`, `processing` while the provider is not done, or what went wrong.
    pub outcome: String,
    /// The status of the provider's last answer, if there was one.
    pub status: Option<i64>,
}

/// Stores a call, and forgets what is too much.
pub async fn insert(connection: &mut AnyConnection, row: CallRow) -> Result<(), DbError> {
    let (onboarding, check, call) = (
        row.onboarding_id.clone(),
        row.check_id.clone(),
        row.call.clone(),
    );
    let query = sqlx::query(
        "INSERT INTO provider_calls (id, onboarding_id, check_id, connection, call, at, duration_ms, outcome, status) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id)
    .bind(row.onboarding_id)
    .bind(row.check_id)
    .bind(row.connection)
    .bind(row.call)
    .bind(row.at)
    .bind(row.duration_ms)
    .bind(row.outcome)
    .bind(row.status);
    execute(&mut *connection, query).await?;
    let query = sqlx::query(
        "DELETE FROM provider_calls WHERE onboarding_id = $1 AND check_id = $2 AND call = $3 AND id < \
         (SELECT MIN(id) FROM (SELECT id FROM provider_calls WHERE onboarding_id = $1 AND check_id = $2 AND call = $3 \
         ORDER BY id DESC LIMIT $4) AS kept)",
    )
    .bind(onboarding)
    .bind(check)
    .bind(call)
    .bind(KEPT);
    execute(connection, query).await.map(drop)
}

/// The calls about an onboarding, oldest first, at most 1000.
pub async fn of_onboarding(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<CallRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, onboarding_id, check_id, connection, call, at, duration_ms, outcome, status FROM provider_calls \
         WHERE onboarding_id = $1 ORDER BY id LIMIT 1000",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}
