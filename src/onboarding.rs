//! The onboarding: what its steps add up to.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Ending, State},
    fact::FactKind,
    journey::{Journey, StepKind},
    reason::Reason,
};

/// Where an onboarding stands. A projection of its steps, written in the transaction that moved one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingStatus {
    /// The applicant has something to do or to wait for.
    InProgress,
    /// Every step is done and every fact that the journey needs is there.
    Completed,
    /// Every step is done, but a person has to look at it.
    NeedsReview,
    /// A step cannot be completed any more; the applicant is told whom to turn to.
    Stopped,
}

impl OnboardingStatus {
    /// The stable text that the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::NeedsReview => "needs_review",
            Self::Stopped => "stopped",
        }
    }

    /// The status with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::InProgress,
            Self::Completed,
            Self::NeedsReview,
            Self::Stopped,
        ]
        .into_iter()
        .find(|status| status.code() == code)
    }
}

/// Where one step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// An earlier step comes first.
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
}

/// What the projection needs to know of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StepProgress {
    /// A terms or form step was answered.
    pub answered: bool,
    /// The newest check's state.
    pub newest: Option<State>,
    /// How many ended checks count against the step's limit.
    pub counted: u32,
}

/// The status of every step, in order.
#[must_use]
pub fn step_statuses(journey: &Journey, progress: &[StepProgress]) -> Vec<StepStatus> {
    let mut open = true;
    journey
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let progress = progress.get(at).copied().unwrap_or_default();
            let status = match &step.kind {
                StepKind::Terms(_) | StepKind::Form(_) if progress.answered => StepStatus::Done,
                StepKind::Terms(_) | StepKind::Form(_) => StepStatus::Ready,
                StepKind::Provider(provider) => provider_status(progress, provider.max_checks),
            };
            let shown = if open {
                status
            } else {
                StepStatus::CannotStartYet
            };
            open = open && status == StepStatus::Done;
            shown
        })
        .collect()
}

fn provider_status(progress: StepProgress, max_checks: u32) -> StepStatus {
    match progress.newest {
        None => StepStatus::Ready,
        Some(State::Ended(Ending::Succeeded)) => StepStatus::Done,
        // The provider's word is final. Too many starts of ours end the check only: phones reload discarded tabs.
        Some(State::Ended(Ending::Exhausted(Reason::AttemptsExhausted))) => StepStatus::Exhausted,
        Some(State::Ended(_)) if progress.counted >= max_checks => StepStatus::Exhausted,
        Some(State::Ended(_)) => StepStatus::Problem,
        Some(_) => StepStatus::InProgress,
    }
}

/// The onboarding's status as a function of its steps and of the facts that its checks brought.
#[must_use]
pub fn status(
    journey: &Journey,
    progress: &[StepProgress],
    facts: &[FactKind],
) -> OnboardingStatus {
    let steps = step_statuses(journey, progress);
    if steps.contains(&StepStatus::Exhausted) {
        return OnboardingStatus::Stopped;
    }
    if steps.iter().any(|step| *step != StepStatus::Done) {
        return OnboardingStatus::InProgress;
    }
    if journey.needs.iter().all(|needed| facts.contains(needed)) {
        OnboardingStatus::Completed
    } else {
        OnboardingStatus::NeedsReview
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn journey() -> Journey {
        serde_json::from_value(serde_json::json!({
            "title": {"en": "T"}, "company": "C", "minutes": 3, "stored": {"en": "S"}, "contact": "c@example.org",
            "needs": ["contact_control"],
            "steps": [
                {"name": "terms", "title": {"en": "T"}, "kind": {"terms": {"text_id": "t", "version": "1",
                 "body": {"en": "B"}, "purpose": "p", "legal_basis": "consent"}}},
                {"name": "phone", "title": {"en": "P"}, "kind": {"provider": {"connection": "phone", "max_checks": 2}}},
            ],
        }))
        .unwrap()
    }

    fn with(newest: Option<State>, counted: u32) -> [StepProgress; 2] {
        [
            StepProgress {
                answered: true,
                ..StepProgress::default()
            },
            StepProgress {
                newest,
                counted,
                ..StepProgress::default()
            },
        ]
    }

    #[test]
    fn a_step_waits_for_the_one_before_it() {
        let steps = step_statuses(
            &journey(),
            &[StepProgress::default(), StepProgress::default()],
        );
        assert_eq!(steps, [StepStatus::Ready, StepStatus::CannotStartYet]);
    }

    #[test]
    fn finished_checks_without_the_needed_facts_need_a_review() {
        let done = with(Some(State::Ended(Ending::Succeeded)), 1);
        assert_eq!(
            status(&journey(), &done, &[FactKind::ContactControl]),
            OnboardingStatus::Completed
        );
        assert_eq!(
            status(&journey(), &done, &[FactKind::FaceLive]),
            OnboardingStatus::NeedsReview
        );
        assert_eq!(
            status(&journey(), &done, &[]),
            OnboardingStatus::NeedsReview
        );
    }

    #[test]
    fn a_failed_check_may_be_repeated_until_the_step_s_limit() {
        let failed = Some(State::Ended(Ending::Failed(Reason::ProviderError)));
        assert_eq!(
            status(&journey(), &with(failed, 1), &[]),
            OnboardingStatus::InProgress
        );
        assert_eq!(
            step_statuses(&journey(), &with(failed, 1))[1],
            StepStatus::Problem
        );
        assert_eq!(
            status(&journey(), &with(failed, 2), &[]),
            OnboardingStatus::Stopped
        );
    }

    #[test]
    fn only_the_provider_s_exhaustion_closes_a_step_at_once() {
        let by = |reason| Some(State::Ended(Ending::Exhausted(reason)));
        let provider = with(by(Reason::AttemptsExhausted), 1);
        assert_eq!(
            status(&journey(), &provider, &[]),
            OnboardingStatus::Stopped
        );
        let ours = with(by(Reason::TooManyStarts), 1);
        assert_eq!(step_statuses(&journey(), &ours)[1], StepStatus::Problem);
        let ours = with(by(Reason::TooManyStarts), 2);
        assert_eq!(status(&journey(), &ours, &[]), OnboardingStatus::Stopped);
    }

    #[test]
    fn a_live_check_is_in_progress() {
        let open = State::Open {
            starts: 1,
            deadline: Timestamp(5),
        };
        assert_eq!(
            step_statuses(&journey(), &with(Some(open), 0))[1],
            StepStatus::InProgress
        );
        assert_eq!(
            status(&journey(), &with(Some(open), 0), &[]),
            OnboardingStatus::InProgress
        );
    }
}
