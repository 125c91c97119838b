//! Where every step stands, and what is known once they are done.

use serde::{Deserialize, Serialize};

use super::{Progress, StepProgress};
use crate::{
    check::{Ending, State},
    id::StepName,
    journey::{ClaimSource, Journey, Known, MatchRule, Order, ProviderStep, Step, StepKind},
    matching::Verdict,
    reason::Reason,
    time::Timestamp,
};

/// Where one step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Something else comes first.
    CannotStartYet,
    /// It is this step's turn.
    Ready,
    /// A check is under way.
    InProgress,
    /// The last check ended without success; another may be begun.
    Problem,
    /// Done.
    Done,
    /// No further check may be begun.
    Exhausted,
    /// The applicant chose not to do it.
    Skipped,
    /// Its condition does not hold, or another way was chosen.
    NotNeeded,
}

pub(super) fn is_settled(step: &Step, status: StepStatus) -> bool {
    match status {
        StepStatus::Done | StepStatus::Skipped | StepStatus::NotNeeded => true,
        StepStatus::Exhausted => step.optional,
        _ => false,
    }
}

/// The status of every step, in order.
#[must_use]
pub fn step_statuses(journey: &Journey, progress: &Progress) -> Vec<StepStatus> {
    let mut statuses: Vec<StepStatus> = Vec::with_capacity(journey.steps.len());
    for (at, step) in journey.steps.iter().enumerate() {
        let before = || journey.steps.iter().zip(&statuses);
        let all_settled = before().all(|(step, status)| is_settled(step, *status));
        let is_needed = step.when.as_ref().is_none_or(|when| {
            !all_settled || when.holds(&known_before(journey, progress, &statuses))
        });
        let status = match way_of(step, progress) {
            // Also before a way is chosen: nobody has to choose between ways that are not needed.
            _ if !is_needed => StepStatus::NotNeeded,
            ChosenWay::Another => StepStatus::NotNeeded,
            ChosenWay::NoneYet => StepStatus::CannotStartYet,
            ChosenWay::This => {
                let is_open = match journey.order {
                    _ if step.when.is_some() => all_settled,
                    Order::Sequence => all_settled,
                    Order::Any => before().all(|(earlier, status)| {
                        is_settled(earlier, *status) || !is_before(earlier, step)
                    }),
                };
                // What was done stays done when an agreement before it was withdrawn.
                if is_open {
                    own_status(step, progress.step(at))
                } else {
                    StepStatus::CannotStartYet
                }
            }
        };
        statuses.push(status);
    }
    statuses
}

enum ChosenWay {
    This,
    Another,
    NoneYet,
}

fn way_of(step: &Step, progress: &Progress) -> ChosenWay {
    let Some(named) = &step.way else {
        return ChosenWay::This;
    };
    match progress.chosen.get(&named.choice) {
        None => ChosenWay::NoneYet,
        Some(way) if *way == named.way => ChosenWay::This,
        Some(_) => ChosenWay::Another,
    }
}

/// Where steps may be done in any order: terms come before all that follow them, forms before what takes their answers.
fn is_before(earlier: &Step, step: &Step) -> bool {
    match &earlier.kind {
        StepKind::Terms(_) => true,
        StepKind::Form(_) => step
            .checked_elsewhere()
            .is_some_and(|step| step.inputs.values().any(|field| field.step == earlier.name)),
        StepKind::Provider(_) | StepKind::External(_) => false,
    }
}

/// What conditions of the next step see: facts and answers of the needed steps before it.
fn known_before(journey: &Journey, progress: &Progress, statuses: &[StepStatus]) -> Known {
    let counts = |name: &StepName| {
        journey
            .step(name)
            .and_then(|(at, _)| statuses.get(at))
            .is_some_and(|status| *status == StepStatus::Done)
    };
    let known = &progress.known;
    Known {
        facts: known
            .facts
            .iter()
            .filter(|fact| counts(&fact.step))
            .cloned()
            .collect(),
        answers: known
            .answers
            .iter()
            .filter(|(field, _)| counts(&field.step))
            .map(|(field, answer)| (field.clone(), answer.clone()))
            .collect(),
        done: journey
            .steps
            .iter()
            .zip(statuses)
            .filter(|(_, status)| **status == StepStatus::Done)
            .map(|(step, _)| step.name.clone())
            .collect(),
        ..Known::default()
    }
}

/// What counts in the end: the facts and answers of the steps that are done, and what comparing those says. What a step
/// said that is not needed any more is missing.
#[must_use]
pub fn known_in_the_end(journey: &Journey, progress: &Progress) -> Known {
    let known = known_before(journey, progress, &step_statuses(journey, progress));
    let counts = |rule: &MatchRule| {
        rule.between.iter().all(|side| match side {
            ClaimSource::Client => true,
            ClaimSource::Step(step) => known.done.contains(step),
        })
    };
    let verdicts = journey.matches.iter().filter_map(|rule| {
        let verdict = *progress.known.matches.get(&rule.name)?;
        let found = match counts(rule) {
            true => verdict,
            false => Verdict::Missing,
        };
        Some((rule.name.clone(), found))
    });
    Known {
        matches: verdicts.collect(),
        signals: progress.known.signals.clone(),
        unverified: progress.known.unverified.clone(),
        ..known
    }
}

pub(super) fn own_status(step: &Step, progress: StepProgress) -> StepStatus {
    let status = match step.checked_elsewhere() {
        None if progress.answered => StepStatus::Done,
        None => StepStatus::Ready,
        Some(provider) => provider_status(progress, provider.max_checks),
    };
    match status {
        // Whoever skips a step may still do it, as long as something else is left to do.
        StepStatus::Ready | StepStatus::Problem | StepStatus::Exhausted
            if step.optional && progress.skipped =>
        {
            StepStatus::Skipped
        }
        other => other,
    }
}

fn provider_status(progress: StepProgress, max_checks: u32) -> StepStatus {
    match progress.newest {
        None => StepStatus::Ready,
        Some(State::Ended(Ending::Succeeded)) => StepStatus::Done,
        Some(State::Ended(_)) if progress.allowed > 0 => StepStatus::Problem,
        // The provider's word is final. Too many starts of ours end the check only: phones reload discarded tabs.
        Some(State::Ended(Ending::Exhausted(Reason::AttemptsExhausted))) => StepStatus::Exhausted,
        Some(State::Ended(_)) if progress.counted >= max_checks => StepStatus::Exhausted,
        Some(State::Ended(_)) => StepStatus::Problem,
        Some(_) => StepStatus::InProgress,
    }
}

/// Whether the next check of a step is one that only an operator can allow.
#[must_use]
pub fn takes_allowance(step: &ProviderStep, progress: StepProgress) -> bool {
    let by_itself = StepProgress {
        allowed: 0,
        ..progress
    };
    provider_status(by_itself, step.max_checks) == StepStatus::Exhausted
}

/// Before when no check may be begun: a cool-down runs. `None` when none does.
#[must_use]
pub fn cools_down_until(step: &ProviderStep, progress: StepProgress) -> Option<Timestamp> {
    let ended = matches!(progress.newest, Some(State::Ended(ending)) if ending != Ending::Succeeded
        && !ending.reason().is_some_and(Reason::is_our_fault));
    let after = progress
        .ended_at
        .filter(|_| ended && step.cool_down_minutes > 0)?;
    Some(after.plus_seconds(i64::from(step.cool_down_minutes) * 60))
}
