//! Asking the provider for the present truth.

use vestibule::{
    check::{Signal, State},
    id::CheckId,
    reason::Reason,
};

use super::{
    News, RETURN_QUERY, SESSION,
    calls::{self, About},
    locked, record, record_for, session,
};
use crate::{
    db::{self, attempts::AttemptRow},
    provider::{Finished, ProviderError, ReturnQuery, Snapshot},
    services::{
        ServiceError,
        case::Case,
        core::{Connected, Core},
    },
};

/// The provider is asked at most once in this time about one check, whoever wants to know.
const MIN_INTERVAL_MS: i64 = 1_000;
/// A return whose follow-up is older than this was interrupted: longer than any outside call may take.
const INTERRUPTED_AFTER_MS: i64 = 60_000;

/// What asking brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Where the check stands now.
    pub state: State,
    /// Whether the provider said "nothing submitted yet".
    pub nothing_submitted: bool,
}

/// How soon the provider should be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Something happened that the caller knows of, and that is limited in number.
    Now,
    /// Somebody is curious: not more often than once a second about one check.
    WhenDue,
}

/// Asks the provider and records what it said. A provider that cannot be reached changes nothing.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is no such check; [`ServiceError::Internal`] when the database fails.
pub async fn ask(core: &Core, check_id: &CheckId, urgency: Urgency) -> Result<Asked, ServiceError> {
    let mut connection = core.db.read().await?;
    let check = db::checks::find(&mut connection, check_id, None)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let unchanged = Asked {
        state: check.state,
        nothing_submitted: false,
    };
    if matches!(check.state, State::Ended(_) | State::Created) {
        return Ok(unchanged);
    }
    let Some(attempt) = db::attempts::live(&mut connection, &check.id).await? else {
        return Ok(unchanged);
    };
    let id = vestibule::id::OnboardingId::new(check.onboarding_id.clone())
        .map_err(|_| ServiceError::NotFound)?;
    let case = Case::load(core, &mut connection, &id, None).await?;
    drop(connection);
    let now = core.clock.now();
    // Without a write for the many who ask too soon; the claim decides.
    let age = check.polled_at.map(|at| now.0.saturating_sub(at));
    if urgency == Urgency::WhenDue && age.is_some_and(|age| (0..MIN_INTERVAL_MS).contains(&age)) {
        return Ok(unchanged);
    }
    if !claim(core, &check.id, urgency).await? {
        return Ok(unchanged);
    }
    let connected = core.connected(&check.connection)?;
    let pending_return = attempt
        .returned_at
        .filter(|_| attempt.finished_at.is_none());
    let repeatable = connected.provider.policy().repeatable_return;
    if let Some(returned_at) = pending_return {
        if repeatable {
            return resume_return(core, connected, &case, check_id, &attempt).await;
        }
        if now.0 - returned_at < INTERRUPTED_AFTER_MS {
            return Ok(unchanged);
        }
    }
    let call = core.call(connected, &case.row.origin, case.locale());
    let session = session(&case, &attempt)?;
    let fetching = connected.provider.fetch(call, &session);
    let snapshot = match calls::recorded(core, About::from(&check), "fetch", fetching).await {
        Ok(snapshot) => snapshot,
        Err(ProviderError::NotVerified { rule }) => {
            let state = record_for(core, check_id, &attempt.id, News::not_verified(rule)).await?;
            return Ok(Asked {
                state,
                nothing_submitted: false,
            });
        }
        Err(error) => {
            tracing::warn!(check = check.id, connection = check.connection, %error, "fetch failed");
            return Ok(unchanged);
        }
    };
    let nothing_submitted = snapshot == Snapshot::Waiting;
    let news: News = if pending_return.is_some() && nothing_submitted {
        // The one-time code was sent by a process that died; nobody will learn what it bought.
        Signal::Failed(Reason::Interrupted).into()
    } else {
        snapshot.into()
    };
    let state = record_for(core, check_id, &attempt.id, news).await?;
    Ok(Asked {
        state,
        nothing_submitted,
    })
}

async fn claim(core: &Core, check: &str, urgency: Urgency) -> Result<bool, ServiceError> {
    let interval = match urgency {
        Urgency::Now => 0,
        Urgency::WhenDue => MIN_INTERVAL_MS,
    };
    let mut tx = core.db.begin_write().await?;
    let claimed = db::checks::claim_poll(&mut tx, check, interval, core.clock.now()).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Follows up a stored return again, where the provider allows that.
async fn resume_return(
    core: &Core,
    connected: &Connected,
    case: &Case,
    check: &CheckId,
    attempt: &AttemptRow,
) -> Result<Asked, ServiceError> {
    let Some(sealed) = attempt.return_query.clone() else {
        return Err(ServiceError::NotFound);
    };
    let query = ReturnQuery {
        pairs: case.open(RETURN_QUERY, sealed)?,
    };
    let state = follow_up(core, connected, case, check, attempt, &query).await?;
    Ok(Asked {
        state,
        nothing_submitted: false,
    })
}

/// Lets the provider follow up a return that was marked as used, and records what it led to.
pub(super) async fn follow_up(
    core: &Core,
    connected: &Connected,
    case: &Case,
    check: &CheckId,
    attempt: &AttemptRow,
    query: &ReturnQuery,
) -> Result<State, ServiceError> {
    let call = core.call(connected, &case.row.origin, case.locale());
    let session = session(case, attempt)?;
    let finishing = connected.provider.finish_return(call, &session, query);
    let about = About {
        onboarding: case.id.as_str(),
        check: check.as_str(),
        connection: &attempt.connection,
    };
    let news: News = match calls::recorded(core, about, "finish_return", finishing).await {
        Ok(Finished {
            session,
            snapshot,
            stopped,
        }) => {
            let sealed = case.seal(core, SESSION, &session)?;
            let mut tx = core.db.begin_write().await?;
            db::attempts::mark_finished(&mut tx, &attempt.id, sealed, core.clock.now()).await?;
            tx.commit().await?;
            match (snapshot, stopped) {
                (Snapshot::Waiting, Some(reason)) => Signal::Stopped(reason).into(),
                // Somebody came back, so there is no frame to wait in any more.
                (Snapshot::Waiting, None) => Signal::Processing.into(),
                (other, _) => other.into(),
            }
        }
        // A provider forgets its one-time words when its session runs out, and then calls our own a stranger's: such a
        // return is late (SG-17).
        Err(ProviderError::NotOurs) if is_late(core, case, check) => {
            let now = core.clock.now();
            Signal::DeadlinePassed { now }.into()
        }
        Err(ProviderError::NotOurs) => Signal::Failed(Reason::NotOurs).into(),
        Err(ProviderError::NotVerified { rule }) => News::not_verified(rule),
        // A one-time word was sent, and nobody will learn what it bought. An adapter that knows better answers with a
        // snapshot.
        Err(error) if !connected.provider.policy().repeatable_return => {
            tracing::error!(check = check.as_str(), %error, "return not followed up");
            Signal::Failed(match error {
                ProviderError::Misconfigured { .. } => Reason::Misconfigured,
                ProviderError::Unavailable { .. } => Reason::Interrupted,
                _ => Reason::NotVerified,
            })
            .into()
        }
        // The poll job tries again, or finds that it cannot.
        Err(error) => {
            tracing::warn!(check = check.as_str(), %error, "return not followed up yet");
            Signal::Processing.into()
        }
    };
    record_for(core, check, &attempt.id, news).await
}

/// Whether the deadline of the check's provider session has passed.
fn is_late(core: &Core, case: &Case, check: &CheckId) -> bool {
    case.checks
        .iter()
        .find(|row| row.id == check.as_str())
        .is_some_and(|row| match row.state {
            State::Open { deadline, .. }
            | State::Processing { deadline, .. }
            | State::Stopped { deadline, .. }
            | State::NeedsApproval { deadline, .. } => core.clock.now() >= deadline,
            State::Created | State::Ended(_) => false,
        })
}

/// Ends a check whose deadline has passed, after asking one last time.
///
/// # Errors
/// As [`ask`].
pub async fn expire(core: &Core, check_id: &CheckId) -> Result<State, ServiceError> {
    // Whatever keeps us from asking must not keep a check alive for ever.
    if let Err(error) = ask(core, check_id, Urgency::Now).await {
        tracing::warn!(check = check_id.as_str(), %error, "not asked before the end");
    }
    let (mut tx, case, row) = locked(core, check_id).await?;
    let now = core.clock.now();
    let state = record(
        core,
        &mut tx,
        &case,
        &row,
        Signal::DeadlinePassed { now }.into(),
    )
    .await?;
    tx.commit().await?;
    Ok(state)
}
