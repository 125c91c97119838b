//! Closing: an onboarding ends before anything was decided.

use vestibule::{
    id::OnboardingId,
    onboarding::{Closure, OnboardingStatus},
};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    checks::{self, GivenUp},
    clients::Caller,
    core::Core,
    onboardings, projection, tallies,
};
use crate::{
    db::{self, Tx},
    jobs,
};

/// Closes an onboarding, ends what is under way in it and tells the client. The caller's transaction holds the case locked;
/// after its commit the caller lets [`GivenUp::finish`] tell the providers.
///
/// # Errors
/// [`ServiceError::OutOfOrder`] when it is over already.
pub async fn close(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    closure: Closure,
    actor: Actor<'_>,
) -> Result<GivenUp, ServiceError> {
    let now = core.clock.now();
    let is_over = case.status()?.is_terminal();
    if is_over || !db::onboardings::close(tx, case.id.as_str(), closure, now).await? {
        return Err(ServiceError::OutOfOrder);
    }
    jobs::forget_expiry(tx, case.id.as_str()).await?;
    let detail = serde_json::json!({ "as": closure.code() });
    audit::of_case(core, tx, case, ("onboarding.closed", actor), &detail).await?;
    // Where they were, before what is under way is ended.
    tallies::dropped(core, tx, case, closure.code()).await?;
    let given_up = checks::end_live(core, tx, case, |_| true).await?;
    projection::write(core, tx, &case.id).await?;
    Ok(given_up)
}

/// The client takes an onboarding back. Twice is once.
///
/// # Errors
/// [`ServiceError::NotFound`] when it has none of that id, [`ServiceError::OutOfOrder`] when it was decided, or expired.
pub async fn cancel(core: &Core, caller: &Caller, id: &OnboardingId) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let seen = onboardings::theirs(&mut tx, caller, id, Some(core.db.dialect())).await?;
    if seen.row.status()? == OnboardingStatus::Cancelled {
        return Ok(());
    }
    if seen.row.erased_at.is_some() {
        return Err(ServiceError::OutOfOrder);
    }
    let case = Case::load(core, &mut tx, id, None).await?;
    let closed = close(core, &mut tx, &case, Closure::Cancelled, caller.actor()).await?;
    tx.commit().await?;
    closed.finish(core, &case).await;
    Ok(())
}

/// "This wasn't me", said by whoever claimed the link: closes the onboarding.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is unknown or another's, [`ServiceError::OutOfOrder`] when it is over, or no client
/// began it.
pub async fn disown(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
) -> Result<(), ServiceError> {
    let (mut tx, case) = onboardings::locked(core, applicant, id).await?;
    if case.row.link_hash.is_none() {
        return Err(ServiceError::OutOfOrder);
    }
    let closed = close(core, &mut tx, &case, Closure::Disowned, Actor::Applicant).await?;
    tx.commit().await?;
    closed.finish(core, &case).await;
    Ok(())
}

/// What became of an onboarding whose time may be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// It expired, or is over anyway.
    Over,
    /// It is not time yet: the clock was set back.
    Early(vestibule::time::Timestamp),
    /// Somebody else has something to do first; the applicant may have again.
    Waits,
}

/// Closes an onboarding whose time ran out before its applicant was done. Whatever is under review, or stopped, stays.
///
/// # Errors
/// When the database fails.
pub async fn expire(core: &Core, id: &OnboardingId) -> Result<Expiry, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let case = match Case::load(core, &mut tx, id, Some(core.db.dialect())).await {
        Ok(case) => case,
        // Erased.
        Err(ServiceError::NotFound) => return Ok(Expiry::Over),
        Err(error) => return Err(error),
    };
    let Some(end) = case.row.expires_at.map(vestibule::time::Timestamp) else {
        return Ok(Expiry::Over);
    };
    match case.status()? {
        status if status.is_terminal() => return Ok(Expiry::Over),
        _ if core.clock.now() < end => return Ok(Expiry::Early(end)),
        OnboardingStatus::InProgress => {}
        _ => return Ok(Expiry::Waits),
    }
    let closed = close(core, &mut tx, &case, Closure::Expired, Actor::System).await?;
    tx.commit().await?;
    closed.finish(core, &case).await;
    Ok(Expiry::Over)
}
