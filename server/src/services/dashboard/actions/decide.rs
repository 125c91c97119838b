//! Approving and rejecting.

use vestibule::onboarding::OnboardingStatus;

use super::{By, Verdict};
use crate::{
    db::Tx,
    services::{
        ServiceError,
        case::Case,
        checks::{self, GivenUp},
        core::Core,
        decisions, projection,
    },
};

/// A person has to look at it, or it cannot go on by itself.
pub(super) fn fits(case: &Case) -> Result<bool, ServiceError> {
    let status = case.status()?;
    Ok(matches!(
        status,
        OnboardingStatus::NeedsReview | OnboardingStatus::Stopped
    ))
}

/// Decides. What is still under way at providers is ended: nothing that it brings counts any more.
pub(super) async fn apply(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (verdict, by): (Verdict, By<'_>),
) -> Result<GivenUp, ServiceError> {
    let decision = (verdict.conclusion(), by.reason, by.actor());
    decisions::decide_as(core, tx, case, decision).await?;
    let given_up = checks::end_live(core, tx, case, |_| true).await?;
    projection::write(core, tx, &case.id).await?;
    Ok(given_up)
}
