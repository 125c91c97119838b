//! The onboarding: what its steps add up to.

mod choices;
#[cfg(test)]
mod properties;
mod statuses;
mod steps;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use self::{choices::is_lost, steps::is_settled};
pub use self::{
    choices::{ChoiceStatus, choice_status, open_ways},
    statuses::{Closure, OnboardingStatus},
    steps::{StepStatus, cools_down_until, known_in_the_end, step_statuses, takes_allowance},
};
use crate::{
    check::State,
    id::StepName,
    journey::{Conclusion, Journey, Known},
    time::Timestamp,
};

/// What is known of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepProgress {
    /// A terms or form step was answered.
    pub answered: bool,
    /// The applicant skipped it.
    pub skipped: bool,
    /// The newest check's state.
    pub newest: Option<State>,
    /// When the newest check ended.
    pub ended_at: Option<Timestamp>,
    /// How many ended checks count against the step's limit.
    pub counted: u32,
    /// How many further checks an operator allowed that were not begun yet, whatever the limit says.
    pub allowed: u32,
}

/// What is known of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// In the journey's order.
    pub steps: Vec<StepProgress>,
    /// The way that was chosen, by choice.
    pub chosen: BTreeMap<StepName, StepName>,
    /// What conditions are asked of. Facts and answers of all steps; those of steps that are not needed are left out here.
    pub known: Known,
}

impl Progress {
    fn step(&self, at: usize) -> StepProgress {
        self.steps.get(at).copied().unwrap_or_default()
    }
}

/// Whether every step is settled, so that a decision is due.
#[must_use]
pub fn is_all_settled(journey: &Journey, statuses: &[StepStatus]) -> bool {
    journey
        .steps
        .iter()
        .zip(statuses)
        .all(|(step, status)| is_settled(step, *status))
}

/// The onboarding's status as a function of its steps, of the decision where there is one, and of whether it was handed
/// over to a person.
#[must_use]
pub fn status(
    journey: &Journey,
    progress: &Progress,
    decision: Option<Conclusion>,
    handed_over: bool,
) -> OnboardingStatus {
    if handed_over && decision.is_none() {
        return OnboardingStatus::NeedsReview;
    }
    match decision {
        Some(Conclusion::Approve) => return OnboardingStatus::Completed,
        Some(Conclusion::Review) => return OnboardingStatus::NeedsReview,
        Some(Conclusion::Reject) => return OnboardingStatus::Rejected,
        None => {}
    }
    let statuses = step_statuses(journey, progress);
    let lost = journey.steps.iter().zip(&statuses).any(|(step, status)| {
        is_lost(step, *status)
            && step.way.as_ref().is_none_or(|way| {
                choice_status(journey, progress, &statuses, &way.choice) == ChoiceStatus::Exhausted
            })
    });
    if lost {
        return OnboardingStatus::Stopped;
    }
    if is_all_settled(journey, &statuses) {
        // Nobody decided yet: fail closed.
        return OnboardingStatus::NeedsReview;
    }
    OnboardingStatus::InProgress
}
