//! Beginning an onboarding and reading it.

use vestibule::{
    id::{JourneyName, OnboardingId},
    locale::Locale,
    onboarding::OnboardingStatus,
};

use super::{ServiceError, audit, case::Case, core::Core};
use crate::{
    crypto::{DataKey, sha256_hex},
    db::{
        self,
        onboardings::{DataKeyRow, OnboardingRow},
    },
};

/// Begins an onboarding for the applicant who holds this key.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such journey, or nobody may begin it by themselves.
pub async fn begin(
    core: &Core,
    journey: &JourneyName,
    applicant: &str,
    origin: &str,
    locale: Locale,
) -> Result<OnboardingId, ServiceError> {
    let configured = core
        .journeys
        .get(journey)
        .filter(|found| found.journey.open)
        .ok_or(ServiceError::NotFound)?;
    let now = core.clock.now();
    let id = OnboardingId::new(core.new_id())
        .map_err(|error| ServiceError::Internal(Box::new(error)))?;
    let row = OnboardingRow {
        id: id.to_string(),
        journey: journey.to_string(),
        journey_version: configured.hash.clone(),
        origin: origin.to_owned(),
        owner_hash: sha256_hex(applicant.as_bytes()),
        locale: locale.tag().to_owned(),
        status: OnboardingStatus::InProgress.code().to_owned(),
        created_at: now.0,
    };
    let (_, wrapped) = DataKey::generate(&*core.random, &core.keys, &id, now)?;
    let key = DataKeyRow {
        ring_key: wrapped.ring_key,
        wrapped: wrapped.sealed.into_bytes(),
        wrapped_at: wrapped.wrapped_at.0,
    };
    let steps: Vec<String> = configured
        .journey
        .steps
        .iter()
        .map(|step| step.name.to_string())
        .collect();
    let mut tx = core.db.begin_write().await?;
    db::onboardings::insert(&mut tx, &row, &key, &steps).await?;
    let case = Case::load(core, &mut tx, &id, None).await?;
    let detail = serde_json::json!({ "journey": journey, "version": configured.hash });
    audit::of_case(
        core,
        &mut tx,
        &case,
        ("onboarding.begun", audit::Actor::Applicant),
        &detail,
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Reads an onboarding for its applicant.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is unknown or another's.
pub async fn read(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
) -> Result<Case, ServiceError> {
    let mut connection = core.db.read().await?;
    Case::load_for(core, &mut connection, id, applicant, None).await
}
