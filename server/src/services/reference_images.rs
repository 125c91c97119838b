//! Reference images: pictures of applicants that a provider compares with.
//!
//! A picture comes from a photo question or from a client. The provider asks for it while a check is under way, and gets
//! a link that works once. It is deleted when the last check that may need it has settled: at once after success, and
//! after a failure when no further check may be begun; when the onboarding is over; and a day after it was taken in any
//! case.

pub mod picture;

use sqlx::AnyConnection;
use vestibule::{
    check::State,
    id::{CheckId, ConnectionName, OnboardingId},
    journey::{FieldRef, ProviderStep},
    onboarding::{OnboardingStatus, StepStatus},
};

pub use self::picture::{MAX_BYTES, Picture, PictureProblem, prepare};
use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    checks,
    clients::Caller,
    core::Core,
    onboardings,
};
use crate::{
    crypto::sha256_hex,
    db::{self, DbError, Tx, checks::CheckRow, reference_images::PictureRow},
    jobs,
};

/// Column of the sealed picture.
pub(super) const BYTES: (&str, &str) = ("reference_images", "bytes");
/// How long a link lives, in seconds.
pub const LINK_LIVES_SECONDS: i64 = 600;
/// Most links for one check.
pub const MAX_LINKS: i64 = 5;
/// A picture is deleted after this long, whatever happened, in seconds.
pub const PICTURE_LIVES_SECONDS: i64 = 24 * 3_600;

/// Where a picture comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A client handed it over.
    Client,
    /// A photo question.
    Field(FieldRef),
}

impl Source {
    fn is_of(&self, row: &PictureRow) -> bool {
        match self {
            Self::Client => row.step.is_none(),
            Self::Field(field) => {
                row.step.as_deref() == Some(field.step.as_str())
                    && row.field.as_deref() == Some(field.field.as_str())
            }
        }
    }
}

/// The picture from this source, if it is there.
#[must_use]
pub fn of_source<'a>(case: &'a Case, source: &Source) -> Option<&'a PictureRow> {
    case.pictures.iter().find(|row| source.is_of(row))
}

/// What a provider step compares with: the picture of the question that it names or, when it names none, the client's.
fn wanted_by(step: &ProviderStep) -> Source {
    step.reference_image()
        .map_or(Source::Client, |field| Source::Field(field.clone()))
}

/// The picture that a provider step compares with, if it is there.
#[must_use]
pub fn of_step<'a>(case: &'a Case, step: &ProviderStep) -> Option<&'a PictureRow> {
    of_source(case, &wanted_by(step))
}

/// Takes a picture in, in place of the one from the same source.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such onboarding, [`ServiceError::OutOfOrder`] when it is over.
pub async fn store(
    core: &Core,
    id: &OnboardingId,
    source: &Source,
    sent: Vec<u8>,
) -> Result<Result<(), PictureProblem>, ServiceError> {
    let picture = match prepare(sent).await {
        Ok(picture) => picture,
        Err(problem) => return Ok(Err(problem)),
    };
    let mut tx = core.db.begin_write().await?;
    let case = Case::load(core, &mut tx, id, Some(core.db.dialect())).await?;
    if case.status()? != OnboardingStatus::InProgress {
        return Err(ServiceError::OutOfOrder);
    }
    keep(core, &mut tx, &case, source, &picture).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// The same for a client, which hands over a picture for an onboarding of its own.
///
/// # Errors
/// [`ServiceError::NotFound`] when the client has none of that id, [`ServiceError::OutOfOrder`] when it is over or erased.
pub async fn store_theirs(
    core: &Core,
    caller: &Caller,
    id: &OnboardingId,
    sent: Vec<u8>,
) -> Result<Result<(), PictureProblem>, ServiceError> {
    // Before the work that pictures make.
    let mut reading = core.db.read().await?;
    let found = onboardings::theirs(&mut reading, caller, id, None).await?;
    drop(reading);
    if found.row.status()? != OnboardingStatus::InProgress {
        return Err(ServiceError::OutOfOrder);
    }
    let picture = match prepare(sent).await {
        Ok(picture) => picture,
        Err(problem) => return Ok(Err(problem)),
    };
    let mut tx = core.db.begin_write().await?;
    let case = Case::load(core, &mut tx, id, Some(core.db.dialect())).await?;
    if case.status()? != OnboardingStatus::InProgress {
        return Err(ServiceError::OutOfOrder);
    }
    keep_from(
        core,
        &mut tx,
        &case,
        (&Source::Client, caller.actor()),
        &picture,
    )
    .await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// The same, in the caller's transaction, which holds the case locked.
pub(super) async fn keep(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    source: &Source,
    picture: &Picture,
) -> Result<(), ServiceError> {
    let actor = match source {
        Source::Client => Actor::System,
        Source::Field(_) => Actor::Applicant,
    };
    keep_from(core, tx, case, (source, actor), picture).await
}

async fn keep_from(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (source, actor): (&Source, Actor<'_>),
    picture: &Picture,
) -> Result<(), ServiceError> {
    let before = of_source(case, source);
    if let Some(before) = before {
        db::reference_images::delete(tx, &before.id).await?;
    }
    let (step, field) = match source {
        Source::Client => (None, None),
        Source::Field(field) => (Some(field.step.to_string()), Some(field.field.to_string())),
    };
    let now = core.clock.now();
    let row = PictureRow {
        id: core.new_id(),
        step,
        field,
        created_at: now.0,
    };
    let sealed = case.seal_bytes(core, BYTES, picture.bytes())?;
    let id = case.id.as_str();
    db::reference_images::insert(tx, id, &row, picture::CONTENT_TYPE, sealed).await?;
    jobs::watch_pictures(core, tx, id, now.plus_seconds(PICTURE_LIVES_SECONDS)).await?;
    let detail = serde_json::json!({
        "picture": row.id, "step": row.step, "field": row.field, "replaces": before.map(|before| &before.id),
    });
    audit::of_case(core, tx, case, ("picture.stored", actor), &detail).await
}

/// Deletes the pictures that no check may need any more. `case` is as it is after the move that led here.
pub(super) async fn forget_unneeded(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    status: OnboardingStatus,
) -> Result<(), ServiceError> {
    for row in &case.pictures {
        if status != OnboardingStatus::InProgress || !is_needed(case, row) {
            forget(core, &mut *connection, case, row, "no check needs it").await?;
        }
    }
    Ok(())
}

fn is_needed(case: &Case, row: &PictureRow) -> bool {
    case.journey
        .steps
        .iter()
        .zip(case.statuses())
        .any(|(step, status)| {
            step.checked_elsewhere().is_some_and(|provider| {
                wanted_by(provider).is_of(row)
                    && !matches!(
                        status,
                        StepStatus::Done | StepStatus::Exhausted | StepStatus::NotNeeded
                    )
            })
        })
}

async fn forget(
    core: &Core,
    connection: &mut AnyConnection,
    case: &Case,
    row: &PictureRow,
    reason: &str,
) -> Result<(), ServiceError> {
    db::reference_images::delete(&mut *connection, &row.id).await?;
    let detail = serde_json::json!({ "picture": row.id, "reason": reason });
    let event = ("picture.deleted", Actor::System);
    audit::of_case(core, connection, case, event, &detail).await
}

/// Deletes what is left of an onboarding's pictures after [`PICTURE_LIVES_SECONDS`].
///
/// # Errors
/// When the database fails.
pub async fn forget_all(core: &Core, onboarding: &str) -> Result<(), ServiceError> {
    let Ok(id) = OnboardingId::new(onboarding) else {
        return Ok(());
    };
    let mut tx = core.db.begin_write().await?;
    let case = match Case::load(core, &mut tx, &id, Some(core.db.dialect())).await {
        Ok(case) => case,
        Err(ServiceError::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    for row in &case.pictures {
        forget(core, &mut tx, &case, row, "its time is over").await?;
    }
    Ok(tx.commit().await?)
}

/// Whether the provider may ask now. Also after its page was closed: what was submitted before may be under way.
fn is_live(check: &CheckRow) -> bool {
    matches!(
        check.state,
        State::Open { .. } | State::Processing { .. } | State::Stopped { .. }
    )
}

fn of_check<'a>(case: &'a Case, check: &CheckRow) -> Option<&'a PictureRow> {
    let mut steps = case.journey.steps.iter();
    let step = steps.find(|step| step.name.as_str() == check.step)?;
    of_step(case, step.checked_elsewhere()?)
}

/// Makes a link to the picture of this person, who has a check under way through this connection. `None` for everybody
/// else, whoever they are; and when there were [`MAX_LINKS`].
///
/// # Errors
/// When the database fails.
pub async fn offer(
    core: &Core,
    connection: &ConnectionName,
    user: &str,
) -> Result<Option<String>, ServiceError> {
    // Whatever the provider repeats is no one's id then, and not for the database to choke on.
    let Ok(user) = OnboardingId::new(user) else {
        return unanswered(core, connection).await;
    };
    let mut reading = core.db.read().await?;
    let through = connection.as_str();
    let asked = db::reference_images::asked_about(&mut reading, user.as_str(), through).await?;
    drop(reading);
    let Some(check) = asked.and_then(|id| CheckId::new(id).ok()) else {
        return unanswered(core, connection).await;
    };
    let (mut tx, case, check) = checks::locked(core, &check).await?;
    if !is_live(&check) || of_check(&case, &check).is_none() {
        drop(tx);
        return unanswered(core, connection).await;
    }
    if db::reference_images::count_links(&mut tx, &check.id).await? >= MAX_LINKS {
        let detail = serde_json::json!({ "check": check.id, "reason": "too many links" });
        let event = ("picture.refused", Actor::Provider);
        audit::of_case(core, &mut tx, &case, event, &detail).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let token = core.random.token();
    let now = core.clock.now();
    let expires_at = now.plus_seconds(LINK_LIVES_SECONDS);
    let about = (case.id.as_str(), check.id.as_str());
    let hash = sha256_hex(token.as_bytes());
    db::reference_images::insert_link(&mut tx, &hash, about, now, expires_at).await?;
    let detail = serde_json::json!({ "check": check.id, "connection": connection });
    let event = ("picture.offered", Actor::Provider);
    audit::of_case(core, &mut tx, &case, event, &detail).await?;
    tx.commit().await?;
    let origin = core.callback_origin.as_deref().unwrap_or(&case.row.origin);
    Ok(Some(format!(
        "{origin}/providers/{connection}/images/{token}"
    )))
}

/// The same record whoever was asked about.
async fn unanswered(
    core: &Core,
    connection: &ConnectionName,
) -> Result<Option<String>, ServiceError> {
    let reason = format!("{connection}: no picture");
    audit::refusal(core, ("question.unanswered", Actor::Provider), &reason).await?;
    Ok(None)
}

/// Why a link gives no picture.
#[derive(Debug, thiserror::Error)]
pub enum NoPicture {
    /// There never was such a link at this connection.
    #[error("no such link")]
    NotFound,
    /// Used, too late, or the picture is deleted.
    #[error("gone")]
    Gone,
    /// Something broke on our side.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<DbError> for NoPicture {
    fn from(error: DbError) -> Self {
        Self::Service(error.into())
    }
}

impl From<sqlx::Error> for NoPicture {
    fn from(error: sqlx::Error) -> Self {
        Self::Service(error.into())
    }
}

/// A picture as it is handed over.
pub struct HandedOver {
    /// Its media type.
    pub content_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Uses a link up, and answers with its picture.
///
/// # Errors
/// See [`NoPicture`].
pub async fn hand_over(
    core: &Core,
    connection: &ConnectionName,
    token: &str,
) -> Result<HandedOver, NoPicture> {
    let hash = sha256_hex(token.as_bytes());
    let mut reading = core.db.read().await?;
    let link = db::reference_images::find_link(&mut reading, &hash)
        .await?
        .filter(|link| link.connection == connection.as_str())
        .ok_or(NoPicture::NotFound)?;
    drop(reading);
    let check = CheckId::new(link.check_id).map_err(|_| NoPicture::NotFound)?;
    let (mut tx, case, check) = checks::locked(core, &check).await?;
    let now = core.clock.now();
    let row = of_check(&case, &check).filter(|_| is_live(&check) && now.0 < link.expires_at);
    let picture = match row {
        // The case is locked: who comes second finds the link used.
        Some(row) if db::reference_images::use_link(&mut tx, &hash, now).await? => {
            db::reference_images::bytes(&mut tx, &row.id).await?
        }
        _ => None,
    };
    let event = match picture {
        Some(_) => ("picture.handed_over", Actor::Provider),
        None => ("picture.refused", Actor::Provider),
    };
    let detail = serde_json::json!({ "check": check.id, "connection": connection });
    audit::of_case(core, &mut tx, &case, event, &detail).await?;
    // Committed before the picture leaves: it leaves once.
    tx.commit().await?;
    let (content_type, sealed) = picture.ok_or(NoPicture::Gone)?;
    Ok(HandedOver {
        content_type,
        bytes: case.open_bytes(BYTES, sealed)?,
    })
}
