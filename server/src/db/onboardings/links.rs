//! The links that clients send, and whose onboarding it becomes.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use super::{COLUMNS, OnboardingRow};
use crate::db::{DbError, dialect::Dialect, execute};

/// Finds an onboarding by its newest link, whether or not that was claimed.
pub async fn find_by_link(
    connection: &mut AnyConnection,
    link_hash: &str,
    lock: Option<Dialect>,
) -> Result<Option<OnboardingRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM onboardings WHERE link_hash = $1{}",
        lock.map_or("", Dialect::for_update)
    );
    Ok(sqlx::query_as(&sql)
        .bind(link_hash.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// Binds an onboarding to an applicant's key; whoever had it before has it no more, and what their code opened is closed: the
/// new browser has to carry one of its own. `false` when somebody was quicker, or it is too late.
pub async fn claim_link(
    connection: &mut AnyConnection,
    link_hash: &str,
    owner_hash: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE onboardings SET bound_at = CASE WHEN owner_hash = $2 THEN bound_at ELSE NULL END, owner_hash = $2, \
         claimed_at = $3, updated_at = $3, result_code_hash = NULL, result_code_expires_at = NULL WHERE link_hash = $1 AND claimed_at IS NULL \
         AND (link_expires_at IS NULL OR link_expires_at > $3)",
    )
    .bind(link_hash.to_owned())
    .bind(owner_hash.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// Puts a new link in the place of the one there was. Whoever claimed that one keeps the onboarding until the new one is
/// claimed.
pub async fn replace_link(
    connection: &mut AnyConnection,
    id: &str,
    link_hash: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE onboardings SET link_hash = $2, link_expires_at = $3, claimed_at = NULL, updated_at = $4 WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(link_hash.to_owned())
    .bind(expires_at.0)
    .bind(now.0);
    execute(connection, query).await.map(drop)
}
