//! Onboardings, their steps, their data keys and the journey versions they began with.

use sqlx::{AnyConnection, FromRow};
use vestibule::{
    id::OnboardingId,
    onboarding::{Closure, OnboardingStatus},
    time::Timestamp,
};

use super::{DbError, dialect::Dialect, execute, inconsistent};

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
    /// SHA-256 of the applicant's key; empty until a link is claimed.
    pub owner_hash: String,
    /// The language it began in.
    pub locale: String,
    /// [`OnboardingStatus::code`].
    pub status: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Who began it: the client's name, or `direct`.
    pub client: String,
    /// SHA-256 of the link's token, until it is claimed.
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
    /// When a browser claimed its link.
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
}

const COLUMNS: &str = "id, journey, journey_version, origin, owner_hash, locale, status, created_at, client, link_hash, \
                       expected, handed_over_at, updated_at, finished_at, mode, key_id, invitation, reference_hash, \
                       expires_at, link_expires_at, claimed_at, renews, binding_hash, bound_at, result_code_hash, \
                       result_code_expires_at, closed_as, closed_at, erased_at";

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

/// A row of `steps`.
#[derive(Debug, Clone, FromRow)]
pub struct StepRow {
    /// The step's name.
    pub name: String,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// The sealed answer of a form; not final before `answered_at` is set.
    pub answer: Option<Vec<u8>>,
    /// When the applicant skipped it.
    pub skipped_at: Option<i64>,
    /// Which answers were filled in beforehand, sealed.
    pub prefilled: Option<Vec<u8>>,
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

/// Stores a journey version once.
pub async fn ensure_journey_version(
    connection: &mut AnyConnection,
    hash: &str,
    name: &str,
    content: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO journey_versions (hash, name, content, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(hash.to_owned())
    .bind(name.to_owned())
    .bind(content.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// The content of a journey version.
pub async fn journey_version(
    connection: &mut AnyConnection,
    hash: &str,
) -> Result<Option<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT content FROM journey_versions WHERE hash = $1")
            .bind(hash.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}

/// Records that a connection exists.
pub async fn ensure_connection(
    connection: &mut AnyConnection,
    name: &str,
    kind: &str,
    environment: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO connections (name, kind, environment, first_seen_at, last_seen_at) VALUES ($1, $2, $3, $4, $4) \
         ON CONFLICT (name) DO UPDATE SET kind = $2, environment = $3, last_seen_at = $4",
    )
    .bind(name.to_owned())
    .bind(kind.to_owned())
    .bind(environment.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
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
         binding_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
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

/// The steps of an onboarding, in order.
pub async fn steps(connection: &mut AnyConnection, id: &str) -> Result<Vec<StepRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT name, answered_at, answer, skipped_at, prefilled FROM steps WHERE onboarding_id = $1 ORDER BY place LIMIT 100",
    )
    .bind(id.to_owned())
    .fetch_all(connection)
    .await?)
}

/// Stores the answer of a terms or form step.
pub async fn answer_step(
    connection: &mut AnyConnection,
    id: &str,
    step: &str,
    answer: Option<Vec<u8>>,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE steps SET answered_at = $3, answer = $4 WHERE onboarding_id = $1 AND name = $2",
    )
    .bind(id.to_owned())
    .bind(step.to_owned())
    .bind(now.0)
    .bind(answer);
    match execute(connection, query).await? {
        1 => Ok(()),
        _ => Err(inconsistent(
            "steps",
            "an onboarding lacks one of its journey's steps",
        )),
    }
}

/// Keeps answers that are not final yet.
pub async fn keep_draft(
    connection: &mut AnyConnection,
    id: &str,
    step: &str,
    answer: Vec<u8>,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE steps SET answered_at = NULL, answer = $3 WHERE onboarding_id = $1 AND name = $2",
    )
    .bind(id.to_owned())
    .bind(step.to_owned())
    .bind(answer);
    execute(connection, query).await.map(drop)
}

/// Keeps what was filled in beforehand.
pub async fn keep_prefilled(
    connection: &mut AnyConnection,
    id: &str,
    step: &str,
    prefilled: Vec<u8>,
) -> Result<(), DbError> {
    let query =
        sqlx::query("UPDATE steps SET prefilled = $3 WHERE onboarding_id = $1 AND name = $2")
            .bind(id.to_owned())
            .bind(step.to_owned())
            .bind(prefilled);
    execute(connection, query).await.map(drop)
}

/// Takes an answer back: the step is to be answered again.
pub async fn reopen_step(
    connection: &mut AnyConnection,
    id: &str,
    step: &str,
) -> Result<(), DbError> {
    let query =
        sqlx::query("UPDATE steps SET answered_at = NULL WHERE onboarding_id = $1 AND name = $2")
            .bind(id.to_owned())
            .bind(step.to_owned());
    execute(connection, query).await.map(drop)
}

/// Marks a step as skipped, or as not skipped any more.
pub async fn skip_step(
    connection: &mut AnyConnection,
    id: &str,
    step: &str,
    at: Option<Timestamp>,
) -> Result<(), DbError> {
    let query =
        sqlx::query("UPDATE steps SET skipped_at = $3 WHERE onboarding_id = $1 AND name = $2")
            .bind(id.to_owned())
            .bind(step.to_owned())
            .bind(at.map(|at| at.0));
    execute(connection, query).await.map(drop)
}

/// Records which way was chosen; a later choice takes the place of an earlier one.
pub async fn choose(
    connection: &mut AnyConnection,
    id: &str,
    (choice, way): (&str, &str),
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO choices (onboarding_id, choice, way, chosen_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (onboarding_id, choice) DO UPDATE SET way = $3, chosen_at = $4",
    )
    .bind(id.to_owned())
    .bind(choice.to_owned())
    .bind(way.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// The ways that were chosen: choice and way.
pub async fn chosen(
    connection: &mut AnyConnection,
    id: &str,
) -> Result<Vec<(String, String)>, DbError> {
    Ok(
        sqlx::query_as("SELECT choice, way FROM choices WHERE onboarding_id = $1 LIMIT 100")
            .bind(id.to_owned())
            .fetch_all(connection)
            .await?,
    )
}

/// Finds an onboarding by its link, until it was claimed.
pub async fn find_by_link(
    connection: &mut AnyConnection,
    link_hash: &str,
) -> Result<Option<OnboardingRow>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM onboardings WHERE link_hash = $1");
    Ok(sqlx::query_as(&sql)
        .bind(link_hash.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// Binds an onboarding to an applicant's key. `false` when somebody was quicker.
pub async fn claim_link(
    connection: &mut AnyConnection,
    link_hash: &str,
    owner_hash: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE onboardings SET owner_hash = $2, link_hash = NULL, updated_at = $3 WHERE link_hash = $1",
    )
    .bind(link_hash.to_owned())
    .bind(owner_hash.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
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

/// Writes the projected status.
pub async fn set_status(
    connection: &mut AnyConnection,
    id: &str,
    status: OnboardingStatus,
    now: Timestamp,
) -> Result<(), DbError> {
    let finished = (status != OnboardingStatus::InProgress).then_some(now.0);
    let query = sqlx::query(
        "UPDATE onboardings SET status = $2, updated_at = $3, finished_at = COALESCE(finished_at, $4) WHERE id = $1",
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
