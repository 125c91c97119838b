//! Messages from the frame. They hint; the server decides.

use vestibule::{
    check::{Signal, State},
    id::{CheckId, OnboardingId, StepName},
    reason::Reason,
    time::Timestamp,
};

use super::{
    polling::{self, Urgency},
    record_for, sdk, session,
};
use crate::{
    db::{self, attempts::AttemptRow, checks::CheckRow, messages::MessageRow},
    provider::{Hint, ProviderSession},
    services::{
        ServiceError, Whereabouts,
        case::Case,
        core::{Connected, Core},
        tallies,
    },
    telemetry::count,
};

/// Messages that one check may send in a minute, refused ones included.
const PER_MINUTE: i64 = 20;
/// Messages that one check may send in all; a day of noise from browser extensions must not fill the disk.
const PER_CHECK: i64 = 1_000;
/// Larger messages are refused, whatever the frame's own limit says.
const MAX_BYTES: usize = 65_536;
/// Origins are cut to this many characters before they are stored.
const MAX_ORIGIN: usize = 200;

/// A message as the island reports it.
#[derive(Debug)]
pub struct Message<'a> {
    /// The attempt that the island shows.
    pub attempt: &'a str,
    /// The sender's origin.
    pub origin: &'a str,
    /// The content.
    pub raw: &'a str,
}

/// Refused messages as the island reports them.
#[derive(Debug)]
pub struct Refused<'a> {
    /// The attempt that the island shows.
    pub attempt: &'a str,
    /// The sender's origin.
    pub origin: &'a str,
    /// The size of one.
    pub bytes: u32,
    /// The rule that refused it.
    pub rule: &'static str,
    /// How many.
    pub count: u32,
}

/// The step's newest check and the attempt that the island names, which has to be its live one.
async fn live(
    core: &Core,
    applicant: Option<&str>,
    at: (&OnboardingId, &StepName),
    attempt: &str,
) -> Result<(Case, CheckRow, AttemptRow), ServiceError> {
    let mut connection = core.db.read().await?;
    let case = Case::load_for(core, &mut connection, at.0, applicant, None).await?;
    let check = case
        .newest_check(at.1)
        .cloned()
        .ok_or(ServiceError::NotFound)?;
    // PostgreSQL refuses NUL in a text.
    if attempt.contains('\0') {
        return Err(ServiceError::NotFound);
    }
    let found = db::attempts::find(&mut connection, attempt)
        .await?
        .ok_or(ServiceError::NotFound)?;
    if !case.checks.iter().any(|ours| ours.id == found.check_id) {
        return Err(ServiceError::NotFound);
    }
    if found.check_id != check.id || found.superseded_at.is_some() {
        return Err(ServiceError::Superseded);
    }
    let since = core.clock.now().plus_millis(-60_000);
    let beginning = Timestamp(i64::MIN);
    if db::messages::count_since(&mut connection, &check.id, since).await? >= PER_MINUTE
        || db::messages::count_since(&mut connection, &check.id, beginning).await? >= PER_CHECK
    {
        return Err(ServiceError::TooMany);
    }
    Ok((case, check, found))
}

/// A row of the inspector, without the message's content.
pub(super) fn row(core: &Core, attempt: &AttemptRow, origin: &str, verdict: &str) -> MessageRow {
    MessageRow {
        id: core.new_id(),
        check_id: attempt.check_id.clone(),
        attempt: attempt.number,
        at: core.clock.now().0,
        // An origin has no control characters; PostgreSQL refuses NUL in a text.
        origin: origin
            .chars()
            .filter(|character| !character.is_control())
            .take(MAX_ORIGIN)
            .collect(),
        bytes: 0,
        verdict: verdict.to_owned(),
        count: 1,
        raw: None,
        event: None,
    }
}

async fn store(core: &Core, at: (&Case, &CheckRow), row: &MessageRow) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    db::messages::insert(&mut tx, row).await?;
    tallies::checks::messages(core, &mut tx, at, row).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a message in: shows it to the adapter, asks the provider where that is worth it.
///
/// # Errors
/// [`ServiceError::Superseded`] when another tab took over, [`ServiceError::TooMany`] in a flood.
pub async fn report(
    core: &Core,
    applicant: Option<&str>,
    at: (&OnboardingId, &StepName),
    message: Message<'_>,
) -> Result<Whereabouts, ServiceError> {
    let (case, check, attempt) = live(core, applicant, at, message.attempt).await?;
    let connected = core.connected(&check.connection)?;
    let policy = core.page_policy(connected)?;
    let bytes = i64::try_from(message.raw.len()).unwrap_or(i64::MAX);
    let refused_by = if !policy
        .frame_origins
        .iter()
        .any(|origin| origin == message.origin)
    {
        Some("origin")
    } else if message.raw.len() > MAX_BYTES {
        Some("size")
    } else {
        None
    };
    if let Some(rule) = refused_by {
        count::messages(&attempt.connection, rule, 1);
        store(
            core,
            (&case, &check),
            &MessageRow {
                bytes,
                ..row(core, &attempt, message.origin, rule)
            },
        )
        .await?;
        return case.whereabouts(at.1);
    }
    // What arrives after the provider said "no more" is for the inspector only (SEC-98).
    let final_stop = matches!(check.state, State::Stopped { reason, .. }
        if matches!(reason, Reason::SessionExpired | Reason::AttemptsExhausted));
    let over = final_stop || matches!(check.state, State::Ended(_));
    let hint = read(connected, &session(&case, &attempt)?, message.raw);
    let acts = !matches!(hint, Hint::Ignore | Hint::Event(_) | Hint::Foreign);
    let early =
        acts && connected.provider.policy().handshake && !greeted(core, &check, &attempt).await?;
    let verdict = match hint {
        _ if over => "late",
        _ if early => "early",
        ref hint => verdict_on(hint),
    };
    count::messages(&attempt.connection, verdict, 1);
    if matches!(hint, Hint::Unexpected { .. }) {
        connected.http.novelties().message(message.raw);
    }
    let raw = Some(case.seal(core, ("messages", "raw"), &message.raw)?);
    store(
        core,
        (&case, &check),
        &MessageRow {
            bytes,
            raw,
            event: event_in(&hint),
            ..row(core, &attempt, message.origin, verdict)
        },
    )
    .await?;
    if over || early {
        return case.whereabouts(at.1);
    }
    act(core, &check, &attempt, hint).await?;
    crate::services::onboardings::read(core, applicant, at.0)
        .await?
        .whereabouts(at.1)
}

/// What the inspector says about a message that came in time.
pub(super) fn verdict_on(hint: &Hint) -> &'static str {
    match hint {
        Hint::Ignore | Hint::Event(_) | Hint::Fetch | Hint::Stopped(_) => "accepted",
        Hint::Foreign => "foreign",
        Hint::Unexpected { .. } => "unexpected",
    }
}

/// The funnel's event in a message.
pub(super) fn event_in(hint: &Hint) -> Option<String> {
    match hint {
        Hint::Event(name) => Some((*name).to_owned()),
        _ => None,
    }
}

/// What the message is worth. A framed SDK page is ours: it wraps what the provider's script says.
fn read(connected: &Connected, session: &ProviderSession, raw: &str) -> Hint {
    if !connected.provider.policy().sdk {
        return connected.provider.read_message(session, raw);
    }
    let wrapped: Option<serde_json::Value> = serde_json::from_str(raw).ok();
    let kind = wrapped
        .as_ref()
        .and_then(|wrapped| wrapped.get("type")?.as_str());
    match (
        kind,
        wrapped.as_ref().and_then(|wrapped| wrapped.get("message")),
    ) {
        (Some(sdk::READY), _) => Hint::Ignore,
        (Some(sdk::MESSAGE), Some(message)) => connected
            .provider
            .read_message(session, &message.to_string()),
        _ => Hint::Unexpected { fetch: false },
    }
}

/// Whether the attempt's frame made itself known before.
async fn greeted(
    core: &Core,
    check: &CheckRow,
    attempt: &AttemptRow,
) -> Result<bool, ServiceError> {
    let mut connection = core.db.read().await?;
    Ok(db::messages::has_accepted(&mut connection, &check.id, attempt.number).await?)
}

async fn act(
    core: &Core,
    check: &CheckRow,
    attempt: &AttemptRow,
    hint: Hint,
) -> Result<(), ServiceError> {
    let id = CheckId::new(check.id.clone()).map_err(|_| ServiceError::NotFound)?;
    let signal = match hint {
        Hint::Ignore | Hint::Event(_) | Hint::Foreign | Hint::Unexpected { fetch: false } => {
            return Ok(());
        }
        Hint::Unexpected { fetch: true } => {
            polling::ask(core, &id, Urgency::Now).await?;
            return Ok(());
        }
        Hint::Fetch => {
            // The applicant is done, whatever the provider's server knows so far. Waiting is not Done: the poll job and
            // the deadline decide.
            let asked = polling::ask(core, &id, Urgency::Now).await?;
            matches!(asked.state, State::Open { .. } | State::Stopped { .. })
                .then_some(Signal::Processing)
        }
        Hint::Stopped(reason) => {
            let asked = polling::ask(core, &id, Urgency::Now).await?;
            // Not when the provider could not be asked: then the poll job and the deadline decide, too.
            (asked.nothing_submitted && matches!(asked.state, State::Open { .. }))
                .then_some(Signal::Stopped(reason))
        }
    };
    if let Some(signal) = signal {
        // Another tab may have taken over while the provider was asked: its provider session is not the one meant.
        record_for(core, &id, &attempt.id, signal.into()).await?;
    }
    Ok(())
}

/// Records that the island refused messages.
///
/// # Errors
/// As [`report`].
pub async fn refused(
    core: &Core,
    applicant: Option<&str>,
    at: (&OnboardingId, &StepName),
    refused: Refused<'_>,
) -> Result<(), ServiceError> {
    let (case, check, attempt) = live(core, applicant, at, refused.attempt).await?;
    let times = u64::from(refused.count);
    count::messages(&attempt.connection, refused.rule, times);
    let row = MessageRow {
        bytes: i64::from(refused.bytes),
        count: i64::from(refused.count),
        ..row(core, &attempt, refused.origin, refused.rule)
    };
    store(core, (&case, &check), &row).await
}
