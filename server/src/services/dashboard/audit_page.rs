//! The audit log for people: a page of it, newest first, by chain, kind, actor and time; and its verification.

use serde_json::json;
use vestibule::{id::OnboardingId, permission::Action, time::Timestamp};

use crate::{
    audit_log::chain::SYSTEM,
    db::{
        self,
        audit::{AuditRow, Found},
    },
    services::{
        ServiceError,
        audit::{
            self, Actor,
            verification::{self, AuditError},
        },
        core::Core,
        operators::sessions::SignedIn,
    },
};

/// Events of one page.
pub const PAGE: i64 = 50;
/// Longest text that is searched for, in characters.
const MAX_TEXT: usize = 100;

/// What is looked for; what is empty is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// An onboarding; the system's own chain without one.
    pub onboarding: Option<OnboardingId>,
    /// How the kind begins, e.g. `client.`.
    pub kind: String,
    /// How the actor begins, e.g. `operator:`.
    pub actor: String,
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// Before this one.
    pub until: Option<Timestamp>,
}

impl Wanted {
    fn chain(&self) -> &str {
        self.onboarding
            .as_ref()
            .map_or(SYSTEM, OnboardingId::as_str)
    }
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// From 1 within its chain.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// The detail of the system's chain, as JSON. Those of onboardings are sealed, and are read on the case's own page.
    pub detail: Option<String>,
    /// How its hash begins.
    pub hash: String,
}

impl Event {
    fn of(row: AuditRow) -> Self {
        let is_plain = row.chain == SYSTEM;
        Self {
            sequence: row.sequence,
            at: Timestamp(row.at),
            kind: row.kind,
            actor: row.actor,
            detail: row
                .detail
                .filter(|_| is_plain)
                .and_then(|detail| String::from_utf8(detail).ok()),
            hash: row.hash.chars().take(12).collect(),
        }
    }
}

fn may(operator: &SignedIn) -> Result<(), ServiceError> {
    match operator.grants.may(Action::ReadAudit, None) {
        true => Ok(()),
        false => Err(ServiceError::NotFound),
    }
}

/// Events, newest first: those before this number in their chain. And whether older ones follow.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not; [`ServiceError::BadRequest`] for texts that are too long.
pub async fn page(
    core: &Core,
    operator: &SignedIn,
    wanted: &Wanted,
    before: Option<i64>,
) -> Result<(Vec<Event>, bool), ServiceError> {
    may(operator)?;
    let is_long = |text: &str| text.chars().count() > MAX_TEXT;
    if is_long(&wanted.kind) || is_long(&wanted.actor) {
        return Err(ServiceError::BadRequest("filter: at most 100 characters"));
    }
    let found = Found {
        chain: wanted.chain(),
        kind: &wanted.kind,
        actor: &wanted.actor,
        since: wanted.since.map_or(i64::MIN, |at| at.0),
        until: wanted.until.map_or(i64::MAX, |at| at.0),
        before: before.unwrap_or(i64::MAX),
    };
    let mut connection = core.db.read().await?;
    let mut rows = db::audit::newest(&mut connection, found, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > page;
    rows.truncate(page);
    Ok((rows.into_iter().map(Event::of).collect(), more))
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every row of the chain is as it was written; so many there are.
    Whole(i64),
    /// The first thing that is wrong.
    Broken(String),
}

/// Verifies one chain: every row, every detail that was not erased, its head, and how far it was logged. The whole log, with
/// its checkpoints, is verified by `vestibule audit verify`, which takes as long as it takes.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not; else when the database fails.
pub async fn verify(
    core: &Core,
    operator: &SignedIn,
    onboarding: Option<&OnboardingId>,
) -> Result<Verdict, ServiceError> {
    may(operator)?;
    let verdict = {
        // In one snapshot: others write meanwhile.
        let mut tx = core.db.begin_snapshot().await?;
        match verification::verify_one(core, &mut tx, onboarding).await {
            Ok(rows) => Verdict::Whole(rows),
            Err(AuditError::Fault(fault)) => Verdict::Broken(fault.to_string()),
            Err(AuditError::Service(error)) => return Err(error),
        }
    };
    if let Verdict::Broken(fault) = &verdict {
        tracing::error!(fault, "the audit log is not as it was written");
    }
    let chain = onboarding.map_or(SYSTEM, OnboardingId::as_str);
    let detail = json!({ "chain": chain, "whole": matches!(verdict, Verdict::Whole(_)) });
    let event = ("audit.verified", Actor::Operator(operator.name.as_str()));
    let mut tx = core.db.begin_write().await?;
    audit::of_system(core, &mut tx, event, &detail).await?;
    tx.commit().await?;
    Ok(verdict)
}
