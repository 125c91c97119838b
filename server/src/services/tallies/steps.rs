//! Steps: each counts once as reached, done and skipped, however often it is gone back to.

use sqlx::AnyConnection;
use vestibule::onboarding::StepStatus;

use super::{Measure, buckets, count};
use crate::{
    db::tallies::{Marks, mark as keep, marks},
    services::{ServiceError, case::Case, core::Core},
};

/// Counts what was reached, done or skipped since the last time. The caller's transaction holds the case locked.
///
/// # Errors
/// When the database fails.
pub async fn mark(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
) -> Result<(), ServiceError> {
    // What is closed goes no further, and before anybody came nobody reached anything.
    if case.row.closed_at.is_some() || case.row.owner_hash.is_empty() {
        return Ok(());
    }
    let now = core.clock.now().0;
    let known = marks(&mut *connection, case.id.as_str()).await?;
    for (step, status) in case.journey.steps.iter().zip(case.statuses()) {
        let name = step.name.as_str();
        let Some(before) = known.iter().find(|marks| marks.name == name) else {
            continue;
        };
        let is = |holds: bool, before: Option<i64>| (holds && before.is_none()).then_some(now);
        let possible = !matches!(status, StepStatus::CannotStartYet | StepStatus::NotNeeded);
        let news = Marks {
            name: name.to_owned(),
            reached_at: is(possible, before.reached_at),
            done_at: is(status == StepStatus::Done, before.done_at),
            passed_over_at: is(status == StepStatus::Skipped, before.passed_over_at),
        };
        let counted = [
            (news.reached_at, Measure::Reached),
            (news.done_at, Measure::Done),
            (news.passed_over_at, Measure::PassedOver),
        ];
        if counted.iter().all(|(at, _)| at.is_none()) {
            continue;
        }
        keep(&mut *connection, case.id.as_str(), &news).await?;
        for (_, measure) in counted.into_iter().filter(|(at, _)| at.is_some()) {
            count(core, &mut *connection, &case.row, measure, (name, "")).await?;
        }
        // What was done when it was reached took nobody any time.
        if let (Some(reached), Some(done)) = (before.reached_at, news.done_at) {
            let bucket = buckets::code(buckets::of(done.saturating_sub(reached)));
            let measure = Measure::StepTime;
            count(core, &mut *connection, &case.row, measure, (name, &bucket)).await?;
        }
    }
    Ok(())
}
