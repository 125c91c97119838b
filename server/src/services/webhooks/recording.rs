//! What became of an attempt, and what follows from it.

use vestibule::time::Timestamp;

use super::{Claimed, DisabledAs, disabling::disable};
use crate::{
    db::{
        self, Tx,
        webhooks::{EndpointRow, deliveries::AttemptRow},
    },
    services::{ServiceError, core::Core},
};

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// How long after the attempt before it each attempt is made (Standard Webhooks, "Deliverability and reliability"); a tenth
/// of it is added at random at most.
pub(super) const SCHEDULE_MS: [i64; 10] = [
    0,
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
];
/// An endpoint is disabled when nothing was delivered for so long ...
const FAILING_MS: i64 = 120 * HOUR_MS;
/// ... and this delivery was tried so often: one failure after a quiet week says little.
const CONFIRMED_TRIES: i64 = 4;
/// How long an endpoint that is overloaded (429, 502, 503, 504) and names no time is left alone.
const HELD_MS: i64 = 5 * SECOND_MS;

/// What went wrong with an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The name resolves to an address that nothing is sent to.
    AddressRefused,
    /// Nothing is sent to such a URL any more.
    UrlRefused,
    /// The name does not resolve.
    Unresolved,
    /// No connection: TCP or TLS.
    Unreachable,
    /// The connection broke before the answer.
    Interrupted,
    /// No answer in time.
    TimedOut,
    /// A redirect, which is not followed.
    Redirect,
    /// Another status than 2xx.
    Status,
    /// We could not sign it; the endpoint is not to blame.
    Unsigned,
}

impl Problem {
    /// The stable text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AddressRefused => "address_refused",
            Self::UrlRefused => "url_refused",
            Self::Unresolved => "unresolved",
            Self::Unreachable => "unreachable",
            Self::Interrupted => "interrupted",
            Self::TimedOut => "timed_out",
            Self::Redirect => "redirect",
            Self::Status => "status",
            Self::Unsigned => "unsigned",
        }
    }
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// When it began.
    pub at: Timestamp,
    /// Until the head of the answer, or until there was none to be had.
    pub duration_ms: i64,
    /// The answer's status, if there was one.
    pub status: Option<u16>,
    /// What went wrong; nothing for a delivery.
    pub problem: Option<Problem>,
    /// When to come back, if the answer says so, in milliseconds from its moment.
    pub retry_after_ms: Option<i64>,
}

impl Outcome {
    fn is_overload(&self) -> bool {
        matches!(self.status, Some(429 | 502 | 503 | 504))
    }
}

/// Writes an attempt into the log, and what follows: the end of the delivery, or its next attempt; and perhaps the end of the
/// endpoint.
///
/// # Errors
/// When the database fails; then the delivery is made again after its lease, with the same `webhook-id`.
pub async fn record(core: &Core, claimed: &Claimed, outcome: &Outcome) -> Result<(), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let dialect = core.db.dialect();
    let endpoint = db::webhooks::lock_endpoint(&mut tx, dialect, &claimed.endpoint).await?;
    let delivery = claimed.delivery.as_str();
    let tries = db::webhooks::queue::lock(&mut tx, dialect, delivery).await?;
    let (Some(endpoint), Some(found)) = (endpoint, tries) else {
        // It was forgotten meanwhile.
        return Ok(());
    };
    let attempt = AttemptRow {
        number: 0,
        at: outcome.at.0,
        duration_ms: outcome.duration_ms,
        status: outcome.status.map(i64::from),
        problem: outcome.problem.map(|problem| problem.code().to_owned()),
    };
    db::webhooks::queue::insert_attempt(&mut tx, delivery, &attempt).await?;
    let now = core.clock.now();
    match outcome.problem {
        None => {
            let end = ("delivered", found.tries + 1);
            db::webhooks::queue::end(&mut tx, delivery, end, now).await?;
            is_well(&mut tx, endpoint).await?;
        }
        Some(problem) => {
            let tries = found.tries + 1;
            if found.state == "pending" {
                put_off(core, &mut tx, (delivery, tries), outcome).await?;
            }
            if problem != Problem::Unsigned {
                fails(core, &mut tx, (endpoint, tries), outcome).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}

/// The next attempt, or the end.
async fn put_off(
    core: &Core,
    tx: &mut Tx,
    (delivery, tries): (&str, i64),
    outcome: &Outcome,
) -> Result<(), ServiceError> {
    let now = core.clock.now();
    let delay = usize::try_from(tries)
        .ok()
        .and_then(|tries| SCHEDULE_MS.get(tries));
    let Some(delay) = delay else {
        return Ok(db::webhooks::queue::end(tx, delivery, ("failed", tries), now).await?);
    };
    let mut byte = [0_u8; 1];
    core.random.fill(&mut byte);
    let jitter = delay / 10 * i64::from(byte[0]) / 255;
    let wait = (delay + jitter).max(outcome.retry_after_ms.unwrap_or(0));
    Ok(db::webhooks::queue::put_off(tx, delivery, (tries, now.plus_millis(wait))).await?)
}

async fn is_well(tx: &mut Tx, mut endpoint: EndpointRow) -> Result<(), ServiceError> {
    if endpoint.failing_since.is_none() && endpoint.held_until.is_none() {
        return Ok(());
    }
    (endpoint.failing_since, endpoint.held_until) = (None, None);
    Ok(db::webhooks::write_endpoint(tx, &endpoint).await?)
}

async fn fails(
    core: &Core,
    tx: &mut Tx,
    (mut endpoint, tries): (EndpointRow, i64),
    outcome: &Outcome,
) -> Result<(), ServiceError> {
    if endpoint.disabled_at.is_some() || endpoint.deleted_at.is_some() {
        return Ok(());
    }
    let now = core.clock.now();
    let since = *endpoint.failing_since.get_or_insert(outcome.at.0);
    if outcome.is_overload() {
        let wait = outcome.retry_after_ms.unwrap_or(HELD_MS);
        endpoint.held_until = Some(now.plus_millis(wait).0);
    }
    if outcome.status == Some(410) {
        return disable(core, tx, endpoint, DisabledAs::Gone).await;
    }
    if now.0.saturating_sub(since) >= FAILING_MS && tries >= CONFIRMED_TRIES {
        return disable(core, tx, endpoint, DisabledAs::Failing).await;
    }
    Ok(db::webhooks::write_endpoint(tx, &endpoint).await?)
}
