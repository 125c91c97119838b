//! Checks: the one function that writes a check's state, and what leads to it.

pub mod calls;
mod launch;
pub mod messages;
pub mod polling;
#[cfg(test)]
mod races;
pub mod returns;
pub mod sdk;
pub mod start;
pub mod verified;
pub mod webhooks;

use vestibule::{
    check::{Effect, Ending, Signal, State, apply},
    id::CheckId,
    reason::Reason,
};

use super::{
    ServiceError,
    audit::{self, Actor},
    case::Case,
    core::Core,
    projection, signals, tallies,
};
use crate::{
    db::{
        self, Tx,
        attempts::AttemptRow,
        checks::{CheckRow, state_code},
        facts::FactRow,
    },
    jobs,
    provider::{Evidence, ProviderSession, Snapshot},
    telemetry::count,
};
use vestibule::fact::Outcome;

/// Column of the sealed provider session.
const SESSION: (&str, &str) = ("attempts", "session");
/// Column of the sealed URL of the provider's own page.
const LEAVE_TO: (&str, &str) = ("attempts", "leave_to");
/// Column of the sealed query of a return.
const RETURN_QUERY: (&str, &str) = ("attempts", "return_query");

/// News about a check: the signal, and what has to be stored with it.
pub struct News {
    signal: Signal,
    settled: Option<(Outcome, Evidence)>,
    /// The rule by which an adapter refused what came back; for the audit log only (BI-25).
    rule: Option<&'static str>,
}

impl News {
    /// What came back could not be verified.
    fn not_verified(rule: &'static str) -> Self {
        Self {
            rule: Some(rule),
            ..Self::from(Signal::Failed(Reason::NotVerified))
        }
    }
}

impl From<Signal> for News {
    fn from(signal: Signal) -> Self {
        Self {
            signal,
            settled: None,
            rule: None,
        }
    }
}

impl From<Snapshot> for News {
    fn from(snapshot: Snapshot) -> Self {
        match snapshot {
            Snapshot::Waiting => Signal::Waiting.into(),
            Snapshot::Processing => Signal::Processing.into(),
            Snapshot::Expired => Signal::Failed(Reason::SessionExpired).into(),
            Snapshot::Failed(reason) => Signal::Failed(reason).into(),
            // An outcome without a fact says nothing.
            Snapshot::Done(outcome, _) if outcome.facts.is_empty() => {
                Signal::Failed(Reason::ProviderError).into()
            }
            Snapshot::Done(outcome, evidence) => Self {
                signal: Signal::Done,
                settled: Some((outcome, evidence)),
                rule: None,
            },
        }
    }
}

fn signal_name(signal: Signal) -> &'static str {
    match signal {
        Signal::Started { .. } => "started",
        Signal::Waiting => "waiting",
        Signal::Processing => "processing",
        Signal::NeedsApproval => "needs_approval",
        Signal::Done => "done",
        Signal::Failed(_) => "failed",
        Signal::Stopped(_) => "stopped",
        Signal::DeadlinePassed { .. } => "deadline_passed",
    }
}

/// Reads a case and one of its checks, both locked until the transaction ends.
pub(super) async fn locked(
    core: &Core,
    check: &CheckId,
) -> Result<(Tx, Case, CheckRow), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let row = db::checks::find(&mut tx, check, None)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let id =
        vestibule::id::OnboardingId::new(row.onboarding_id).map_err(|_| ServiceError::NotFound)?;
    let case = Case::load(core, &mut tx, &id, Some(core.db.dialect())).await?;
    let row = case
        .checks
        .iter()
        .find(|row| row.id == check.as_str())
        .cloned()
        .ok_or(ServiceError::NotFound)?;
    Ok((tx, case, row))
}

/// Writes a check's state: the only function that does. The caller's transaction holds the case locked; everything that
/// follows from the move happens in it.
///
/// # Errors
/// When the database fails.
pub async fn record(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    check: &CheckRow,
    news: News,
) -> Result<State, ServiceError> {
    let now = core.clock.now();
    let (next, effect) = apply(check.state, news.signal);
    if effect == Effect::Nothing && next == check.state {
        return Ok(next);
    }
    let counted = match next {
        State::Ended(ending) => !ending.reason().is_some_and(Reason::is_our_fault),
        _ => false,
    };
    let event_id = core.new_id();
    let event = (event_id.as_str(), signal_name(news.signal));
    db::checks::move_to(tx, check, next, counted, event, now).await?;
    if matches!(next, State::Ended(_)) && !counted {
        db::allowed_attempts::give_back(tx, &check.id).await?;
    }
    let reason = match next {
        State::Ended(ending) => ending.reason(),
        State::Stopped { reason, .. } => Some(reason),
        _ => None,
    };
    let detail = serde_json::json!({
        "check": check.id, "signal": event.1, "from": state_code(check.state), "to": state_code(next),
        "reason": reason.map(Reason::code), "rule": news.rule,
    });
    audit::of_case(core, tx, case, ("check.moved", Actor::System), &detail).await?;
    match effect {
        Effect::Nothing => {}
        Effect::WatchDeadline(deadline) => {
            jobs::watch_deadline(core, tx, &check.id, deadline).await?;
            jobs::poll_later(core, tx, &check.id, jobs::WAITING_POLL_MS).await?;
        }
        Effect::Poll => jobs::poll_later(core, tx, &check.id, jobs::PROCESSING_POLL_MS).await?,
        Effect::Settle(ending) => settle(core, tx, case, check, ending, news.settled).await?,
    }
    tallies::checks::moved(core, tx, case, check, next).await?;
    projection::write(core, tx, &case.id).await?;
    count_move(check, news.signal, next, news.rule);
    tracing::info!(
        check = check.id,
        signal = event.1,
        to = state_code(next),
        "check moved"
    );
    Ok(next)
}

fn count_move(check: &CheckRow, signal: Signal, next: State, rule: Option<&'static str>) {
    let connection = check.connection.as_str();
    if matches!(signal, Signal::Started { .. }) {
        count::check_started(connection);
    }
    if let Some(rule) = rule {
        count::refused("check.refused", rule);
    }
    match next {
        State::Ended(ending) => count::check_ended(connection, ending),
        State::Stopped { reason, .. } => count::check_stopped(connection, reason),
        _ => {}
    }
}

async fn settle(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    check: &CheckRow,
    ending: Ending,
    settled: Option<(Outcome, Evidence)>,
) -> Result<(), ServiceError> {
    jobs::forget(tx, &check.id).await?;
    let (Ending::Succeeded, Some((outcome, evidence))) = (ending, settled) else {
        return Ok(());
    };
    let now = core.clock.now();
    let body = case.seal(core, ("evidence", "body"), &evidence.body)?;
    let evidence_id = core.new_id();
    db::facts::insert_evidence(
        tx,
        &evidence_id,
        &check.id,
        &evidence.content_type,
        body,
        now,
    )
    .await?;
    signals::remember(core, tx, (case, check), &outcome.facts).await?;
    for fact in outcome.facts {
        let behind = (evidence_id.as_str(), now);
        let verified = verified::sealed(core, tx, (case, check), &fact, behind).await?;
        let row = FactRow {
            id: core.new_id(),
            onboarding_id: case.id.to_string(),
            check_id: Some(check.id.clone()),
            step: check.step.clone(),
            kind: fact.kind.code().to_owned(),
            source: check.connection.clone(),
            assurance_scheme: fact
                .assurance
                .as_ref()
                .map(|assurance| assurance.scheme.clone()),
            assurance_value: fact
                .assurance
                .as_ref()
                .map(|assurance| assurance.value.clone()),
            claims: case.seal(core, ("facts", "claims"), &fact.claims)?,
            created_at: now.0,
            evidence_id: Some(evidence_id.clone()),
            verified,
        };
        db::facts::insert(tx, &row).await?;
    }
    Ok(())
}

/// Provider sessions that nobody goes on with.
#[must_use = "the providers are told after the commit"]
#[derive(Debug, Default)]
pub struct GivenUp(Vec<(CheckRow, AttemptRow)>);

impl GivenUp {
    /// Tells the providers, after the transaction was committed that gave the sessions up. Best effort.
    pub async fn finish(self, core: &Core, case: &Case) {
        for (check, attempt) in self.0 {
            if let Ok(connected) = core.connected(&check.connection) {
                start::give_up(core, connected, case, &attempt).await;
            }
        }
    }
}

/// Ends the checks that are under way at the steps that are meant. The caller's transaction holds the case locked.
///
/// # Errors
/// When the database fails.
pub(super) async fn end_live(
    core: &Core,
    tx: &mut Tx,
    case: &Case,
    is_meant: impl Fn(&CheckRow) -> bool + Send,
) -> Result<GivenUp, ServiceError> {
    let mut given_up = GivenUp::default();
    for check in case.checks.iter().filter(|check| is_meant(check)) {
        if matches!(check.state, State::Ended(_)) {
            continue;
        }
        let signal = Signal::Failed(Reason::Cancelled);
        record(core, tx, case, check, signal.into()).await?;
        if let Some(attempt) = db::attempts::live(tx, &check.id).await? {
            given_up.0.push((check.clone(), attempt));
        }
    }
    Ok(given_up)
}

/// Records news about the check's live attempt; news about a superseded one is dropped.
async fn record_for(
    core: &Core,
    check: &CheckId,
    attempt: &str,
    news: News,
) -> Result<State, ServiceError> {
    let (mut tx, case, row) = locked(core, check).await?;
    let live = db::attempts::live(&mut tx, check.as_str()).await?;
    if live.is_none_or(|live| live.id != attempt) {
        return Ok(row.state);
    }
    let state = record(core, &mut tx, &case, &row, news).await?;
    tx.commit().await?;
    Ok(state)
}

/// Opens the sealed session of an attempt.
fn session(case: &Case, attempt: &AttemptRow) -> Result<ProviderSession, ServiceError> {
    case.open(SESSION, attempt.session.clone())
}
