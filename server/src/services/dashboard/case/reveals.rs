//! Reading one masked value: with a reason, for a while, by whoever asked and nobody else; each is in the case's audit chain.

use sqlx::AnyConnection;
use vestibule::{id::OnboardingId, permission::Action};

use super::{Opened, facts};
use crate::{
    db::{
        self,
        dashboard::reveals::{NewReveal, OpenReveal},
    },
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        operators::sessions::SignedIn,
    },
};

/// How long a value is shown, in milliseconds.
pub const FOR: i64 = 5 * 60 * 1000;
/// Shortest and longest reason, in characters.
pub const REASON: std::ops::RangeInclusive<usize> = 10..=500;
/// Column of the sealed reason.
const COLUMN: (&str, &str) = ("reveals", "reason");

/// Why nothing was revealed.
#[derive(Debug, thiserror::Error)]
pub enum RevealError {
    /// The reason is too short or too long.
    #[error("a reason of that length is none")]
    Reason,
    /// Everything else.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Reveals a value to this operator. One that is shown already stays as it is.
///
/// # Errors
/// [`RevealError::Reason`]; [`ServiceError::NotFound`] when there is no such value that this operator may read.
pub async fn reveal(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
    (field, reason): (&str, &str),
) -> Result<(), RevealError> {
    let reason = reason.trim();
    let mut tx = core.db.begin_write().await.map_err(ServiceError::from)?;
    let lock = Some(core.db.dialect());
    let Opened::Whole(case) =
        super::open(core, &mut tx, (operator, Action::Reveal), id, lock).await?
    else {
        return Err(ServiceError::NotFound.into());
    };
    let value = facts::find(&case, field)?.ok_or(ServiceError::NotFound)?;
    if !REASON.contains(&reason.chars().count()) {
        return Err(RevealError::Reason);
    }
    let before = open(core, &mut tx, operator, id).await?;
    if before.iter().any(|open| open.field == field) {
        return Ok(());
    }
    let now = core.clock.now();
    let new = NewReveal {
        id: core.new_id(),
        onboarding: id.to_string(),
        operator: operator.name.to_string(),
        field: value.field(),
        reason: case.seal(core, COLUMN, &reason)?,
        ends_at: now.plus_millis(FOR).0,
    };
    let detail = serde_json::json!({
        "reveal": new.id, "of": value.of, "claim": value.claim, "reason": reason,
    });
    db::dashboard::reveals::insert(&mut tx, new, now)
        .await
        .map_err(ServiceError::from)?;
    let actor = Actor::Operator(operator.name.as_str());
    audit::of_case(core, &mut tx, &case, ("value.revealed", actor), &detail).await?;
    tx.commit().await.map_err(ServiceError::from)?;
    Ok(())
}

/// What this operator may read now.
pub(super) async fn open(
    core: &Core,
    connection: &mut AnyConnection,
    operator: &SignedIn,
    id: &OnboardingId,
) -> Result<Vec<OpenReveal>, ServiceError> {
    let of = (id.as_str(), operator.name.as_str());
    Ok(db::dashboard::reveals::open(connection, of, core.clock.now()).await?)
}
