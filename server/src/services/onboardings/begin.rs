//! Beginning: the row, its data key, its steps and the first line of its audit log.

use std::collections::BTreeMap;

use serde::Serialize;
use vestibule::{
    id::{JourneyName, OnboardingId},
    locale::Locale,
    onboarding::OnboardingStatus,
    time::Timestamp,
};
use zeroize::Zeroizing;

use super::{
    DIRECT,
    invitation::{EXPECTED, INVITATION, Said},
};
use crate::{
    crypto::{DataKey, Place, sha256_hex},
    db::{
        self, Tx,
        onboardings::{DataKeyRow, OnboardingRow},
    },
    jobs,
    services::{
        ServiceError,
        audit::{self, Actor},
        case::Case,
        control,
        core::Core,
        journey_versions,
        matching::Claims,
        signals, tallies,
    },
    telemetry::count,
};

/// What an onboarding begins with.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// The journey.
    pub journey: &'a JourneyName,
    /// The public origin it belongs to.
    pub origin: &'a str,
    /// The language it begins in.
    pub locale: Locale,
}

/// Begins an onboarding for the applicant who holds this key, from a start page that anybody may use.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such journey, or nobody may begin it by themselves; [`ServiceError::Paused`]
/// when that is paused.
pub async fn begin(
    core: &Core,
    beginning: Beginning<'_>,
    applicant: &str,
) -> Result<OnboardingId, ServiceError> {
    let version = journey_versions::beginning(core, beginning.journey).await?;
    if !version.journey.open {
        return Err(ServiceError::NotFound);
    }
    let owner = sha256_hex(applicant.as_bytes());
    let (mut tx, case) = create(core, beginning, Parties::Applicant(&owner)).await?;
    signals::remember_device(core, &mut tx, (DIRECT, &case.id), &owner).await?;
    tallies::opened(core, &mut tx, &case).await?;
    tx.commit().await?;
    Ok(case.id)
}

/// What a client began it with, checked.
pub(super) struct ByClient<'a> {
    pub client: &'a str,
    pub mode: &'a str,
    pub key_id: Option<String>,
    pub actor: Actor<'a>,
    pub link_hash: String,
    pub expected: &'a Claims,
    pub said: &'a Said,
    pub reference_hash: Option<String>,
    pub binding_hash: Option<String>,
    pub renews: Option<String>,
    pub expires_at: Timestamp,
    pub link_expires_at: Timestamp,
}

/// Who begins it.
pub(super) enum Parties<'a> {
    /// Anybody, who owns it at once: the hash of their key.
    Applicant(&'a str),
    /// A client, for whoever claims the link.
    Client(Box<ByClient<'a>>),
}

/// Stores it, in a transaction that the caller commits.
pub(super) async fn create(
    core: &Core,
    beginning: Beginning<'_>,
    parties: Parties<'_>,
) -> Result<(Tx, Case), ServiceError> {
    let configured = journey_versions::beginning(core, beginning.journey).await?;
    let decided = control::decided(core).await?;
    if let Some(pause) = decided.keeps_from_beginning(beginning.journey) {
        return Err(pause.refusal());
    }
    let now = core.clock.now();
    let id = OnboardingId::new(core.new_id())
        .map_err(|error| ServiceError::Internal(Box::new(error)))?;
    let (data_key, wrapped) = DataKey::generate(&*core.random, &core.keys, &id, now)?;
    let mut row = OnboardingRow {
        id: id.to_string(),
        journey: beginning.journey.to_string(),
        journey_version: configured.hash.clone(),
        origin: beginning.origin.to_owned(),
        owner_hash: String::new(),
        locale: beginning.locale.tag().to_owned(),
        status: OnboardingStatus::InProgress.code().to_owned(),
        created_at: now.0,
        client: DIRECT.to_owned(),
        link_hash: None,
        expected: None,
        handed_over_at: None,
        updated_at: now.0,
        finished_at: None,
        mode: DIRECT.to_owned(),
        key_id: None,
        invitation: None,
        reference_hash: None,
        expires_at: None,
        link_expires_at: None,
        claimed_at: None,
        renews: None,
        binding_hash: None,
        bound_at: None,
        result_code_hash: None,
        result_code_expires_at: None,
        closed_as: None,
        closed_at: None,
        erased_at: None,
        status_since: Some(now.0),
    };
    let nothing = Claims::new();
    let (actor, expected) = match &parties {
        Parties::Applicant(owner) => {
            row.owner_hash = (*owner).to_owned();
            (Actor::Applicant, &nothing)
        }
        Parties::Client(by) => {
            row.client = by.client.to_owned();
            row.mode = by.mode.to_owned();
            row.key_id = by.key_id.clone();
            row.link_hash = Some(by.link_hash.clone());
            row.reference_hash = by.reference_hash.clone();
            row.binding_hash = by.binding_hash.clone();
            row.renews = by.renews.clone();
            row.expires_at = Some(by.expires_at.0);
            row.link_expires_at = Some(by.link_expires_at.0);
            let seal = Sealing(core, &data_key, &id);
            row.invitation = Some(seal.value(INVITATION, by.said)?);
            if !by.expected.is_empty() {
                row.expected = Some(seal.value(EXPECTED, by.expected)?);
            }
            (by.actor, by.expected)
        }
    };
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
    if let Some(end) = row.expires_at {
        jobs::watch_expiry(core, &mut tx, &row.id, Timestamp(end)).await?;
    }
    let case = Case::load(core, &mut tx, &id, None).await?;
    let mut detail = BTreeMap::from([
        ("journey", beginning.journey.as_str().into()),
        ("version", configured.hash.as_str().into()),
        ("client", row.client.as_str().into()),
        (
            "expected",
            serde_json::json!(expected.keys().collect::<Vec<_>>()),
        ),
    ]);
    if let Some(renews) = &row.renews {
        detail.insert("renews", renews.as_str().into());
    }
    audit::of_case(core, &mut tx, &case, ("onboarding.begun", actor), &detail).await?;
    tallies::begun(core, &mut tx, &case.row).await?;
    count::onboarding_begun(&case.row.journey);
    Ok((tx, case))
}

/// Seals for an onboarding that is not stored yet.
struct Sealing<'a>(&'a Core, &'a DataKey, &'a OnboardingId);

impl Sealing<'_> {
    fn value<T: Serialize>(
        &self,
        (table, column): (&str, &str),
        value: &T,
    ) -> Result<Vec<u8>, ServiceError> {
        let Self(core, key, onboarding) = *self;
        let plain = Zeroizing::new(serde_json::to_vec(value)?);
        let place = Place {
            table,
            column,
            onboarding,
        };
        Ok(key.seal(&*core.random, &plain, place)?.into_bytes())
    }
}
