//! A client begins an onboarding for somebody, and gets the link to send.

use vestibule::{
    id::OnboardingId, journey::Journey, onboarding::OnboardingStatus, time::Timestamp,
};

use super::{
    Beginning, Fault, Invitation, Said,
    begin::{ByClient, Parties, create},
    invitation, theirs,
};
use crate::{
    connection::Environment,
    crypto::{Scope, sha256_hex},
    db::{self, Tx},
    services::{
        ServiceError,
        audit::{self, Actor},
        case::Case,
        clients::{Caller, Mode},
        core::Core,
        journey_versions,
    },
};

/// What keyed hashes of client references are for.
const REFERENCE: &str = "onboardings.reference";

/// A link for the client to send.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// What its address ends with; it is stored as a hash only.
    pub token: String,
    /// Until when it can be claimed.
    pub expires_at: Timestamp,
}

/// An onboarding that a client began.
#[derive(Debug)]
pub struct Invited {
    /// Its id.
    pub id: OnboardingId,
    /// Its link.
    pub link: NewLink,
}

/// Why a client may not begin it so.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// What is wrong with the request.
    #[error("invalid: {0:?}")]
    Invalid(Vec<Fault>),
    /// The key is for tests, and the journey has a connection that is live.
    #[error("a test key cannot begin a journey with a live connection")]
    LiveConnection,
    /// Something broke on our side.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<Fault> for InviteError {
    fn from(fault: Fault) -> Self {
        Self::Invalid(vec![fault])
    }
}

impl From<db::DbError> for InviteError {
    fn from(error: db::DbError) -> Self {
        Self::Service(error.into())
    }
}

impl From<sqlx::Error> for InviteError {
    fn from(error: sqlx::Error) -> Self {
        Self::Service(error.into())
    }
}

/// Whether a key may begin this journey: with a test key, only one none of whose connections is live.
#[must_use]
pub fn may_begin(core: &Core, caller: &Caller, journey: &Journey) -> bool {
    let steps = journey.steps.iter();
    caller.mode == Mode::Live
        || !steps
            .filter_map(|step| step.checked_elsewhere())
            .any(|provider| {
                // A connection that is gone from the configuration is not known to be harmless.
                core.connections
                    .get(&provider.connection)
                    .is_none_or(|found| found.connection.environment == Environment::Live)
            })
}

/// The keyed hashes under which a client's reference may be stored, today's first.
///
/// # Errors
/// Never with a key ring that could be made.
pub(crate) fn reference_hashes(
    core: &Core,
    client: &str,
    reference: &str,
) -> Result<Vec<String>, ServiceError> {
    let scope = Scope {
        purpose: REFERENCE,
        client,
    };
    Ok(core.keys.keyed_hashes(scope, &[reference])?)
}

/// Begins an onboarding on behalf of a client. The link works for the first browser that claims it.
///
/// # Errors
/// See [`InviteError`].
pub async fn invite(
    core: &Core,
    caller: &Caller,
    invitation: &Invitation,
) -> Result<Invited, InviteError> {
    let config = core.onboardings;
    let mut faults = invitation::faults(invitation, &caller.return_urls, config);
    if !core.journeys.contains_key(&invitation.journey) {
        let what = "there is no such journey; GET /api/v1/journeys lists those of this key";
        faults.insert(0, Fault::new("/journey", what));
    }
    if let Some(renews) = &invitation.renews {
        faults.extend(renewal_fault(core, caller, renews).await?);
    }
    if !faults.is_empty() {
        return Err(InviteError::Invalid(faults));
    }
    let version = journey_versions::beginning(core, &invitation.journey).await?;
    if !may_begin(core, caller, &version.journey) {
        return Err(InviteError::LiveConnection);
    }
    let client = caller.client.as_str();
    let reference_hash = match &invitation.client_reference {
        Some(reference) => reference_hashes(core, client, reference)?
            .into_iter()
            .next(),
        None => None,
    };
    let binding = invitation.back.as_ref().map(|back| &back.session_binding);
    let lifetime = invitation
        .lifetime_minutes
        .unwrap_or(config.lifetime_minutes);
    let now = core.clock.now();
    let expires_at = after(now, lifetime);
    let said = Said::from(invitation);
    let link = link(
        core,
        invitation
            .link_lifetime_minutes
            .unwrap_or(config.link_lifetime_minutes),
        expires_at,
    );
    let by = ByClient {
        client,
        mode: caller.mode.code(),
        key_id: Some(caller.key_id.clone()).filter(|id| !id.is_empty()),
        actor: caller.actor(),
        link_hash: sha256_hex(link.token.as_bytes()),
        expected: &invitation.expected,
        said: &said,
        reference_hash,
        binding_hash: binding.map(|binding| sha256_hex(binding.as_bytes())),
        renews: invitation.renews.as_ref().map(ToString::to_string),
        expires_at,
        link_expires_at: link.expires_at,
    };
    let beginning = Beginning {
        journey: &invitation.journey,
        origin: core.origins.first().map_or("", String::as_str),
        locale: invitation.locale,
    };
    let (tx, case) = create(core, beginning, Parties::Client(Box::new(by))).await?;
    tx.commit().await?;
    Ok(Invited { id: case.id, link })
}

fn after(now: Timestamp, minutes: u32) -> Timestamp {
    now.plus_millis(i64::from(minutes) * 60_000)
}

/// A fresh link that does not outlive its onboarding.
fn link(core: &Core, minutes: u32, end: Timestamp) -> NewLink {
    NewLink {
        token: core.random.token(),
        expires_at: after(core.clock.now(), minutes).min(end),
    }
}

/// What is wrong with renewing that one. Another client's is as unknown as one that never was.
async fn renewal_fault(
    core: &Core,
    caller: &Caller,
    renews: &OnboardingId,
) -> Result<Option<Fault>, ServiceError> {
    let mut connection = core.db.read().await?;
    let fault = |detail: &str| Some(Fault::new("/renews", detail));
    let found = theirs(&mut connection, caller, renews, None).await;
    Ok(match found {
        Ok(seen) if seen.row.status()?.is_terminal() || seen.row.erased_at.is_some() => None,
        Ok(_) => fault("this onboarding is not over yet: wait for its end, or cancel it"),
        Err(ServiceError::NotFound) => fault("there is no such onboarding"),
        Err(error) => return Err(error),
    })
}

/// Makes a new link, in the place of the one before. Whoever claims it has the onboarding from then on.
///
/// # Errors
/// [`InviteError::Invalid`] for a lifetime that is too long; [`ServiceError::NotFound`] when the client has no such
/// onboarding, [`ServiceError::OutOfOrder`] when it is not in progress.
pub async fn new_link(
    core: &Core,
    caller: &Caller,
    id: &OnboardingId,
    lifetime_minutes: Option<u32>,
) -> Result<NewLink, InviteError> {
    let config = core.onboardings;
    let minutes = lifetime_minutes.unwrap_or(config.link_lifetime_minutes);
    if let Some(fault) = invitation::link_fault(minutes, "/lifetime_minutes", config) {
        return Err(fault.into());
    }
    let mut tx = core.db.begin_write().await?;
    let seen = theirs(&mut tx, caller, id, Some(core.db.dialect())).await?;
    if seen.row.status()? != OnboardingStatus::InProgress || seen.row.erased_at.is_some() {
        return Err(ServiceError::OutOfOrder.into());
    }
    let case = Case::load(core, &mut tx, id, None).await?;
    let link = replace_link(core, &mut tx, &case, (minutes, caller.actor())).await?;
    tx.commit().await?;
    Ok(link)
}

/// Puts a new link in the place of the one before. The caller's transaction holds the case locked.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when the onboarding is not in progress.
pub(in crate::services) async fn replace_link(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (minutes, actor): (u32, Actor<'_>),
) -> Result<NewLink, ServiceError> {
    if case.status()? != OnboardingStatus::InProgress {
        return Err(ServiceError::OutOfOrder);
    }
    let end = case.row.expires_at.map_or(Timestamp(i64::MAX), Timestamp);
    let link = link(core, minutes, end);
    let hash = sha256_hex(link.token.as_bytes());
    let (id, now) = (case.id.as_str(), core.clock.now());
    db::onboardings::replace_link(tx, id, &hash, link.expires_at, now).await?;
    let detail = serde_json::json!({ "expires_at": link.expires_at.0 });
    audit::of_case(core, tx, case, ("link.made", actor), &detail).await?;
    Ok(link)
}
