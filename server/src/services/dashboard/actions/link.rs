//! Making a new link.

use vestibule::{id::OnboardingId, onboarding::OnboardingStatus, permission::Action};

use super::{ActionError, held};
use crate::services::{
    ServiceError,
    audit::Actor,
    case::Case,
    core::Core,
    dashboard::case::client_of,
    onboardings::{self, NewLink},
    operators::sessions::SignedIn,
};

/// What a client began and the applicant goes on with: nobody was sent a link to what began on a start page.
pub(super) fn fits(case: &Case) -> Result<bool, ServiceError> {
    let is_of_a_client = client_of(&case.row)?.is_some();
    Ok(is_of_a_client && case.status()? == OnboardingStatus::InProgress)
}

/// Makes a new link in the place of the one before. It is shown this once.
///
/// # Errors
/// See [`ActionError`].
pub async fn make_link(
    core: &Core,
    operator: &SignedIn,
    about: (&OnboardingId, &str),
) -> Result<NewLink, ActionError> {
    let mut tx = core.db.begin_write().await?;
    let case = held(core, &mut tx, (operator, Action::MakeLink), about).await?;
    if !fits(&case)? {
        return Err(ServiceError::OutOfOrder.into());
    }
    let minutes = core.onboardings.link_lifetime_minutes;
    let actor = Actor::Operator(operator.name.as_str());
    let link = onboardings::replace_link(core, &mut tx, &case, (minutes, actor)).await?;
    tx.commit().await?;
    Ok(link)
}
