//! Returns: the provider's page came back to us, in the frame or at top level.
//!
//! The GET stores nothing. What counts is the claim, by the browser session that owns the onboarding.

use std::sync::Arc;

use tracing::Instrument;
use vestibule::{
    check::{Signal, State},
    id::{CheckId, ConnectionName, OnboardingId, StepName},
};

use super::{RETURN_QUERY, polling, record, sdk};
use crate::{
    crypto::sha256_hex,
    db::{self, attempts::AttemptRow},
    provider::ReturnQuery,
    services::{
        ServiceError, Whereabouts,
        audit::{self, Actor},
        case::Case,
        core::Core,
    },
};

/// The longest query that is looked at.
const MAX_QUERY: usize = 8_192;
/// How many pairs a query may have.
const MAX_PAIRS: usize = 32;

/// The pair under which an adapter finds what its SDK page said last.
const SDK_RESULT: &str = "sdk_result";

/// Where a claim led.
#[derive(Debug)]
pub struct Claimed {
    /// The onboarding.
    pub onboarding: OnboardingId,
    /// Where the applicant should be now.
    pub whereabouts: Whereabouts,
}

/// Reads a query string, with or without its question mark.
///
/// # Errors
/// [`ServiceError::BadRequest`] when it is too long or has too many pairs.
pub fn read_query(search: &str) -> Result<ReturnQuery, ServiceError> {
    if search.len() > MAX_QUERY {
        return Err(ServiceError::BadRequest("query too long"));
    }
    let search = search.strip_prefix('?').unwrap_or(search);
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(search.as_bytes())
        .take(MAX_PAIRS + 1)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if pairs.len() > MAX_PAIRS {
        return Err(ServiceError::BadRequest("too many parameters"));
    }
    Ok(ReturnQuery { pairs })
}

/// Claims a return. In order: found, owned by this browser session, not superseded, not used; only then is the provider
/// asked.
///
/// # Errors
/// [`ServiceError::NotFound`] for unknown and foreign returns alike, [`ServiceError::AlreadyHandled`] for used and
/// superseded ones.
pub async fn claim(
    core: &Arc<Core>,
    applicant: Option<&str>,
    connection: &ConnectionName,
    handle: Option<&str>,
    search: &str,
) -> Result<Claimed, ServiceError> {
    let mut query = read_query(search)?;
    let Some(token) = handle
        .or_else(|| query.only("state"))
        .map(str::to_owned)
        .filter(|token| token.len() <= 200)
    else {
        audit::refusal(core, ("return.refused", Actor::Applicant), "no_handle").await?;
        return Err(ServiceError::NotFound);
    };
    let hash = sha256_hex(token.as_bytes());
    let mut reader = core.db.read().await?;
    let Some(attempt) =
        db::attempts::find_by_return(&mut reader, connection.as_str(), &hash).await?
    else {
        drop(reader);
        audit::refusal(core, ("return.refused", Actor::Applicant), "unknown").await?;
        return Err(ServiceError::NotFound);
    };
    drop(reader);
    let check_id = CheckId::new(attempt.check_id.clone()).map_err(|_| ServiceError::NotFound)?;
    let (mut tx, case, check) = super::locked(core, &check_id).await?;
    // As it is now: another claim may have come first.
    let Some(attempt) = db::attempts::find(&mut tx, &attempt.id).await? else {
        return Err(ServiceError::NotFound);
    };
    let refuse = match () {
        () if !case.belongs_to(applicant) => Some(("foreign", ServiceError::NotFound)),
        () if attempt.superseded_at.is_some() => Some(("superseded", ServiceError::AlreadyHandled)),
        () if attempt.returned_at.is_some() => Some(("replayed", ServiceError::AlreadyHandled)),
        () => None,
    };
    if let Some((reason, error)) = refuse {
        let detail = serde_json::json!({ "check": check.id, "reason": reason });
        audit::of_case(
            core,
            &mut tx,
            &case,
            ("return.refused", Actor::Applicant),
            &detail,
        )
        .await?;
        tx.commit().await?;
        return Err(error);
    }
    let connected = core.connected(&check.connection)?;
    let policy = connected.provider.policy();
    if policy.sdk {
        // What counts is what the SDK page said with its code, not what a link may say.
        query.pairs.retain(|(name, _)| name == "state");
        let visit = db::sdk_visits::find(&mut tx, &attempt.id).await?;
        if let Some(result) = visit.and_then(|visit| visit.result) {
            query
                .pairs
                .push((SDK_RESULT.to_owned(), case.open(sdk::RESULT, result)?));
        }
    }
    // Used from here on, whatever happens to this process.
    let sealed = case.seal(core, RETURN_QUERY, &query.pairs)?;
    if !db::attempts::mark_returned(&mut tx, &attempt.id, sealed, core.clock.now()).await? {
        return Err(ServiceError::AlreadyHandled);
    }
    let detail = serde_json::json!({ "check": check.id, "attempt": attempt.number });
    audit::of_case(
        core,
        &mut tx,
        &case,
        ("return.claimed", Actor::Applicant),
        &detail,
    )
    .await?;
    if !policy.repeatable_return {
        // What it buys is not bought twice: no reload may open another provider session meanwhile.
        record(core, &mut tx, &case, &check, Signal::Processing.into()).await?;
    }
    tx.commit().await?;
    // A webhook or a poll may have overtaken the browser: then there is nothing left to ask (SEC-52).
    let id = case.id.clone();
    if !matches!(check.state, State::Ended(_)) {
        follow_up(core.clone(), case, check_id, attempt, query).await?;
    }
    let step = StepName::new(check.step.clone()).map_err(|_| ServiceError::NotFound)?;
    let case = reread(core, &id).await?;
    Ok(Claimed {
        onboarding: case.id.clone(),
        whereabouts: case.whereabouts(&step)?,
    })
}

/// Follows up in a task of its own: a browser that leaves the page, or loses its way to us, must not end an exchange
/// whose one-time code was sent.
async fn follow_up(
    core: Arc<Core>,
    case: Case,
    check: CheckId,
    attempt: AttemptRow,
    query: ReturnQuery,
) -> Result<State, ServiceError> {
    let work = async move {
        let connected = core.connected(&attempt.connection)?;
        polling::follow_up(&core, connected, &case, &check, &attempt, &query).await
    };
    tokio::spawn(work.in_current_span())
        .await
        .map_err(|error| ServiceError::Internal(Box::new(error)))?
}

/// The onboarding of a return that was handled before, for whoever owns it.
///
/// # Errors
/// As [`claim`].
pub async fn owner(
    core: &Core,
    applicant: Option<&str>,
    connection: &ConnectionName,
    handle: Option<&str>,
    search: &str,
) -> Result<Option<OnboardingId>, ServiceError> {
    let query = read_query(search)?;
    let Some(token) = handle.or_else(|| query.only("state")) else {
        return Ok(None);
    };
    let mut reader = core.db.read().await?;
    let hash = sha256_hex(token.as_bytes());
    let Some(attempt) =
        db::attempts::find_by_return(&mut reader, connection.as_str(), &hash).await?
    else {
        return Ok(None);
    };
    let Ok(check) = CheckId::new(attempt.check_id) else {
        return Ok(None);
    };
    let Some(check) = db::checks::find(&mut reader, &check, None).await? else {
        return Ok(None);
    };
    let id = OnboardingId::new(check.onboarding_id).map_err(|_| ServiceError::NotFound)?;
    let case = Case::load(core, &mut reader, &id, None).await?;
    Ok(case.belongs_to(applicant).then_some(id))
}

async fn reread(core: &Core, id: &OnboardingId) -> Result<Case, ServiceError> {
    let mut connection = core.db.read().await?;
    Case::load(core, &mut connection, id, None).await
}
