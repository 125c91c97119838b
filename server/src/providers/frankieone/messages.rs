//! What the page on the SDK origin says last. Pure; a hint only: it chooses the page that is shown, never a result.

use serde_json::Value;
use vestibule::reason::Reason;

use crate::provider::Hint;

/// How many issues are looked at.
const MOST_ISSUES: usize = 20;

/// FrankieOne's error codes ("Error codes and messages"). Nothing else of an error is ever branched on (FO-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ErrorCode {
    VendorServerError,
    VendorUnauthorised,
    VendorBadRequest,
    VendorAccessDenied,
    VendorForbidden,
    VendorDataExpired,
    InvalidConfig,
    BadRequest,
    ServerError,
}

impl ErrorCode {
    #[cfg(test)]
    pub(super) const ALL: [Self; 9] = [
        Self::VendorServerError,
        Self::VendorUnauthorised,
        Self::VendorBadRequest,
        Self::VendorAccessDenied,
        Self::VendorForbidden,
        Self::VendorDataExpired,
        Self::InvalidConfig,
        Self::BadRequest,
        Self::ServerError,
    ];

    pub(super) fn read(code: &str) -> Option<Self> {
        Some(match code {
            "VENDOR_SERVER_ERROR" => Self::VendorServerError,
            "VENDOR_UNAUTHORISED" => Self::VendorUnauthorised,
            "VENDOR_BAD_REQUEST" => Self::VendorBadRequest,
            "VENDOR_ACCESS_DENIED" => Self::VendorAccessDenied,
            "VENDOR_FORBIDDEN" => Self::VendorForbidden,
            "VENDOR_DATA_EXPIRED" => Self::VendorDataExpired,
            "INVALID_CONFIG" => Self::InvalidConfig,
            "BAD_REQUEST" => Self::BadRequest,
            "SERVER_ERROR" => Self::ServerError,
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::VendorServerError => "VENDOR_SERVER_ERROR",
            Self::VendorUnauthorised => "VENDOR_UNAUTHORISED",
            Self::VendorBadRequest => "VENDOR_BAD_REQUEST",
            Self::VendorAccessDenied => "VENDOR_ACCESS_DENIED",
            Self::VendorForbidden => "VENDOR_FORBIDDEN",
            Self::VendorDataExpired => "VENDOR_DATA_EXPIRED",
            Self::InvalidConfig => "INVALID_CONFIG",
            Self::BadRequest => "BAD_REQUEST",
            Self::ServerError => "SERVER_ERROR",
        }
    }

    /// The page that is shown (FO-12 to FO-19).
    pub(super) fn reason(self, issues: &[Issue]) -> Reason {
        match self {
            // "The provider is not available or responsive."
            Self::VendorServerError => Reason::Unavailable,
            // The credentials, the recipe or the attributes at FrankieOne are not what the provider has.
            Self::VendorUnauthorised
            | Self::VendorForbidden
            | Self::InvalidConfig
            | Self::BadRequest => Reason::Misconfigured,
            // Provider errors carry issues. Without one that we know it is the provider's trouble.
            Self::VendorBadRequest if issues.is_empty() => Reason::ProviderError,
            Self::VendorBadRequest => Reason::DataMissing,
            // Not allowed, or the code came too late: one code for both.
            Self::VendorAccessDenied => Reason::AccessDenied,
            Self::VendorDataExpired => Reason::DataExpired,
            Self::ServerError => Reason::ProviderError,
        }
    }
}

/// What is wrong with the data at the source ("one of the following issue codes").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Issue {
    MandatoryName,
    MandatoryDob,
    MandatoryRegadd,
    MandatoryUinfin,
    ValidationCountry,
}

impl Issue {
    #[cfg(test)]
    pub(super) const ALL: [Self; 5] = [
        Self::MandatoryName,
        Self::MandatoryDob,
        Self::MandatoryRegadd,
        Self::MandatoryUinfin,
        Self::ValidationCountry,
    ];

    fn read(code: &str) -> Option<Self> {
        Some(match code {
            "MANDATORY_NAME" => Self::MandatoryName,
            "MANDATORY_DOB" => Self::MandatoryDob,
            "MANDATORY_REGADD" => Self::MandatoryRegadd,
            "MANDATORY_UINFIN" => Self::MandatoryUinfin,
            "VALIDATION_COUNTRY" => Self::ValidationCountry,
            _ => return None,
        })
    }

    #[cfg(test)]
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MandatoryName => "MANDATORY_NAME",
            Self::MandatoryDob => "MANDATORY_DOB",
            Self::MandatoryRegadd => "MANDATORY_REGADD",
            Self::MandatoryUinfin => "MANDATORY_UINFIN",
            Self::ValidationCountry => "VALIDATION_COUNTRY",
        }
    }
}

/// The page's last word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// OneSDK said that the individual was imported.
    Approved,
    /// The applicant said that the individual is not right, or is not to be imported.
    Denied,
    /// OneSDK said nothing: a dropped connection gives no event (contract F8).
    Unanswered,
    /// The applicant stopped on the page.
    Left,
    /// The individual waited for approval longer than FrankieOne keeps it.
    Expired,
    /// The page broke, or OneSDK did not load.
    Failed,
    /// The return belongs to another session (FO-07).
    OtherSession,
    /// The identity provider's redirect carried an error (RFC 6749, 4.1.2.1; MyInfo: 500, 503, access_denied).
    Refused(Refusal),
    /// An error event with a code that the document knows.
    Error(ErrorCode, Vec<Issue>),
    /// An error event with another code, or with none.
    UnknownError(Option<String>),
}

/// Why an identity provider sent the browser back without a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// `access_denied`: the applicant did not consent.
    Denied,
    /// `503`, `temporarily_unavailable`: under maintenance.
    Unavailable,
    /// Any other.
    Other,
}

impl Word {
    /// Reads `{type, errorCode?, issues?, error?}`; `None` for what the page never says.
    pub(super) fn read(raw: &str) -> Option<Self> {
        let message: Value = serde_json::from_str(raw).ok()?;
        let text = |name: &str| message.get(name).and_then(Value::as_str);
        Some(match text("type")? {
            "approved" => Self::Approved,
            "denied" => Self::Denied,
            "unanswered" => Self::Unanswered,
            "left" => Self::Left,
            "expired" => Self::Expired,
            "failed" => Self::Failed,
            "other_session" => Self::OtherSession,
            "refused" => Self::Refused(match text("error")? {
                "access_denied" => Refusal::Denied,
                "503" | "temporarily_unavailable" => Refusal::Unavailable,
                _ => Refusal::Other,
            }),
            "error" => match text("errorCode").and_then(ErrorCode::read) {
                Some(code) => Self::Error(code, issues(message.get("issues"))),
                None => Self::UnknownError(text("errorCode").map(str::to_owned)),
            },
            _ => return None,
        })
    }

    /// Why nothing was imported, if nothing was. `None`: it was, as far as the page knows.
    pub(super) fn stopped(&self) -> Option<Reason> {
        Some(match self {
            Self::Approved => return None,
            Self::Denied | Self::Refused(Refusal::Denied) => Reason::Cancelled,
            Self::Unanswered | Self::Refused(Refusal::Unavailable) => Reason::Unavailable,
            Self::Left => Reason::Left,
            Self::Expired => Reason::DataExpired,
            Self::OtherSession => Reason::NotOurs,
            Self::Failed | Self::Refused(Refusal::Other) | Self::UnknownError(_) => {
                Reason::ProviderError
            }
            Self::Error(code, issues) => code.reason(issues),
        })
    }

    /// What an operator has to look at: the code of an error that no applicant can do anything about.
    pub(super) fn alert(&self) -> Option<&'static str> {
        match self {
            Self::Error(code, issues) => {
                (code.reason(issues) == Reason::Misconfigured).then(|| code.name())
            }
            _ => None,
        }
    }

    /// What the message is worth to the inspector.
    pub(super) fn hint(&self) -> Hint {
        match (self, self.stopped()) {
            (Self::UnknownError(_), _) => Hint::Unexpected { fetch: true },
            (_, Some(reason)) => Hint::Stopped(reason),
            (_, None) => Hint::Fetch,
        }
    }
}

/// The codes of the issues that we know. The shape of an element is not published: an object with a code, or the code.
fn issues(value: Option<&Value>) -> Vec<Issue> {
    let elements: Vec<&Value> = match value {
        Some(Value::Array(all)) => all.iter().take(MOST_ISSUES).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    elements
        .into_iter()
        .filter_map(|element| element.as_str().or_else(|| element.get("code")?.as_str()))
        .filter_map(Issue::read)
        .collect()
}
