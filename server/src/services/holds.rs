//! Legal holds: while one is on an onboarding, nobody erases it, whoever asks and by whatever way.

use vestibule::{id::OnboardingId, permission::Action, time::Timestamp};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    core::Core,
    dashboard::case::{Opened, open},
    operators::sessions::SignedIn,
};
use crate::db::{self, Tx, holds::HoldRow};

/// Shortest and longest reason, in characters.
pub const LENGTH: std::ops::RangeInclusive<usize> = 10..=500;
/// Column of the sealed reason.
const REASON: (&str, &str) = ("legal_holds", "reason");

/// A hold that is on an onboarding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Who placed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Why a hold was neither placed nor lifted.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// The reason is too short or too long.
    #[error("a reason of that length is none")]
    Reason,
    /// They see the case, and may not do this to it.
    #[error("not allowed")]
    NotAllowed,
    /// Everything else; [`ServiceError::OutOfOrder`] when there is a hold already, or none.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// The hold that is on a case.
///
/// # Errors
/// When the database fails.
pub async fn of_case(
    connection: &mut sqlx::AnyConnection,
    case: &Case,
) -> Result<Option<Hold>, ServiceError> {
    let Some(row) = db::holds::find(connection, case.id.as_str()).await? else {
        return Ok(None);
    };
    Ok(Some(Hold {
        by: row.placed_by,
        at: Timestamp(row.placed_at),
        reason: case.open(REASON, row.reason)?,
    }))
}

/// Places a hold.
///
/// # Errors
/// See [`HoldError`]; [`ServiceError::NotFound`] also for a case that was erased.
pub async fn place(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
    reason: &str,
) -> Result<(), HoldError> {
    let (mut tx, case, reason) = held(core, operator, id, reason).await?;
    if db::holds::is_open(&mut tx, id.as_str())
        .await
        .map_err(ServiceError::from)?
    {
        return Err(ServiceError::OutOfOrder.into());
    }
    let row = HoldRow {
        id: core.new_id(),
        onboarding_id: id.to_string(),
        reason: case.seal(core, REASON, &reason)?,
        placed_by: operator.name.to_string(),
        placed_at: core.clock.now().0,
    };
    db::holds::insert(&mut tx, &row)
        .await
        .map_err(ServiceError::from)?;
    done(core, tx, (&case, operator), ("hold.placed", &reason)).await
}

/// Lifts it.
///
/// # Errors
/// As [`place`].
pub async fn lift(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
    reason: &str,
) -> Result<(), HoldError> {
    let (mut tx, case, reason) = held(core, operator, id, reason).await?;
    let by = operator.name.as_str();
    let lifted = db::holds::lift(&mut tx, id.as_str(), by, core.clock.now()).await;
    if !lifted.map_err(ServiceError::from)? {
        return Err(ServiceError::OutOfOrder.into());
    }
    done(core, tx, (&case, operator), ("hold.lifted", &reason)).await
}

/// The case, locked: an erasure waits until this is done, or this finds nothing any more.
async fn held(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
    reason: &str,
) -> Result<(Tx, Case, String), HoldError> {
    let mut tx = core.db.begin_write().await.map_err(ServiceError::from)?;
    let lock = Some(core.db.dialect());
    let opened = open(core, &mut tx, (operator, Action::ReadCase), id, lock).await?;
    let Opened::Whole(case) = opened else {
        return Err(ServiceError::NotFound.into());
    };
    let client = super::dashboard::case::client_of(&case.row)?;
    if !operator.grants.may(Action::PlaceHold, client.as_ref()) {
        return Err(HoldError::NotAllowed);
    }
    // Forms send line breaks as CR LF (WHATWG HTML, 4.10.21.4).
    let reason = reason.replace("\r\n", "\n").trim().to_owned();
    if !LENGTH.contains(&reason.chars().count()) {
        return Err(HoldError::Reason);
    }
    Ok((tx, *case, reason))
}

async fn done(
    core: &Core,
    mut tx: Tx,
    (case, operator): (&Case, &SignedIn),
    (kind, reason): (&str, &str),
) -> Result<(), HoldError> {
    let event = (kind, Actor::Operator(operator.name.as_str()));
    let detail = serde_json::json!({ "reason": reason });
    audit::of_case(core, &mut tx, case, event, &detail).await?;
    tx.commit().await.map_err(ServiceError::from)?;
    Ok(())
}
