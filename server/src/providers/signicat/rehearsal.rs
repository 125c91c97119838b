//! Which scenario of the simulator lets a session come out like one that was observed. Pure.

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
        return Rehearsal::Scenario("normal");
    }
    let Some(ending) = seen.ending() else {
        return match seen.state {
            State::Processing { .. } => Rehearsal::Scenario("status_never"),
            _ => NO_SCENARIO,
        };
    };
    Rehearsal::Scenario(match ending.reason() {
        None if seen.waited => "status_late",
        None => "normal",
        Some(Reason::Cancelled | Reason::Left) if seen.returned.is_none() => return OURS,
        Some(Reason::Cancelled | Reason::Left) => "abort",
        // The status never became final, and time ran out.
        Some(Reason::SessionExpired) if seen.waited => "status_never",
        Some(Reason::SessionExpired) => "expired",
        Some(Reason::ContactMismatch) => "edited_phone",
        Some(Reason::ProviderError) => "error",
        Some(Reason::NotOurs) => match nonces(seen) {
            0 => "no_nonce",
            1 => "wrong_nonce",
            _ => "nonce_twice",
        },
        Some(Reason::TooManyStarts | Reason::Interrupted) => return OURS,
        Some(_) => return NO_SCENARIO,
    })
}

fn nonces(seen: &Observed<'_>) -> usize {
    let pairs = seen.returned.map(|query| query.pairs.as_slice());
    let pairs = pairs.unwrap_or_default().iter();
    pairs.filter(|(name, _)| name == "sessionNonce").count()
}
