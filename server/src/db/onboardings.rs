//! Onboardings and their data keys; what belongs to them stands in the folder.

mod links;
mod of_client;
mod results;
mod steps;
mod versions;

use sqlx::{AnyConnection, FromRow};
use vestibule::{
    id::OnboardingId,
    onboarding::{Closure, OnboardingStatus},
    time::Timestamp,
};

use super::{DbError, dialect::Dialect, execute, inconsistent};

pub use links::{claim_link, find_by_link, replace_link};
pub use of_client::{Filter, SeenRow, Theirs, find_theirs, list_theirs};
pub use results::{bind_result, set_result_code, use_result_code};
pub use steps::{
    StepRow, answer_step, choose, chosen, keep_draft, keep_prefilled, reopen_step, skip_step, steps,
};
pub use versions::{ensure_connection, ensure_journey_version, journey_version};

/// A row of `onboardings`.
#[derive(Debug, Clone, FromRow)]
pub struct OnboardingRow {
    /// UUIDv7.
    pub id: String,
    /// The journey's name when it began.
    pub journey: String,
    /// The hash of the journey version.
    pub journey_version: String,
    /// The public origin it belongs to.
    pub origin: String,
    /// SHA-256 of the applicant's key; empty until a link is claimed, and after an erasure.
    pub owner_hash: String,
    /// The language it began in.
    pub locale: String,
    /// [`OnboardingStatus::code`].
    pub status: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Who began it: the client's name, or `direct`.
    pub client: String,
    /// SHA-256 of the newest link's token.
    pub link_hash: Option<String>,
    /// What the client expects of the person, sealed.
    pub expected: Option<Vec<u8>>,
    /// When the applicant asked for a person to go on.
    pub handed_over_at: Option<i64>,
    /// When something of it last changed.
    pub updated_at: i64,
    /// When it first was not in progress any more.
    pub finished_at: Option<i64>,
    /// `test` or `live`, as the key was; `direct` where no client began it.
    pub mode: String,
    /// The API key that began it.
    pub key_id: Option<String>,
    /// What the client said of it, sealed.
    pub invitation: Option<Vec<u8>>,
    /// Keyed hash of the client's reference.
    pub reference_hash: Option<String>,
    /// When it expires if nobody finishes it.
    pub expires_at: Option<i64>,
    /// Until when its link may be claimed.
    pub link_expires_at: Option<i64>,
    /// When a browser claimed its newest link.
    pub claimed_at: Option<i64>,
    /// The onboarding that it renews.
    pub renews: Option<String>,
    /// SHA-256 of the session binding.
    pub binding_hash: Option<String>,
    /// When the client showed a result code and the binding together.
    pub bound_at: Option<i64>,
    /// SHA-256 of the result code that is good now.
    pub result_code_hash: Option<String>,
    /// Until when.
    pub result_code_expires_at: Option<i64>,
    /// [`Closure::code`], when it was closed before a decision.
    pub closed_as: Option<String>,
    /// When.
    pub closed_at: Option<i64>,
    /// When its data key was destroyed.
    pub erased_at: Option<i64>,
    /// Since when it has its status; what lacks it is never erased by itself.
    pub status_since: Option<i64>,
}

const COLUMNS: &str = "id, journey, journey_version, origin, owner_hash, locale, status, created_at, client, link_hash, \
                       expected, handed_over_at, updated_at, finished_at, mode, key_id, invitation, reference_hash, \
                       expires_at, link_expires_at, claimed_at, renews, binding_hash, bound_at, result_code_hash, \
                       result_code_expires_at, closed_as, closed_at, erased_at, status_since";

impl OnboardingRow {
    /// The status as the domain knows it.
    ///
    /// # Errors
    /// When the row holds an unknown status.
    pub fn status(&self) -> Result<OnboardingStatus, DbError> {
        OnboardingStatus::from_code(&self.status)
            .ok_or_else(|| inconsistent("onboardings", "unknown status"))
    }

    /// Why it was closed before a decision, if it was.
    ///
    /// # Errors
    /// When the row holds an unknown closure.
    pub fn closure(&self) -> Result<Option<Closure>, DbError> {
        let Some(code) = &self.closed_as else {
            return Ok(None);
        };
        match Closure::from_code(code) {
            Some(closure) => Ok(Some(closure)),
            None => Err(inconsistent("onboardings", "unknown closure")),
        }
    }
}

/// A row of `data_keys` whose key was not destroyed.
#[derive(Debug, Clone, FromRow)]
pub struct DataKeyRow {
    /// The key of the ring that wrapped it.
    pub ring_key: String,
    /// The data key, sealed by that key.
    pub wrapped: Vec<u8>,
    /// Milliseconds UTC.
    pub wrapped_at: i64,
}

/// Stores a new onboarding with its wrapped data key and its steps.
pub async fn insert(
    connection: &mut AnyConnection,
    row: &OnboardingRow,
    key: &DataKeyRow,
    steps: &[String],
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO onboardings (id, journey, journey_version, origin, owner_hash, locale, status, created_at, updated_at, \
         client, link_hash, expected, mode, key_id, invitation, reference_hash, expires_at, link_expires_at, renews, \
         binding_hash, status_since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
         $17, $18, $19, $8)",
    )
    .bind(row.id.clone())
    .bind(row.journey.clone())
    .bind(row.journey_version.clone())
    .bind(row.origin.clone())
    .bind(row.owner_hash.clone())
    .bind(row.locale.clone())
    .bind(row.status.clone())
    .bind(row.created_at)
    .bind(row.client.clone())
    .bind(row.link_hash.clone())
    .bind(row.expected.clone())
    .bind(row.mode.clone())
    .bind(row.key_id.clone())
    .bind(row.invitation.clone())
    .bind(row.reference_hash.clone())
    .bind(row.expires_at)
    .bind(row.link_expires_at)
    .bind(row.renews.clone())
    .bind(row.binding_hash.clone());
    execute(connection, query).await?;
    let query =
        sqlx::query("INSERT INTO data_keys (onboarding_id, ring_key, wrapped, wrapped_at) VALUES ($1, $2, $3, $4)")
            .bind(row.id.clone())
            .bind(key.ring_key.clone())
            .bind(key.wrapped.clone())
            .bind(key.wrapped_at);
    execute(connection, query).await?;
    for (place, name) in (0_i64..).zip(steps) {
        let query =
            sqlx::query("INSERT INTO steps (onboarding_id, name, place) VALUES ($1, $2, $3)")
                .bind(row.id.clone())
                .bind(name.clone())
                .bind(place);
        execute(connection, query).await?;
    }
    Ok(())
}

/// Finds an onboarding; with `lock` its row is held until the transaction ends, which is what serialises everything
/// that happens to one onboarding.
pub async fn find(
    connection: &mut AnyConnection,
    id: &OnboardingId,
    lock: Option<Dialect>,
) -> Result<Option<OnboardingRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM onboardings WHERE id = $1{}",
        lock.map_or("", Dialect::for_update)
    );
    Ok(sqlx::query_as(&sql)
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?)
}

/// The wrapped data key; `None` once it was destroyed.
pub async fn data_key(
    connection: &mut AnyConnection,
    id: &str,
) -> Result<Option<DataKeyRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT ring_key, wrapped, wrapped_at FROM data_keys WHERE onboarding_id = $1 AND wrapped IS NOT NULL",
    )
    .bind(id.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// The onboardings of an applicant, newest first.
pub async fn of_owner(
    connection: &mut AnyConnection,
    owner_hash: &str,
    limit: i64,
) -> Result<Vec<OnboardingRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM onboardings WHERE owner_hash = $1 ORDER BY id DESC LIMIT $2"
    );
    Ok(sqlx::query_as(&sql)
        .bind(owner_hash.to_owned())
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// Records that the applicant asked for a person to go on.
pub async fn hand_over(
    connection: &mut AnyConnection,
    id: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE onboardings SET handed_over_at = $2, updated_at = $2 WHERE id = $1 AND handed_over_at IS NULL",
    )
    .bind(id.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Closes an onboarding before a decision; a code that its applicant carried before opens nothing any more. `false` when it
/// was closed before.
pub async fn close(
    connection: &mut AnyConnection,
    id: &str,
    closure: Closure,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE onboardings SET closed_as = $2, closed_at = $3, updated_at = $3, result_code_hash = NULL, \
         result_code_expires_at = NULL WHERE id = $1 AND closed_at IS NULL",
    )
    .bind(id.to_owned())
    .bind(closure.code().to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// Writes the projected status.
pub async fn set_status(
    connection: &mut AnyConnection,
    id: &str,
    status: OnboardingStatus,
    now: Timestamp,
) -> Result<(), DbError> {
    let finished = (status != OnboardingStatus::InProgress).then_some(now.0);
    let query = sqlx::query(
        "UPDATE onboardings SET status = $2, updated_at = $3, status_since = $3, finished_at = COALESCE(finished_at, $4) \
         WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(status.code().to_owned())
    .bind(now.0)
    .bind(finished);
    execute(connection, query).await.map(drop)
}

/// Every onboarding's id, newest first, for the checker that recomputes projections.
pub async fn ids(connection: &mut AnyConnection, limit: i64) -> Result<Vec<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT id FROM onboardings ORDER BY id DESC LIMIT $1")
            .bind(limit)
            .fetch_all(connection)
            .await?,
    )
}
