//! Where a choice between ways stands.

use super::{
    Progress,
    steps::{StepStatus, is_settled, own_status},
};
use crate::{
    id::StepName,
    journey::{Journey, Order, Step, StepKind},
};

/// Where one choice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChoiceStatus {
    /// Something else comes first.
    CannotStartYet,
    /// A way has to be chosen.
    Ready,
    /// A way was chosen; another one may still be.
    Chosen,
    /// The chosen way cannot be finished; another one may be chosen.
    Problem,
    /// The chosen way is done.
    Done,
    /// No way is left.
    Exhausted,
    /// No step of any way is needed.
    NotNeeded,
}

/// Where a choice stands. A way is lost when one of its required steps is exhausted.
#[must_use]
pub fn choice_status(
    journey: &Journey,
    progress: &Progress,
    statuses: &[StepStatus],
    choice: &StepName,
) -> ChoiceStatus {
    let of_choice = |step: &Step| step.way.as_ref().is_some_and(|way| way.choice == *choice);
    let Some(first) = journey.steps.iter().position(of_choice) else {
        return ChoiceStatus::NotNeeded;
    };
    // Whether a way is needed at all is known as late as whether its steps are.
    let depends = journey
        .steps
        .iter()
        .filter(|step| of_choice(step))
        .all(|step| step.when.is_some());
    let gate = |(step, status): (&Step, &StepStatus)| match journey.order {
        Order::Any if !depends && !matches!(step.kind, StepKind::Terms(_)) => true,
        Order::Any | Order::Sequence => is_settled(step, *status),
    };
    if !journey.steps.iter().zip(statuses).take(first).all(gate) {
        return ChoiceStatus::CannotStartYet;
    }
    let Some(chosen) = progress.chosen.get(choice) else {
        let needed = journey
            .steps
            .iter()
            .zip(statuses)
            .any(|(step, status)| of_choice(step) && *status != StepStatus::NotNeeded);
        return match needed {
            true => ChoiceStatus::Ready,
            false => ChoiceStatus::NotNeeded,
        };
    };
    let of_way: Vec<_> = journey
        .way(choice, chosen)
        .filter_map(|(at, step)| Some((step, *statuses.get(at)?)))
        .collect();
    if of_way
        .iter()
        .all(|(step, status)| is_settled(step, *status))
    {
        return ChoiceStatus::Done;
    }
    if !of_way.iter().any(|(step, status)| is_lost(step, *status)) {
        return ChoiceStatus::Chosen;
    }
    match open_ways(journey, progress, choice).is_empty() {
        true => ChoiceStatus::Exhausted,
        false => ChoiceStatus::Problem,
    }
}

pub(super) fn is_lost(step: &Step, status: StepStatus) -> bool {
    status == StepStatus::Exhausted && !step.optional
}

/// The ways of a choice that can still be gone.
#[must_use]
pub fn open_ways<'a>(
    journey: &'a Journey,
    progress: &Progress,
    choice: &'a StepName,
) -> Vec<&'a StepName> {
    let Some(found) = journey.choices.get(choice) else {
        return Vec::new();
    };
    found
        .ways
        .keys()
        .filter(|way| {
            !journey
                .way(choice, way)
                .any(|(at, step)| is_lost(step, own_status(step, progress.step(at))))
        })
        .collect()
}
