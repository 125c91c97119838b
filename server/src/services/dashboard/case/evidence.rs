//! The evidence bundle, for operators.

use vestibule::{id::OnboardingId, permission::Action};

use super::Opened;
use crate::services::{
    ServiceError,
    audit::Actor,
    core::Core,
    evidence::{self, EvidenceError},
    operators::sessions::SignedIn,
};

/// The bundle of a case, whatever its state. Making it is an event of the case's chain.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such case that this operator may read, [`ServiceError::OutOfOrder`] when it was
/// erased.
pub async fn download(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
) -> Result<Vec<u8>, EvidenceError> {
    let mut connection = core.db.read().await?;
    let who = (operator, Action::DownloadEvidence);
    let opened = super::open(core, &mut connection, who, id, None).await?;
    drop(connection);
    match opened {
        Opened::Whole(_) => {
            evidence::export(core, id, Actor::Operator(operator.name.as_str())).await
        }
        Opened::Erased(_) => Err(ServiceError::OutOfOrder.into()),
    }
}
