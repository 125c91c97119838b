//! Where an onboarding stood at a moment: what its steps, choices, checks and consents were then.

use vestibule::{
    check::State,
    id::StepName,
    journey::StepKind,
    onboarding::{OnboardingStatus, Progress, StepProgress},
    time::Timestamp,
};

use super::recorded::{Agreement, Event, What};
use crate::{
    db::facts::ConsentRow,
    services::{case::Case, consents::TEXT},
};

/// What was known of it after these events. Facts and answers are those of the end; they count only for steps that were
/// done then.
#[must_use]
pub fn after(case: &Case, events: &[Event]) -> Progress {
    let mut progress = case.progress();
    progress.chosen.clear();
    progress.steps = vec![StepProgress::default(); case.journey.steps.len()];
    for (index, event) in events.iter().enumerate() {
        let before = events.get(..index).unwrap_or_default();
        take(case, &mut progress, (before, event));
    }
    progress
}

/// How it stood after these events.
#[must_use]
pub fn status(events: &[Event]) -> OnboardingStatus {
    let mut newest = events.iter().rev();
    newest
        .find_map(|event| match event.what {
            What::Stands(status) => Some(status),
            _ => None,
        })
        .unwrap_or(OnboardingStatus::InProgress)
}

/// What had been agreed to after these events, in that order, and whether it had been taken back by then.
#[must_use]
pub fn consents(rows: &[ConsentRow], events: &[Event]) -> Vec<ConsentRow> {
    let mut given: Vec<ConsentRow> = Vec::new();
    for event in events {
        match &event.what {
            What::Consented(agreement) => {
                let row = rows.iter().find(|row| row.id == agreement.id);
                given.extend(row.map(|row| ConsentRow {
                    withdrawn_at: None,
                    ..row.clone()
                }));
            }
            What::Withdrew(agreement) => {
                let mut given = given.iter_mut();
                if let Some(row) = given.find(|row| row.id == agreement.id) {
                    row.withdrawn_at = Some(event.at);
                }
            }
            _ => {}
        }
    }
    given
}

/// Whether a step cannot be done without what is agreed to.
fn is_needed(case: &Case, agreement: &Agreement) -> bool {
    let step = case.journey.step(&agreement.step).map(|(_, step)| step);
    step.is_some_and(|step| match &step.kind {
        StepKind::Terms(terms) => {
            let mut needed = terms.consents.iter().filter(|consent| !consent.optional);
            agreement.name == TEXT || needed.any(|consent| consent.name.as_str() == agreement.name)
        }
        _ => false,
    })
}

fn step<'p>(
    case: &Case,
    progress: &'p mut Progress,
    name: &StepName,
) -> Option<&'p mut StepProgress> {
    let (at, _) = case.journey.step(name)?;
    progress.steps.get_mut(at)
}

fn take(case: &Case, progress: &mut Progress, (before, event): (&[Event], &Event)) {
    match &event.what {
        What::Consented(Agreement { step: name, .. }) | What::Answered(name) => {
            if let Some(step) = step(case, progress, name) {
                step.answered = true;
            }
        }
        What::Drafted(name) => {
            if let Some(step) = step(case, progress, name) {
                step.answered = false;
            }
        }
        // What the journey can do without, and what is taken back afterwards, has nothing agreed to again.
        What::Withdrew(agreement) => {
            let reopens =
                is_needed(case, agreement) && status(before) == OnboardingStatus::InProgress;
            if let Some(step) = step(case, progress, &agreement.step)
                && reopens
            {
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
