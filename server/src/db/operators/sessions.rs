//! Operators' sessions.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use crate::db::{DbError, execute};

/// A session that begins.
#[derive(Debug)]
pub struct NewRow {
    /// Its id.
    pub id: String,
    /// SHA-256 of the cookie's value.
    pub hash: String,
    /// Whose it is.
    pub operator: String,
    /// How they signed in.
    pub factor: &'static str,
    /// From where.
    pub address: String,
    /// With what.
    pub agent: String,
}

/// A session that goes on, with its operator.
#[derive(Debug, FromRow)]
pub struct FoundRow {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub operator: String,
    /// How others read their name.
    pub display_name: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Milliseconds UTC.
    pub seen_at: i64,
    /// Milliseconds UTC.
    pub proved_at: i64,
}

/// Stores a session.
pub async fn insert(
    connection: &mut AnyConnection,
    row: &NewRow,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO operator_sessions (id, hash, operator, factor, created_at, seen_at, proved_at, address, agent) \
         VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7)",
    )
    .bind(row.id.clone())
    .bind(row.hash.clone())
    .bind(row.operator.clone())
    .bind(row.factor)
    .bind(now.0)
    .bind(row.address.clone())
    .bind(row.agent.clone());
    execute(connection, query).await.map(drop)
}

/// A session that nobody ended, of an operator who is not disabled.
pub async fn find(connection: &mut AnyConnection, hash: &str) -> Result<Option<FoundRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT operator_sessions.id, operator, display_name, operator_sessions.created_at, seen_at, proved_at \
         FROM operator_sessions JOIN operators ON operators.name = operator \
         WHERE hash = $1 AND ended_at IS NULL AND disabled_at IS NULL",
    )
    .bind(hash.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// Notes that it was used.
pub async fn touch(connection: &mut AnyConnection, id: &str, now: i64) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE operator_sessions SET seen_at = $2 WHERE id = $1")
        .bind(id.to_owned())
        .bind(now);
    execute(connection, query).await.map(drop)
}

/// Ends one session. `false` when it was over, or is another's.
pub async fn end(
    connection: &mut AnyConnection,
    operator: &str,
    id: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE operator_sessions SET ended_at = $3 WHERE operator = $1 AND id = $2 AND ended_at IS NULL",
    )
    .bind(operator.to_owned())
    .bind(id.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// Most sessions of one operator that are listed.
const LIST: i64 = 100;

/// A session of an operator.
#[derive(Debug, FromRow)]
pub struct ListedRow {
    /// Its id.
    pub id: String,
    /// How they signed in.
    pub factor: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Milliseconds UTC.
    pub seen_at: i64,
    /// From where.
    pub address: String,
    /// With what.
    pub agent: String,
}

/// The sessions of an operator that nobody ended, newest first.
pub async fn of_operator(
    connection: &mut AnyConnection,
    operator: &str,
) -> Result<Vec<ListedRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, factor, created_at, seen_at, address, agent FROM operator_sessions \
         WHERE operator = $1 AND ended_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $2",
    )
    .bind(operator.to_owned())
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}

/// Ends every session of an operator but one. How many there were.
pub async fn end_all(
    connection: &mut AnyConnection,
    operator: &str,
    but: Option<&str>,
    now: Timestamp,
) -> Result<u64, DbError> {
    let query = sqlx::query(
        "UPDATE operator_sessions SET ended_at = $3 WHERE operator = $1 AND id <> $2 AND ended_at IS NULL",
    )
    .bind(operator.to_owned())
    // No id is empty.
    .bind(but.unwrap_or_default().to_owned())
    .bind(now.0);
    execute(connection, query).await
}

/// Ends every session and every set-up link that was not used, whosever they are.
pub async fn end_everybodys(connection: &mut AnyConnection, now: Timestamp) -> Result<(), DbError> {
    for sql in [
        "UPDATE operator_sessions SET ended_at = $1 WHERE ended_at IS NULL",
        "UPDATE operator_setups SET expires_at = $1 WHERE used_at IS NULL AND expires_at > $1",
    ] {
        execute(&mut *connection, sqlx::query(sql).bind(now.0)).await?;
    }
    Ok(())
}

/// Notes that a second factor was shown.
pub async fn proved(
    connection: &mut AnyConnection,
    id: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE operator_sessions SET proved_at = $2 WHERE id = $1")
        .bind(id.to_owned())
        .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Forgets sessions that began before that.
pub async fn delete_older(connection: &mut AnyConnection, than: Timestamp) -> Result<u64, DbError> {
    let query = sqlx::query("DELETE FROM operator_sessions WHERE created_at <= $1").bind(than.0);
    execute(connection, query).await
}
