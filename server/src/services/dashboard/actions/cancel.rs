//! Ending a case before its end.

use vestibule::onboarding::Closure;

use super::By;
use crate::{
    db::Tx,
    services::{ServiceError, case::Case, checks::GivenUp, closing, core::Core},
};

/// Whatever is not over.
pub(super) fn fits(case: &Case) -> Result<bool, ServiceError> {
    Ok(!case.status()?.is_terminal())
}

/// Closes it.
pub(super) async fn apply(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    by: By<'_>,
) -> Result<GivenUp, ServiceError> {
    closing::close(core, tx, case, Closure::Cancelled, by.actor()).await
}
