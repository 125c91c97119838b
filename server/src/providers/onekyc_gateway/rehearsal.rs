//! Which scenario of the simulator lets a submission come out like one that was observed. Pure.

use vestibule::{check::State, reason::Reason};

use crate::provider::{
    Observed, Rehearsal,
    rehearsal::{NO_SCENARIO, NO_SESSION, OURS},
};

/// The scenario; `stopped` is the one in which the provider's page stops for this reason.
pub(crate) fn scenario(
    seen: &Observed<'_>,
    stopped: impl Fn(Reason) -> Option<&'static str>,
    no_launch: &'static str,
) -> Rehearsal {
    if !seen.opened {
        return refused(seen, no_launch);
    }
    if seen.left {
        return Rehearsal::Scenario("valid");
    }
    if let Some(scenario) = seen.stopped.and_then(&stopped) {
        return Rehearsal::Scenario(scenario);
    }
    let Some(ending) = seen.ending() else {
        return match seen.state {
            State::Processing { .. } => Rehearsal::Scenario("completed_never"),
            _ => NO_SCENARIO,
        };
    };
    Rehearsal::Scenario(match ending.reason() {
        None if seen.waited => "completed_in_progress",
        None => "valid",
        // The provider's reason code is kept nowhere: the applicant's page is the same for all.
        Some(Reason::NotAccepted) => "not_live",
        Some(Reason::ProviderError) => "verification_failed",
        Some(Reason::SessionExpired) => "completed_never",
        Some(Reason::TooManyStarts | Reason::Interrupted | Reason::Cancelled) => return OURS,
        Some(_) => return NO_SCENARIO,
    })
}

/// Initiate Flow, by what it was answered.
fn refused(seen: &Observed<'_>, no_launch: &'static str) -> Rehearsal {
    Rehearsal::Scenario(match seen.started() {
        Some(("misconfigured", Some(401))) => "initiate_unauthorized",
        Some(("misconfigured", Some(403))) => "initiate_forbidden",
        Some(("misconfigured", Some(400))) => "initiate_invalid",
        Some(("unexpected", Some(400))) => "initiate_duplicate",
        Some(("unexpected", Some(200))) => no_launch,
        _ => return NO_SESSION,
    })
}
