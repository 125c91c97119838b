//! Links that clients send. Looking at one uses nothing up; claiming one binds its onboarding to one browser.
//!
//! Whoever has a link could be anybody: before it is claimed nothing is shown that was collected, and what is shown of the
//! account is masked.

use std::sync::Arc;

use vestibule::{
    id::{ClientName, OnboardingId},
    journey::Journey,
    onboarding::{Closure, OnboardingStatus},
    time::Timestamp,
};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    clients, closing,
    core::Core,
    events::{self, EventKind},
    onboardings::{self, mask},
    signals, tallies,
};
use crate::{
    crypto::{constant_time_eq, sha256_hex},
    db::{self, Tx},
};

/// A client is asked for a new link at most once in this time about one onboarding, in milliseconds.
const ASKED_EVERY_MS: i64 = 10 * 60_000;

/// A link that somebody followed.
#[derive(Debug, Clone, Copy)]
pub struct Followed<'a> {
    /// The public origin of ours at which they came.
    pub origin: &'a str,
    /// What the address ends with.
    pub token: &'a str,
}

/// What the start page says before the link is claimed.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The onboarding.
    pub id: OnboardingId,
    /// How applicants read the client's name; the journey's company where no client is registered.
    pub company: String,
    /// The journey version that it began with.
    pub journey: Arc<Journey>,
    /// The account, masked, where the client said which.
    pub account: Option<String>,
    /// When the client began it.
    pub begun_at: Timestamp,
    /// Why it was closed before a decision, if it was.
    pub closure: Option<Closure>,
}

/// Where a link stands, for this browser.
#[derive(Debug, Clone)]
pub enum LinkState {
    /// Nobody claimed it yet.
    Open(Box<Invited>),
    /// This browser claimed it.
    Mine(OnboardingId),
    /// Another browser claimed it. A new link may be asked for.
    Elsewhere(Box<Invited>),
    /// It was not claimed in time. A new link may be asked for.
    Expired(Box<Invited>),
    /// There is nothing more to do: closed or decided.
    Over(Box<Invited>),
}

impl LinkState {
    /// The onboarding that it is about.
    #[must_use]
    pub fn onboarding(&self) -> &OnboardingId {
        match self {
            Self::Mine(id) => id,
            Self::Open(invited)
            | Self::Elsewhere(invited)
            | Self::Expired(invited)
            | Self::Over(invited) => &invited.id,
        }
    }
}

/// What is beside the state while its row is at hand.
struct Found {
    case: Case,
    state: Standing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Open,
    Mine,
    Elsewhere,
    Expired,
    Over,
}

fn is_owner(case: &Case, applicant: Option<&str>) -> bool {
    applicant.is_some_and(|key| {
        let hash = sha256_hex(key.as_bytes());
        constant_time_eq(hash.as_bytes(), case.row.owner_hash.as_bytes())
    })
}

fn standing(
    case: &Case,
    applicant: Option<&str>,
    now: Timestamp,
) -> Result<Standing, ServiceError> {
    let is_late = case.row.link_expires_at.is_some_and(|end| end <= now.0);
    Ok(match (case.row.claimed_at, case.status()?) {
        (Some(_), _) if is_owner(case, applicant) => Standing::Mine,
        (_, status) if status != OnboardingStatus::InProgress => Standing::Over,
        (Some(_), _) => Standing::Elsewhere,
        (None, _) if is_late => Standing::Expired,
        (None, _) => Standing::Open,
    })
}

/// Reads the onboarding of a link; in a transaction it stays as read.
async fn find(
    core: &Core,
    connection: &mut sqlx::AnyConnection,
    link: Followed<'_>,
    applicant: Option<&str>,
    lock: bool,
) -> Result<Found, ServiceError> {
    let lock = lock.then(|| core.db.dialect());
    let hash = sha256_hex(link.token.as_bytes());
    let row = db::onboardings::find_by_link(&mut *connection, &hash, lock)
        .await?
        .filter(|row| row.origin == link.origin)
        .ok_or(ServiceError::NotFound)?;
    let id = OnboardingId::new(row.id).map_err(|_| ServiceError::NotFound)?;
    let case = Case::load(core, connection, &id, lock).await?;
    let state = standing(&case, applicant, core.clock.now())?;
    Ok(Found { case, state })
}

async fn locked(core: &Core, link: Followed<'_>) -> Result<(Tx, Found), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let found = find(core, &mut tx, link, None, true).await?;
    Ok((tx, found))
}

/// What may be said of an onboarding to whoever has its link.
///
/// # Errors
/// When the database fails, or what the client said cannot be opened.
pub async fn invited(core: &Core, case: &Case) -> Result<Box<Invited>, ServiceError> {
    let client = match ClientName::new(case.row.client.clone()) {
        Ok(name) => match clients::find(core, &name).await {
            Ok(client) => Some(client.display_name),
            Err(ServiceError::NotFound) => None,
            Err(error) => return Err(error),
        },
        Err(_) => None,
    };
    Ok(Box::new(Invited {
        id: case.id.clone(),
        company: client.unwrap_or_else(|| case.journey.company.clone()),
        journey: case.journey.clone(),
        account: onboardings::said(case)?.account.as_deref().map(mask),
        begun_at: Timestamp(case.row.created_at),
        closure: case.row.closure()?,
    }))
}

/// The same, for a browser that had the onboarding until another one claimed a newer link.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or it was erased.
pub async fn taken_over(core: &Core, id: &OnboardingId) -> Result<Box<Invited>, ServiceError> {
    let mut connection = core.db.read().await?;
    let case = Case::load(core, &mut connection, id, None).await?;
    drop(connection);
    invited(core, &case).await
}

async fn shown(core: &Core, found: Found) -> Result<LinkState, ServiceError> {
    let Found { case, state } = found;
    Ok(match state {
        Standing::Mine => LinkState::Mine(case.id),
        Standing::Open => LinkState::Open(invited(core, &case).await?),
        Standing::Elsewhere => LinkState::Elsewhere(invited(core, &case).await?),
        Standing::Expired => LinkState::Expired(invited(core, &case).await?),
        Standing::Over => LinkState::Over(invited(core, &case).await?),
    })
}

/// Looks at a link. Nothing is used up: mail scanners do.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is unknown, was replaced by a newer one, belongs to another origin of ours, or what
/// it led to was erased.
pub async fn look(
    core: &Core,
    link: Followed<'_>,
    applicant: Option<&str>,
) -> Result<LinkState, ServiceError> {
    let mut connection = core.db.read().await?;
    let found = find(core, &mut connection, link, applicant, false).await?;
    drop(connection);
    shown(core, found).await
}

/// Claims a link for the applicant who holds this key: [`LinkState::Mine`] when it is theirs now, or was. With a link that
/// replaced another, whoever had the onboarding before has it no more.
///
/// # Errors
/// As [`look`].
pub async fn claim(
    core: &Core,
    link: Followed<'_>,
    applicant: &str,
) -> Result<LinkState, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let found = find(core, &mut tx, link, Some(applicant), true).await?;
    if found.state != Standing::Open {
        drop(tx);
        return shown(core, found).await;
    }
    let case = found.case;
    let owner = sha256_hex(applicant.as_bytes());
    let hash = sha256_hex(link.token.as_bytes());
    if !db::onboardings::claim_link(&mut tx, &hash, &owner, core.clock.now()).await? {
        return Err(ServiceError::NotFound);
    }
    let is_first = case.row.owner_hash.is_empty();
    let client = case.row.client.as_str();
    signals::remember_device(core, &mut tx, (client, &case.id), &owner).await?;
    let takes_over = !is_first && case.row.owner_hash != owner;
    let detail = serde_json::json!({ "takes_over": takes_over });
    let event = ("link.claimed", Actor::Applicant);
    audit::of_case(core, &mut tx, &case, event, &detail).await?;
    if takes_over {
        // Whoever began it at the client gets its new links. What a victim was examined for in another browser is not to be
        // completed, unseen, by an attacker who talked them into the first one.
        signals::raise_takeover(core, &mut tx, &case).await?;
    }
    if is_first {
        events::emit(core, &mut tx, &case.row, EventKind::Started).await?;
        let case = Case::load(core, &mut tx, &case.id, None).await?;
        tallies::opened(core, &mut tx, &case).await?;
    }
    tx.commit().await?;
    Ok(LinkState::Mine(case.id))
}

/// Tells the client that the applicant asks for a new link: they are on another device, or too late. Asking again within
/// ten minutes changes nothing, and looks the same.
///
/// # Errors
/// As [`look`]; [`ServiceError::OutOfOrder`] when there is nothing more to do.
pub async fn request_new(core: &Core, link: Followed<'_>) -> Result<(), ServiceError> {
    let (mut tx, Found { case, state }) = locked(core, link).await?;
    if !matches!(state, Standing::Elsewhere | Standing::Expired) {
        return Err(ServiceError::OutOfOrder);
    }
    let kind = EventKind::LinkRequested;
    let asked = db::events::last_of_kind(&mut tx, case.id.as_str(), kind.code()).await?;
    let now = core.clock.now();
    if asked.is_some_and(|at| (0..ASKED_EVERY_MS).contains(&now.0.saturating_sub(at))) {
        return Ok(());
    }
    let event = ("link.requested", Actor::Applicant);
    audit::of_case(core, &mut tx, &case, event, &serde_json::json!({})).await?;
    events::emit(core, &mut tx, &case.row, kind).await?;
    tx.commit().await?;
    Ok(())
}

/// "This wasn't me", said by whoever has a link that nobody claimed: closes its onboarding.
///
/// # Errors
/// As [`look`]; [`ServiceError::OutOfOrder`] when somebody claimed it, or there is nothing more to do.
pub async fn disown(core: &Core, link: Followed<'_>) -> Result<(), ServiceError> {
    let (mut tx, Found { case, state }) = locked(core, link).await?;
    // Whoever claimed it says so inside; an old message does not end what its owner is doing.
    if !matches!(state, Standing::Open | Standing::Expired) {
        return Err(ServiceError::OutOfOrder);
    }
    let closed = closing::close(core, &mut tx, &case, Closure::Disowned, Actor::Applicant).await?;
    tx.commit().await?;
    closed.finish(core, &case).await;
    Ok(())
}
