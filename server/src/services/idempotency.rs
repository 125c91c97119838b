//! Calls that are sent again have no second effect: the first one with an Idempotency-Key writes that it is under way before
//! it does anything, and what it was answered when it is done.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use vestibule::{id::OnboardingId, time::Timestamp};
use zeroize::Zeroizing;

use super::{ServiceError, core::Core};
use crate::{
    crypto::sha256_hex,
    db::{self, idempotency::IdempotencyRow},
};

/// How long a key is remembered, in milliseconds.
pub const LIVES_MS: i64 = 24 * 3_600_000;
/// A call that was not answered after this long was cut off, in milliseconds. No request takes so long.
const CUT_OFF_AFTER_MS: i64 = 10 * 60_000;

/// A call with an Idempotency-Key that is ours to answer.
#[derive(Debug, Clone)]
pub struct Claim {
    key_id: String,
    key_hash: String,
    begun_at: Timestamp,
}

/// What a call was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers that belong to it.
    pub headers: Vec<(String, String)>,
    /// The body: always text.
    pub body: String,
}

/// What a key is worth.
#[derive(Debug)]
pub enum First {
    /// It is new: go on, then [`finish`] or [`abandon`].
    Yes(Claim),
    /// The call was made before, and answered this.
    Answered(Answer),
    /// The first call is under way.
    UnderWay,
    /// The first call was cut off: the process ended between its effect and its answer, or before either.
    CutOff,
    /// What the answer was about has been erased.
    Erased,
    /// The key was used for another request.
    Reused,
}

/// A hash of everything that makes a request what it is.
#[must_use]
pub fn request_hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl Claim {
    fn call(&self) -> db::idempotency::Call<'_> {
        (&self.key_id, &self.key_hash)
    }

    /// The row that the answer is sealed for.
    fn row(&self) -> String {
        format!("{}/{}", self.key_id, self.key_hash)
    }
}

/// Whether this is the first call with the key.
///
/// # Errors
/// When the database fails.
pub async fn begin(
    core: &Core,
    (key_id, key): (&str, &str),
    request_hash: &str,
) -> Result<First, ServiceError> {
    let now = core.clock.now();
    let claim = Claim {
        key_id: key_id.to_owned(),
        key_hash: sha256_hex(key.as_bytes()),
        begun_at: now,
    };
    let mut tx = core.db.begin_write().await?;
    let long_ago = now.plus_millis(-LIVES_MS);
    db::idempotency::delete_if_older(&mut tx, claim.call(), long_ago).await?;
    if db::idempotency::insert(&mut tx, claim.call(), request_hash, now).await? {
        tx.commit().await?;
        return Ok(First::Yes(claim));
    }
    // Gone in between only when the first call failed just now.
    let Some(row) = db::idempotency::find(&mut tx, claim.call()).await? else {
        return Ok(First::UnderWay);
    };
    tx.commit().await?;
    let is_long = now.0.saturating_sub(row.created_at) > CUT_OFF_AFTER_MS;
    match row {
        row if row.request_hash != request_hash => Ok(First::Reused),
        IdempotencyRow { status: None, .. } if is_long => Ok(First::CutOff),
        IdempotencyRow { status: None, .. } => Ok(First::UnderWay),
        IdempotencyRow { answer: None, .. } => Ok(First::Erased),
        IdempotencyRow {
            answer: Some(answer),
            ..
        } => {
            let place = ("idempotency_keys", "answer", &*claim.row());
            let plain = core.keys.open_system(&answer, place)?;
            Ok(First::Answered(serde_json::from_slice(&plain)?))
        }
    }
}

/// Remembers the answer, and which onboarding it is about: it goes when that is erased, and is not even stored when that was
/// erased since the call began.
///
/// # Errors
/// When the database fails; the key then counts as cut off, since nobody may take it again.
pub async fn finish(
    core: &Core,
    claim: &Claim,
    answer: &Answer,
    onboarding: Option<&str>,
) -> Result<(), ServiceError> {
    let plain = Zeroizing::new(serde_json::to_vec(answer)?);
    let place = ("idempotency_keys", "answer", &*claim.row());
    let sealed = core.keys.seal_system(&*core.random, &plain, place)?;
    let mut tx = core.db.begin_write().await?;
    let is_erased = match onboarding.and_then(|id| OnboardingId::new(id).ok()) {
        // Held: an erasure that is under way is waited for, and one that follows finds the answer.
        Some(id) => db::onboardings::find(&mut tx, &id, Some(core.db.dialect()))
            .await?
            .and_then(|row| row.erased_at)
            .is_some_and(|at| at >= claim.begun_at.0),
        None => false,
    };
    let answered = (
        i64::from(answer.status),
        Some(sealed).filter(|_| !is_erased),
    );
    db::idempotency::answer(&mut tx, claim.call(), answered, onboarding).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets a call that had no effect, so that it may be made again.
///
/// # Errors
/// When the database fails.
pub async fn abandon(core: &Core, claim: &Claim) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    db::idempotency::delete(&mut tx, claim.call()).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets what is more than a day old.
///
/// # Errors
/// When the database fails.
pub async fn forget_old(core: &Core) -> Result<u64, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let long_ago = core.clock.now().plus_millis(-LIVES_MS);
    let gone = db::idempotency::delete_older(&mut tx, long_ago).await?;
    tx.commit().await?;
    Ok(gone)
}
