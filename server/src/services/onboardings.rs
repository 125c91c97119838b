//! Beginning an onboarding and reading it.

use std::sync::Arc;

use vestibule::{
    id::{JourneyName, OnboardingId},
    journey::Journey,
    locale::Locale,
    onboarding::OnboardingStatus,
};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    core::Core,
    matching::Claims,
    signals,
};
use crate::{
    crypto::{DataKey, sha256_hex},
    db::{
        self, Tx,
        onboardings::{DataKeyRow, OnboardingRow},
    },
    telemetry::count,
};

/// Who begins where no client does: anybody, from a start page.
pub const DIRECT: &str = "direct";
/// Column of what the client expects, sealed.
const EXPECTED: (&str, &str) = ("onboardings", "expected");
/// Most claims that a client may expect.
pub const MAX_EXPECTED: usize = 40;
/// Longest name or value of an expected claim, in characters.
pub const MAX_CLAIM: usize = 200;

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
/// [`ServiceError::NotFound`] when there is no such journey, or nobody may begin it by themselves.
pub async fn begin(
    core: &Core,
    beginning: Beginning<'_>,
    applicant: &str,
) -> Result<OnboardingId, ServiceError> {
    core.journeys
        .get(beginning.journey)
        .filter(|found| found.journey.open)
        .ok_or(ServiceError::NotFound)?;
    let owner = Owner::Applicant(sha256_hex(applicant.as_bytes()));
    let (tx, id) = create(core, beginning, (DIRECT, &Claims::new()), owner).await?;
    tx.commit().await?;
    Ok(id)
}

/// Begins an onboarding on behalf of a client, and gives the token of the link that the client sends to the person. The
/// link works for the first browser that claims it.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such journey, [`ServiceError::BadRequest`] when too much is expected.
pub async fn invite(
    core: &Core,
    beginning: Beginning<'_>,
    (client, expected): (&str, &Claims),
) -> Result<(OnboardingId, String), ServiceError> {
    let fits = |text: &str| text.chars().count() <= MAX_CLAIM;
    if expected.len() > MAX_EXPECTED
        || !expected
            .iter()
            .all(|(name, value)| fits(name) && fits(value))
    {
        return Err(ServiceError::BadRequest("expected"));
    }
    let token = core.random.token();
    let owner = Owner::Link(sha256_hex(token.as_bytes()));
    let (tx, id) = create(core, beginning, (client, expected), owner).await?;
    tx.commit().await?;
    Ok((id, token))
}

/// The journey of a link that nobody claimed yet. Looking at it uses nothing up: mail scanners do.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is unknown or was claimed.
pub async fn invited(core: &Core, token: &str) -> Result<Case, ServiceError> {
    let mut connection = core.db.read().await?;
    let row = db::onboardings::find_by_link(&mut connection, &sha256_hex(token.as_bytes()))
        .await?
        .ok_or(ServiceError::NotFound)?;
    let id = OnboardingId::new(row.id).map_err(|_| ServiceError::NotFound)?;
    Case::load(core, &mut connection, &id, None).await
}

/// Binds the onboarding of a link to the applicant who holds this key: the first one only.
///
/// # Errors
/// [`ServiceError::NotFound`] when the link is unknown or was claimed.
pub async fn claim(
    core: &Core,
    token: &str,
    applicant: &str,
) -> Result<OnboardingId, ServiceError> {
    let link = sha256_hex(token.as_bytes());
    let mut tx = core.db.begin_write().await?;
    let row = db::onboardings::find_by_link(&mut tx, &link)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let id = OnboardingId::new(row.id).map_err(|_| ServiceError::NotFound)?;
    let case = Case::load(core, &mut tx, &id, Some(core.db.dialect())).await?;
    let owner = sha256_hex(applicant.as_bytes());
    if !db::onboardings::claim_link(&mut tx, &link, &owner, core.clock.now()).await? {
        return Err(ServiceError::NotFound);
    }
    let client = case.row.client.as_str();
    signals::remember_device(core, &mut tx, (client, &id), &owner).await?;
    let event = ("link.claimed", Actor::Applicant);
    audit::of_case(core, &mut tx, &case, event, &serde_json::json!({})).await?;
    tx.commit().await?;
    Ok(id)
}

enum Owner {
    Applicant(String),
    Link(String),
}

async fn create(
    core: &Core,
    beginning: Beginning<'_>,
    (client, expected): (&str, &Claims),
    owner: Owner,
) -> Result<(Tx, OnboardingId), ServiceError> {
    let configured = core
        .journeys
        .get(beginning.journey)
        .ok_or(ServiceError::NotFound)?;
    let now = core.clock.now();
    let id = OnboardingId::new(core.new_id())
        .map_err(|error| ServiceError::Internal(Box::new(error)))?;
    let (data_key, wrapped) = DataKey::generate(&*core.random, &core.keys, &id, now)?;
    let sealed = match expected.is_empty() {
        true => None,
        false => {
            let plain = zeroize::Zeroizing::new(serde_json::to_vec(expected)?);
            let place = crate::crypto::Place {
                table: EXPECTED.0,
                column: EXPECTED.1,
                onboarding: &id,
            };
            Some(data_key.seal(&*core.random, &plain, place)?.into_bytes())
        }
    };
    let (owner_hash, link_hash, actor) = match owner {
        Owner::Applicant(hash) => (hash, None, Actor::Applicant),
        Owner::Link(hash) => {
            let actor = Actor::Client {
                name: client,
                key: "",
            };
            (String::new(), Some(hash), actor)
        }
    };
    let row = OnboardingRow {
        id: id.to_string(),
        journey: beginning.journey.to_string(),
        journey_version: configured.hash.clone(),
        origin: beginning.origin.to_owned(),
        owner_hash,
        locale: beginning.locale.tag().to_owned(),
        status: OnboardingStatus::InProgress.code().to_owned(),
        created_at: now.0,
        client: client.to_owned(),
        link_hash,
        expected: sealed,
        handed_over_at: None,
        updated_at: now.0,
        finished_at: None,
        mode: match actor {
            Actor::Client { .. } => "test",
            _ => DIRECT,
        }
        .to_owned(),
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
    if row.link_hash.is_none() {
        signals::remember_device(core, &mut tx, (client, &id), &row.owner_hash).await?;
    }
    let case = Case::load(core, &mut tx, &id, None).await?;
    let detail = serde_json::json!({
        "journey": beginning.journey, "version": configured.hash, "client": client,
        "expected": expected.keys().collect::<Vec<_>>(),
    });
    audit::of_case(core, &mut tx, &case, ("onboarding.begun", actor), &detail).await?;
    count::onboarding_begun(&case.row.journey);
    Ok((tx, id))
}

/// What the client expects of the person; empty where it said nothing.
///
/// # Errors
/// When it cannot be opened.
pub fn expected(case: &Case) -> Result<Claims, ServiceError> {
    case.row
        .expected
        .clone()
        .map_or_else(|| Ok(Claims::new()), |sealed| case.open(EXPECTED, sealed))
}

/// Most onboardings that a browser is shown.
const MAX_OWN: i64 = 20;

/// One of a browser's onboardings.
pub struct Own {
    /// Its id.
    pub id: OnboardingId,
    /// Where it stands.
    pub status: OnboardingStatus,
    /// The journey version that it began with.
    pub journey: Arc<Journey>,
}

/// The onboardings of an applicant, newest first.
///
/// # Errors
/// When the database fails.
pub async fn own(core: &Core, applicant: Option<&str>) -> Result<Vec<Own>, ServiceError> {
    let Some(applicant) = applicant else {
        return Ok(Vec::new());
    };
    let owner = sha256_hex(applicant.as_bytes());
    let mut connection = core.db.read().await?;
    let mut own = Vec::new();
    for row in db::onboardings::of_owner(&mut connection, &owner, MAX_OWN).await? {
        let journey = core
            .journey_version(&mut connection, &row.journey_version)
            .await?;
        let status = row.status()?;
        let id = OnboardingId::new(row.id).map_err(|_| ServiceError::NotFound)?;
        own.push(Own {
            id,
            status,
            journey,
        });
    }
    Ok(own)
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

/// Reads an onboarding for its applicant in order to change it: nobody else can until the transaction ends.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is unknown or another's.
pub(super) async fn locked(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
) -> Result<(Tx, Case), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let case = Case::load_for(core, &mut tx, id, applicant, Some(core.db.dialect())).await?;
    Ok((tx, case))
}
