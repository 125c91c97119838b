//! Attempts: the provider sessions of a check.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// A row of `attempts`.
#[derive(Debug, Clone, FromRow)]
pub struct AttemptRow {
    /// UUIDv7.
    pub id: String,
    /// The check.
    pub check_id: String,
    /// From 1 within the check.
    pub number: i64,
    /// The connection's name.
    pub connection: String,
    /// The provider's id for the session.
    pub reference: String,
    /// `frame` or `page`.
    pub presentation: String,
    /// SHA-256 of the state.
    pub state_hash: String,
    /// SHA-256 of the handle in the return URL's path.
    pub handle_hash: String,
    /// Sealed `ProviderSession`.
    pub session: Vec<u8>,
    /// Sealed URL of the provider's own page.
    pub leave_to: Option<Vec<u8>>,
    /// Milliseconds UTC.
    pub started_at: i64,
    /// Set when a newer attempt took its place.
    pub superseded_at: Option<i64>,
    /// Set when its return was claimed.
    pub returned_at: Option<i64>,
    /// Sealed query of the return.
    pub return_query: Option<Vec<u8>>,
    /// Set when the return was followed up.
    pub finished_at: Option<i64>,
}

const COLUMNS: &str = "id, check_id, number, connection, reference, presentation, state_hash, handle_hash, session, \
                       leave_to, started_at, superseded_at, returned_at, return_query, finished_at";

/// Stores a new attempt; the ones before it are superseded.
pub async fn insert(connection: &mut AnyConnection, row: &AttemptRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE attempts SET superseded_at = $2 WHERE check_id = $1 AND superseded_at IS NULL",
    )
    .bind(row.check_id.clone())
    .bind(row.started_at);
    execute(connection, query).await?;
    let query = sqlx::query(
        "INSERT INTO attempts (id, check_id, number, connection, reference, presentation, state_hash, handle_hash, \
         session, leave_to, started_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(row.id.clone())
    .bind(row.check_id.clone())
    .bind(row.number)
    .bind(row.connection.clone())
    .bind(row.reference.clone())
    .bind(row.presentation.clone())
    .bind(row.state_hash.clone())
    .bind(row.handle_hash.clone())
    .bind(row.session.clone())
    .bind(row.leave_to.clone())
    .bind(row.started_at);
    execute(connection, query).await.map(drop)
}

/// The live attempt of a check.
pub async fn live(
    connection: &mut AnyConnection,
    check: &str,
) -> Result<Option<AttemptRow>, DbError> {
    let sql =
        format!("SELECT {COLUMNS} FROM attempts WHERE check_id = $1 AND superseded_at IS NULL");
    Ok(sqlx::query_as(&sql)
        .bind(check.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// The attempt with this id, superseded or not.
pub async fn find(connection: &mut AnyConnection, id: &str) -> Result<Option<AttemptRow>, DbError> {
    let sql = format!("SELECT {COLUMNS} FROM attempts WHERE id = $1");
    Ok(sqlx::query_as(&sql)
        .bind(id.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// The attempt whose return URL carries this handle, or whose protocol carries this state.
pub async fn find_by_return(
    connection: &mut AnyConnection,
    through: &str,
    hash: &str,
) -> Result<Option<AttemptRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attempts WHERE connection = $1 AND (handle_hash = $2 OR state_hash = $2)"
    );
    Ok(sqlx::query_as(&sql)
        .bind(through.to_owned())
        .bind(hash.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// The newest attempt with this reference of the provider's.
pub async fn find_by_reference(
    connection: &mut AnyConnection,
    through: &str,
    reference: &str,
) -> Result<Option<AttemptRow>, DbError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attempts WHERE connection = $1 AND reference = $2 ORDER BY id DESC LIMIT 1"
    );
    Ok(sqlx::query_as(&sql)
        .bind(through.to_owned())
        .bind(reference.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// Marks the return as used. `false` when it was used before or the attempt is superseded.
pub async fn mark_returned(
    connection: &mut AnyConnection,
    id: &str,
    query: Vec<u8>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let statement = sqlx::query(
        "UPDATE attempts SET returned_at = $2, return_query = $3 \
         WHERE id = $1 AND returned_at IS NULL AND superseded_at IS NULL",
    )
    .bind(id.to_owned())
    .bind(now.0)
    .bind(query);
    Ok(execute(connection, statement).await? == 1)
}

/// Stores what the return added to the session.
pub async fn mark_finished(
    connection: &mut AnyConnection,
    id: &str,
    session: Vec<u8>,
    now: Timestamp,
) -> Result<(), DbError> {
    let statement = sqlx::query("UPDATE attempts SET finished_at = $2, session = $3 WHERE id = $1")
        .bind(id.to_owned())
        .bind(now.0)
        .bind(session);
    execute(connection, statement).await.map(drop)
}
