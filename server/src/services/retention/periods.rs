//! Whose time is over.

use serde_json::json;
use sqlx::AnyConnection;
use vestibule::{id::OnboardingId, onboarding::OnboardingStatus, time::Timestamp};

use crate::{
    config::RetentionConfig,
    crypto::sha256_hex,
    db::{self, onboardings::OnboardingRow, retention::Rule},
    services::{ServiceError, core::Core},
};

const DAY_MS: i64 = 24 * 60 * 60_000;

/// How long onboardings of one journey are kept that ended in one way.
#[derive(Debug, Clone)]
pub(super) struct Due {
    journey: String,
    status: OnboardingStatus,
    kept_ms: i64,
}

impl Due {
    fn rule(&self, now: Timestamp) -> Rule<'_> {
        Rule {
            journey: &self.journey,
            status: self.status.code(),
            until: now.0.saturating_sub(self.kept_ms),
        }
    }
}

/// What is configured, for every journey that there ever was.
pub(super) async fn all(
    core: &Core,
    connection: &mut AnyConnection,
) -> Result<Vec<Due>, ServiceError> {
    let mut periods = Vec::new();
    for journey in db::retention::journeys(connection).await? {
        for status in OnboardingStatus::ALL {
            if let Some(days) = core.retention.days(&journey, status) {
                periods.push(Due {
                    journey: journey.clone(),
                    status,
                    kept_ms: i64::from(days) * DAY_MS,
                });
            }
        }
    }
    Ok(periods)
}

/// SHA-256 of what is configured, as far as it says what is due.
pub(super) fn rules(config: &RetentionConfig) -> Result<String, ServiceError> {
    let periods = json!([
        config.completed_days,
        config.rejected_days,
        config.unfinished_days,
        config.journeys,
    ]);
    Ok(sha256_hex(&serde_json::to_vec(&periods)?))
}

/// When this onboarding is due; `None` when it is kept for as long as it is like this. A hold keeps it all the same.
///
/// # Errors
/// When the row is inconsistent.
pub fn due_at(core: &Core, row: &OnboardingRow) -> Result<Option<Timestamp>, ServiceError> {
    let status = row.status()?;
    // It expires first, and its time begins then.
    let expires = status == OnboardingStatus::InProgress && row.expires_at.is_some();
    if expires || row.erased_at.is_some() {
        return Ok(None);
    }
    let days = core.retention.days(&row.journey, status);
    let due = row
        .status_since
        .zip(days)
        .map(|(since, days)| Timestamp(since.saturating_add(i64::from(days) * DAY_MS)));
    Ok(due)
}

/// How many are due at this moment.
pub(super) async fn count(
    connection: &mut AnyConnection,
    periods: &[Due],
    at: Timestamp,
) -> Result<i64, ServiceError> {
    let mut sum = 0_i64;
    for period in periods {
        sum += db::retention::count(&mut *connection, period.rule(at)).await?;
    }
    Ok(sum)
}

/// Those that have been due for longest, so many at most.
pub(super) async fn oldest(
    connection: &mut AnyConnection,
    periods: &[Due],
    (now, many): (Timestamp, usize),
) -> Result<Vec<OnboardingId>, ServiceError> {
    let limit = i64::try_from(many).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    for period in periods {
        let rows = db::retention::oldest(&mut *connection, period.rule(now), limit).await?;
        let due = |since: i64| since.saturating_add(period.kept_ms);
        found.extend(rows.into_iter().map(|(id, since)| (due(since), id)));
    }
    found.sort();
    found.truncate(many);
    let ids = found.into_iter().map(|(_, id)| OnboardingId::new(id));
    ids.collect::<Result<_, _>>()
        .map_err(|error| ServiceError::Internal(Box::new(error)))
}
