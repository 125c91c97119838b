//! What happens, counted: one function for each thing, so that labels are the same everywhere.
//!
//! Counting is cheap and never fails. Inside a transaction it counts what is about to be stored: one that is rolled back
//! was counted, which no rate or alert minds.

use metrics::counter;
use vestibule::{check::Ending, reason::Reason};

use super::names;

/// Stands where there is nothing to say.
const NONE: &str = "none";

/// A check was begun through this connection.
pub fn check_started(connection: &str) {
    counter!(names::CHECKS_STARTED, "connection" => connection.to_owned()).increment(1);
}

/// A check stopped and may go on.
pub fn check_stopped(connection: &str, reason: Reason) {
    counter!(
        names::CHECKS_STOPPED,
        "connection" => connection.to_owned(), "reason" => reason.code(),
    )
    .increment(1);
}

/// A check is over.
pub fn check_ended(connection: &str, ending: Ending) {
    let name = match ending {
        Ending::Succeeded => "succeeded",
        Ending::Refused(_) => "refused",
        Ending::Cancelled => "cancelled",
        Ending::Exhausted(_) => "exhausted",
        Ending::Failed(_) => "failed",
        Ending::Expired => "expired",
    };
    counter!(
        names::CHECKS_ENDED,
        "connection" => connection.to_owned(), "ending" => name,
        "reason" => ending.reason().map_or(NONE, Reason::code),
    )
    .increment(1);
}

/// An onboarding was begun.
pub fn onboarding_begun(journey: &str) {
    counter!(names::ONBOARDINGS_BEGUN, "journey" => journey.to_owned()).increment(1);
}

/// An onboarding came to this status.
pub fn onboarding_moved(journey: &str, status: &'static str) {
    counter!(
        names::ONBOARDINGS_MOVED,
        "journey" => journey.to_owned(), "status" => status,
    )
    .increment(1);
}

/// Something was refused: the audit event's name and a reason code, or a fixed text where there is none.
pub fn refused(event: &str, reason: &str) {
    counter!(
        names::REFUSALS,
        "event" => event.to_owned(), "reason" => reason.to_owned(),
    )
    .increment(1);
}

/// A middleware refused a request.
pub fn http_refused(reason: &'static str) {
    counter!(names::HTTP_REFUSALS, "reason" => reason).increment(1);
}

/// A request was over a limit.
pub fn over_limit(limit: &'static str) {
    counter!(names::RATE_LIMIT_REFUSALS, "limit" => limit).increment(1);
}

/// Messages of a frame arrived, or its island refused them.
pub fn messages(connection: &str, verdict: &'static str, count: u64) {
    counter!(
        names::MESSAGES,
        "connection" => connection.to_owned(), "verdict" => verdict,
    )
    .increment(count);
}

/// A provider said something new.
pub fn novelty(connection: &str, kind: &'static str) {
    counter!(
        names::NOVELTIES,
        "connection" => connection.to_owned(), "kind" => kind,
    )
    .increment(1);
}

/// A budget had no room for a call.
pub fn over_budget(connection: &str, budget: &'static str) {
    counter!(
        names::BUDGET_REFUSALS,
        "connection" => connection.to_owned(), "budget" => budget,
    )
    .increment(1);
}

/// A job ran.
pub fn job(kind: &str, outcome: &'static str) {
    counter!(names::JOBS_RUN, "kind" => kind.to_owned(), "outcome" => outcome).increment(1);
}

/// A webhook to a client was tried: a code of ours for how it went, and how long it took.
pub fn webhook_delivery(outcome: &'static str, took: std::time::Duration) {
    counter!(names::WEBHOOK_DELIVERIES, "outcome" => outcome).increment(1);
    metrics::histogram!(names::WEBHOOK_DURATION).record(took.as_secs_f64());
}

/// A batch of spans was sent, or not.
pub(crate) fn trace_export(outcome: &'static str) {
    counter!(names::TRACE_EXPORTS, "outcome" => outcome).increment(1);
}

/// A call to a provider ended: a class of status, or why there was no answer.
pub(crate) fn outbound(
    (connection, call): (&str, &'static str),
    result: &'static str,
    took: std::time::Duration,
) {
    counter!(
        names::OUTBOUND_REQUESTS,
        "connection" => connection.to_owned(), "call" => call, "result" => result,
    )
    .increment(1);
    metrics::histogram!(
        names::OUTBOUND_REQUEST_DURATION,
        "connection" => connection.to_owned(), "call" => call,
    )
    .record(took.as_secs_f64());
}

/// A call to a provider was sent a second time.
pub(crate) fn outbound_retry(connection: &str, call: &'static str) {
    counter!(
        names::OUTBOUND_RETRIES,
        "connection" => connection.to_owned(), "call" => call,
    )
    .increment(1);
}

/// The class of a status, e.g. `2xx`.
#[must_use]
pub fn status_class(status: u16) -> &'static str {
    match status {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        500..=599 => "5xx",
        _ => "other",
    }
}
