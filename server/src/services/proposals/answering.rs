//! Confirming, refusing and withdrawing.

use vestibule::{id::OnboardingId, permission::Action};

use super::{content, reason, rights};
use crate::{
    db::{self, Tx, proposals::ProposalRow},
    services::{
        ServiceError,
        audit::{self, Actor},
        case::Case,
        core::Core,
        dashboard::{
            actions::{ActionError, By, Mistake, Snapshot, apply, is_reference},
            case::client_of,
        },
        operators::{resets, sessions::SignedIn},
    },
};

/// What is said to a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Yes: do it now.
    Confirm {
        /// What was typed to confirm, where there is no way back.
        typed: String,
    },
    /// No.
    Refuse,
    /// Whoever proposed it thinks better of it.
    Withdraw,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It is done.
    Made,
    /// It will not be.
    Dropped,
}

const CONFIRMED: &str = "confirmed";
const REFUSED: &str = "refused";
const WITHDRAWN: &str = "withdrawn";
const OVERTAKEN: &str = "overtaken";

/// Answers a proposal.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or its case is one that the operator may not see;
/// [`ActionError::NotAllowed`] when it is their own, they or whoever proposed it replaced the other's sign-in, or
/// they may not do what it proposes, by what they are granted now;
/// [`ActionError::Changed`] when it was answered, is too old, the case is another than it was proposed for, or whoever
/// proposed it may not do it any more.
pub async fn answer(
    core: &Core,
    operator: &SignedIn,
    id: &str,
    answer: &Answer,
) -> Result<Answered, ActionError> {
    let mut tx = core.db.begin_write().await?;
    let row = db::proposals::find(&mut tx, id).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    let onboarding =
        OnboardingId::new(row.onboarding_id.clone()).map_err(|_| ServiceError::NotFound)?;
    let case = Case::load(core, &mut tx, &onboarding, Some(core.db.dialect())).await?;
    // Once more, now that whoever else answers waits for this transaction.
    let row = db::proposals::find(&mut tx, id).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    let client = client_of(&case.row)?;
    let content = content(&row)?;
    let action = content.change.action();
    let granted = rights::of(&mut tx, operator.name.as_str()).await?;
    if !granted.may(Action::ReadCase, client.as_ref()) {
        return Err(ServiceError::NotFound.into());
    }
    let is_own = row.proposed_by == operator.name.as_str();
    let may = !is_own && granted.may(action, client.as_ref());
    let is_allowed = match answer {
        Answer::Confirm { .. } => {
            may && !resets::may_be_one(&mut tx, operator.name.as_str(), &row.proposed_by).await?
        }
        Answer::Refuse => may,
        Answer::Withdraw => is_own,
    };
    if !is_allowed {
        return Err(ActionError::NotAllowed);
    }
    if row.outcome.is_some() || row.expires_at <= core.clock.now().0 {
        return Err(ActionError::Changed);
    }
    let who = Who {
        case: &case,
        row: &row,
        operator,
    };
    match answer {
        Answer::Refuse => {
            who.settle(core, &mut tx, (REFUSED, "proposal.refused"))
                .await?;
            tx.commit().await?;
            Ok(Answered::Dropped)
        }
        Answer::Withdraw => {
            who.settle(core, &mut tx, (WITHDRAWN, "proposal.withdrawn"))
                .await?;
            tx.commit().await?;
            Ok(Answered::Dropped)
        }
        Answer::Confirm { typed } => {
            let proposer = rights::of(&mut tx, &row.proposed_by).await?;
            let is_as_it_was = Snapshot::of(&case).revision()? == row.revision
                && content.change.fits(&case)?
                && proposer.may(action, client.as_ref());
            if !is_as_it_was {
                who.settle(core, &mut tx, (OVERTAKEN, "proposal.overtaken"))
                    .await?;
                tx.commit().await?;
                return Err(ActionError::Changed);
            }
            if content.change.is_destructive() && !is_reference(&onboarding, typed) {
                return Err(ActionError::Invalid(vec![Mistake::Reference]));
            }
            let reason = reason(&case, &row)?;
            who.settle(core, &mut tx, (CONFIRMED, "proposal.confirmed"))
                .await?;
            let by = By {
                operator: operator.name.as_str(),
                reason: &reason,
                proposal: Some((&row.id, &row.proposed_by)),
            };
            let after = apply(core, &mut tx, &case, (&content.change, by)).await?;
            tx.commit().await?;
            after.finish(core, &case).await;
            Ok(Answered::Made)
        }
    }
}

/// Who answers which proposal about which case.
struct Who<'a> {
    case: &'a Case,
    row: &'a ProposalRow,
    operator: &'a SignedIn,
}

impl Who<'_> {
    async fn settle(
        &self,
        core: &Core,
        tx: &mut Tx,
        (outcome, kind): (&str, &str),
    ) -> Result<(), ActionError> {
        let name = self.operator.name.as_str();
        let settled = (outcome, name);
        if !db::proposals::settle(tx, &self.row.id, settled, core.clock.now()).await? {
            return Err(ActionError::Changed);
        }
        let detail = serde_json::json!({
            "proposal": self.row.id, "action": self.row.action, "proposed_by": self.row.proposed_by,
        });
        let event = (kind, Actor::Operator(name));
        audit::of_case(core, tx, self.case, event, &detail).await?;
        Ok(())
    }
}
