//! What is paused, and what was.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// Most pauses that are read: of those that go on, and of those that are over.
const LIST: i64 = 200;

/// A row of `pauses`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct PauseRow {
    /// UUIDv7.
    pub id: String,
    /// `connection`, `journey` or `starts`.
    pub kind: String,
    /// The connection's or the journey's name; empty for every start.
    pub name: String,
    /// Why, for operators.
    pub reason: String,
    /// JSON: what applicants read, by language.
    pub texts: String,
    /// The operator's name.
    pub begun_by: String,
    /// Milliseconds UTC.
    pub begun_at: i64,
    /// The operator's name.
    pub ended_by: Option<String>,
    /// Milliseconds UTC.
    pub ended_at: Option<i64>,
}

const PAUSE: &str = "id, kind, name, reason, texts, begun_by, begun_at, ended_by, ended_at";

/// Stores a pause that begins.
pub async fn insert(connection: &mut AnyConnection, row: &PauseRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO pauses (id, kind, name, reason, texts, begun_by, begun_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.id.clone())
    .bind(row.kind.clone())
    .bind(row.name.clone())
    .bind(row.reason.clone())
    .bind(row.texts.clone())
    .bind(row.begun_by.clone())
    .bind(row.begun_at);
    execute(connection, query).await.map(drop)
}

/// The pauses that go on, oldest first.
pub async fn open(connection: &mut AnyConnection) -> Result<Vec<PauseRow>, DbError> {
    let sql = format!("SELECT {PAUSE} FROM pauses WHERE ended_at IS NULL ORDER BY id LIMIT $1");
    Ok(sqlx::query_as(&sql)
        .bind(LIST)
        .fetch_all(connection)
        .await?)
}

/// The pauses that are over, newest first.
pub async fn over(connection: &mut AnyConnection, limit: i64) -> Result<Vec<PauseRow>, DbError> {
    let sql = format!(
        "SELECT {PAUSE} FROM pauses WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT $1"
    );
    Ok(sqlx::query_as(&sql)
        .bind(limit.clamp(1, LIST))
        .fetch_all(connection)
        .await?)
}

/// How many pauses of a kind go on.
pub async fn count_open(connection: &mut AnyConnection, kind: &str) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM pauses WHERE ended_at IS NULL AND kind = $1",
    )
    .bind(kind.to_owned())
    .fetch_one(connection)
    .await?)
}

/// Ends a pause. `false` when it was over, or never was.
pub async fn end(
    connection: &mut AnyConnection,
    id: &str,
    by: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE pauses SET ended_by = $2, ended_at = $3 WHERE id = $1 AND ended_at IS NULL",
    )
    .bind(id.to_owned())
    .bind(by.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}
