//! The onboarding: what its steps add up to.

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    check::{Ending, State},
    id::StepName,
    journey::{
        ClaimSource, Conclusion, Journey, Known, MatchRule, Order, ProviderStep, Step, StepKind,
    },
    matching::Verdict,
    reason::Reason,
    time::Timestamp,
};

/// Where an onboarding stands. A projection of its steps, written in the transaction that moved one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingStatus {
    /// The applicant has something to do or to wait for.
    InProgress,
    /// Every step is settled and the decision is to approve.
    Completed,
    /// A person has to look at it.
    NeedsReview,
    /// A step cannot be completed any more; the applicant is told whom to turn to.
    Stopped,
    /// The decision is no.
    Rejected,
    /// The client took it back, or whoever opened it said that it is not theirs.
    Cancelled,
    /// Nobody finished it in the time there was.
    Expired,
}

impl OnboardingStatus {
    /// Every status there is.
    pub const ALL: [Self; 7] = [
        Self::InProgress,
        Self::Completed,
        Self::NeedsReview,
        Self::Stopped,
        Self::Rejected,
        Self::Cancelled,
        Self::Expired,
    ];

    /// The stable text that the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::NeedsReview => "needs_review",
            Self::Stopped => "stopped",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// The status with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether nothing follows: neither the applicant nor an operator has anything to do.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        match self {
            Self::InProgress | Self::NeedsReview | Self::Stopped => false,
            Self::Completed | Self::Rejected | Self::Cancelled | Self::Expired => true,
        }
    }
}

/// Why an onboarding was closed before anything was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closure {
    /// The client took it back.
    Cancelled,
    /// Whoever opened it said that it is not theirs.
    Disowned,
    /// Its time ran out.
    Expired,
}

impl Closure {
    /// Every way to be closed.
    pub const ALL: [Self; 3] = [Self::Cancelled, Self::Disowned, Self::Expired];

    /// The stable text that the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Disowned => "disowned",
            Self::Expired => "expired",
        }
    }

    /// The closure with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|closure| closure.code() == code)
    }

    /// The status of what was closed so.
    #[must_use]
    pub fn status(self) -> OnboardingStatus {
        match self {
            Self::Cancelled | Self::Disowned => OnboardingStatus::Cancelled,
            Self::Expired => OnboardingStatus::Expired,
        }
    }
}

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

fn is_settled(step: &Step, status: StepStatus) -> bool {
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

fn own_status(step: &Step, progress: StepProgress) -> StepStatus {
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

fn is_lost(step: &Step, status: StepStatus) -> bool {
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
