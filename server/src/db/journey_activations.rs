//! Journey versions that were seen, which of them new onboardings begin with, and what two people are about to change in that.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, dialect::Dialect, execute};

/// Most versions, activations and proposals that are read.
const LIST: i64 = 200;
/// The proposals' action.
const ACTION: &str = "activate_journey";

/// A row of `journey_versions`, without its content.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct VersionRow {
    /// The content's hash.
    pub hash: String,
    /// The journey.
    pub name: String,
    /// When it was first configured, milliseconds UTC.
    pub created_at: i64,
}

/// A row of `journey_activations`.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ActivationRow {
    /// UUIDv7.
    pub id: String,
    /// The journey.
    pub journey: String,
    /// The version's hash.
    pub version: String,
    /// The operator who proposed it.
    pub proposed_by: String,
    /// The operator who confirmed it.
    pub confirmed_by: String,
    /// Milliseconds UTC.
    pub activated_at: i64,
}

/// A row of `proposals` that is about a version.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ProposalRow {
    /// UUIDv7.
    pub id: String,
    /// The journey.
    pub journey: String,
    /// JSON with the version.
    pub content: String,
    /// Why, for operators.
    pub reason: String,
    /// The version that was active when it was proposed.
    pub revision: String,
    /// The operator's name.
    pub proposed_by: String,
    /// Milliseconds UTC.
    pub proposed_at: i64,
    /// Milliseconds UTC.
    pub expires_at: i64,
}

const ACTIVATION: &str = "id, journey, version, proposed_by, confirmed_by, activated_at";
const PROPOSAL: &str =
    "id, journey, content, reason, revision, proposed_by, proposed_at, expires_at";

/// Every version that was seen, newest first within a journey.
pub async fn versions(connection: &mut AnyConnection) -> Result<Vec<VersionRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT hash, name, created_at FROM journey_versions ORDER BY name, created_at DESC, hash LIMIT $1",
    )
    .bind(LIST)
    .fetch_all(connection)
    .await?)
}

/// The journey of a version, if there is such a version.
pub async fn journey_of(
    connection: &mut AnyConnection,
    hash: &str,
) -> Result<Option<String>, DbError> {
    Ok(
        sqlx::query_scalar("SELECT name FROM journey_versions WHERE hash = $1")
            .bind(hash.to_owned())
            .fetch_optional(connection)
            .await?,
    )
}

/// The newest activation of each journey.
pub async fn active(connection: &mut AnyConnection) -> Result<Vec<ActivationRow>, DbError> {
    let sql = format!(
        "SELECT {ACTIVATION} FROM journey_activations \
         WHERE id IN (SELECT MAX(id) FROM journey_activations GROUP BY journey) ORDER BY journey LIMIT $1"
    );
    Ok(sqlx::query_as(&sql)
        .bind(LIST)
        .fetch_all(connection)
        .await?)
}

/// Stores an activation.
pub async fn insert(connection: &mut AnyConnection, row: &ActivationRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO journey_activations (id, journey, version, proposed_by, confirmed_by, activated_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.id.clone())
    .bind(row.journey.clone())
    .bind(row.version.clone())
    .bind(row.proposed_by.clone())
    .bind(row.confirmed_by.clone())
    .bind(row.activated_at);
    execute(connection, query).await.map(drop)
}

/// Stores a proposal.
pub async fn propose(connection: &mut AnyConnection, row: &ProposalRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO proposals (id, journey, action, content, reason, revision, proposed_by, proposed_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id.clone())
    .bind(row.journey.clone())
    .bind(ACTION)
    .bind(row.content.clone())
    .bind(row.reason.clone())
    .bind(row.revision.clone())
    .bind(row.proposed_by.clone())
    .bind(row.proposed_at)
    .bind(row.expires_at);
    execute(connection, query).await.map(drop)
}

/// The proposals that nobody decided and that are not too old, oldest first.
pub async fn proposals(
    connection: &mut AnyConnection,
    now: Timestamp,
) -> Result<Vec<ProposalRow>, DbError> {
    let sql = format!(
        "SELECT {PROPOSAL} FROM proposals \
         WHERE action = $1 AND journey IS NOT NULL AND outcome IS NULL AND expires_at > $2 ORDER BY id LIMIT $3"
    );
    Ok(sqlx::query_as(&sql)
        .bind(ACTION)
        .bind(now.0)
        .bind(LIST)
        .fetch_all(connection)
        .await?)
}

/// A proposal that nobody decided, held until the transaction ends.
pub async fn lock_proposal(
    connection: &mut AnyConnection,
    dialect: Dialect,
    id: &str,
) -> Result<Option<ProposalRow>, DbError> {
    let sql = format!(
        "SELECT {PROPOSAL} FROM proposals \
         WHERE id = $1 AND action = $2 AND journey IS NOT NULL AND outcome IS NULL{}",
        dialect.for_update()
    );
    Ok(sqlx::query_as(&sql)
        .bind(id.to_owned())
        .bind(ACTION)
        .fetch_optional(connection)
        .await?)
}

/// Writes what became of a proposal.
pub async fn decide(
    connection: &mut AnyConnection,
    id: &str,
    (outcome, by): (&str, &str),
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE proposals SET outcome = $2, decided_by = $3, decided_at = $4 WHERE id = $1",
    )
    .bind(id.to_owned())
    .bind(outcome.to_owned())
    .bind(by.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// Overtakes the other proposals about a journey that nobody decided.
pub async fn overtake(
    connection: &mut AnyConnection,
    journey: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "UPDATE proposals SET outcome = 'overtaken', decided_at = $3 \
         WHERE action = $1 AND journey = $2 AND outcome IS NULL",
    )
    .bind(ACTION)
    .bind(journey.to_owned())
    .bind(now.0);
    execute(connection, query).await.map(drop)
}
