//! What waits for a second operator, and what changed since it was proposed.

use vestibule::{
    id::OnboardingId, onboarding::OnboardingStatus, permission::Action, time::Timestamp,
};

use super::{content, reason};
use crate::{
    db,
    services::{
        ServiceError,
        case::Case,
        core::Core,
        dashboard::{
            actions::{Change, Changed, Snapshot, reference},
            case::client_of,
        },
        operators::{resets, sessions::SignedIn},
    },
};

/// Most proposals on one page.
const PAGE: i64 = 50;

/// A proposal that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its id.
    pub id: String,
    /// The case.
    pub onboarding: OnboardingId,
    /// What is typed to confirm.
    pub reference: String,
    /// The client's name.
    pub client: String,
    /// What is proposed.
    pub change: Change,
    /// Why.
    pub reason: String,
    /// The operator who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Until when it can be confirmed.
    pub expires_at: Timestamp,
    /// Where the case stands.
    pub status: OnboardingStatus,
    /// What became another since: it cannot be confirmed any more then.
    pub changed: Vec<Changed>,
    /// Whether it is the operator's own.
    pub is_own: bool,
    /// Whether the operator may confirm or refuse it.
    pub may_answer: bool,
    /// Whether one of the two replaced the other's sign-in: then somebody else has to confirm it.
    pub may_be_one: bool,
}

/// What waits about cases that this operator sees, oldest first. At most 50.
///
/// # Errors
/// When the database fails.
pub async fn waiting(core: &Core, operator: &SignedIn) -> Result<Vec<Waiting>, ServiceError> {
    let of = operator.grants.visible(Action::ReadCase);
    let mut connection = core.db.read().await?;
    let rows = db::proposals::open(&mut connection, &of, core.clock.now(), PAGE).await?;
    let mut found = Vec::new();
    for row in rows {
        let Ok(id) = OnboardingId::new(row.onboarding_id.clone()) else {
            continue;
        };
        let case = match Case::load(core, &mut connection, &id, None).await {
            Ok(case) => case,
            // It was erased meanwhile: nobody can act on it any more.
            Err(ServiceError::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let content = content(&row)?;
        let client = client_of(&case.row)?;
        let is_own = row.proposed_by == operator.name.as_str();
        let may = operator
            .grants
            .may(content.change.action(), client.as_ref());
        let by = row.proposed_by.as_str();
        let may_be_one = resets::may_be_one(&mut connection, operator.name.as_str(), by).await?;
        found.push(Waiting {
            may_be_one,
            reference: reference(&id),
            status: case.status()?,
            changed: Snapshot::of(&case).since(&content.was),
            reason: reason(&case, &row)?,
            may_answer: !is_own && may,
            is_own,
            onboarding: id,
            client: row.client,
            change: content.change,
            id: row.id,
            proposed_by: row.proposed_by,
            proposed_at: Timestamp(row.proposed_at),
            expires_at: Timestamp(row.expires_at),
        });
    }
    Ok(found)
}
