//! Signicat's JSON, field by field as the Authentication REST API writes it. Nothing here decides.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::settings::Loa;

/// The one eID that this adapter offers.
pub(super) const OTP_SMS: &str = "otp-sms";
/// The attributes that it asks for; nothing else becomes a claim (SG-11).
pub(super) const ATTRIBUTES: [&str; 2] = ["idpId", "phoneNumber"];

/// `flow`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Flow {
    Embedded,
    Redirect,
}

/// Body of "Create a new session" (embedded flow, Step 1).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateSession<'a> {
    pub(super) flow: Flow,
    pub(super) allowed_providers: [&'static str; 1],
    pub(super) requested_attributes: [&'static str; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) return_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) embedded_parent_domains: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) callback_urls: Option<CallbackUrls<'a>>,
    pub(super) language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prefilled_input: Option<PrefilledInput<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) additional_parameters: BTreeMap<&'static str, &'a str>,
    pub(super) session_lifetime: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) requested_loa: Option<Loa>,
}

/// `callbackUrls`: all three are required in the redirect flow.
#[derive(Serialize)]
pub(super) struct CallbackUrls<'a> {
    pub(super) success: &'a str,
    pub(super) abort: &'a str,
    pub(super) error: &'a str,
}

/// `prefilledInput`.
#[derive(Serialize)]
pub(super) struct PrefilledInput<'a> {
    /// E.164 with its plus.
    pub(super) mobile: &'a str,
}

/// Documented in "Create a new session" and "Get session status", or read by Signicat's own SDKs, and of no use here.
pub(super) const UNREAD_OF_SESSION: &[&str] = &[
    "accountId",
    "statusUrl",
    "statusDetail",
    "allowedProviders",
    "flow",
    "requestedAttributes",
    "callbackUrls",
    "returnUrl",
    "embeddedParentDomains",
    "prefilledInput",
    "additionalParameters",
    "requestedLoa",
    "idpData",
    "environment",
    "error",
    "messageTransportProperties",
    "tags",
    "language",
    "themeId",
    "externalReference",
    "usageReference",
    "requestDomain",
    "expiresAt",
];

/// A session as every call answers it. Fields that we do not use are not read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) authentication_url: Option<String>,
    pub(super) status: Option<String>,
    pub(super) session_lifetime: Option<i64>,
    pub(super) provider: Option<String>,
    pub(super) subject: Option<Subject>,
    pub(super) loa: Option<String>,
}

/// `subject`, on SUCCESS only. Values of unexpected types are no values.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Subject {
    id: Option<Value>,
    idp_id: Option<Value>,
    phone_number: Option<Value>,
}

/// The longest value that is taken over from the subject, in bytes.
const LONGEST_VALUE: usize = 256;

impl Subject {
    pub(super) fn id(&self) -> Option<&str> {
        text(self.id.as_ref())
    }

    pub(super) fn idp_id(&self) -> Option<&str> {
        text(self.idp_id.as_ref())
    }

    pub(super) fn phone_number(&self) -> Option<&str> {
        text(self.phone_number.as_ref())
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value?
        .as_str()
        .filter(|text| !text.is_empty() && text.len() <= LONGEST_VALUE)
}

/// `status` (Get session status). CANCELLED has two L.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Created,
    WaitingForUser,
    Success,
    Abort,
    Cancelled,
    Error,
    Expired,
    Invalid,
    /// One that Signicat did not have when this was written.
    Unknown,
}

impl Status {
    pub(super) fn read(text: Option<&str>) -> Self {
        match text.unwrap_or_default() {
            "CREATED" => Self::Created,
            "WAITING_FOR_USER" => Self::WaitingForUser,
            "SUCCESS" => Self::Success,
            "ABORT" => Self::Abort,
            "CANCELLED" => Self::Cancelled,
            "ERROR" => Self::Error,
            "EXPIRED" => Self::Expired,
            "INVALID" => Self::Invalid,
            _ => Self::Unknown,
        }
    }
}

/// Documented, for people.
pub(super) const UNREAD_OF_PROBLEM: &[&str] = &[
    "type",
    "title",
    "detail",
    "status",
    "traceId",
    "invalidParams[].reason",
];

/// Body of an error (`application/problem+json` with a `code`).
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Problem {
    pub(super) code: Option<String>,
    pub(super) invalid_params: Vec<InvalidParam>,
}

/// One of `invalidParams`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct InvalidParam {
    pub(super) name: String,
}

/// Defined in RFC 6749, 5.1 and 5.2, and of no use here.
pub(super) const UNREAD_OF_TOKEN: &[&str] =
    &["scope", "refresh_token", "error_description", "error_uri"];

/// Body of the token endpoint (RFC 6749, 5.1 and 5.2).
#[derive(Deserialize)]
pub(super) struct TokenAnswer {
    pub(super) access_token: Option<secrecy::SecretString>,
    pub(super) token_type: Option<String>,
    /// A number; read as whatever comes.
    pub(super) expires_in: Option<Value>,
    pub(super) error: Option<String>,
}

/// What the adapter remembers of a provider session. Sealed by the core.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Memo {
    pub(super) flow: Flow,
    /// The number that was prefilled, to be compared with the one returned (SG-16).
    pub(super) phone: Option<String>,
    /// What the embedded flow brought back (SG-08).
    pub(super) nonce: Option<String>,
    /// Whether the redirect flow came back.
    #[serde(default)]
    pub(super) returned: bool,
}
