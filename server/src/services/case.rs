//! A case: one onboarding with everything that decisions about it need, read in one go.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};
use sqlx::AnyConnection;
use vestibule::{
    check::{Ending, State},
    fact::FactKind,
    id::{OnboardingId, StepName},
    journey::{Journey, Step},
    locale::Locale,
    onboarding::{OnboardingStatus, StepProgress, StepStatus, step_statuses},
    reason::Reason,
    time::Timestamp,
};

use super::{ServiceError, Whereabouts, core::Core};
use crate::{
    crypto::{DataKey, Place, Sealed, WrappedKey, constant_time_eq, sha256_hex},
    db::{
        self,
        checks::CheckRow,
        dialect::Dialect,
        onboardings::{OnboardingRow, StepRow},
        reference_images::PictureRow,
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
    pub facts: Vec<FactKind>,
    /// The pictures to compare with that there are.
    pub pictures: Vec<PictureRow>,
    key: DataKey,
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
        let facts = db::facts::of_onboarding(&mut *connection, &row.id)
            .await?
            .iter()
            .filter_map(|fact| FactKind::from_code(&fact.kind))
            .collect();
        let pictures = db::reference_images::of_onboarding(connection, &row.id).await?;
        Ok(Self {
            id: id.clone(),
            row,
            journey,
            steps,
            checks,
            facts,
            pictures,
            key,
        })
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

    /// The newest check of a step.
    #[must_use]
    pub fn newest_check(&self, step: &StepName) -> Option<&CheckRow> {
        self.checks
            .iter()
            .filter(|check| check.step == step.as_str())
            .max_by_key(|check| check.number)
    }

    /// What the projection needs of every step.
    #[must_use]
    pub fn progress(&self) -> Vec<StepProgress> {
        self.journey
            .steps
            .iter()
            .map(|step| {
                let answered = self
                    .steps
                    .iter()
                    .any(|row| row.name == step.name.as_str() && row.answered_at.is_some());
                let of_step = self
                    .checks
                    .iter()
                    .filter(|check| check.step == step.name.as_str());
                StepProgress {
                    answered,
                    newest: self.newest_check(&step.name).map(|check| check.state),
                    counted: u32::try_from(of_step.filter(|check| check.counted).count())
                        .unwrap_or(u32::MAX),
                }
            })
            .collect()
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
            (StepStatus::CannotStartYet, _) => Whereabouts::Tasks,
            (StepStatus::Done, _) if self.status()? == OnboardingStatus::InProgress => {
                Whereabouts::Tasks
            }
            (StepStatus::Done, _) => Whereabouts::Result,
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
