//! What operators do to a case: decide, allow another attempt, cancel, erase, make a link, send webhooks again.
//!
//! Every form carries the revision of the case as it was shown. When the case is another meanwhile, nothing is done: of two
//! operators who act at the same time, the second one is told so. What is configured for four eyes becomes a proposal
//! ([`crate::services::proposals`]).

mod allow_attempt;
mod cancel;
mod decide;
mod erase;
mod link;
mod offered;
mod redeliver;
mod snapshot;

use serde::{Deserialize, Serialize};
use vestibule::{
    id::{OnboardingId, StepName},
    journey::Conclusion,
    permission::Action,
};

use crate::{
    db::{self, DbError, Tx},
    services::{
        ServiceError,
        audit::{self, Actor},
        case::Case,
        checks::GivenUp,
        core::Core,
        dashboard::case::client_of,
        erasure,
        operators::sessions::SignedIn,
        proposals,
    },
};

pub use self::{
    link::make_link,
    offered::{Offered, offered},
    redeliver::redeliver,
    snapshot::{Changed, Snapshot},
};

/// Shortest reason, in characters: a word says nothing.
pub const MIN_REASON: usize = 10;
/// Longest reason, in characters.
pub const MAX_REASON: usize = 500;

/// What an operator concludes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The person is who the client needs them to be.
    Approve,
    /// No.
    Reject,
}

impl Verdict {
    /// The conclusion that is stored.
    #[must_use]
    pub fn conclusion(self) -> Conclusion {
        match self {
            Self::Approve => Conclusion::Approve,
            Self::Reject => Conclusion::Reject,
        }
    }
}

/// What changes a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// Approve or reject.
    Decide {
        /// Which of both.
        verdict: Verdict,
    },
    /// Allow another attempt of a step.
    AllowAttempt {
        /// Which step.
        step: StepName,
    },
    /// End the case before its end.
    Cancel,
    /// Destroy what is known of the person.
    Erase,
}

impl Change {
    /// What it takes to be allowed to.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::Decide { .. } => Action::Decide,
            Self::AllowAttempt { .. } => Action::AllowAttempt,
            Self::Cancel => Action::Cancel,
            Self::Erase => Action::Erase,
        }
    }

    /// Whether there is no way back, so that the case's reference has to be typed.
    #[must_use]
    pub fn is_destructive(&self) -> bool {
        match self {
            Self::Decide { verdict } => *verdict == Verdict::Reject,
            Self::AllowAttempt { .. } => false,
            Self::Cancel | Self::Erase => true,
        }
    }

    /// Whether the case is one to which this can be done.
    ///
    /// # Errors
    /// When the case's row is inconsistent.
    pub fn fits(&self, case: &Case) -> Result<bool, ServiceError> {
        match self {
            Self::Decide { .. } => decide::fits(case),
            Self::AllowAttempt { step } => allow_attempt::fits(case, step),
            Self::Cancel => cancel::fits(case),
            Self::Erase => Ok(true),
        }
    }
}

/// What a form says beside what is to be done.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The case's revision when the form was drawn.
    pub revision: String,
    /// Why.
    pub reason: String,
    /// What was typed to confirm.
    pub typed: String,
}

/// What is wrong with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// The reason is too short or too long.
    Reason,
    /// What was typed is not the case's reference.
    Reference,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// It is done.
    Made,
    /// It waits for a second operator, as the proposal with this id.
    Proposed(String),
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// They see the case, and may not do this to it.
    #[error("not allowed")]
    NotAllowed,
    /// The case is another than the form was about, or somebody was quicker.
    #[error("changed meanwhile")]
    Changed,
    /// The form has to be filled in again.
    #[error("invalid: {0:?}")]
    Invalid(Vec<Mistake>),
    /// Everything else; [`ServiceError::OutOfOrder`] when this cannot be done to such a case.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<DbError> for ActionError {
    fn from(error: DbError) -> Self {
        Self::Service(error.into())
    }
}

impl From<sqlx::Error> for ActionError {
    fn from(error: sqlx::Error) -> Self {
        Self::Service(error.into())
    }
}

/// The case's reference, as its applicant's pages show it: the end of its id, which is random.
#[must_use]
pub fn reference(id: &OnboardingId) -> String {
    let id = id.as_str();
    id.rsplit('-').next().unwrap_or(id).to_ascii_uppercase()
}

/// What is wrong with the reason and with what was typed.
pub(in crate::services) fn mistakes(
    id: &OnboardingId,
    change: &Change,
    (reason, typed): (&str, &str),
) -> Vec<Mistake> {
    let length = reason.trim().chars().count();
    let mut mistakes = Vec::new();
    if !(MIN_REASON..=MAX_REASON).contains(&length) {
        mistakes.push(Mistake::Reason);
    }
    if change.is_destructive() && !is_reference(id, typed) {
        mistakes.push(Mistake::Reference);
    }
    mistakes
}

/// Whether this is what was to be typed.
pub(in crate::services) fn is_reference(id: &OnboardingId, typed: &str) -> bool {
    typed.trim().eq_ignore_ascii_case(&reference(id))
}

/// A case, held until the transaction ends, for an operator who may do this to it and knows it as it is.
async fn held(
    core: &Core,
    tx: &mut Tx,
    (operator, action): (&SignedIn, Action),
    (id, revision): (&OnboardingId, &str),
) -> Result<Case, ActionError> {
    let case = Case::load(core, tx, id, Some(core.db.dialect())).await?;
    let client = client_of(&case.row)?;
    if !operator.grants.may(Action::ReadCase, client.as_ref()) {
        return Err(ServiceError::NotFound.into());
    }
    if !operator.grants.may(action, client.as_ref()) {
        return Err(ActionError::NotAllowed);
    }
    if Snapshot::of(&case).revision()? != revision {
        return Err(ActionError::Changed);
    }
    Ok(case)
}

/// Does something to a case, or proposes it where it waits for a second operator.
///
/// # Errors
/// See [`ActionError`]; [`ServiceError::NotFound`] also for a case that the operator may not see, and for an erased one.
pub async fn change(
    core: &Core,
    operator: &SignedIn,
    id: &OnboardingId,
    change: &Change,
    asked: &Asked,
) -> Result<Done, ActionError> {
    let mut tx = core.db.begin_write().await?;
    let about = (id, asked.revision.as_str());
    let case = held(core, &mut tx, (operator, change.action()), about).await?;
    if !change.fits(&case)? {
        return Err(ServiceError::OutOfOrder.into());
    }
    // Also before it is proposed.
    if *change == Change::Erase && db::holds::is_open(&mut tx, id.as_str()).await? {
        return Err(ServiceError::OnHold.into());
    }
    let mistakes = mistakes(id, change, (&asked.reason, &asked.typed));
    if !mistakes.is_empty() {
        return Err(ActionError::Invalid(mistakes));
    }
    let reason = asked.reason.trim();
    if core.dashboard.four_eyes.needs(change.action()) {
        let proposal = proposals::store(core, &mut tx, &case, (operator, change, reason)).await?;
        tx.commit().await?;
        return Ok(Done::Proposed(proposal));
    }
    let by = By {
        operator: operator.name.as_str(),
        reason,
        proposal: None,
    };
    let after = apply(core, &mut tx, &case, (change, by)).await?;
    tx.commit().await?;
    after.finish(core, &case).await;
    Ok(Done::Made)
}

/// Who does it, and why.
#[derive(Debug, Clone, Copy)]
pub(in crate::services) struct By<'a> {
    /// The operator.
    pub(in crate::services) operator: &'a str,
    /// Why.
    pub(in crate::services) reason: &'a str,
    /// The proposal that is confirmed, and who made it.
    pub(in crate::services) proposal: Option<(&'a str, &'a str)>,
}

impl<'a> By<'a> {
    fn actor(&self) -> Actor<'a> {
        Actor::Operator(self.operator)
    }
}

/// What follows after the commit.
#[must_use = "the providers are told after the commit"]
pub(in crate::services) enum After {
    /// Provider sessions that nobody goes on with.
    GivenUp(GivenUp),
    /// The case was erased.
    Erased(Box<(Case, GivenUp)>),
}

impl After {
    /// Does it, after the commit.
    pub(in crate::services) async fn finish(self, core: &Core, case: &Case) {
        match self {
            Self::GivenUp(given_up) => given_up.finish(core, case).await,
            Self::Erased(erased) => erasure::finish(core, *erased).await,
        }
    }
}

/// Does it, in the caller's transaction, which holds the case locked.
pub(in crate::services) async fn apply(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    (change, by): (&Change, By<'_>),
) -> Result<After, ServiceError> {
    let detail = serde_json::json!({
        "action": change.action().code(), "change": change, "reason": by.reason,
        "proposal": by.proposal.map(|(id, _)| id), "proposed_by": by.proposal.map(|(_, name)| name),
    });
    audit::of_case(core, tx, case, ("action.taken", by.actor()), &detail).await?;
    // What others propose was about the case before.
    db::proposals::overtake(tx, case.id.as_str(), by.operator, core.clock.now()).await?;
    let given_up = match change {
        Change::Decide { verdict } => decide::apply(core, tx, case, (*verdict, by)).await?,
        Change::AllowAttempt { step } => {
            allow_attempt::apply(core, tx, case, (step, by)).await?;
            GivenUp::default()
        }
        Change::Cancel => cancel::apply(core, tx, case, by).await?,
        Change::Erase => return erase::apply(core, tx, case, by).await,
    };
    Ok(After::GivenUp(given_up))
}
