//! Which scenario of the simulator lets a check come out like one that was observed. Pure.

use vestibule::{check::State, reason::Reason};

use crate::provider::{
    Observed, Rehearsal,
    rehearsal::{NO_SCENARIO, NO_SESSION, OURS},
};

/// The scenario.
pub(super) fn scenario(seen: &Observed<'_>) -> Rehearsal {
    if !seen.opened {
        return NO_SESSION;
    }
    if seen.left {
        return Rehearsal::Scenario("happy");
    }
    let Some(ending) = seen.ending() else {
        return match seen.state {
            State::Processing { .. } => Rehearsal::Scenario("never_done"),
            _ => NO_SCENARIO,
        };
    };
    Rehearsal::Scenario(match ending.reason() {
        // Without a return there was no page to come back from.
        None if seen.returned.is_none() => "no_page",
        None if seen.waited => "slow",
        None => "happy",
        Some(Reason::NotAccepted) if seen.returned.is_none() => "no_page_declined",
        Some(Reason::NotAccepted) => "declined",
        Some(Reason::Cancelled) if seen.returned.is_some() => "cancelled",
        Some(Reason::AttemptsExhausted) => "attempts_exhausted",
        Some(Reason::DataMissing) => "data_missing",
        Some(Reason::ProviderError) => "service_error",
        Some(Reason::SessionExpired) if seen.waited => "never_done",
        Some(Reason::SessionExpired) => "expired",
        Some(Reason::TooManyStarts | Reason::Interrupted | Reason::Cancelled) => return OURS,
        Some(_) => return NO_SCENARIO,
    })
}
