//! How a play ends, as one line of text: what the core would make of it.

use vestibule::reason::Reason;
use vestibule_server::provider::{ProviderError, Snapshot};

/// `success: <facts>`, `failed: <reason>`, `expired`, `waiting`, `processing` (both until the deadline), `stopped: <reason>`,
/// `unavailable` (the start may be repeated), or `asked again: <error>` (nothing has changed, the core goes on asking).
pub type Ending = String;

/// How every success begins.
pub const SUCCESS: &str = "success";

/// What a settled or unsettled session says.
pub fn of_snapshot(snapshot: &Snapshot) -> Ending {
    match snapshot {
        Snapshot::Waiting => "waiting".to_owned(),
        Snapshot::Processing => "processing".to_owned(),
        Snapshot::Done(outcome, _) => {
            let facts: Vec<_> = outcome.facts.iter().map(|fact| fact.kind.code()).collect();
            format!("{SUCCESS}: {}", facts.join(", "))
        }
        Snapshot::Expired => "expired".to_owned(),
        Snapshot::Failed(reason) => failed(*reason),
    }
}

pub fn failed(reason: Reason) -> Ending {
    format!("failed: {}", reason.code())
}

/// The page stopped and the server knows of nothing.
pub fn stopped(reason: Reason) -> Ending {
    format!("stopped: {}", reason.code())
}

/// A start that did not work, as `services::checks::start` takes it.
pub fn of_start(error: &ProviderError) -> Ending {
    match error {
        ProviderError::Unavailable { .. } => "unavailable".to_owned(),
        ProviderError::Misconfigured { .. } | ProviderError::Unsupported => {
            failed(Reason::Misconfigured)
        }
        _ => failed(Reason::ProviderError),
    }
}

/// A fetch, or a return that may be followed up again: nothing changes.
pub fn of_question(error: &ProviderError) -> Ending {
    let word = match error {
        ProviderError::Unavailable { .. } => "unavailable",
        ProviderError::Misconfigured { .. } => "misconfigured",
        ProviderError::Unexpected { .. } => "unexpected",
        ProviderError::NotOurs => return "refused: not ours".to_owned(),
        ProviderError::NotVerified { .. } => return failed(Reason::NotVerified),
        ProviderError::Unsupported => "unsupported",
    };
    format!("asked again: {word}")
}

/// A return that is followed up once, as `services::checks::returns` takes it.
pub fn of_only_return(error: &ProviderError) -> Ending {
    failed(match error {
        ProviderError::Unavailable { .. } => Reason::Interrupted,
        ProviderError::Misconfigured { .. } => Reason::Misconfigured,
        _ => Reason::NotVerified,
    })
}
