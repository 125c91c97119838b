//! Where an onboarding stood at a moment: what its steps, choices and checks were then.

use vestibule::{
    check::State,
    id::StepName,
    onboarding::{Progress, StepProgress},
    time::Timestamp,
};

use super::recorded::{Event, What};
use crate::services::case::Case;

/// What was known of it after these events. Facts and answers are those of the end; they count only for steps that were
/// done then.
#[must_use]
pub fn after(case: &Case, events: &[Event]) -> Progress {
    let mut progress = case.progress();
    progress.chosen.clear();
    progress.steps = vec![StepProgress::default(); case.journey.steps.len()];
    for event in events {
        take(case, &mut progress, event);
    }
    progress
}

fn step<'p>(
    case: &Case,
    progress: &'p mut Progress,
    name: &StepName,
) -> Option<&'p mut StepProgress> {
    let (at, _) = case.journey.step(name)?;
    progress.steps.get_mut(at)
}

fn take(case: &Case, progress: &mut Progress, event: &Event) {
    match &event.what {
        What::Consented(name, _) | What::Answered(name) => {
            if let Some(step) = step(case, progress, name) {
                step.answered = true;
            }
        }
        What::Drafted(name) | What::Withdrew(name) => {
            if let Some(step) = step(case, progress, name) {
                step.answered = false;
            }
        }
        What::Skipped(name) | What::Unskipped(name) => {
            if let Some(step) = step(case, progress, name) {
                step.skipped = matches!(event.what, What::Skipped(_));
            }
        }
        What::Chose { choice, way } => {
            progress.chosen.insert(choice.clone(), way.clone());
        }
        What::CheckBegun(check) => moved(case, progress, (check, event.at), State::Created),
        What::Moved { check, to, .. } => moved(case, progress, (check, event.at), *to),
        _ => {}
    }
}

fn moved(case: &Case, progress: &mut Progress, (check, at): (&str, i64), to: State) {
    let Some(row) = case.checks.iter().find(|row| row.id == check) else {
        return;
    };
    let Ok(name) = StepName::new(row.step.clone()) else {
        return;
    };
    let Some(step) = step(case, progress, &name) else {
        return;
    };
    let is_over = matches!(to, State::Ended(_));
    step.newest = Some(to);
    step.ended_at = is_over.then_some(Timestamp(at));
    if is_over && row.counted {
        step.counted = step.counted.saturating_add(1);
    }
}
