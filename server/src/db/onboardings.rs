//! Onboardings, their steps, their data keys and the journey versions they began with.

use sqlx::{AnyConnection, FromRow};
use vestibule::{id::OnboardingId, onboarding::OnboardingStatus, time::Timestamp};

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
    /// SHA-256 of the applicant's key.
    pub owner_hash: String,
    /// The language it began in.
    pub locale: String,
    /// [`OnboardingStatus::code`].
    pub status: String,
    /// Milliseconds UTC.
    pub created_at: i64,
}

impl OnboardingRow {
    /// The status as the domain knows it.
    ///
    /// # Errors
    /// When the row holds an unknown status.
    pub fn status(&self) -> Result<OnboardingStatus, DbError> {
        OnboardingStatus::from_code(&self.status)
            .ok_or_else(|| inconsistent("onboardings", "unknown status"))
    }
}

/// A row of `steps`.
#[derive(Debug, Clone, FromRow)]
pub struct StepRow {
    /// The step's name.
    pub name: String,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// The sealed answer of a form.
    pub answer: Option<Vec<u8>>,
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
        "INSERT INTO onboardings (id, journey, journey_version, origin, owner_hash, locale, status, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
    )
    .bind(row.id.clone())
    .bind(row.journey.clone())
    .bind(row.journey_version.clone())
    .bind(row.origin.clone())
    .bind(row.owner_hash.clone())
    .bind(row.locale.clone())
    .bind(row.status.clone())
    .bind(row.created_at);
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
        "SELECT id, journey, journey_version, origin, owner_hash, locale, status, created_at \
         FROM onboardings WHERE id = $1{}",
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
        "SELECT name, answered_at, answer FROM steps WHERE onboarding_id = $1 ORDER BY place LIMIT 100",
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
