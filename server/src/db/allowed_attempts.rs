//! Further checks of a step that operators allowed, beyond its limit.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// Most that are read of one onboarding.
const LIST: i64 = 1000;

/// What an operator allows.
#[derive(Debug)]
pub struct NewRow<'a> {
    /// UUIDv7.
    pub id: &'a str,
    /// The onboarding.
    pub onboarding_id: &'a str,
    /// The step's name.
    pub step: &'a str,
    /// Who allows it.
    pub operator: &'a str,
}

/// Stores that a further check is allowed.
pub async fn insert(
    connection: &mut AnyConnection,
    row: &NewRow<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO allowed_attempts (id, onboarding_id, step, operator, allowed_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(row.id.to_owned())
    .bind(row.onboarding_id.to_owned())
    .bind(row.step.to_owned())
    .bind(row.operator.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// The steps of what was allowed and is not used yet: a step as often as it may be begun again.
pub async fn unused(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<String>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT step FROM allowed_attempts WHERE onboarding_id = $1 AND used_at IS NULL ORDER BY id LIMIT $2",
    )
    .bind(onboarding.to_owned())
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}

/// Uses the oldest up for a check. `false` when nothing is left, because another was quicker.
pub async fn take(
    connection: &mut AnyConnection,
    (onboarding, step): (&str, &str),
    check: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE allowed_attempts SET used_at = $3, check_id = $4 WHERE id = (SELECT MIN(id) FROM allowed_attempts \
         WHERE onboarding_id = $1 AND step = $2 AND used_at IS NULL)",
    )
    .bind(onboarding.to_owned())
    .bind(step.to_owned())
    .bind(now.0)
    .bind(check.to_owned());
    Ok(execute(connection, query).await? == 1)
}

/// Gives back what a check used up that ended by a fault of ours.
pub async fn give_back(connection: &mut AnyConnection, check: &str) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE allowed_attempts SET used_at = NULL, check_id = NULL WHERE check_id = $1",
    )
    .bind(check.to_owned());
    execute(connection, query).await.map(drop)
}

/// Has the applicant, and nobody else, go on with an onboarding; it expires at that moment, if it does at all.
pub async fn put_back(
    connection: &mut AnyConnection,
    onboarding: &str,
    expires_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE onboardings SET handed_over_at = NULL, expires_at = $2, updated_at = $3 WHERE id = $1",
    )
    .bind(onboarding.to_owned())
    .bind(expires_at.map(|at| at.0))
    .bind(now.0);
    execute(connection, query).await.map(drop)
}
