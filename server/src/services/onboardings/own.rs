//! The onboardings of a browser.

use std::sync::Arc;

use vestibule::{id::OnboardingId, journey::Journey, onboarding::OnboardingStatus};

use crate::{
    crypto::sha256_hex,
    db,
    services::{ServiceError, core::Core},
};

/// Most onboardings that a browser is shown.
const MAX_OWN: i64 = 20;

/// One of a browser's onboardings.
pub struct Own {
    /// Its id.
    pub id: OnboardingId,
    /// Where it stands.
    pub status: OnboardingStatus,
    /// The journey version that it began with.
    pub journey: Arc<Journey>,
}

/// The onboardings of an applicant, newest first.
///
/// # Errors
/// When the database fails.
pub async fn own(core: &Core, applicant: Option<&str>) -> Result<Vec<Own>, ServiceError> {
    let Some(applicant) = applicant else {
        return Ok(Vec::new());
    };
    let owner = sha256_hex(applicant.as_bytes());
    let mut connection = core.db.read().await?;
    let mut own = Vec::new();
    for row in db::onboardings::of_owner(&mut connection, &owner, MAX_OWN).await? {
        let journey = core
            .journey_version(&mut connection, &row.journey_version)
            .await?;
        let status = row.status()?;
        let id = OnboardingId::new(row.id).map_err(|_| ServiceError::NotFound)?;
        own.push(Own {
            id,
            status,
            journey,
        });
    }
    Ok(own)
}
