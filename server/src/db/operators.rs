//! Operators and what they may do.

pub mod credentials;
pub mod failures;
pub mod passkeys;
pub mod resets;
pub mod sessions;
pub mod setups;
pub mod subjects;

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// Most operators, and most grants of one, that are listed.
const LIST: i64 = 1000;

/// A row of `operators`.
#[derive(Debug, Clone, FromRow)]
pub struct OperatorRow {
    /// Its name, which never changes.
    pub name: String,
    /// How others read it.
    pub display_name: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Since when it may do nothing.
    pub disabled_at: Option<i64>,
}

/// A row of `operator_grants`.
#[derive(Debug, Clone, FromRow)]
pub struct GrantRow {
    /// The operator.
    pub operator: String,
    /// The client, or `*` for every one.
    pub client: String,
    /// What it may do there.
    pub role: String,
    /// Milliseconds UTC.
    pub granted_at: i64,
}

const OPERATOR: &str = "name, display_name, created_at, disabled_at";

/// Stores a new operator. `false` when the name is taken.
pub async fn insert(connection: &mut AnyConnection, row: &OperatorRow) -> Result<bool, DbError> {
    let query = sqlx::query(
        "INSERT INTO operators (name, display_name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(row.name.clone())
    .bind(row.display_name.clone())
    .bind(row.created_at);
    Ok(execute(connection, query).await? == 1)
}

/// An operator by its name.
pub async fn find(
    connection: &mut AnyConnection,
    name: &str,
) -> Result<Option<OperatorRow>, DbError> {
    let sql = format!("SELECT {OPERATOR} FROM operators WHERE name = $1");
    Ok(sqlx::query_as(&sql)
        .bind(name.to_owned())
        .fetch_optional(connection)
        .await?)
}

/// Every operator, by name.
pub async fn all(connection: &mut AnyConnection) -> Result<Vec<OperatorRow>, DbError> {
    let sql = format!("SELECT {OPERATOR} FROM operators ORDER BY name LIMIT $1");
    Ok(sqlx::query_as(&sql)
        .bind(LIST)
        .fetch_all(connection)
        .await?)
}

/// What an operator may do, by client.
pub async fn grants_of(
    connection: &mut AnyConnection,
    operator: &str,
) -> Result<Vec<GrantRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT operator, client, role, granted_at FROM operator_grants WHERE operator = $1 ORDER BY client, role LIMIT $2",
    )
    .bind(operator.to_owned())
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}

/// Stores a grant. `false` when it was there.
pub async fn grant(connection: &mut AnyConnection, row: &GrantRow) -> Result<bool, DbError> {
    let query = sqlx::query(
        "INSERT INTO operator_grants (operator, client, role, granted_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(row.operator.clone())
    .bind(row.client.clone())
    .bind(row.role.clone())
    .bind(row.granted_at);
    Ok(execute(connection, query).await? == 1)
}

/// Takes a grant back. `false` when there was none.
pub async fn revoke(
    connection: &mut AnyConnection,
    operator: &str,
    client: &str,
    role: &str,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "DELETE FROM operator_grants WHERE operator = $1 AND client = $2 AND role = $3",
    )
    .bind(operator.to_owned())
    .bind(client.to_owned())
    .bind(role.to_owned());
    Ok(execute(connection, query).await? == 1)
}

/// Has it do nothing from now on, or not any more.
pub async fn set_disabled(
    connection: &mut AnyConnection,
    name: &str,
    at: Option<Timestamp>,
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE operators SET disabled_at = $2 WHERE name = $1")
        .bind(name.to_owned())
        .bind(at.map(|at| at.0));
    execute(connection, query).await.map(drop)
}
