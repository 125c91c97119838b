//! OneKYC's JSON, as the gateways write it: camel case here, snake case there, numbers as texts. Nothing here decides.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::settings::{Flow, Theme, UserLocale};
use crate::outbound::{Token, code_word};

/// The longest id that is taken over from an answer, in bytes.
pub(super) const LONGEST_ID: usize = 200;

/// The partner token: lets its bearer act as the partner. Never leaves the server (OK-01).
pub(super) struct PartnerToken<'a>(&'a Token);

impl<'a> PartnerToken<'a> {
    pub(super) fn new(token: &'a Token) -> Self {
        Self(token)
    }

    pub(super) fn secret(&self) -> &SecretString {
        self.0.secret()
    }
}

/// A launch URL, which carries the user token in its fragment: for the browser of this one applicant only. A type of its
/// own, because the partner token travels in a header of the same name.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct LaunchUrl(pub(super) SecretString);

/// The envelope of every answer.
#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(super) struct Envelope<T> {
    pub(super) success: Option<bool>,
    pub(super) data: Option<T>,
    #[serde(default)]
    pub(super) errors: Option<Vec<ErrorItem>>,
}

/// One of `errors`. The code is a string in most documents and a number in some.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ErrorItem {
    code: Option<Value>,
    cause: Option<Value>,
}

impl ErrorItem {
    /// The code as text.
    pub(super) fn code(&self) -> String {
        match &self.code {
            Some(Value::String(text)) => code_word(text),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The cause, thinned out for the log.
    pub(super) fn cause(&self) -> String {
        code_word(
            self.cause
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default(),
        )
    }
}

/// A number, or a text that is one.
pub(super) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// `data` of Get Partner Token.
#[derive(Deserialize)]
pub(super) struct PartnerTokenData {
    pub(super) token: Option<SecretString>,
    pub(super) expiry_seconds: Option<Value>,
}

/// Body of Initiate Flow.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InitiateFlow<'a> {
    pub(super) flow: Flow,
    pub(super) source: &'static str,
    pub(super) success_redirection_url: &'a str,
    pub(super) failure_redirection_url: &'a str,
    pub(super) theme: Theme,
    pub(super) additional_details: AdditionalDetails,
}

/// `additionalDetails`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AdditionalDetails {
    pub(super) user_locale: UserLocale,
    pub(super) allow_qr: bool,
    pub(super) force_qr: bool,
    pub(super) portrait_only: bool,
}

/// `data` of Initiate Flow with source WEB_SDK.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InitiateData {
    pub(super) launch_url: Option<LaunchUrl>,
    pub(super) expiry_seconds: Option<Value>,
}

/// `data` of Get Submission Details.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Details {
    pub(super) status: Option<String>,
    pub(super) submission_id: Option<String>,
    pub(super) flow: Option<String>,
    pub(super) partner_session_id: Option<String>,
    pub(super) result: Option<String>,
    pub(super) submission_details: Option<SubmissionDetails>,
}

/// `submissionDetails`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SubmissionDetails {
    pub(super) verification_results: Option<VerificationResults>,
}

/// `verificationResults`: what was examined.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VerificationResults {
    pub(super) face_match: Option<Examined>,
    pub(super) liveness: Option<Examined>,
    pub(super) reference_image_validation: Option<ReferenceImageValidation>,
}

/// One examination. The texts of `result` are not published.
#[derive(Deserialize)]
pub(super) struct Examined {
    result: Option<Value>,
    score: Option<Value>,
}

impl Examined {
    /// The result, thinned out.
    pub(super) fn result(&self) -> Option<String> {
        match self.result.as_ref()? {
            Value::String(text) => Some(code_word(text)),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// The score, thinned out.
    pub(super) fn score(&self) -> Option<String> {
        match self.score.as_ref()? {
            Value::String(text) => Some(code_word(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whether it contradicts a VALID verdict.
    pub(super) fn is_negative(&self) -> bool {
        let result = self.result().unwrap_or_default().to_ascii_uppercase();
        matches!(
            result.as_str(),
            "INVALID"
                | "FALSE"
                | "FAILED"
                | "FAIL"
                | "REJECTED"
                | "NOT_LIVE"
                | "NOT_MATCHED"
                | "NOT_MATCH"
                | "MISMATCH"
        )
    }
}

/// `referenceImageValidation`.
#[derive(Deserialize)]
pub(super) struct ReferenceImageValidation {
    pub(super) ktp: Option<KtpValidation>,
}

/// The national identity card.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct KtpValidation {
    pub(super) verification_result: Option<String>,
}

/// Body of the completion callback.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Callback {
    pub(super) submission_id: String,
    pub(super) status: String,
    pub(super) result: Option<String>,
    pub(super) partner_session_id: Option<String>,
}

/// What the adapter remembers of a provider session. Sealed by the core.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Memo {
    /// `x-partner-user-id` of Initiate Flow.
    pub(super) user_id: String,
    /// Known once the details told it.
    #[serde(default)]
    pub(super) submission_id: Option<String>,
}
