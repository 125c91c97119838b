//! Checks: how each was shown, how it moved, and whether a failure was got over.

use sqlx::AnyConnection;
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use super::{Measure, NONE, count, count_by, device, kind};
use crate::{
    db::{
        self,
        checks::{CheckRow, reason, state_code},
        messages::MessageRow,
    },
    services::{ServiceError, case::Case, core::Core},
};

/// Counts a check that was just stored.
///
/// # Errors
/// When the database fails.
pub async fn begun(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    check: &CheckRow,
) -> Result<(), ServiceError> {
    let kind = (check.step.as_str(), check.connection.as_str());
    count(core, connection, &case.row, Measure::CheckBegun, kind).await
}

/// Counts a provider session that is shown now, and remembers how.
///
/// # Errors
/// When the database fails.
pub async fn shown(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    check: &CheckRow,
    shown_as: &str,
) -> Result<(), ServiceError> {
    let device = device::current().code();
    db::tallies::show(&mut *connection, &check.id, (shown_as, device)).await?;
    let detail = kind(&[&check.connection, shown_as, device]);
    let at = (check.step.as_str(), detail.as_str());
    count(core, connection, &case.row, Measure::Shown, at).await
}

/// Counts the move of a check to another state.
///
/// # Errors
/// When the database fails.
pub async fn moved(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    check: &CheckRow,
    next: State,
) -> Result<(), ServiceError> {
    let step = check.step.as_str();
    let reason = reason(next).map_or(NONE, Reason::code);
    match next {
        State::Stopped { .. } => {
            let detail = kind(&[&check.connection, reason]);
            let measure = Measure::CheckStopped;
            count(core, connection, &case.row, measure, (step, &detail)).await
        }
        State::Ended(ending) => {
            let detail = kind(&[&check.connection, state_code(next), reason]);
            let measure = Measure::CheckEnded;
            count(core, &mut *connection, &case.row, measure, (step, &detail)).await?;
            if let Some((shown_as, device)) =
                db::tallies::shown(&mut *connection, &check.id).await?
            {
                let ending = state_code(next);
                let detail = kind(&[&check.connection, &shown_as, &device, ending]);
                let measure = Measure::Outcome;
                count(core, &mut *connection, &case.row, measure, (step, &detail)).await?;
            }
            recovery(core, connection, case, check, ending).await
        }
        _ => Ok(()),
    }
}

/// Counts the first failure of a step, or that it was got over.
async fn recovery(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    check: &CheckRow,
    ending: Ending,
) -> Result<(), ServiceError> {
    let earlier = case
        .checks
        .iter()
        .filter(|other| other.step == check.step && other.number < check.number)
        .filter_map(|other| match other.state {
            State::Ended(ending) => Some((other.number, ending.reason()?)),
            _ => None,
        });
    let first = earlier
        .min_by_key(|(number, _)| *number)
        .map(|(_, reason)| reason);
    let counted = match (first, ending.reason()) {
        (None, Some(reason)) => Some((Measure::FirstFailure, reason)),
        (Some(reason), None) => Some((Measure::Recovered, reason)),
        _ => None,
    };
    let Some((measure, reason)) = counted else {
        return Ok(());
    };
    let at = (check.step.as_str(), reason.code());
    count(core, connection, &case.row, measure, at).await
}

/// Counts messages of a frame that were just stored.
///
/// # Errors
/// When the database fails.
pub async fn messages(
    core: &Core,
    connection: &mut AnyConnection,
    (case, check): (&Case, &CheckRow),
    row: &MessageRow,
) -> Result<(), ServiceError> {
    let step = check.step.as_str();
    let detail = kind(&[&check.connection, &row.verdict]);
    let measure = Measure::Message;
    let at = (step, detail.as_str());
    count_by(core, &mut *connection, &case.row, measure, at, row.count).await?;
    if let Some(event) = &row.event {
        let detail = kind(&[&check.connection, event]);
        let measure = Measure::FrameEvent;
        count(core, connection, &case.row, measure, (step, &detail)).await?;
    }
    Ok(())
}
