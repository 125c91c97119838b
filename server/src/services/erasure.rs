//! Erasure: the personal data of an onboarding is gone, in this database and, with its key, in every backup of it.
//!
//! What stays says that there was an onboarding and how it ended: its row without what the client and the applicant said,
//! its steps and checks without content, the consents (who processes data has to show them, GDPR article 7), its events, and
//! its audit chain, which still verifies.

use vestibule::{id::OnboardingId, onboarding::Closure};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    checks::GivenUp,
    clients::Caller,
    closing,
    core::Core,
    events::{self, EventKind},
    onboardings, signals,
};
use crate::{
    db::{self, Tx},
    jobs,
};

/// Erases an onboarding; one that is not over is closed first. Twice is once.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, [`ServiceError::OnHold`] while a legal hold is on it.
pub async fn erase(core: &Core, id: &OnboardingId, actor: Actor<'_>) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let Some((case, given_up)) = erase_in(core, &mut tx, id, actor).await? else {
        return Ok(());
    };
    tx.commit().await?;
    finish(core, (case, given_up)).await;
    Ok(())
}

/// What follows after the commit of [`erase_in`].
pub(crate) async fn finish(core: &Core, (case, given_up): (Case, GivenUp)) {
    tracing::info!(onboarding = case.id.as_str(), "erased");
    if let Err(error) = core.db.forget_freed_pages().await {
        // What was freed is overwritten later then.
        tracing::warn!(%error, "the write-ahead log still holds what was erased");
    }
    given_up.finish(core, &case).await;
}

/// The part that is one transaction; `None` when the onboarding was erased before.
///
/// # Errors
/// As [`erase`].
pub(crate) async fn erase_in(
    core: &Core,
    tx: &mut Tx,
    id: &OnboardingId,
    actor: Actor<'_>,
) -> Result<Option<(Case, GivenUp)>, ServiceError> {
    let row = db::onboardings::find(tx, id, Some(core.db.dialect()))
        .await?
        .ok_or(ServiceError::NotFound)?;
    if row.erased_at.is_some() {
        return Ok(None);
    }
    // Whoever asks, by whatever way: the row is locked, and a hold is placed under the same lock.
    if db::holds::is_open(tx, id.as_str()).await? {
        return Err(ServiceError::OnHold);
    }
    let case = Case::load(core, tx, id, None).await?;
    let given_up = match case.status()?.is_terminal() {
        true => GivenUp::default(),
        false => closing::close(core, tx, &case, Closure::Cancelled, actor).await?,
    };
    let now = core.clock.now();
    // Sealed and then blanked like all the others: who did it and when stays.
    let event = ("onboarding.erased", actor);
    audit::of_case(core, tx, &case, event, &serde_json::json!({})).await?;
    signals::forget_in(tx, id).await?;
    jobs::forget_onboarding(tx, &case).await?;
    db::erasure::erase(tx, id.as_str(), (&actor.code(), now)).await?;
    let row = db::onboardings::find(tx, id, None)
        .await?
        .ok_or(ServiceError::NotFound)?;
    events::emit(core, tx, &row, EventKind::Erased).await?;
    Ok(Some((case, given_up)))
}

/// The same for a client, of its own onboardings.
///
/// # Errors
/// [`ServiceError::NotFound`] when it has none of that id, [`ServiceError::OnHold`] while a legal hold is on it.
pub async fn erase_theirs(
    core: &Core,
    caller: &Caller,
    id: &OnboardingId,
) -> Result<(), ServiceError> {
    let mut connection = core.db.read().await?;
    onboardings::theirs(&mut connection, caller, id, None).await?;
    drop(connection);
    erase(core, id, caller.actor()).await
}
