//! Which scenario of the simulator lets a capture come out like one that was observed. Pure.

use vestibule::reason::Reason;

use crate::{
    provider::{Observed, Rehearsal},
    providers::onekyc_gateway::rehearsal,
};

/// The scenario.
pub(super) fn scenario(seen: &Observed<'_>) -> Rehearsal {
    rehearsal::scenario(seen, stopped, "user_token_missing")
}

/// What the SDK says last (contract 1.3.9).
fn stopped(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::CameraDenied => "sdk_permission",
        Reason::Unavailable => "sdk_network",
        Reason::ProviderError => "sdk_api",
        Reason::Left => "sdk_help_clicked",
        Reason::Cancelled => "sdk_user_cancelled",
        _ => return None,
    })
}
