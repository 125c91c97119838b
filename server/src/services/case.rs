//! A case: one onboarding with everything that decisions about it need, read in one go.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};
use sqlx::AnyConnection;
use vestibule::{
    check::{Ending, State},
    fact::FactKind,
    id::{OnboardingId, StepName},
    journey::{
        Conclusion, FieldKind, FieldRef, Journey, Known, KnownFact, ProviderStep, Step, StepKind,
    },
    locale::Locale,
    onboarding::{
        ChoiceStatus, OnboardingStatus, Progress, StepProgress, StepStatus, choice_status,
        cools_down_until, status, step_statuses, takes_allowance,
    },
    reason::Reason,
    risk::RiskSignal,
    time::Timestamp,
};

use super::{ServiceError, Whereabouts, answers, core::Core, decisions};
use crate::{
    crypto::{DataKey, Place, Sealed, WrappedKey, constant_time_eq, sha256_hex},
    db::{
        self,
        checks::CheckRow,
        decisions::DecisionRow,
        dialect::Dialect,
        facts::FactRow,
        onboardings::{OnboardingRow, StepRow},
        reference_images::PictureRow,
        uploads::UploadRow,
    },
};

/// One onboarding.
pub struct Case {
    /// Its id.
    pub id: OnboardingId,
    /// Its row.
    pub row: OnboardingRow,
    /// The journey version that it began with.
    pub journey: Arc<Journey>,
    /// Its steps, in the journey's order.
    pub steps: Vec<StepRow>,
    /// Its checks, oldest first within a step.
    pub checks: Vec<CheckRow>,
    /// The facts there are.
    pub facts: Vec<FactRow>,
    /// The ways that were chosen: choice and way.
    pub chosen: Vec<(StepName, StepName)>,
    /// What makes it worth a second look. Never shown to the applicant.
    pub signals: Vec<RiskSignal>,
    /// The decision that holds.
    pub decision: Option<DecisionRow>,
    /// The pictures to compare with that there are.
    pub pictures: Vec<PictureRow>,
    /// The pictures of documents that there are.
    pub uploads: Vec<UploadRow>,
    /// The steps at which an operator allowed a further check that was not begun yet, as often as they did.
    pub allowed: Vec<String>,
    /// The answers to choices, for conditions.
    answers: Vec<(FieldRef, String)>,
    key: DataKey,
}

fn is_over(state: State) -> bool {
    matches!(state, State::Ended(_))
}

fn asks_for_uploads(journey: &Journey) -> bool {
    journey.steps.iter().any(|step| match &step.kind {
        StepKind::Form(form) => form
            .fields
            .iter()
            .any(|field| field.kind == FieldKind::Upload),
        _ => false,
    })
}

fn is_owner(row: &OnboardingRow, applicant: Option<&str>) -> bool {
    applicant.is_some_and(|key| {
        constant_time_eq(
            sha256_hex(key.as_bytes()).as_bytes(),
            row.owner_hash.as_bytes(),
        )
    })
}

impl Case {
    /// Reads a case. With `lock` it stays as read until the transaction ends.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when there is none, or its key was destroyed.
    pub async fn load(
        core: &Core,
        connection: &mut AnyConnection,
        id: &OnboardingId,
        lock: Option<Dialect>,
    ) -> Result<Self, ServiceError> {
        let row = db::onboardings::find(&mut *connection, id, lock)
            .await?
            .ok_or(ServiceError::NotFound)?;
        Self::of_row(core, connection, id, row).await
    }

    async fn of_row(
        core: &Core,
        connection: &mut AnyConnection,
        id: &OnboardingId,
        row: OnboardingRow,
    ) -> Result<Self, ServiceError> {
        let key = db::onboardings::data_key(&mut *connection, &row.id)
            .await?
            .ok_or(ServiceError::NotFound)?;
        let wrapped = WrappedKey {
            ring_key: key.ring_key,
            sealed: Sealed::from_bytes(key.wrapped),
            wrapped_at: Timestamp(key.wrapped_at),
        };
        let key = DataKey::unwrap(&wrapped, &core.keys, id)?;
        let journey = core
            .journey_version(&mut *connection, &row.journey_version)
            .await?;
        let steps = db::onboardings::steps(&mut *connection, &row.id).await?;
        let checks = db::checks::of_onboarding(&mut *connection, &row.id).await?;
        let facts = db::facts::of_onboarding(&mut *connection, &row.id).await?;
        let chosen = db::onboardings::chosen(&mut *connection, &row.id).await?;
        let signals = db::risk_signals::of_onboarding(&mut *connection, &row.id).await?;
        let decision = db::decisions::newest(&mut *connection, &row.id)
            .await?
            .filter(|decision| decision.conclusion != decisions::REOPENED);
        let allowed = match checks.is_empty() {
            true => Vec::new(),
            false => db::allowed_attempts::unused(&mut *connection, &row.id).await?,
        };
        let pictures = db::reference_images::of_onboarding(&mut *connection, &row.id).await?;
        let uploads = match asks_for_uploads(&journey) {
            true => db::uploads::of_onboarding(connection, &row.id).await?,
            false => Vec::new(),
        };
        let name = |text: String| StepName::new(text).ok();
        let mut case = Self {
            id: id.clone(),
            row,
            journey,
            steps,
            checks,
            facts,
            chosen: chosen
                .into_iter()
                .filter_map(|(choice, way)| Some((name(choice)?, name(way)?)))
                .collect(),
            signals: signals.into_iter().map(|(signal, _)| signal).collect(),
            decision,
            pictures,
            uploads,
            allowed,
            answers: Vec::new(),
            key,
        };
        case.answers = case.answers_to_choices()?;
        Ok(case)
    }

    /// Reads a case for its applicant.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also when it is another applicant's: the same answer as for an unknown one.
    pub async fn load_for(
        core: &Core,
        connection: &mut AnyConnection,
        id: &OnboardingId,
        applicant: Option<&str>,
        lock: Option<Dialect>,
    ) -> Result<Self, ServiceError> {
        // Nothing more is read of what is another's: an unknown id costs as much.
        let row = db::onboardings::find(&mut *connection, id, lock)
            .await?
            .filter(|row| is_owner(row, applicant))
            .ok_or(ServiceError::NotFound)?;
        Self::of_row(core, connection, id, row).await
    }

    /// Whether this applicant's key is the one that the onboarding was begun with.
    #[must_use]
    pub fn belongs_to(&self, applicant: Option<&str>) -> bool {
        is_owner(&self.row, applicant)
    }

    /// The language it began in.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.row.locale.parse().unwrap_or_default()
    }

    /// The step with this name and its place.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when the journey has none.
    pub fn step(&self, name: &StepName) -> Result<(usize, &Step), ServiceError> {
        self.journey.step(name).ok_or(ServiceError::NotFound)
    }

    /// What is stored of a step.
    #[must_use]
    pub fn step_row(&self, name: &StepName) -> Option<&StepRow> {
        self.steps.iter().find(|row| row.name == name.as_str())
    }

    /// The newest check of a step.
    #[must_use]
    pub fn newest_check(&self, step: &StepName) -> Option<&CheckRow> {
        self.checks
            .iter()
            .filter(|check| check.step == step.as_str())
            .max_by_key(|check| check.number)
    }

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

    fn answers_to_choices(&self) -> Result<Vec<(FieldRef, String)>, ServiceError> {
        let mut found = Vec::new();
        for step in &self.journey.steps {
            let StepKind::Form(form) = &step.kind else {
                continue;
            };
            if !form
                .fields
                .iter()
                .any(|field| field.kind == FieldKind::Choice)
            {
                continue;
            }
            let mut given = answers::given(self, &step.name)?;
            for field in form
                .fields
                .iter()
                .filter(|field| field.kind == FieldKind::Choice)
            {
                if let Some(value) = given.remove(field.name.as_str()) {
                    let field = FieldRef {
                        step: step.name.clone(),
                        field: field.name.clone(),
                    };
                    found.push((field, value));
                }
            }
        }
        Ok(found)
    }

    /// Where a choice stands.
    #[must_use]
    pub fn choice_status(&self, choice: &StepName) -> ChoiceStatus {
        choice_status(&self.journey, &self.progress(), &self.statuses(), choice)
    }

    /// What is checked elsewhere at a step.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when nothing is.
    pub fn checked_elsewhere(&self, step: &StepName) -> Result<&ProviderStep, ServiceError> {
        let (_, step) = self.step(step)?;
        step.checked_elsewhere().ok_or(ServiceError::NotFound)
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

    /// Seals a value for a column of this onboarding.
    ///
    /// # Errors
    /// When it cannot be serialised.
    pub fn seal<T: Serialize>(
        &self,
        core: &Core,
        column: (&str, &str),
        value: &T,
    ) -> Result<Vec<u8>, ServiceError> {
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(value)?);
        self.seal_bytes(core, column, &plain)
    }

    /// Seals bytes as they are.
    ///
    /// # Errors
    /// Only beyond 256 GiB.
    pub fn seal_bytes(
        &self,
        core: &Core,
        column: (&str, &str),
        plain: &[u8],
    ) -> Result<Vec<u8>, ServiceError> {
        let (table, column) = column;
        let place = Place {
            table,
            column,
            onboarding: &self.id,
        };
        Ok(self.key.seal(&*core.random, plain, place)?.into_bytes())
    }

    /// Opens a value that was sealed for this column.
    ///
    /// # Errors
    /// When it was not.
    pub fn open<T: DeserializeOwned>(
        &self,
        column: (&str, &str),
        sealed: Vec<u8>,
    ) -> Result<T, ServiceError> {
        let plain = zeroize::Zeroizing::new(self.open_bytes(column, sealed)?);
        Ok(serde_json::from_slice(&plain)?)
    }

    /// The same, as bytes.
    ///
    /// # Errors
    /// When it was not sealed for this column.
    pub fn open_bytes(
        &self,
        column: (&str, &str),
        sealed: Vec<u8>,
    ) -> Result<Vec<u8>, ServiceError> {
        let (table, column) = column;
        let place = Place {
            table,
            column,
            onboarding: &self.id,
        };
        Ok(self.key.open(&Sealed::from_bytes(sealed), place)?.to_vec())
    }
}
