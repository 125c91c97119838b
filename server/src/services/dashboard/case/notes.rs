//! What operators write about a case, sealed under its key.

use vestibule::{id::OnboardingId, permission::Action};

use super::Opened;
use crate::{
    db,
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        operators::sessions::SignedIn,
    },
};

/// Shortest and longest note, in characters.
pub const LENGTH: std::ops::RangeInclusive<usize> = 1..=2_000;
/// Most notes of a case.
const MOST: i64 = 500;
/// Column of the sealed text.
pub(super) const BODY: (&str, &str) = ("notes", "body");

/// Why a note was not written.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    /// It is empty, or too long.
    #[error("a note of that length is none")]
    Length,
    /// Everything else.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Writes a note.
///
/// # Errors
/// [`NoteError::Length`]; [`ServiceError::NotFound`] when there is no such case that this operator may write about, or it was
/// erased; [`ServiceError::TooMany`] beyond 500 notes.
pub async fn write(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
    text: &str,
) -> Result<(), NoteError> {
    // Forms send line breaks as CR LF (WHATWG HTML, 4.10.21.4).
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    let mut tx = core.db.begin_write().await.map_err(ServiceError::from)?;
    let lock = Some(core.db.dialect());
    let Opened::Whole(case) =
        super::open(core, &mut tx, (operator, Action::WriteNote), id, lock).await?
    else {
        return Err(ServiceError::NotFound.into());
    };
    let characters = text.chars().count();
    if !LENGTH.contains(&characters) {
        return Err(NoteError::Length);
    }
    let before = db::dashboard::notes::count(&mut tx, id.as_str())
        .await
        .map_err(ServiceError::from)?;
    if before >= MOST {
        return Err(ServiceError::TooMany.into());
    }
    let note = core.new_id();
    let body = case.seal(core, BODY, &text)?;
    let of = (note.as_str(), id.as_str(), operator.name.as_str());
    db::dashboard::notes::insert(&mut tx, of, body, core.clock.now())
        .await
        .map_err(ServiceError::from)?;
    let detail = serde_json::json!({ "note": note, "characters": characters });
    let actor = Actor::Operator(operator.name.as_str());
    audit::of_case(core, &mut tx, &case, ("note.written", actor), &detail).await?;
    tx.commit().await.map_err(ServiceError::from)?;
    Ok(())
}
