//! Visits to the SDK page: who may hand over, come back and finish, by one code at a time.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, dialect::Dialect, execute};

/// What the code of a visit is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Opening the page, from our own.
    HandOver,
    /// Going on, on a page that was opened.
    Continuation,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Self::HandOver => "hand_over",
            Self::Continuation => "continuation",
        }
    }
}

/// A row of `sdk_visits`.
#[derive(Debug, Clone, FromRow)]
pub struct VisitRow {
    /// The attempt.
    pub attempt_id: String,
    /// Sealed parameters, until they were handed over.
    pub parameters: Option<Vec<u8>>,
    /// The language in which the applicant read our page.
    pub locale: String,
    /// When the code ends, milliseconds UTC.
    pub code_expires_at: i64,
    /// Sealed: what the page said at its end.
    pub result: Option<Vec<u8>>,
}

const COLUMNS: &str = "attempt_id, parameters, locale, code_expires_at, result";

/// Begins the visit of an attempt, with parameters that wait for its page. No code opens it yet.
pub async fn insert(
    connection: &mut AnyConnection,
    attempt: &str,
    parameters: Vec<u8>,
    locale: &str,
    unusable: &str,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO sdk_visits (attempt_id, parameters, locale, code_purpose, code_hash, code_expires_at) \
         VALUES ($1, $2, $3, 'hand_over', $4, 0)",
    )
    .bind(attempt.to_owned())
    .bind(parameters)
    .bind(locale.to_owned())
    .bind(unusable.to_owned());
    execute(connection, query).await.map(drop)
}

/// The visit of an attempt.
pub async fn find(
    connection: &mut AnyConnection,
    attempt: &str,
) -> Result<Option<VisitRow>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM sdk_visits WHERE attempt_id = $1");
    Ok(sqlx::query_as(&sql)
        .bind(attempt.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// The visit that this code is good for, locked until the transaction ends. Whether it is late is the caller's to say.
pub async fn find_by_code(
    connection: &mut AnyConnection,
    lock: Dialect,
    purpose: Purpose,
    hash: &str,
) -> Result<Option<VisitRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sdk_visits WHERE code_hash = $1 AND code_purpose = $2{}",
        lock.for_update()
    );
    Ok(sqlx::query_as(&sql)
        .bind(hash.to_owned())
        .bind(purpose.code())
        .fetch_optional(connection)
        .await?)
}

/// Replaces the visit's code; the one before it is worth nothing from now on.
pub async fn set_code(
    connection: &mut AnyConnection,
    attempt: &str,
    purpose: Purpose,
    hash: &str,
    expires: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE sdk_visits SET code_purpose = $2, code_hash = $3, code_expires_at = $4 WHERE attempt_id = $1",
    )
    .bind(attempt.to_owned())
    .bind(purpose.code())
    .bind(hash.to_owned())
    .bind(expires.0);
    execute(connection, query).await.map(drop)
}

/// Forgets the parameters: they were handed over.
pub async fn forget_parameters(
    connection: &mut AnyConnection,
    attempt: &str,
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE sdk_visits SET parameters = NULL WHERE attempt_id = $1")
        .bind(attempt.to_owned());
    execute(connection, query).await.map(drop)
}

/// Stores what the page said at its end, and lets the attempt be found by the state that the browser now carries to us.
pub async fn finish(
    connection: &mut AnyConnection,
    attempt: &str,
    result: Vec<u8>,
    state_hash: &str,
) -> Result<(), DbError> {
    let query =
        sqlx::query("UPDATE sdk_visits SET result = $2, code_expires_at = 0 WHERE attempt_id = $1")
            .bind(attempt.to_owned())
            .bind(result);
    execute(&mut *connection, query).await?;
    let query = sqlx::query("UPDATE attempts SET state_hash = $2 WHERE id = $1")
        .bind(attempt.to_owned())
        .bind(state_hash.to_owned());
    execute(connection, query).await.map(drop)
}
