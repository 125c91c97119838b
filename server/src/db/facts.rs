//! What settled checks left behind: facts, evidence, consents.

use sqlx::{AnyConnection, FromRow};
use vestibule::time::Timestamp;

use super::{DbError, execute};

/// A row of `facts`.
#[derive(Debug, Clone, FromRow)]
pub struct FactRow {
    /// UUIDv7.
    pub id: String,
    /// The onboarding.
    pub onboarding_id: String,
    /// The check; absent for what a form asked.
    pub check_id: Option<String>,
    /// The step.
    pub step: String,
    /// `FactKind::code`.
    pub kind: String,
    /// The connection's name, or `form`.
    pub source: String,
    /// Whose scale the assurance is on.
    pub assurance_scheme: Option<String>,
    /// The value on that scale.
    pub assurance_value: Option<String>,
    /// Sealed claims.
    pub claims: Vec<u8>,
    /// Milliseconds UTC.
    pub created_at: i64,
    /// The evidence behind it; absent for what a form asked.
    pub evidence_id: Option<String>,
    /// Sealed `verified_claims`.
    pub verified: Option<Vec<u8>>,
}

/// Stores a fact.
pub async fn insert(connection: &mut AnyConnection, row: &FactRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO facts (id, onboarding_id, check_id, step, kind, source, assurance_scheme, assurance_value, claims, \
         created_at, evidence_id, verified) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(row.id.clone())
    .bind(row.onboarding_id.clone())
    .bind(row.check_id.clone())
    .bind(row.step.clone())
    .bind(row.kind.clone())
    .bind(row.source.clone())
    .bind(row.assurance_scheme.clone())
    .bind(row.assurance_value.clone())
    .bind(row.claims.clone())
    .bind(row.created_at)
    .bind(row.evidence_id.clone())
    .bind(row.verified.clone());
    execute(connection, query).await.map(drop)
}

/// The facts of an onboarding, oldest first.
pub async fn of_onboarding(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<FactRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, onboarding_id, check_id, step, kind, source, assurance_scheme, assurance_value, claims, created_at, \
         evidence_id, verified FROM facts WHERE onboarding_id = $1 ORDER BY id LIMIT 1000",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}

/// Forgets what a form step said before it was answered again.
pub async fn delete_self_asserted(
    connection: &mut AnyConnection,
    onboarding: &str,
    step: &str,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "DELETE FROM facts WHERE onboarding_id = $1 AND step = $2 AND check_id IS NULL AND kind = 'self_asserted'",
    )
    .bind(onboarding.to_owned())
    .bind(step.to_owned());
    execute(connection, query).await.map(drop)
}

/// Stores evidence, sealed.
pub async fn insert_evidence(
    connection: &mut AnyConnection,
    id: &str,
    check: &str,
    content_type: &str,
    body: Vec<u8>,
    now: Timestamp,
) -> Result<(), DbError> {
    let query =
        sqlx::query("INSERT INTO evidence (id, check_id, content_type, body, created_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(id.to_owned())
            .bind(check.to_owned())
            .bind(content_type.to_owned())
            .bind(body)
            .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// A row of `consents`.
#[derive(Debug, Clone, FromRow)]
pub struct ConsentRow {
    /// UUIDv7.
    pub id: String,
    /// The onboarding.
    pub onboarding_id: String,
    /// The step.
    pub step: String,
    /// Which consent of the step; empty for its text.
    pub name: String,
    /// Names the text.
    pub text_id: String,
    /// Names its wording.
    pub version: String,
    /// The language that was shown.
    pub locale: String,
    /// SHA-256 of the wording that was shown.
    pub text_hash: String,
    /// What the data is used for.
    pub purpose: String,
    /// The legal basis.
    pub legal_basis: String,
    /// Milliseconds UTC.
    pub agreed_at: i64,
    /// When it was taken back.
    pub withdrawn_at: Option<i64>,
}

/// Stores a consent.
pub async fn insert_consent(
    connection: &mut AnyConnection,
    row: &ConsentRow,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO consents (id, onboarding_id, step, text_id, version, locale, text_hash, purpose, legal_basis, \
         agreed_at, name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(row.id.clone())
    .bind(row.onboarding_id.clone())
    .bind(row.step.clone())
    .bind(row.text_id.clone())
    .bind(row.version.clone())
    .bind(row.locale.clone())
    .bind(row.text_hash.clone())
    .bind(row.purpose.clone())
    .bind(row.legal_basis.clone())
    .bind(row.agreed_at)
    .bind(row.name.clone());
    execute(connection, query).await.map(drop)
}

/// The consents of an onboarding, oldest first.
pub async fn consents(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<ConsentRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, onboarding_id, step, name, text_id, version, locale, text_hash, purpose, legal_basis, agreed_at, \
         withdrawn_at FROM consents WHERE onboarding_id = $1 ORDER BY id LIMIT 1000",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}

/// Records that a consent was taken back. `false` when it was before, or is another onboarding's.
pub async fn withdraw_consent(
    connection: &mut AnyConnection,
    onboarding: &str,
    id: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let query = sqlx::query(
        "UPDATE consents SET withdrawn_at = $3 WHERE onboarding_id = $1 AND id = $2 AND withdrawn_at IS NULL",
    )
    .bind(onboarding.to_owned())
    .bind(id.to_owned())
    .bind(now.0);
    Ok(execute(connection, query).await? == 1)
}
