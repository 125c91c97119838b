//! A case: one onboarding with everything that decisions about it need, read in one go.

mod sealing;
mod standing;

use std::sync::Arc;

use sqlx::AnyConnection;
use vestibule::{
    id::{OnboardingId, StepName},
    journey::{FieldKind, FieldRef, Journey, ProviderStep, Step, StepKind},
    locale::Locale,
    risk::RiskSignal,
    time::Timestamp,
};

use super::{ServiceError, answers, core::Core, decisions};
use crate::{
    crypto::{DataKey, Sealed, WrappedKey, constant_time_eq, sha256_hex},
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

    /// What is checked elsewhere at a step.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] when nothing is.
    pub fn checked_elsewhere(&self, step: &StepName) -> Result<&ProviderStep, ServiceError> {
        let (_, step) = self.step(step)?;
        step.checked_elsewhere().ok_or(ServiceError::NotFound)
    }
}
