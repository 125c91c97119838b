//! What the SDK's result callback said, as our page reports it. Pure; hints only.

use serde::Deserialize;
use vestibule::reason::Reason;

use crate::provider::Hint;

/// A report has about 100 bytes.
const MAX_BYTES: usize = 1_024;

/// What `sdk.js` and the page's runtime report.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Report {
    /// The result callback was called.
    Result {
        status: Option<String>,
        #[serde(rename = "errorCode")]
        error_code: Option<String>,
    },
    /// The SDK did not load, or threw.
    Failed {},
}

/// `status` of the result (contract 1.3.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Completed,
    NotCompleted,
    Error,
}

impl Status {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "COMPLETED" => Self::Completed,
            "NOT_COMPLETED" => Self::NotCompleted,
            "ERROR" => Self::Error,
            _ => return None,
        })
    }
}

/// `extra.errorCode` of the result (contract 1.3.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ErrorCode {
    Camera,
    Permission,
    Network,
    Api,
    Verification,
    HelpClicked,
    Security,
    UserCancelled,
}

impl ErrorCode {
    fn read(name: &str) -> Option<Self> {
        Some(match name {
            "CAMERA" => Self::Camera,
            "PERMISSION" => Self::Permission,
            "NETWORK" => Self::Network,
            "API" => Self::Api,
            "VERIFICATION" => Self::Verification,
            "HELP_CLICKED" => Self::HelpClicked,
            "SECURITY" => Self::Security,
            "USER_CANCELLED" => Self::UserCancelled,
            _ => return None,
        })
    }

    /// Why the SDK stopped; the server is asked first whether there is a submission nevertheless.
    fn reason(self) -> Reason {
        match self {
            Self::Camera | Self::Permission => Reason::CameraDenied,
            Self::Network => Reason::Unavailable,
            // That a verification failed is for the server to say; without a submission the SDK itself did.
            Self::Api | Self::Verification | Self::Security => Reason::ProviderError,
            Self::HelpClicked => Reason::Left,
            Self::UserCancelled => Reason::Cancelled,
        }
    }
}

/// Reads `{type:"result", status, errorCode}` and `{type:"failed"}`.
pub(super) fn read(raw: &str) -> Hint {
    let report = match raw.len() {
        0..=MAX_BYTES => serde_json::from_str(raw).ok(),
        _ => None,
    };
    let (status, code) = match report {
        None => return Hint::Unexpected { fetch: false },
        Some(Report::Failed {}) => return Hint::Stopped(Reason::ProviderError),
        Some(Report::Result { status, error_code }) => (status, error_code),
    };
    let unknown = Hint::Unexpected { fetch: true };
    let (Some(status), code) = (status.as_deref().and_then(Status::read), code.as_deref()) else {
        return unknown;
    };
    match (status, code.map(ErrorCode::read)) {
        (Status::Completed, _) => Hint::Fetch,
        (Status::NotCompleted | Status::Error, Some(Some(code))) => Hint::Stopped(code.reason()),
        (Status::NotCompleted | Status::Error, Some(None) | None) => unknown,
    }
}
