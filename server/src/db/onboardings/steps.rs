//! Steps and choices of an onboarding.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use crate::db::{DbError, execute, inconsistent};

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
