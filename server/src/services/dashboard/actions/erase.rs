//! Destroying what is known of a person.

use super::{After, By};
use crate::{
    db::Tx,
    services::{ServiceError, case::Case, core::Core, erasure},
};

/// Erases it.
pub(super) async fn apply(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    by: By<'_>,
) -> Result<After, ServiceError> {
    // The caller's transaction has the row locked, and its key is there.
    let erased = erasure::erase_in(core, tx, &case.id, by.actor()).await?;
    let erased = erased.ok_or(ServiceError::NotFound)?;
    Ok(After::Erased(Box::new(erased)))
}
