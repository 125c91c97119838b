//! Why a check stopped or ended, in words that no provider owns. Pages are keyed by these.

use serde::{Deserialize, Serialize};

use crate::check::Ending;

/// Why a check stopped short of success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The applicant closed the provider's screen before anything was submitted.
    Left,
    /// The applicant cancelled at the provider.
    Cancelled,
    /// The provider did not give access to the data: the applicant did not allow it, or what they allowed could not be used
    /// any more. The provider does not say which.
    AccessDenied,
    /// The provider's session, link or code ran out.
    SessionExpired,
    /// The browser or the applicant refused the camera.
    CameraDenied,
    /// The provider allows no further attempt.
    AttemptsExhausted,
    /// The provider examined what was submitted and did not accept it.
    NotAccepted,
    /// What came back belongs to another phone number than the one asked about.
    ContactMismatch,
    /// What came back belongs to another provider session, or could not be tied to this one.
    NotOurs,
    /// What came back could not be verified: a signature, an issuer, a nonce, a level of assurance.
    NotVerified,
    /// The source does not hold data that this step cannot do without.
    DataMissing,
    /// The data was fetched and not approved in time, and was destroyed.
    DataExpired,
    /// The provider reported an error of its own.
    ProviderError,
    /// The provider could not be reached, was too slow, or asked us to come back later.
    Unavailable,
    /// The connection is not set up as the provider requires.
    Misconfigured,
    /// Our own process died between sending a one-time code and storing the answer.
    Interrupted,
    /// The check was started too many times.
    TooManyStarts,
}

impl Reason {
    /// Every reason there is; pages and tests iterate over it.
    pub const ALL: [Self; 17] = [
        Self::Left,
        Self::Cancelled,
        Self::AccessDenied,
        Self::SessionExpired,
        Self::CameraDenied,
        Self::AttemptsExhausted,
        Self::NotAccepted,
        Self::ContactMismatch,
        Self::NotOurs,
        Self::NotVerified,
        Self::DataMissing,
        Self::DataExpired,
        Self::ProviderError,
        Self::Unavailable,
        Self::Misconfigured,
        Self::Interrupted,
        Self::TooManyStarts,
    ];

    /// The stable text that the database, the API and the catalogue use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Cancelled => "cancelled",
            Self::AccessDenied => "access_denied",
            Self::SessionExpired => "session_expired",
            Self::CameraDenied => "camera_denied",
            Self::AttemptsExhausted => "attempts_exhausted",
            Self::NotAccepted => "not_accepted",
            Self::ContactMismatch => "contact_mismatch",
            Self::NotOurs => "not_ours",
            Self::NotVerified => "not_verified",
            Self::DataMissing => "data_missing",
            Self::DataExpired => "data_expired",
            Self::ProviderError => "provider_error",
            Self::Unavailable => "unavailable",
            Self::Misconfigured => "misconfigured",
            Self::Interrupted => "interrupted",
            Self::TooManyStarts => "too_many_starts",
        }
    }

    /// The reason with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// How a check ends when the provider's server gives this reason.
    #[must_use]
    pub fn ending(self) -> Ending {
        match self {
            Self::Left | Self::Cancelled => Ending::Cancelled,
            Self::SessionExpired | Self::DataExpired => Ending::Expired,
            Self::AttemptsExhausted | Self::TooManyStarts => Ending::Exhausted(self),
            Self::AccessDenied
            | Self::NotAccepted
            | Self::ContactMismatch
            | Self::NotVerified
            | Self::DataMissing => Ending::Refused(self),
            Self::CameraDenied
            | Self::NotOurs
            | Self::ProviderError
            | Self::Unavailable
            | Self::Misconfigured
            | Self::Interrupted => Ending::Failed(self),
        }
    }

    /// Whether a check that merely *stopped* for this reason may run `start` again. Only the provider's "no further
    /// attempt" (OK-13) and a broken set-up say no.
    #[must_use]
    pub fn may_start_again(self) -> bool {
        !matches!(
            self,
            Self::AttemptsExhausted | Self::TooManyStarts | Self::Misconfigured
        )
    }

    /// Whether a new check after an ending for this reason is not counted against the step's limit: the applicant had
    /// no part in it.
    #[must_use]
    pub fn is_our_fault(self) -> bool {
        matches!(
            self,
            Self::Interrupted | Self::Unavailable | Self::Misconfigured
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_read_back() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
    }
}
