//! Which scenario of the simulator lets a session come out like one that was observed. Pure.

use vestibule::reason::Reason;

use crate::{
    provider::{Observed, Rehearsal},
    providers::onekyc_gateway::rehearsal,
};

/// The scenario.
pub(super) fn scenario(seen: &Observed<'_>) -> Rehearsal {
    // A launch URL of another origin is refused by the core, after a start that went well.
    if !seen.opened && matches!(seen.started(), Some(("ok" | "misconfigured", Some(200)))) {
        return Rehearsal::Scenario("launch_url_other_origin");
    }
    rehearsal::scenario(seen, stopped, "launch_url_missing")
}

/// The frame's error codes (OK-10 to OK-14).
fn stopped(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::Left => "pending",
        Reason::SessionExpired => "session_timeout",
        Reason::CameraDenied => "permission_error",
        Reason::AttemptsExhausted => "attempts_exhausted",
        Reason::ProviderError => "generic_error",
        _ => return None,
    })
}
