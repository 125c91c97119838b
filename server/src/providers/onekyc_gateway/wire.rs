//! OneKYC's JSON, as the gateways write it: camel case here, snake case there, numbers as texts. Nothing here decides.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::account::{Flow, Theme, UserLocale};
use crate::{
    outbound::{Token, code_word},
    provider::{ProviderError, ProviderSession},
};

/// The longest id that is taken over from an answer, in bytes.
pub(crate) const LONGEST_ID: usize = 200;

/// The partner token: lets its bearer act as the partner. Never leaves the server (OK-01, SL-01).
pub(crate) struct PartnerToken<'a>(&'a Token);

impl<'a> PartnerToken<'a> {
    pub(crate) fn new(token: &'a Token) -> Self {
        Self(token)
    }

    pub(crate) fn secret(&self) -> &SecretString {
        self.0.secret()
    }
}

/// The user token, or a launch URL with it in its fragment: for the browser of this one applicant only. A type of its
/// own, because the partner token travels in a header of the same name.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct ForBrowser(pub(crate) SecretString);

/// The envelope of every answer.
#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(crate) struct Envelope<T> {
    pub(crate) success: Option<bool>,
    pub(crate) data: Option<T>,
    #[serde(default)]
    pub(crate) errors: Option<Vec<ErrorItem>>,
}

/// One of `errors`. The code is a string in most documents and a number in some.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ErrorItem {
    code: Option<Value>,
    cause: Option<Value>,
}

impl ErrorItem {
    /// The code as text.
    pub(crate) fn code(&self) -> String {
        match &self.code {
            Some(Value::String(text)) => code_word(text),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// The cause, thinned out for the log.
    pub(crate) fn cause(&self) -> String {
        code_word(
            self.cause
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default(),
        )
    }
}

/// A number, or a text that is one.
pub(crate) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// `data` of Get Partner Token.
#[derive(Deserialize)]
pub(crate) struct PartnerTokenData {
    pub(crate) token: Option<SecretString>,
    pub(crate) expiry_seconds: Option<Value>,
}

/// Body of Initiate Flow.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InitiateFlow<'a> {
    pub(crate) flow: Flow,
    #[serde(flatten)]
    pub(crate) source: Source<'a>,
    pub(crate) theme: Theme,
    pub(crate) additional_details: AdditionalDetails,
}

/// `source`: who shows the screens, and where the web app goes when it is not framed.
#[derive(Serialize)]
#[serde(tag = "source")]
pub(crate) enum Source<'a> {
    #[serde(rename = "SDK")]
    Sdk,
    #[serde(rename = "WEB_SDK", rename_all = "camelCase")]
    WebSdk {
        success_redirection_url: &'a str,
        failure_redirection_url: &'a str,
    },
}

/// `additionalDetails`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AdditionalDetails {
    pub(crate) user_locale: UserLocale,
    pub(crate) allow_qr: bool,
    pub(crate) force_qr: bool,
    pub(crate) portrait_only: bool,
}

/// `data` of Initiate Flow: a token with source SDK, a launch URL with WEB_SDK.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Initiated {
    pub(crate) token: Option<ForBrowser>,
    pub(crate) launch_url: Option<ForBrowser>,
    pub(crate) expiry_seconds: Option<Value>,
}

/// `data` of Get Submission Details.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Details {
    pub(crate) status: Option<String>,
    pub(crate) submission_id: Option<String>,
    pub(crate) flow: Option<String>,
    pub(crate) partner_session_id: Option<String>,
    pub(crate) result: Option<String>,
    pub(crate) submission_details: Option<SubmissionDetails>,
}

/// `submissionDetails`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubmissionDetails {
    pub(crate) verification_results: Option<VerificationResults>,
}

/// `verificationResults`: what was examined.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerificationResults {
    pub(crate) face_match: Option<Examined>,
    pub(crate) liveness: Option<Examined>,
    pub(crate) reference_image_validation: Option<ReferenceImageValidation>,
}

/// One examination. The texts of `result` are not published.
#[derive(Deserialize)]
pub(crate) struct Examined {
    result: Option<Value>,
    score: Option<Value>,
}

impl Examined {
    /// The result, thinned out.
    pub(crate) fn result(&self) -> Option<String> {
        match self.result.as_ref()? {
            Value::String(text) => Some(code_word(text)),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// The score, thinned out.
    pub(crate) fn score(&self) -> Option<String> {
        match self.score.as_ref()? {
            Value::String(text) => Some(code_word(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whether it contradicts a VALID verdict.
    pub(crate) fn is_negative(&self) -> bool {
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
pub(crate) struct ReferenceImageValidation {
    pub(crate) ktp: Option<KtpValidation>,
}

/// The national identity card.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KtpValidation {
    pub(crate) verification_result: Option<String>,
}

/// Body of the completion callback.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Callback {
    pub(crate) submission_id: String,
    pub(crate) status: String,
    pub(crate) result: Option<String>,
    pub(crate) partner_session_id: Option<String>,
}

/// What an adapter remembers of a provider session. Sealed by the core.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Memo {
    /// `x-partner-user-id` of Initiate Flow.
    pub(crate) user_id: String,
    /// Known once the details told it.
    #[serde(default)]
    pub(crate) submission_id: Option<String>,
    /// Whether there was a picture to compare with when the flow was initiated.
    #[serde(default)]
    pub(crate) has_reference_image: bool,
}

impl Memo {
    pub(crate) fn remember(&self) -> Result<Value, ProviderError> {
        serde_json::to_value(self).map_err(|_| ProviderError::Unexpected {
            detail: "our own memo".to_owned(),
        })
    }

    pub(crate) fn recall(session: &ProviderSession) -> Result<Self, ProviderError> {
        Self::deserialize(&session.memo).map_err(|_| ProviderError::Unexpected {
            detail: "our own memo".to_owned(),
        })
    }
}
