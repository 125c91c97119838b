//! Signals: what other onboardings of the same client make remarkable about a case. For operators and decisions only.

use std::collections::BTreeSet;

use sqlx::AnyConnection;
use vestibule::risk::RiskSignal;

use super::{ServiceError, case::Case, core::Core};

/// Raises the signals that a case has now, and gives all of them.
///
/// # Errors
/// When the database fails.
#[expect(clippy::unused_async, reason = "the index comes next")]
pub async fn raise(
    _core: &Core,
    _connection: &mut AnyConnection,
    case: &Case,
) -> Result<BTreeSet<RiskSignal>, ServiceError> {
    Ok(case.signals.iter().copied().collect())
}
