//! Verifying the audit log in the database: chains, heads, the tree over them, checkpoints (SEC-184). Page by page, in one
//! snapshot: others may write meanwhile.

use std::collections::VecDeque;

use sqlx::AnyConnection;
use vestibule::{id::OnboardingId, time::Timestamp};

use crate::{
    audit_log::{
        chain::{Chain, SYSTEM, commitment},
        check::{Kept, Keys, LogCheck, Verified},
        fault::{CheckpointProblem, Fault},
        note::VerifierKey,
        tree::{Hash, Node},
    },
    crypto::{DataKey, KeyRing, Place, Sealed, WrappedKey},
    db::{
        self, Database, DbError,
        audit::AuditRow,
        audit_tree::{self, CheckpointRow, LeafRow},
    },
    services::{
        ServiceError,
        core::Core,
        signing_keys::{self, Purpose},
    },
};

/// Why verification ended early.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The log is not as it was written; the first place where that shows.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// It cannot be read.
    #[error("the audit log cannot be read: {0}")]
    Service(#[from] ServiceError),
}

impl From<DbError> for AuditError {
    fn from(error: DbError) -> Self {
        Self::Service(error.into())
    }
}

impl From<AuditError> for ServiceError {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Service(error) => error,
            AuditError::Fault(fault) => Self::Internal(Box::new(fault)),
        }
    }
}

/// How the details of a chain are read.
enum Details {
    /// The system's are plain.
    Plain,
    /// An onboarding's are sealed.
    Sealed(Box<DataKey>, OnboardingId),
    /// The key was destroyed: erased.
    Gone,
}

impl Details {
    async fn of(
        connection: &mut AnyConnection,
        ring: &KeyRing,
        chain: &str,
    ) -> Result<Self, AuditError> {
        if chain == SYSTEM {
            return Ok(Self::Plain);
        }
        let Ok(id) = OnboardingId::new(chain.to_owned()) else {
            return Ok(Self::Gone);
        };
        let Some(row) = db::onboardings::data_key(connection, chain).await? else {
            return Ok(Self::Gone);
        };
        let wrapped = WrappedKey {
            ring_key: row.ring_key,
            sealed: Sealed::from_bytes(row.wrapped),
            wrapped_at: Timestamp(row.wrapped_at),
        };
        let key = DataKey::unwrap(&wrapped, ring, &id).map_err(|error| {
            ServiceError::Internal(format!("the data key of {chain}: {error}").into())
        })?;
        Ok(Self::Sealed(Box::new(key), id))
    }

    fn fit(&self, row: &AuditRow) -> bool {
        let stored = row.detail.as_deref();
        match (self, stored) {
            // With a salt that was left, a detail could be guessed; nothing may stand where nobody can compare it.
            (Self::Gone, stored) => stored.is_none() && row.salt.is_empty(),
            (_, None) => false,
            (Self::Plain, Some(plain)) => row.commitment == commitment(&row.salt, plain),
            (Self::Sealed(key, id), Some(sealed)) => {
                let place = Place {
                    table: "audit_events",
                    column: "detail",
                    onboarding: id,
                };
                key.open(&Sealed::from_bytes(sealed.to_vec()), place)
                    .is_ok_and(|plain| row.commitment == commitment(&row.salt, &plain))
            }
        }
    }
}

/// Verifies a chain: every row, every detail that was not erased, the head, and how far it was logged. Gives the number of
/// its last row, and of the last that was logged.
async fn verify_chain(
    connection: &mut AnyConnection,
    name: &str,
    details: &Details,
) -> Result<(i64, i64), AuditError> {
    let mut chain = Chain::new(name);
    loop {
        let rows = db::audit::page(&mut *connection, name, chain.sequence()).await?;
        if rows.is_empty() {
            break;
        }
        for stored in rows {
            chain.take(&stored.row())?;
            if !details.fit(&stored) {
                return Err(Fault::Detail {
                    chain: stored.chain,
                    sequence: stored.sequence,
                }
                .into());
            }
        }
    }
    let leaf = audit_tree::newest_leaf(&mut *connection, name).await?;
    let logged = leaf.map_or(0, |(_, sequence, _)| sequence);
    if logged > chain.sequence() {
        return Err(Fault::Cut {
            chain: name.to_owned(),
            sequence: chain.sequence() + 1,
        }
        .into());
    }
    let head = db::audit::head(connection, name).await?;
    let sequence = chain.end(
        head.as_ref()
            .map(|head| (head.sequence, head.hash.as_str())),
    )?;
    match head {
        Some(head) if head.logged != logged => Err(Fault::Logged {
            chain: head.chain,
            head: head.logged,
            logged,
        }
        .into()),
        _ => Ok((sequence, logged)),
    }
}

/// Verifies the chain of an onboarding: every row, every detail that was not erased, and the head (SEC-184). Gives the
/// number of its last row.
///
/// # Errors
/// Names the first row that is wrong.
pub async fn verify(
    core: &Core,
    connection: &mut AnyConnection,
    id: &OnboardingId,
) -> Result<i64, ServiceError> {
    let details = Details::of(&mut *connection, &core.keys, id.as_str()).await?;
    Ok(verify_chain(connection, id.as_str(), &details).await?.0)
}

/// Verifies the system's chain (SEC-184).
///
/// # Errors
/// Names the first row that is wrong.
pub async fn verify_system(connection: &mut AnyConnection) -> Result<i64, ServiceError> {
    Ok(verify_chain(connection, SYSTEM, &Details::Plain).await?.0)
}

/// Verifies one chain, an onboarding's or the system's, and gives the number of its last row.
///
/// # Errors
/// Names the first thing that is wrong.
pub async fn verify_one(
    core: &Core,
    connection: &mut AnyConnection,
    onboarding: Option<&OnboardingId>,
) -> Result<i64, AuditError> {
    let chain = onboarding.map_or(SYSTEM, OnboardingId::as_str);
    let details = Details::of(&mut *connection, &core.keys, chain).await?;
    Ok(verify_chain(connection, chain, &details).await?.0)
}

/// What a log is compared with, beside itself.
#[derive(Debug, Clone, Default)]
pub struct Trusted {
    /// The keys that may have signed checkpoints. None: those in the database.
    pub keys: Vec<VerifierKey>,
    /// Signed checkpoints that were kept elsewhere.
    pub checkpoints: Vec<String>,
}

/// Verifies everything in the database: every chain against its head, the log of heads against the chains, the tree over it,
/// every checkpoint, and what was published of it.
///
/// # Errors
/// Names the first thing that is wrong.
pub async fn verify_database(
    db: &Database,
    ring: &KeyRing,
    trusted: &Trusted,
) -> Result<Verified, AuditError> {
    let mut tx = db.begin_snapshot().await?;
    let mut verified = Verified::default();
    let mut after = String::new();
    while let Some(chain) = db::audit::next_chain(&mut tx, &after).await? {
        let details = Details::of(&mut tx, ring, &chain).await?;
        let (rows, logged) = verify_chain(&mut tx, &chain, &details).await?;
        if rows == 0 {
            return Err(Fault::Chain { chain }.into());
        }
        verified.chains += 1;
        verified.rows += rows.unsigned_abs();
        verified.ahead += u64::from(rows > logged);
        after = chain;
    }
    let keys = match trusted.keys.is_empty() {
        true => database_keys(&mut tx).await?,
        false => Keys::named(trusted.keys.clone()),
    };
    let published: Vec<&str> = trusted.checkpoints.iter().map(String::as_str).collect();
    let mut check = LogCheck::new(keys, &published)?;
    verify_log(&mut tx, &mut check).await?;
    verified.leaves = check.size();
    verified.checkpoints = check.checkpoints();
    verified.newest = check.newest().cloned();
    Ok(verified)
}

/// The keys in the database.
///
/// # Errors
/// When one of them is none.
pub async fn database_keys(connection: &mut AnyConnection) -> Result<Keys, ServiceError> {
    let keys = signing_keys::public_keys(connection, Purpose::Checkpoint).await?;
    Ok(Keys::public(
        keys.iter().map(|key| key.key.to_bytes()).collect(),
    ))
}

/// The stored checkpoints, in order.
#[derive(Default)]
struct Checkpoints {
    page: VecDeque<CheckpointRow>,
    after: i64,
    at_end: bool,
}

impl Checkpoints {
    /// The next one that covers at most so many leaves.
    async fn next_within(
        &mut self,
        connection: &mut AnyConnection,
        size: i64,
    ) -> Result<Option<CheckpointRow>, DbError> {
        if self.page.is_empty() && !self.at_end {
            self.page = audit_tree::checkpoints(connection, self.after)
                .await?
                .into();
            self.at_end = self.page.is_empty();
        }
        if self.page.front().is_none_or(|row| row.size > size) {
            return Ok(None);
        }
        let next = self.page.pop_front();
        if let Some(row) = &next {
            self.after = row.number;
        }
        Ok(next)
    }
}

async fn verify_log(
    connection: &mut AnyConnection,
    check: &mut LogCheck,
) -> Result<(), AuditError> {
    let mut checkpoints = Checkpoints::default();
    take_checkpoints(&mut *connection, check, &mut checkpoints).await?;
    loop {
        let page = audit_tree::leaves(&mut *connection, check.size()).await?;
        if page.is_empty() {
            break;
        }
        let mut completed = Vec::new();
        for row in page {
            let mut taken = take_leaf(check, &row, &mut completed);
            if taken.is_ok() {
                taken = take_checkpoints(&mut *connection, check, &mut checkpoints).await;
            }
            if taken.is_err() {
                // A wrong hash of the tree says more than a wrong root.
                compare_nodes(&mut *connection, &completed).await?;
                return taken;
            }
        }
        compare_nodes(&mut *connection, &completed).await?;
    }
    check.end()?;
    if let Some(row) = checkpoints.next_within(&mut *connection, i64::MAX).await? {
        return Err(Fault::Checkpoint {
            number: row.number,
            size: row.size.unsigned_abs(),
            problem: CheckpointProblem::Cut(check.size()),
        }
        .into());
    }
    match audit_tree::superfluous_node(connection, check.size()).await? {
        Some((level, position)) => Err(Fault::Node { level, position }.into()),
        None => Ok(()),
    }
}

fn take_leaf(
    check: &mut LogCheck,
    row: &LeafRow,
    completed: &mut Vec<(Node, Hash)>,
) -> Result<(), AuditError> {
    let index = check.size();
    if u64::try_from(row.position) != Ok(index) {
        return Err(Fault::Leaf { index }.into());
    }
    if row.now.as_deref() != Some(row.hash.as_str()) {
        return Err(Fault::Anchored {
            index,
            chain: row.chain.clone(),
            sequence: row.sequence,
        }
        .into());
    }
    completed.extend(check.leaf(index, &row.leaf())?);
    Ok(())
}

async fn take_checkpoints(
    connection: &mut AnyConnection,
    check: &mut LogCheck,
    checkpoints: &mut Checkpoints,
) -> Result<(), AuditError> {
    let size = i64::try_from(check.size()).unwrap_or(i64::MAX);
    while let Some(row) = checkpoints.next_within(&mut *connection, size).await? {
        let kept = Kept {
            number: row.number,
            at: row.at,
            note: &row.note,
        };
        if row.size != size {
            return Err(Fault::Checkpoint {
                number: row.number,
                size: row.size.unsigned_abs(),
                problem: CheckpointProblem::Row,
            }
            .into());
        }
        check.checkpoint(kept, &row.hash)?;
    }
    Ok(())
}

/// Compares computed hashes with the stored ones. Of each level they are neighbours.
async fn compare_nodes(
    connection: &mut AnyConnection,
    computed: &[(Node, Hash)],
) -> Result<(), AuditError> {
    let top = computed.iter().map(|(node, _)| node.level).max();
    for level in 0..=top.unwrap_or(0) {
        let of_level: Vec<&(Node, Hash)> = computed
            .iter()
            .filter(|(node, _)| node.level == level)
            .collect();
        let (Some((first, _)), Some((last, _))) = (of_level.first(), of_level.last()) else {
            continue;
        };
        let range = (first.position, last.position);
        let stored = audit_tree::nodes_between(&mut *connection, level, range).await?;
        for (node, hash) in of_level {
            if stored.get(node) != Some(hash) {
                return Err(Fault::Node {
                    level: i64::from(node.level),
                    position: i64::try_from(node.position).unwrap_or(i64::MAX),
                }
                .into());
            }
        }
    }
    Ok(())
}
