//! Clients and their API keys.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// A row of `clients`.
#[derive(Debug, Clone, FromRow)]
pub struct ClientRow {
    /// Its name, which never changes.
    pub name: String,
    /// How applicants read it.
    pub display_name: String,
    /// JSON list of the URLs that its applicants may be sent back to.
    pub return_urls: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// Since when its keys are refused.
    pub disabled_at: Option<i64>,
}

/// A row of `api_keys`.
#[derive(Debug, Clone, FromRow)]
pub struct ApiKeyRow {
    /// UUIDv7.
    pub id: String,
    /// The client.
    pub client: String,
    /// The part that may be shown again.
    pub prefix: String,
    /// SHA-256 of the whole key.
    pub hash: String,
    /// What it is for, in its owner's words.
    pub label: String,
    /// `test` or `live`.
    pub mode: String,
    /// JSON list of scopes.
    pub scopes: String,
    /// JSON list of networks; empty for anywhere.
    pub sources: String,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// When it ends by itself.
    pub expires_at: Option<i64>,
    /// When it was ended.
    pub revoked_at: Option<i64>,
    /// About when it was last used; written at most once a minute.
    pub last_used_at: Option<i64>,
}

const CLIENT: &str = "name, display_name, return_urls, created_at, disabled_at";
const KEY: &str = "id, client, prefix, hash, label, mode, scopes, sources, created_at, expires_at, revoked_at, last_used_at";
/// Most clients, and most keys of one, that are listed.
const LIST: i64 = 1000;

/// Stores a new client. `false` when the name is taken.
pub async fn insert(connection: &mut AnyConnection, row: &ClientRow) -> Result<bool, DbError> {
    let query = sqlx::query(
        "INSERT INTO clients (name, display_name, return_urls, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(row.name.clone())
    .bind(row.display_name.clone())
    .bind(row.return_urls.clone())
    .bind(row.created_at);
    Ok(execute(connection, query).await? == 1)
}

/// A client by its name.
pub async fn find(
    connection: &mut AnyConnection,
    name: &str,
) -> Result<Option<ClientRow>, DbError> {
    Ok(
        sqlx::query_as(&format!("SELECT {CLIENT} FROM clients WHERE name = $1"))
            .bind(name.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}

/// Every client, by name.
pub async fn all(connection: &mut AnyConnection) -> Result<Vec<ClientRow>, DbError> {
    Ok(sqlx::query_as(&format!(
        "SELECT {CLIENT} FROM clients ORDER BY name LIMIT $1"
    ))
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}

/// Writes the URLs that its applicants may be sent back to.
pub async fn set_return_urls(
    connection: &mut AnyConnection,
    name: &str,
    urls: &str,
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE clients SET return_urls = $2 WHERE name = $1")
        .bind(name.to_owned())
        .bind(urls.to_owned());
    execute(connection, query).await.map(drop)
}

/// Has its keys refused from now on, or not any more.
pub async fn set_disabled(
    connection: &mut AnyConnection,
    name: &str,
    at: Option<Timestamp>,
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE clients SET disabled_at = $2 WHERE name = $1")
        .bind(name.to_owned())
        .bind(at.map(|at| at.0));
    execute(connection, query).await.map(drop)
}

/// Stores a new key.
pub async fn insert_key(connection: &mut AnyConnection, row: &ApiKeyRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO api_keys (id, client, prefix, hash, label, mode, scopes, sources, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.id.clone())
    .bind(row.client.clone())
    .bind(row.prefix.clone())
    .bind(row.hash.clone())
    .bind(row.label.clone())
    .bind(row.mode.clone())
    .bind(row.scopes.clone())
    .bind(row.sources.clone())
    .bind(row.created_at)
    .bind(row.expires_at);
    execute(connection, query).await.map(drop)
}

/// A key by its prefix.
pub async fn find_key(
    connection: &mut AnyConnection,
    prefix: &str,
) -> Result<Option<ApiKeyRow>, DbError> {
    Ok(
        sqlx::query_as(&format!("SELECT {KEY} FROM api_keys WHERE prefix = $1"))
            .bind(prefix.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}

/// The keys of a client, newest first.
pub async fn keys_of(
    connection: &mut AnyConnection,
    client: &str,
) -> Result<Vec<ApiKeyRow>, DbError> {
    Ok(sqlx::query_as(&format!(
        "SELECT {KEY} FROM api_keys WHERE client = $1 ORDER BY id DESC LIMIT $2"
    ))
    .bind(client.to_owned())
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}

/// Ends a key. `false` when there is none of this prefix that was not ended.
pub async fn revoke_key(
    connection: &mut AnyConnection,
    prefix: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query =
        sqlx::query("UPDATE api_keys SET revoked_at = $2 WHERE prefix = $1 AND revoked_at IS NULL")
            .bind(prefix.to_owned())
            .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}

/// Remembers that a key was used.
pub async fn touch_key(
    connection: &mut AnyConnection,
    id: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE api_keys SET last_used_at = $2 WHERE id = $1")
        .bind(id.to_owned())
        .bind(now.0);
    execute(connection, query).await.map(drop)
}
