//! Sending a webhook of a case again.

use vestibule::{id::OnboardingId, permission::Action};

use super::{ActionError, held};
use crate::{
    db::webhooks::deliveries,
    services::{ServiceError, audit::Actor, core::Core, operators::sessions::SignedIn, webhooks},
};

/// Begins the attempts of a delivery about this case anew.
///
/// # Errors
/// See [`ActionError`]; [`ServiceError::NotFound`] also for a delivery that is about something else,
/// [`ServiceError::OutOfOrder`] when its endpoint is disabled or gone.
pub async fn redeliver(
    core: &Core,
    operator: &SignedIn,
    (id, revision): (&OnboardingId, &str),
    delivery: &str,
) -> Result<(), ActionError> {
    let mut tx = core.db.begin_write().await?;
    let who = (operator, Action::Redeliver);
    let case = held(core, &mut tx, who, (id, revision)).await?;
    let owner = (case.row.client.as_str(), case.row.mode.as_str());
    let found = deliveries::find(&mut tx, delivery, owner).await?;
    // It has a transaction of its own, which locks the endpoint; whoever delivers locks that, too.
    drop(tx);
    if found.and_then(|row| row.onboarding_id).as_deref() != Some(id.as_str()) {
        return Err(ServiceError::NotFound.into());
    }
    let actor = Actor::Operator(operator.name.as_str());
    match webhooks::redeliver_of(core, owner, delivery, actor).await {
        Ok(_) => Ok(()),
        Err(ServiceError::BadRequest(_)) => Err(ServiceError::OutOfOrder.into()),
        Err(error) => Err(error.into()),
    }
}
