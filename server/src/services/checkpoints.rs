//! Checkpoints: the heads of all chains go into a Merkle tree whose root is signed and published, so that a chain that was cut
//! is noticed by whoever has an older root (c2sp.org/tlog-checkpoint; docs/audit.md).
//!
//! Ordinary writers wait for nothing but the moment in which the head of their own chain is logged. Whoever makes a
//! checkpoint is alone: a lock by name.

mod publish;

use std::{path::PathBuf, sync::Arc, time::Duration};

use sqlx::AnyConnection;
use tokio_util::sync::CancellationToken;
use vestibule::id::OnboardingId;

use super::{
    ServiceError,
    audit::verification::{AuditError, database_keys},
    core::Core,
    events::{self, EventKind},
    signing_keys::{self, Purpose, Signing},
};
use crate::{
    audit_log::{
        check::Kept,
        checkpoint::Checkpoint,
        fault::{CheckpointProblem, Fault},
        leaf::Leaf,
        note::{NoteError, Signs},
        tree::{Edge, Hash, Node, Plan, TreeError},
    },
    db::{
        self, Tx,
        audit::HeadRow,
        audit_tree::{self, CheckpointRow},
    },
};

pub use crate::audit_log::proof::InclusionProof;

/// Leaves that are appended in one transaction.
const BATCH: i64 = 200;
/// Transactions of one run; then what there is is signed, and a next run goes on.
const BATCHES: usize = 50;
/// A checkpoint is made at least so often, also when nothing is new: it says that nothing is.
const AT_LEAST_EVERY_MS: i64 = 24 * 3_600_000;
/// How often the task looks whether a checkpoint is due.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// The lock of whoever makes a checkpoint.
const LOCK: &str = "audit checkpoint";

/// How checkpoints are made.
#[derive(Debug, Clone)]
pub struct CheckpointSettings {
    /// The log's name.
    pub origin: String,
    /// How often one is made while there is something new, in milliseconds.
    pub every_ms: i64,
    /// Where each is appended to.
    pub file: Option<PathBuf>,
}

/// What a run did.
#[derive(Debug)]
pub struct Run {
    /// The checkpoint that was made; none when nothing is new.
    pub made: Option<CheckpointRow>,
    /// Whether there may be more to append.
    pub more: bool,
}

impl Signs for Signing {
    fn public_key(&self) -> [u8; 32] {
        self.public().to_bytes()
    }

    fn signature(&self, message: &[u8]) -> [u8; 64] {
        self.sign(message)
    }
}

impl From<NoteError> for ServiceError {
    fn from(error: NoteError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<TreeError> for ServiceError {
    fn from(error: TreeError) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// Appends the heads of chains that moved, at most some thousand of them, and signs what there is then. Heads that somebody
/// is writing to at this moment are left for the next time.
///
/// # Errors
/// When the database fails, or the tree is not the one that was signed last: nothing is signed then.
pub async fn append_and_sign(core: &Core) -> Result<Run, ServiceError> {
    prepare(core).await?;
    let mut more = true;
    for _ in 0..BATCHES {
        let mut tx = alone(core).await?;
        let heads = audit_tree::heads_to_log(&mut tx, core.db.dialect(), BATCH).await?;
        more = i64::try_from(heads.len()).is_ok_and(|count| count == BATCH);
        append(&mut tx, &heads).await?;
        tx.commit().await?;
        if !more {
            break;
        }
    }
    let made = sign(core).await?;
    Ok(Run { made, more })
}

/// Brings the newest rows of one onboarding under a checkpoint, now. Not in a transaction of the caller's: it waits for
/// whoever writes to that chain.
///
/// # Errors
/// As [`append_and_sign`].
pub async fn cover(core: &Core, id: &OnboardingId) -> Result<Option<CheckpointRow>, ServiceError> {
    prepare(core).await?;
    let mut tx = alone(core).await?;
    let heads = audit_tree::head_to_log(&mut tx, core.db.dialect(), id.as_str()).await?;
    append(&mut tx, &heads).await?;
    tx.commit().await?;
    sign(core).await
}

/// The newest checkpoint.
///
/// # Errors
/// When the database fails.
pub async fn latest(connection: &mut AnyConnection) -> Result<Option<CheckpointRow>, ServiceError> {
    Ok(audit_tree::newest_checkpoint(connection).await?)
}

/// The proof that the newest checkpoint covers this onboarding's chain, as far as it does; none before the first one that
/// does. [`cover`] makes one for the newest rows.
///
/// # Errors
/// When the database fails, or hashes of the tree are missing.
pub async fn inclusion_proof(
    connection: &mut AnyConnection,
    id: &OnboardingId,
) -> Result<Option<InclusionProof>, ServiceError> {
    let Some(newest) = audit_tree::newest_checkpoint(&mut *connection).await? else {
        return Ok(None);
    };
    let chain = id.as_str();
    let leaf = audit_tree::newest_leaf_within(&mut *connection, chain, newest.size).await?;
    let Some((position, sequence, hash)) = leaf else {
        return Ok(None);
    };
    let (index, size) = (position.unsigned_abs(), newest.size.unsigned_abs());
    let plan = Plan::inclusion(index, size)?;
    let needed: Vec<Node> = plan.nodes().collect();
    let stored = audit_tree::nodes(connection, &needed).await?;
    let hashes = plan.hashes(|node| stored.get(&node).copied())?;
    let leaf = Leaf {
        chain: chain.to_owned(),
        sequence,
        hash,
    };
    Ok(Some(InclusionProof::new(
        (index, leaf),
        size,
        &hashes,
        newest.note,
    )))
}

/// Starts a transaction in which nobody else makes a checkpoint.
async fn alone(core: &Core) -> Result<Tx, ServiceError> {
    let mut tx = core.db.begin_write().await?;
    db::locks::hold(&mut tx, core.db.dialect(), LOCK).await?;
    Ok(tx)
}

pub(crate) async fn edge(connection: &mut AnyConnection, size: u64) -> Result<Edge, ServiceError> {
    let nodes = Edge::nodes(size);
    let stored = audit_tree::nodes(connection, &nodes).await?;
    let peaks: Vec<Hash> = nodes
        .iter()
        .filter_map(|node| stored.get(node).copied())
        .collect();
    Ok(Edge::new(size, peaks)?)
}

async fn append(connection: &mut AnyConnection, heads: &[HeadRow]) -> Result<(), ServiceError> {
    if heads.is_empty() {
        return Ok(());
    }
    let first = audit_tree::size(&mut *connection).await?;
    let mut edge = edge(&mut *connection, first).await?;
    let mut completed = Vec::new();
    for head in heads {
        let leaf = Leaf {
            chain: head.chain.clone(),
            sequence: head.sequence,
            hash: head.hash.clone(),
        };
        completed.extend(edge.append(leaf.tree_hash()));
    }
    Ok(audit_tree::append(connection, first, heads, &completed).await?)
}

/// Signs the tree as it is, if it is another than the last that was signed, or that was a day ago. In a transaction of its
/// own: it waits for nobody who waits for a chain.
async fn sign(core: &Core) -> Result<Option<CheckpointRow>, ServiceError> {
    let mut tx = alone(core).await?;
    let size = audit_tree::size(&mut tx).await?;
    let newest = audit_tree::newest_checkpoint(&mut tx).await?;
    let now = core.clock.now();
    if let Some(newest) = &newest {
        stands(&mut tx, newest, size).await?;
        let age = now.0.saturating_sub(newest.at);
        if newest.size.unsigned_abs() == size && age.abs() < AT_LEAST_EVERY_MS {
            return Ok(None);
        }
    }
    if size == 0 {
        return Ok(None);
    }
    let checkpoint = Checkpoint {
        origin: core.audit.origin.clone(),
        size,
        root: edge(&mut tx, size).await?.root(),
    };
    let key = signing_keys::current(core, &mut tx, Purpose::Checkpoint).await?;
    let note = checkpoint.sign(&key)?;
    let kept = Kept {
        number: newest.map_or(0, |newest| newest.number) + 1,
        at: now.0,
        note: &note,
    };
    let row = CheckpointRow {
        number: kept.number,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        at: kept.at,
        hash: kept.hash(),
        note,
    };
    audit_tree::insert_checkpoint(&mut tx, &row).await?;
    let data = serde_json::json!({
        "origin": checkpoint.origin, "size": size, "checkpoint": row.note,
    });
    events::emit_to_all(core, &mut tx, (EventKind::Checkpoint, &data)).await?;
    tx.commit().await?;
    publish::publish(&core.audit, &row).await;
    Ok(Some(row))
}

/// Nothing is appended to a tree that is not the one that was signed. And a key has to be there before: making one writes to
/// the system's chain, for which others may wait.
async fn prepare(core: &Core) -> Result<(), ServiceError> {
    let mut connection = core.db.read().await?;
    let keys = signing_keys::public_keys(&mut connection, Purpose::Checkpoint).await?;
    if let Some(newest) = audit_tree::newest_checkpoint(&mut connection).await? {
        let size = audit_tree::size(&mut connection).await?;
        stands(&mut connection, &newest, size).await?;
    }
    drop(connection);
    if keys.is_empty() {
        let mut tx = core.db.begin_write().await?;
        signing_keys::current(core, &mut tx, Purpose::Checkpoint).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// "A log MUST not sign any checkpoint which is inconsistent with any checkpoint it previously signed": the stored tree
/// still has the root that was signed last.
async fn stands(
    connection: &mut AnyConnection,
    newest: &CheckpointRow,
    size: u64,
) -> Result<(), ServiceError> {
    let fault = |problem: CheckpointProblem| {
        ServiceError::from(AuditError::from(Fault::Checkpoint {
            number: newest.number,
            size: newest.size.unsigned_abs(),
            problem,
        }))
    };
    let signed = database_keys(&mut *connection)
        .await?
        .open(&newest.note)
        .map_err(|error| fault(error.into()))?;
    if signed.size != newest.size.unsigned_abs() {
        return Err(fault(CheckpointProblem::Row));
    }
    if signed.size > size {
        return Err(fault(CheckpointProblem::Cut(size)));
    }
    if edge(connection, signed.size).await?.root() != signed.root {
        return Err(fault(CheckpointProblem::Root));
    }
    Ok(())
}

/// Makes a checkpoint if one is due: the last is old enough.
///
/// # Errors
/// As [`append_and_sign`].
pub async fn tick(core: &Core) -> Result<Run, ServiceError> {
    let mut connection = core.db.read().await?;
    let newest = audit_tree::newest_checkpoint(&mut connection).await?;
    drop(connection);
    let now = core.clock.now();
    let is_due = newest.is_none_or(|newest| {
        let age = now.0.saturating_sub(newest.at);
        age < 0 || age >= core.audit.every_ms
    });
    match is_due {
        true => append_and_sign(core).await,
        false => Ok(Run {
            made: None,
            more: false,
        }),
    }
}

/// Makes checkpoints until told to stop.
pub async fn work(core: Arc<Core>, stop: CancellationToken) {
    loop {
        match tick(&core).await {
            Ok(run) if run.more && !stop.is_cancelled() => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "no checkpoint of the audit log was made"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}
