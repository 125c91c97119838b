//! Where a case stands, as the domain derives it from what was read.

use vestibule::{
    check::{Ending, State},
    fact::FactKind,
    id::StepName,
    journey::{Conclusion, Known, KnownFact, Step},
    onboarding::{
        ChoiceStatus, OnboardingStatus, Progress, StepProgress, StepStatus, choice_status,
        cools_down_until, status, step_statuses, takes_allowance,
    },
    reason::Reason,
    time::Timestamp,
};

use super::Case;
use crate::services::{ServiceError, Whereabouts};

fn is_over(state: State) -> bool {
    matches!(state, State::Ended(_))
}

impl Case {
    /// What steps, choices and decisions are derived from. Matches are not in it: they cost more than a page may.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let steps = self.journey.steps.iter().map(|step| self.progress_of(step));
        let facts = self.facts.iter().filter_map(|row| {
            let step = StepName::new(row.step.clone()).ok()?;
            let kind = FactKind::from_code(&row.kind)?;
            let assurance = row
                .assurance_scheme
                .clone()
                .zip(row.assurance_value.clone());
            Some(KnownFact {
                step,
                kind,
                assurance,
            })
        });
        let unverified = self
            .facts
            .iter()
            .filter(|row| row.kind == FactKind::Identity.code() && row.verified.is_none());
        Progress {
            steps: steps.collect(),
            chosen: self.chosen.iter().cloned().collect(),
            known: Known {
                facts: facts.collect(),
                answers: self.answers.iter().cloned().collect(),
                signals: self.signals.iter().copied().collect(),
                unverified: unverified
                    .filter_map(|row| StepName::new(row.step.clone()).ok())
                    .collect(),
                ..Known::default()
            },
        }
    }

    fn progress_of(&self, step: &Step) -> StepProgress {
        let row = self.steps.iter().find(|row| row.name == step.name.as_str());
        let newest = self.newest_check(&step.name);
        let counted = self
            .checks
            .iter()
            .filter(|check| check.step == step.name.as_str() && check.counted)
            .count();
        let allowed = self
            .allowed
            .iter()
            .filter(|allowed| *allowed == step.name.as_str());
        StepProgress {
            answered: row.is_some_and(|row| row.answered_at.is_some()),
            skipped: row.is_some_and(|row| row.skipped_at.is_some()),
            newest: newest.map(|check| check.state),
            ended_at: newest.and_then(|check| check.ended_at).map(Timestamp),
            counted: u32::try_from(counted).unwrap_or(u32::MAX),
            allowed: u32::try_from(allowed.count()).unwrap_or(u32::MAX),
        }
    }

    /// Where a choice stands.
    #[must_use]
    pub fn choice_status(&self, choice: &StepName) -> ChoiceStatus {
        choice_status(&self.journey, &self.progress(), &self.statuses(), choice)
    }

    /// Until when no check may be begun at a step.
    #[must_use]
    pub fn cools_down_until(&self, step: &StepName, now: Timestamp) -> Option<Timestamp> {
        let (_, step) = self.journey.step(step)?;
        cools_down_until(step.checked_elsewhere()?, self.progress_of(step))
            .filter(|until| *until > now)
    }

    /// Whether the next check of a step is one that only an operator can allow.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when nothing is checked elsewhere at that step.
    pub fn takes_allowance(&self, step: &StepName) -> Result<bool, ServiceError> {
        let (_, step) = self.step(step)?;
        let provider = step.checked_elsewhere().ok_or(ServiceError::NotFound)?;
        Ok(takes_allowance(provider, self.progress_of(step)))
    }

    /// What was concluded.
    #[must_use]
    pub fn conclusion(&self) -> Option<Conclusion> {
        Conclusion::from_code(&self.decision.as_ref()?.conclusion)
    }

    /// The status as its parts say.
    #[must_use]
    pub fn projected(&self) -> OnboardingStatus {
        if let Ok(Some(closure)) = self.row.closure() {
            return closure.status();
        }
        let handed_over = self.row.handed_over_at.is_some();
        status(
            &self.journey,
            &self.progress(),
            self.conclusion(),
            handed_over,
        )
    }

    /// Whether the applicant may ask for a person to go on: until that was done, or something was decided.
    #[must_use]
    pub fn may_hand_over(&self) -> bool {
        self.decision.is_none() && self.row.handed_over_at.is_none() && self.row.closed_at.is_none()
    }

    /// Where every step stands.
    #[must_use]
    pub fn statuses(&self) -> Vec<StepStatus> {
        step_statuses(&self.journey, &self.progress())
    }

    /// Where one step stands.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when the journey has none of this name.
    pub fn status_of(&self, step: &StepName) -> Result<StepStatus, ServiceError> {
        let (at, _) = self.step(step)?;
        self.statuses()
            .get(at)
            .copied()
            .ok_or(ServiceError::NotFound)
    }

    /// The onboarding's status as its row has it.
    ///
    /// # Errors
    /// When the row is inconsistent.
    pub fn status(&self) -> Result<OnboardingStatus, ServiceError> {
        Ok(self.row.status()?)
    }

    /// Whether the step's check stopped without being over: the applicant may start again, or wait.
    #[must_use]
    pub fn is_stopped(&self, step: &StepName) -> bool {
        self.newest_check(step)
            .is_some_and(|check| matches!(check.state, State::Stopped { .. }))
    }

    /// Whether the applicant may keep waiting for a check that stopped: they closed the provider's page themselves, and
    /// what they submitted may still turn up. After any other stop there is nothing to wait for.
    #[must_use]
    pub fn may_keep_waiting(&self, step: &StepName) -> bool {
        self.newest_check(step).is_some_and(|check| {
            matches!(
                check.state,
                State::Stopped {
                    reason: Reason::Left,
                    ..
                }
            )
        })
    }

    /// Where the applicant should be, who is at this step now.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when the journey has none of this name.
    pub fn whereabouts(&self, step: &StepName) -> Result<Whereabouts, ServiceError> {
        let status = self.status_of(step)?;
        let newest = self.newest_check(step).map(|check| check.state);
        Ok(match (status, newest) {
            _ if self.row.closed_at.is_some() => Whereabouts::Result,
            _ if self.status()? != OnboardingStatus::InProgress && newest.is_none_or(is_over) => {
                match status {
                    // How the last check ended is said before how the journey did.
                    StepStatus::Exhausted => Whereabouts::Ended(step.clone()),
                    _ => Whereabouts::Result,
                }
            }
            (StepStatus::CannotStartYet, _) => match self.choice_before(step) {
                Some(choice) => Whereabouts::Choice(choice.clone()),
                None => Whereabouts::Tasks,
            },
            (StepStatus::Done | StepStatus::Skipped | StepStatus::NotNeeded, _) => {
                Whereabouts::Tasks
            }
            (_, Some(State::Processing { .. } | State::NeedsApproval { .. })) => {
                Whereabouts::Wait(step.clone())
            }
            (_, Some(State::Stopped { .. })) => Whereabouts::Ended(step.clone()),
            (_, Some(State::Ended(ending))) if ending != Ending::Succeeded => {
                Whereabouts::Ended(step.clone())
            }
            _ => Whereabouts::Step(step.clone()),
        })
    }

    /// The choice that has to be made before a step can be done.
    fn choice_before(&self, step: &StepName) -> Option<&StepName> {
        let choice = &self.journey.step(step)?.1.way.as_ref()?.choice;
        (self.choice_status(choice) == ChoiceStatus::Ready).then_some(choice)
    }
}
