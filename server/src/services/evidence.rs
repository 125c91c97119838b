//! The evidence of an onboarding as one file, for whoever has to show later what was found out and how
//! ([`crate::evidence`], docs/evidence.md).
//!
//! Pictures are not in it, only their hashes: whoever holds a picture can show that it is the one.

mod gather;

use tokio::sync::Semaphore;
use vestibule::id::OnboardingId;

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    checkpoints,
    clients::Caller,
    core::Core,
    onboardings,
    signing_keys::{self, Purpose},
};
use crate::{
    audit_log::{note::VerifierKey, proof::InclusionProof},
    db,
    evidence::{BuildError, build},
};

/// The audit log's word for a bundle that was made.
pub const EXPORTED: &str = "evidence.exported";
/// Bundles that are made at a time: each may take many times [`crate::evidence::LARGEST`]. The others wait, and hold nothing.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// More exports than this since the last checkpoint get another one.
const FEW: usize = 100;
/// How often it is tried to have a checkpoint that covers the chain while others write to it.
const TRIES: usize = 3;

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The client did not yet show the result code and the session binding together.
    #[error("the result was not redeemed")]
    NotRedeemed,
    /// It would have so many bytes, which is more than a bundle may have.
    #[error("a bundle of {0} bytes is too large")]
    TooLarge(usize),
    /// Everything else; [`ServiceError::NotFound`] also for what was erased.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<db::DbError> for EvidenceError {
    fn from(error: db::DbError) -> Self {
        Self::Service(error.into())
    }
}

/// The bundle of a client's onboarding. Making it is an event of the onboarding's chain, which the bundle itself does not
/// have yet.
///
/// # Errors
/// [`EvidenceError::NotRedeemed`] before the result was redeemed, [`ServiceError::NotFound`] when this client has none of
/// that id in this mode, [`ServiceError::OutOfOrder`] when it was erased.
pub async fn bundle(
    core: &Core,
    caller: &Caller,
    id: &OnboardingId,
) -> Result<Vec<u8>, EvidenceError> {
    let mut connection = core.db.read().await?;
    let found = onboardings::theirs(&mut connection, caller, id, None).await?;
    drop(connection);
    if found.row.erased_at.is_some() {
        return Err(ServiceError::OutOfOrder.into());
    }
    if found.row.bound_at.is_none() {
        return Err(EvidenceError::NotRedeemed);
    }
    export(core, id, caller.actor()).await
}

/// The bundle of any onboarding, whatever its state, for whoever runs this server.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or it was erased.
pub async fn export(
    core: &Core,
    id: &OnboardingId,
    actor: Actor<'_>,
) -> Result<Vec<u8>, EvidenceError> {
    ensure_key(core).await?;
    let closed = |error| ServiceError::Internal(Box::new(error));
    let turn = AT_ONCE.acquire().await.map_err(closed)?;
    for _ in 0..TRIES {
        let mut tx = core.db.begin_write().await?;
        let case = Case::load(core, &mut tx, id, Some(core.db.dialect())).await?;
        let proof = checkpoints::inclusion_proof(&mut tx, id).await?;
        let Some(proof) = covering(&mut tx, id, proof).await? else {
            // Whoever makes a checkpoint waits for the chain, so that nothing of it may be held here.
            drop(tx);
            checkpoints::cover(core, id).await?;
            continue;
        };
        let content = gather::content(core, &mut tx, &case, proof).await?;
        let signing = signing_keys::current(core, &mut tx, Purpose::Evidence).await?;
        drop(tx);
        let name = key_name(core);
        let key = VerifierKey::new(&name, signing.public().as_bytes())
            .map_err(|error| ServiceError::Internal(Box::new(error)))?;
        // Megabytes are hashed and written several times over.
        let built = tokio::task::spawn_blocking(move || {
            // The turn comes along, because a caller that is gone does not end this.
            let built = build(content, &key, |message| signing.sign(message));
            (built, turn)
        });
        let (built, back) = built
            .await
            .map_err(|error| ServiceError::Internal(Box::new(error)))?;
        let _turn = back;
        let bytes = match built {
            Ok(bytes) => bytes,
            Err(BuildError::TooLarge(size)) => return Err(EvidenceError::TooLarge(size)),
            Err(error) => return Err(ServiceError::Internal(Box::new(error)).into()),
        };
        let mut tx = core.db.begin_write().await?;
        let case = Case::load(core, &mut tx, id, Some(core.db.dialect())).await?;
        let detail = serde_json::json!({ "bytes": bytes.len(), "sha256": crate::crypto::sha256_hex(&bytes) });
        audit::of_case(core, &mut tx, &case, (EXPORTED, actor), &detail).await?;
        tx.commit().await.map_err(ServiceError::from)?;
        return Ok(bytes);
    }
    Err(ServiceError::Unavailable.into())
}

/// The proof, when nothing but earlier exports follows the row that it is about: these need no checkpoint of their own.
async fn covering(
    connection: &mut sqlx::AnyConnection,
    id: &OnboardingId,
    proof: Option<InclusionProof>,
) -> Result<Option<InclusionProof>, ServiceError> {
    let Some(proof) = proof else {
        return Ok(None);
    };
    let later = db::audit::page(connection, id.as_str(), proof.leaf.sequence).await?;
    let covers = later.len() <= FEW && later.iter().all(|row| row.kind == EXPORTED);
    Ok(covers.then_some(proof))
}

/// A key has to be there before: making one writes to the system's chain, for which others may wait.
async fn ensure_key(core: &Core) -> Result<(), ServiceError> {
    let mut connection = core.db.read().await?;
    let keys = signing_keys::public_keys(&mut connection, Purpose::Evidence).await?;
    drop(connection);
    if keys.is_empty() {
        let mut tx = core.db.begin_write().await?;
        signing_keys::current(core, &mut tx, Purpose::Evidence).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The name that bundles are signed by: the first public origin's host and port, and `/evidence`.
#[must_use]
pub fn key_name(core: &Core) -> String {
    let origin = core.origins.first().map_or("", String::as_str);
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    match authority {
        "" => "localhost/evidence".to_owned(),
        authority => format!("{authority}/evidence"),
    }
}

/// The keys that sign bundles or did, newest first, as [`crate::evidence::verify`] takes them.
///
/// # Errors
/// When a row holds no key.
pub async fn keys(core: &Core) -> Result<Vec<VerifierKey>, ServiceError> {
    let mut connection = core.db.read().await?;
    let name = key_name(core);
    signing_keys::public_keys(&mut connection, Purpose::Evidence)
        .await?
        .into_iter()
        .map(|public| {
            VerifierKey::new(&name, public.key.as_bytes())
                .map_err(|error| ServiceError::Internal(Box::new(error)))
        })
        .collect()
}
