//! What was concluded about onboardings.

use sqlx::{AnyConnection, FromRow};

use super::{DbError, execute};

/// A row of `decisions`.
#[derive(Debug, Clone, FromRow)]
pub struct DecisionRow {
    /// UUIDv7.
    pub id: String,
    /// The onboarding.
    pub onboarding_id: String,
    /// `Conclusion::code`.
    pub conclusion: String,
    /// The line of the journey's table, or a name of the domain's.
    pub rule: String,
    /// The hash of the journey version.
    pub journey_version: String,
    /// What it rests on, sealed.
    pub inputs: Vec<u8>,
    /// Who decided: `system`, or an operator.
    pub actor: String,
    /// Milliseconds UTC.
    pub decided_at: i64,
}

/// Stores a decision.
pub async fn insert(connection: &mut AnyConnection, row: &DecisionRow) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO decisions (id, onboarding_id, conclusion, rule, journey_version, inputs, actor, decided_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id.clone())
    .bind(row.onboarding_id.clone())
    .bind(row.conclusion.clone())
    .bind(row.rule.clone())
    .bind(row.journey_version.clone())
    .bind(row.inputs.clone())
    .bind(row.actor.clone())
    .bind(row.decided_at);
    execute(connection, query).await.map(drop)
}

/// The newest decision about an onboarding, which is the one that holds.
pub async fn newest(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Option<DecisionRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, onboarding_id, conclusion, rule, journey_version, inputs, actor, decided_at FROM decisions \
         WHERE onboarding_id = $1 ORDER BY id DESC LIMIT 1",
    )
    .bind(onboarding.to_owned())
    .fetch_optional(connection)
    .await?)
}

/// The decisions about an onboarding, oldest first.
pub async fn of_onboarding(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<DecisionRow>, DbError> {
    Ok(sqlx::query_as(
        "SELECT id, onboarding_id, conclusion, rule, journey_version, inputs, actor, decided_at FROM decisions \
         WHERE onboarding_id = $1 ORDER BY id LIMIT 1000",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?)
}
