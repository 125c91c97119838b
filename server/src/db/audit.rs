//! The audit log: append only, one hash chain per onboarding and one for the system.
//!
//! A row's hash covers everything but the sealed detail; of that it covers a salted commitment, so that the chain still
//! verifies after the detail's key was destroyed.

use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, dialect::Dialect, execute, inconsistent};

/// The chain for what belongs to no onboarding.
pub const SYSTEM: &str = "system";

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
    /// Who did it: `applicant`, `provider`, `system`.
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn commitment(salt: &[u8], plain: &[u8]) -> String {
    hex(&Sha256::new()
        .chain_update(salt)
        .chain_update(plain)
        .finalize())
}

/// Length-prefixed, so that no two rows share an encoding.
fn row_hash(fields: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    hex(&hasher.finalize())
}

fn hash_of(row: &AuditRow) -> String {
    row_hash(&[
        row.previous_hash.as_bytes(),
        row.id.as_bytes(),
        row.chain.as_bytes(),
        &row.sequence.to_be_bytes(),
        &row.at.to_be_bytes(),
        row.kind.as_bytes(),
        row.actor.as_bytes(),
        row.commitment.as_bytes(),
    ])
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
    let mut row = AuditRow {
        id: new.id,
        chain: new.chain.to_owned(),
        sequence: sequence + 1,
        at: now.0,
        kind: new.kind.to_owned(),
        actor: new.actor.to_owned(),
        commitment: commitment(&new.salt, new.plain),
        salt: new.salt.to_vec(),
        detail: new.stored,
        previous_hash,
        hash: String::new(),
    };
    row.hash = hash_of(&row);
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
    .bind(row.salt)
    .bind(row.commitment)
    .bind(row.detail)
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

/// Verifies a chain against its head (SEC-184). `plain` opens a row's detail: `None` when it was erased, an error when
/// it cannot be opened.
///
/// # Errors
/// Names the first row that is wrong.
pub async fn verify<E: Send>(
    connection: &mut AnyConnection,
    name: &str,
    plain: impl Fn(&AuditRow) -> Result<Option<Vec<u8>>, E> + Send,
) -> Result<i64, DbError> {
    let mut previous = (0, String::new());
    loop {
        let rows = page(&mut *connection, name, previous.0).await?;
        let count = rows.len();
        for row in rows {
            let committed = match plain(&row) {
                Ok(Some(plain)) => row.commitment == commitment(&row.salt, &plain),
                Ok(None) => true,
                Err(_) => false,
            };
            if row.sequence != previous.0 + 1
                || row.previous_hash != previous.1
                || row.hash != hash_of(&row)
                || !committed
            {
                return Err(inconsistent(
                    "audit_events",
                    format!("chain {name}, sequence {}", previous.0 + 1),
                ));
            }
            previous = (row.sequence, row.hash);
        }
        if i64::try_from(count).is_ok_and(|count| count < PAGE) {
            break;
        }
    }
    let head: Option<(i64, String)> =
        sqlx::query_as("SELECT sequence, hash FROM audit_heads WHERE chain = $1")
            .bind(name.to_owned())
            .fetch_optional(connection)
            .await?;
    if head.unwrap_or_default() == previous {
        Ok(previous.0)
    } else {
        Err(inconsistent(
            "audit_events",
            format!("chain {name} ends too early"),
        ))
    }
}
