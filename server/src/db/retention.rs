//! What is due for erasure because it was kept long enough, and what retention remembers.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// Most names of journeys that are looked at.
const MAX_JOURNEYS: i64 = 1_000;
/// The only row's id.
const ID: &str = "retention";

/// What is due of one journey and status: everything that has had it since before a moment.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    /// The journey's name.
    pub journey: &'a str,
    /// `OnboardingStatus::code`.
    pub status: &'a str,
    /// Up to this moment, in milliseconds UTC.
    pub until: i64,
}

/// Rows of a rule. What a client gave a time to finish expires first, and a hold keeps what it is on. The index is by journey,
/// status and time, of what was not erased.
const DUE: &str = "FROM onboardings WHERE journey = $1 AND status = $2 AND status_since <= $3 AND erased_at IS NULL \
                   AND (status <> 'in_progress' OR expires_at IS NULL) AND NOT EXISTS \
                   (SELECT 1 FROM legal_holds WHERE onboarding_id = onboardings.id AND lifted_at IS NULL)";

/// The names of all journeys that there ever were.
pub async fn journeys(connection: &mut AnyConnection) -> Result<Vec<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT DISTINCT name FROM journey_versions ORDER BY name LIMIT $1")
            .bind(MAX_JOURNEYS)
            .fetch_all(connection)
            .await?,
    )
}

/// How many onboardings a rule makes due.
pub async fn count(connection: &mut AnyConnection, rule: Rule<'_>) -> Result<i64, DbError> {
    Ok(
        sqlx::query_scalar(&format!("SELECT CAST(COUNT(*) AS BIGINT) {DUE}"))
            .bind(rule.journey.to_owned())
            .bind(rule.status.to_owned())
            .bind(rule.until)
            .fetch_one(connection)
            .await?,
    )
}

/// The ids of those that have been due by a rule for longest, and since when they have their status.
pub async fn oldest(
    connection: &mut AnyConnection,
    rule: Rule<'_>,
    limit: i64,
) -> Result<Vec<(String, i64)>, DbError> {
    Ok(sqlx::query_as(&format!(
        "SELECT id, status_since {DUE} ORDER BY status_since LIMIT $4"
    ))
    .bind(rule.journey.to_owned())
    .bind(rule.status.to_owned())
    .bind(rule.until)
    .bind(limit)
    .fetch_all(connection)
    .await?)
}

/// How many onboardings are kept: those that were not erased.
pub async fn kept(connection: &mut AnyConnection) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM onboardings WHERE erased_at IS NULL",
    )
    .fetch_one(connection)
    .await?)
}

/// The row of `retention_state`. Times in milliseconds UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct StateRow {
    /// The newest look that the guard let through.
    pub swept_at: Option<i64>,
    /// SHA-256 of the periods that were configured then.
    pub rules: Option<String>,
    /// Since when the guard stops it.
    pub stopped_at: Option<i64>,
    /// Why.
    pub stopped_why: Option<String>,
    /// Up to which moment it looked last.
    pub stopped_until: Option<i64>,
    /// How many were due then.
    pub stopped_due: Option<i64>,
    /// Who confirmed last.
    pub confirmed_by: Option<String>,
    /// When.
    pub confirmed_at: Option<i64>,
    /// What was due up to this moment ...
    pub confirmed_until: Option<i64>,
    /// ... by these periods.
    pub confirmed_rules: Option<String>,
    /// Since when is counted how many are erased.
    pub hour_began: i64,
    /// How many were.
    pub hour_count: i64,
}

/// What retention remembers; nothing at first.
pub async fn state(connection: &mut AnyConnection) -> Result<StateRow, DbError> {
    let found = sqlx::query_as(
        "SELECT swept_at, rules, stopped_at, stopped_why, stopped_until, stopped_due, confirmed_by, confirmed_at, \
         confirmed_until, confirmed_rules, hour_began, hour_count FROM retention_state WHERE id = $1",
    )
    .bind(ID)
    .fetch_optional(connection)
    .await?;
    Ok(found.unwrap_or_default())
}

/// Remembers. The caller's transaction holds the lock of this name.
pub async fn remember(connection: &mut AnyConnection, row: &StateRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO retention_state (id, swept_at, rules, stopped_at, stopped_why, stopped_until, stopped_due, \
         confirmed_by, confirmed_at, confirmed_until, confirmed_rules, hour_began, hour_count) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO UPDATE SET \
         swept_at = $2, rules = $3, stopped_at = $4, stopped_why = $5, stopped_until = $6, stopped_due = $7, \
         confirmed_by = $8, confirmed_at = $9, confirmed_until = $10, confirmed_rules = $11, hour_began = $12, \
         hour_count = $13",
    )
    .bind(ID)
    .bind(row.swept_at)
    .bind(row.rules.clone())
    .bind(row.stopped_at)
    .bind(row.stopped_why.clone())
    .bind(row.stopped_until)
    .bind(row.stopped_due)
    .bind(row.confirmed_by.clone())
    .bind(row.confirmed_at)
    .bind(row.confirmed_until)
    .bind(row.confirmed_rules.clone())
    .bind(row.hour_began)
    .bind(row.hour_count);
    execute(connection, query).await.map(drop)
}

/// The lock under which the row is read and written.
pub const LOCK: &str = "retention";

/// Counts erasures of the hour that began at `began`.
pub async fn add_erased(
    connection: &mut AnyConnection,
    (began, count): (Timestamp, i64),
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE retention_state SET hour_count = hour_count + $3 WHERE id = $1 AND hour_began = $2",
    )
    .bind(ID)
    .bind(began.0)
    .bind(count);
    execute(connection, query).await.map(drop)
}
