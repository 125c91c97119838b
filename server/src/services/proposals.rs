//! Four eyes: one operator proposes to do something to a case, another one confirms it (OWASP ASVS 5.0, 2.3.5).
//!
//! A proposal is bound to the case as it was: whoever confirms, confirms that and nothing else. Nobody confirms their own;
//! whoever proposed or confirms has to be allowed to at the moment of the confirmation; of two confirmations at the same time
//! one counts. SEC-192

mod answering;
pub(super) mod rights;
mod waiting;

use serde::{Deserialize, Serialize};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    core::Core,
    dashboard::actions::{Change, Snapshot},
    operators::sessions::SignedIn,
};
use crate::{
    crypto::hex,
    db::{self, Tx, proposals::ProposalRow},
};

pub use self::{
    answering::{Answer, Answered, answer},
    waiting::{Waiting, waiting},
};

/// How long a proposal waits, in milliseconds.
pub const WAITS_MS: i64 = 24 * 60 * 60 * 1000;
/// Most proposals that wait for one case.
const MAX_OF_CASE: i64 = 20;
/// Column of the sealed reason.
const REASON: (&str, &str) = ("proposals", "reason");

/// What is stored of a proposal's content.
#[derive(Debug, Serialize, Deserialize)]
struct Content {
    change: Change,
    was: Snapshot,
}

/// Stores a proposal about a case that the caller's transaction holds locked, and answers its id.
///
/// # Errors
/// [`ServiceError::AlreadyHandled`] when somebody proposed the same already, [`ServiceError::TooMany`] when too much waits.
pub(super) async fn store(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (operator, change, reason): (&SignedIn, &Change, &str),
) -> Result<String, ServiceError> {
    let now = core.clock.now();
    let was = Snapshot::of(case);
    let revision = was.revision()?;
    let open = db::proposals::open_of(tx, case.id.as_str(), now, MAX_OF_CASE).await?;
    if i64::try_from(open.len()).is_ok_and(|count| count >= MAX_OF_CASE) {
        return Err(ServiceError::TooMany);
    }
    let content = Content {
        change: change.clone(),
        was,
    };
    let content = serde_json::to_string(&content)?;
    if open.iter().any(|row| row.content == content) {
        return Err(ServiceError::AlreadyHandled);
    }
    let row = ProposalRow {
        id: core.new_id(),
        onboarding_id: case.id.to_string(),
        client: case.row.client.clone(),
        action: change.action().code().to_owned(),
        content,
        reason: hex(&case.seal(core, REASON, &reason)?),
        revision,
        proposed_by: operator.name.to_string(),
        proposed_at: now.0,
        expires_at: now.plus_millis(WAITS_MS).0,
        outcome: None,
        decided_by: None,
        decided_at: None,
    };
    db::proposals::insert(tx, &row).await?;
    let detail = serde_json::json!({
        "proposal": row.id, "action": row.action, "change": change, "reason": reason,
    });
    let event = ("proposal.made", Actor::Operator(operator.name.as_str()));
    audit::of_case(core, tx, case, event, &detail).await?;
    Ok(row.id)
}

/// What a proposal is about.
fn content(row: &ProposalRow) -> Result<Content, ServiceError> {
    Ok(serde_json::from_str(&row.content)?)
}

/// Why it was proposed.
fn reason(case: &Case, row: &ProposalRow) -> Result<String, ServiceError> {
    let sealed = crate::crypto::unhex(&row.reason)
        .ok_or_else(|| ServiceError::Internal("a proposal's reason is not sealed".into()))?;
    case.open(REASON, sealed)
}
