//! Allowing another attempt of a step: once, beyond its limit, and the applicant goes on.

use vestibule::{
    id::StepName,
    onboarding::{OnboardingStatus, StepStatus},
    time::Timestamp,
};

use super::By;
use crate::{
    db::{self, Tx, allowed_attempts::NewRow},
    jobs,
    services::{ServiceError, audit, case::Case, core::Core, decisions, projection},
};

/// A step that is exhausted in a case that is not over; one that may be tried again anyway when the case waits for a person.
pub(super) fn fits(case: &Case, step: &StepName) -> Result<bool, ServiceError> {
    if case.checked_elsewhere(step).is_err() {
        return Ok(false);
    }
    let status = case.status()?;
    Ok(match case.status_of(step)? {
        StepStatus::Exhausted => !status.is_terminal(),
        StepStatus::Problem => status == OnboardingStatus::NeedsReview,
        _ => false,
    })
}

/// Allows it. Whoever gets another attempt has at least as much time for it as for claiming a new link.
pub(super) async fn apply(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (step, by): (&StepName, By<'_>),
) -> Result<(), ServiceError> {
    let (id, now) = (core.new_id(), core.clock.now());
    let row = NewRow {
        id: &id,
        onboarding_id: case.id.as_str(),
        step: step.as_str(),
        operator: by.operator,
    };
    db::allowed_attempts::insert(tx, &row, now).await?;
    if case.decision.is_some() {
        decisions::reopen(core, tx, case, (by.reason, by.actor())).await?;
    }
    let least = now.plus_millis(i64::from(core.onboardings.link_lifetime_minutes) * 60_000);
    let end = case.row.expires_at.map(|end| Timestamp(end).max(least));
    db::allowed_attempts::put_back(tx, case.id.as_str(), end, now).await?;
    if let Some(end) = end {
        jobs::watch_expiry(core, tx, case.id.as_str(), end).await?;
    }
    let detail = serde_json::json!({ "step": step });
    let event = ("attempt.allowed", by.actor());
    audit::of_case(core, tx, case, event, &detail).await?;
    projection::write(core, tx, &case.id).await?;
    Ok(())
}
