//! Billable provider calls: one row for each.

use sqlx::AnyConnection;
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// A row of `usage`.
#[derive(Debug, Clone)]
pub struct UsageRow<'a> {
    /// UUIDv7.
    pub id: &'a str,
    /// The onboarding.
    pub onboarding_id: &'a str,
    /// The check.
    pub check_id: &'a str,
    /// The client that the onboarding belongs to.
    pub client: &'a str,
    /// The connection's name.
    pub connection: &'a str,
    /// Which call.
    pub call: &'a str,
    /// Keyed hash of the phone number that the call is about.
    pub phone_hash: Option<&'a str>,
    /// Milliseconds UTC.
    pub at: Timestamp,
}

/// Whose calls are counted.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    /// An onboarding's, all of them.
    Onboarding(&'a str),
    /// Those of a client about the number with this hash.
    Phone {
        /// The client.
        client: &'a str,
        /// The hash.
        hash: &'a str,
    },
    /// A client's.
    Client(&'a str),
}

/// Records a billable call.
pub async fn insert(connection: &mut AnyConnection, row: &UsageRow<'_>) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO usage (id, onboarding_id, check_id, client, connection, call, phone_hash, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id.to_owned())
    .bind(row.onboarding_id.to_owned())
    .bind(row.check_id.to_owned())
    .bind(row.client.to_owned())
    .bind(row.connection.to_owned())
    .bind(row.call.to_owned())
    .bind(row.phone_hash.map(str::to_owned))
    .bind(row.at.0);
    execute(connection, query).await.map(drop)
}

/// Takes back the record of a call that was never made.
pub async fn remove(connection: &mut AnyConnection, id: &str) -> Result<(), DbError> {
    let query = sqlx::query("DELETE FROM usage WHERE id = $1").bind(id.to_owned());
    execute(connection, query).await.map(drop)
}

/// Counts calls after `since`, through one connection or all of them; no further than to `limit`.
pub async fn count(
    connection: &mut AnyConnection,
    of: Of<'_>,
    through: Option<&str>,
    since: Timestamp,
    limit: i64,
) -> Result<i64, DbError> {
    let (condition, owner, hash) = match of {
        Of::Onboarding(onboarding) => ("onboarding_id = $1", onboarding, None),
        Of::Client(client) => ("client = $1", client, None),
        Of::Phone { client, hash } => ("client = $1 AND phone_hash = $5", client, Some(hash)),
    };
    // In the order of the index: not knowing the limit, PostgreSQL would rather look through the whole table.
    let order = match of {
        Of::Onboarding(_) => "",
        Of::Client(_) | Of::Phone { .. } => " ORDER BY at DESC",
    };
    // No connection has an empty name.
    let sql = format!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM usage WHERE {condition} AND at > $2 \
         AND ($3 = '' OR connection = $3){order} LIMIT $4) AS counted"
    );
    let mut query = sqlx::query_scalar(&sql)
        .bind(owner.to_owned())
        .bind(since.0)
        .bind(through.unwrap_or_default().to_owned())
        .bind(limit);
    if let Some(hash) = hash {
        query = query.bind(hash.to_owned());
    }
    Ok(query.fetch_one(connection).await?)
}

/// How many calls a client made after `since` about the numbers that this onboarding made calls about, its own among them; no
/// further than to `limit`.
pub async fn about_the_same_phones(
    connection: &mut AnyConnection,
    (client, onboarding): (&str, &str),
    since: Timestamp,
    limit: i64,
) -> Result<i64, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM usage WHERE client = $1 AND at > $3 AND phone_hash IN \
         (SELECT phone_hash FROM usage WHERE onboarding_id = $2 AND phone_hash IS NOT NULL) LIMIT $4) AS counted",
    )
    .bind(client.to_owned())
    .bind(onboarding.to_owned())
    .bind(since.0)
    .bind(limit)
    .fetch_one(connection)
    .await?)
}

/// Forgets which numbers an onboarding's calls were about. That they were made stays.
pub async fn forget_phones(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<(), DbError> {
    let query = sqlx::query("UPDATE usage SET phone_hash = NULL WHERE onboarding_id = $1")
        .bind(onboarding.to_owned());
    execute(connection, query).await.map(drop)
}
