//! What makes onboardings worth a second look.

use sqlx::AnyConnection;
use vestibule::{risk::RiskSignal, time::Timestamp};

use super::{DbError, execute};

/// Raises a signal; the one that is there already counts further.
pub async fn raise(
    connection: &mut AnyConnection,
    onboarding: &str,
    signal: RiskSignal,
    count: i64,
    now: Timestamp,
) -> Result<(), DbError> {
    let query = sqlx::query(
        "INSERT INTO risk_signals (onboarding_id, signal, count, raised_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (onboarding_id, signal) DO UPDATE SET count = $3",
    )
    .bind(onboarding.to_owned())
    .bind(signal.code().to_owned())
    .bind(count)
    .bind(now.0);
    execute(connection, query).await.map(drop)
}

/// The signals of an onboarding and their counts.
pub async fn of_onboarding(
    connection: &mut AnyConnection,
    onboarding: &str,
) -> Result<Vec<(RiskSignal, i64)>, DbError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT signal, count FROM risk_signals WHERE onboarding_id = $1 ORDER BY signal LIMIT 100",
    )
    .bind(onboarding.to_owned())
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(code, count)| Some((RiskSignal::from_code(&code)?, count)))
        .collect())
}
