//! The onboarding's status: written with every move, and recomputed by a checker.

use sqlx::AnyConnection;
use vestibule::{
    id::OnboardingId,
    onboarding::{OnboardingStatus, is_all_settled},
};

use super::{
    ServiceError, audit,
    case::Case,
    core::Core,
    decisions,
    events::{self, EventKind},
    reference_images, tallies,
};
use crate::{db, telemetry::count};

/// Whether a decision is due: every step is settled, nobody decided, asked for a person, or closed it.
fn is_due(case: &Case) -> bool {
    case.decision.is_none()
        && case.row.handed_over_at.is_none()
        && case.row.closed_at.is_none()
        && is_all_settled(&case.journey, &case.statuses())
}

/// Projects the case as it is now, in the caller's transaction. Pictures that nothing needs any more are deleted in it.
///
/// # Errors
/// When the database fails.
pub async fn write(
    core: &Core,
    connection: &mut AnyConnection,
    id: &OnboardingId,
) -> Result<OnboardingStatus, ServiceError> {
    let mut case = Case::load(core, &mut *connection, id, None).await?;
    if is_due(&case) {
        decisions::decide(core, &mut *connection, &case).await?;
        case = Case::load(core, &mut *connection, id, None).await?;
    }
    let next = case.projected();
    if next != case.status()? {
        db::onboardings::set_status(&mut *connection, id.as_str(), next, core.clock.now()).await?;
        count::onboarding_moved(&case.row.journey, next.code());
        tallies::moved(core, &mut *connection, &case, next).await?;
        let detail = serde_json::json!({ "from": case.row.status, "to": next.code() });
        audit::of_case(
            core,
            &mut *connection,
            &case,
            ("onboarding.moved", audit::Actor::System),
            &detail,
        )
        .await?;
        case.row.status = next.code().to_owned();
        events::emit(core, &mut *connection, &case.row, EventKind::of(next)).await?;
    }
    tallies::steps::mark(core, &mut *connection, &case).await?;
    reference_images::forget_unneeded(core, connection, &case, next).await?;
    Ok(next)
}

/// Recomputes up to `limit` onboardings, newest first, and names those whose row says something else.
///
/// # Errors
/// When the database fails.
pub async fn check(core: &Core, limit: i64) -> Result<Vec<String>, ServiceError> {
    let mut connection = core.db.read().await?;
    let mut wrong = Vec::new();
    for id in db::onboardings::ids(&mut connection, limit).await? {
        let Ok(id) = OnboardingId::new(id) else {
            continue;
        };
        let case = match Case::load(core, &mut connection, &id, None).await {
            Ok(case) => case,
            // Erased: there is nothing left that it could be derived from.
            Err(ServiceError::NotFound) => continue,
            Err(error) => return Err(error),
        };
        if is_due(&case) || case.projected() != case.status()? {
            wrong.push(id.to_string());
        }
    }
    Ok(wrong)
}
