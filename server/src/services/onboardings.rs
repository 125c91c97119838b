//! Beginning an onboarding and reading it.

mod begin;
mod invitation;
mod invite;
mod masking;
mod own;
mod theirs;

use vestibule::id::OnboardingId;

use super::{ServiceError, case::Case, core::Core};
use crate::db::Tx;

pub use begin::{Beginning, begin};
pub use invitation::{
    Back, Fault, Invitation, MAX_ACCOUNT, MAX_CLAIM, MAX_EXPECTED, MAX_METADATA, MAX_REFERENCE,
    Said, expected, offered, said,
};
pub(crate) use invite::reference_hashes;
pub(super) use invite::replace_link;
pub use invite::{InviteError, Invited, NewLink, invite, may_begin, new_link};
pub use masking::mask;
pub use own::{Own, own};
pub use theirs::{Fact, Listed, Seen, checks, events, facts, find, list};
pub(super) use theirs::{of_case, theirs};

/// Who begins where no client does: anybody, from a start page.
pub const DIRECT: &str = "direct";

/// Reads an onboarding for its applicant.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is unknown or another's.
pub async fn read(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
) -> Result<Case, ServiceError> {
    let mut connection = core.db.read().await?;
    Case::load_for(core, &mut connection, id, applicant, None).await
}

/// Reads an onboarding for its applicant in order to change it: nobody else can until the transaction ends.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is unknown or another's.
pub(super) async fn locked(
    core: &Core,
    applicant: Option<&str>,
    id: &OnboardingId,
) -> Result<(Tx, Case), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let case = Case::load_for(core, &mut tx, id, applicant, Some(core.db.dialect())).await?;
    Ok((tx, case))
}
