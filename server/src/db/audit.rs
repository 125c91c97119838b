//! The audit log: append only, one hash chain per onboarding and one for the system.
//!
//! A row's hash covers everything but the sealed detail; of that it covers a salted commitment, so that the chain still
//! verifies after the detail's key was destroyed.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, dialect::Dialect, execute};
use crate::audit_log::chain::{Row, commitment};

pub use crate::audit_log::chain::SYSTEM;

/// A row of `audit_events`.
#[derive(Debug, Clone, FromRow)]
pub struct AuditRow {
    /// UUIDv7.
    pub id: String,
    /// The onboarding's id, or [`SYSTEM`].
    pub chain: String,
    /// From 1 within the chain.
    pub sequence: i64,
    /// Milliseconds UTC.
    pub at: i64,
    /// What happened, e.g. `check.moved`.
    pub kind: String,
    /// Who did it, e.g. `applicant`, `client:<name>/<key prefix>`, `operator:<name>`, `system`.
    pub actor: String,
    /// Random, per row.
    pub salt: Vec<u8>,
    /// SHA-256 of salt and plain detail.
    pub commitment: String,
    /// Sealed detail in an onboarding's chain, plain in the system's.
    pub detail: Option<Vec<u8>>,
    /// The hash of the row before.
    pub previous_hash: String,
    /// This row's hash.
    pub hash: String,
}

/// What is appended.
#[derive(Debug)]
pub struct NewAudit<'a> {
    /// UUIDv7.
    pub id: String,
    /// See [`AuditRow::chain`].
    pub chain: &'a str,
    /// See [`AuditRow::kind`].
    pub kind: &'a str,
    /// See [`AuditRow::actor`].
    pub actor: &'a str,
    /// 16 random bytes.
    pub salt: [u8; 16],
    /// The plain detail, for the commitment.
    pub plain: &'a [u8],
    /// What is stored of it.
    pub stored: Option<Vec<u8>>,
}

impl AuditRow {
    /// What of it is hashed, and its hash.
    #[must_use]
    pub fn row(&self) -> Row {
        Row {
            id: self.id.clone(),
            chain: self.chain.clone(),
            sequence: self.sequence,
            at: self.at,
            kind: self.kind.clone(),
            actor: self.actor.clone(),
            commitment: self.commitment.clone(),
            previous_hash: self.previous_hash.clone(),
            hash: self.hash.clone(),
        }
    }
}

/// Appends an event to its chain.
pub async fn append(
    connection: &mut AnyConnection,
    dialect: Dialect,
    new: NewAudit<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO audit_heads (chain, sequence, hash) VALUES ($1, 0, '') ON CONFLICT DO NOTHING",
    )
    .bind(new.chain.to_owned());
    execute(connection, query).await?;
    let sql = format!(
        "SELECT sequence, hash FROM audit_heads WHERE chain = $1{}",
        dialect.for_update()
    );
    let (sequence, previous_hash): (i64, String) = sqlx::query_as(&sql)
        .bind(new.chain.to_owned())
        .fetch_one(&mut *connection)
        .await?;
    let mut row = Row {
        id: new.id,
        chain: new.chain.to_owned(),
        sequence: sequence + 1,
        at: now.0,
        kind: new.kind.to_owned(),
        actor: new.actor.to_owned(),
        commitment: commitment(&new.salt, new.plain),
        previous_hash,
        hash: String::new(),
    };
    row.hash = row.computed_hash();
    let query = sqlx::query("UPDATE audit_heads SET sequence = $2, hash = $3 WHERE chain = $1")
        .bind(row.chain.clone())
        .bind(row.sequence)
        .bind(row.hash.clone());
    execute(connection, query).await?;
    let query = sqlx::query(
        "INSERT INTO audit_events (id, chain, sequence, at, kind, actor, salt, commitment, detail, previous_hash, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(row.id)
    .bind(row.chain)
    .bind(row.sequence)
    .bind(row.at)
    .bind(row.kind)
    .bind(row.actor)
    .bind(new.salt.to_vec())
    .bind(row.commitment)
    .bind(new.stored)
    .bind(row.previous_hash)
    .bind(row.hash);
    execute(connection, query).await.map(drop)
}

/// Rows of a chain read at a time.
const PAGE: i64 = 500;

/// The rows of a chain that follow this sequence number, oldest first, at most 500.
pub async fn page(
    connection: &mut AnyConnection,
    chain: &str,
    after: i64,
) -> Result<Vec<AuditRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, chain, sequence, at, kind, actor, salt, commitment, detail, previous_hash, hash \
         FROM audit_events WHERE chain = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
    )
    .bind(chain.to_owned())
    .bind(after)
    .bind(PAGE)
    .fetch_all(connection)
    .await?)
}

/// Which rows of a chain are looked for. Empty texts are any.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The chain.
    pub chain: &'a str,
    /// How the kind begins.
    pub kind: &'a str,
    /// How the actor begins.
    pub actor: &'a str,
    /// Not before, milliseconds UTC.
    pub since: i64,
    /// Before, milliseconds UTC.
    pub until: i64,
    /// Before this number.
    pub before: i64,
}

/// Rows of a chain, newest first.
pub async fn newest(
    connection: &mut AnyConnection,
    found: Found<'_>,
    limit: i64,
) -> Result<Vec<AuditRow>, DbError> {
    // Compared letter by letter: LIKE takes `%` and `_` for others, and SQLite's knows no case.
    Ok(sqlx::query_as(
        "SELECT id, chain, sequence, at, kind, actor, salt, commitment, detail, previous_hash, hash \
         FROM audit_events WHERE chain = $1 AND sequence < $2 AND at >= $3 AND at < $4 \
         AND SUBSTR(kind, 1, LENGTH($5)) = $5 AND SUBSTR(actor, 1, LENGTH($6)) = $6 ORDER BY sequence DESC LIMIT $7",
    )
    .bind(found.chain.to_owned())
    .bind(found.before)
    .bind(found.since)
    .bind(found.until)
    .bind(found.kind.to_owned())
    .bind(found.actor.to_owned())
    .bind(limit.clamp(1, PAGE))
    .fetch_all(connection)
    .await?)
}

/// Whether this kind of event was appended to a chain after `since`.
pub async fn happened_since(
    connection: &mut AnyConnection,
    (chain, kind): (&str, &str),
    since: Timestamp,
) -> Result<bool, DbError> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT sequence FROM audit_events WHERE chain = $1 AND kind = $2 AND at > $3 LIMIT 1",
    )
    .bind(chain.to_owned())
    .bind(kind.to_owned())
    .bind(since.0)
    .fetch_optional(connection)
    .await?;
    Ok(found.is_some())
}

/// A row of `audit_heads`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct HeadRow {
    /// See [`AuditRow::chain`].
    pub chain: String,
    /// Of the chain's last row.
    pub sequence: i64,
    /// Of the chain's last row.
    pub hash: String,
    /// How far the chain was when it was last logged; 0 before.
    pub logged: i64,
}

/// The head of a chain.
pub async fn head(connection: &mut AnyConnection, chain: &str) -> Result<Option<HeadRow>, DbError> {
    Ok(
        sqlx::query_as("SELECT chain, sequence, hash, logged FROM audit_heads WHERE chain = $1")
            .bind(chain.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}

/// The chain that follows this one in the database's order; the first after an empty text. Also one of which only rows are
/// left, and that of an onboarding without any row.
pub async fn next_chain(
    connection: &mut AnyConnection,
    after: &str,
) -> Result<Option<String>, DbError> {
    Ok(sqlx::query_scalar(
        "SELECT MIN(chain) FROM (\
         SELECT MIN(chain) AS chain FROM audit_heads WHERE chain > $1 \
         UNION ALL SELECT MIN(chain) FROM audit_events WHERE chain > $1 \
         UNION ALL SELECT MIN(id) FROM onboardings WHERE id > $1) AS chains",
    )
    .bind(after.to_owned())
    .fetch_one(connection)
    .await?)
}

/// The stored detail of the newest `configuration.loaded` in the system's chain.
pub async fn newest_configuration(
    connection: &mut AnyConnection,
) -> Result<Option<Vec<u8>>, DbError> {
    // The words of the partial index.
    let found: Option<Option<Vec<u8>>> = sqlx::query_scalar(
        "SELECT detail FROM audit_events WHERE kind = 'configuration.loaded' AND chain = $1 \
         ORDER BY sequence DESC LIMIT 1",
    )
    .bind(SYSTEM)
    .fetch_optional(connection)
    .await?;
    Ok(found.flatten())
}
