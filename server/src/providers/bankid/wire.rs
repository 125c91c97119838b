//! BankID's JSON and what the adapter remembers. Nothing here decides.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::outbound::code_word;

use super::{id_token::Person, permission::Payment};

/// The longest permission id that is taken over, in bytes; BankID's have about 90.
pub(super) const LONGEST_ID: usize = 300;
/// The longest permission token or access token, in bytes.
pub(super) const LONGEST_TOKEN: usize = 16 * 1024;
/// The longest binding message, in characters; BankID's are two words.
pub(super) const LONGEST_BINDING_MESSAGE: usize = 100;

/// Answer of BankID OIDC's token endpoint (RFC 6749, 5.1).
#[derive(Deserialize)]
pub(super) struct AccessToken {
    pub(super) access_token: Option<SecretString>,
    pub(super) token_type: Option<String>,
    pub(super) expires_in: Option<Value>,
    pub(super) scope: Option<String>,
}

/// Members of it that are of no use here (Keycloak).
pub(super) const ACCESS_TOKEN_BESIDE: &[&str] = &["refresh_expires_in", "not-before-policy"];

/// Body of a registration.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Registration<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) loa: &'static str,
    /// Unix seconds.
    pub(super) iat: i64,
    /// Unix seconds.
    pub(super) exp: i64,
    pub(super) permission: &'a str,
    pub(super) intents: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) login_hint: Option<[LoginHint<'a>; 1]>,
}

/// Who is expected.
#[derive(Serialize)]
pub(super) struct LoginHint<'a> {
    pub(super) scheme: &'static str,
    pub(super) value: &'a str,
}

/// Answer of a registration.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Registered {
    pub(super) id: Option<String>,
    pub(super) permission_token: Option<SecretString>,
    pub(super) binding_message: Option<String>,
}

/// Answer of iframe-authorize.
#[derive(Deserialize)]
pub(super) struct Authorized {
    pub(super) authorize_uri: Option<Value>,
    pub(super) expires_in: Option<Value>,
}

/// Answer of the code exchange.
#[derive(Deserialize)]
pub(super) struct Exchanged {
    pub(super) id_token: Option<Value>,
    pub(super) token_type: Option<Value>,
    pub(super) error: Option<Value>,
}

/// Members of it that are of no use here.
pub(super) const EXCHANGED_BESIDE: &[&str] = &["expires_in", "access_token", "scope"];

/// An error: a problem document whose `type` ends with the code, or OAuth's (contract 1.3 c).
#[derive(Default, Deserialize)]
pub(super) struct Problem {
    #[serde(rename = "type")]
    kind: Option<Value>,
    error: Option<Value>,
}

/// Members of it that may hold anything.
pub(super) const PROBLEM_BESIDE: &[&str] = &[
    "detail",
    "title",
    "status",
    "instance",
    "error_description",
    "error_uri",
];

impl Problem {
    /// The machine's code, thinned out.
    pub(super) fn code(&self) -> String {
        let text =
            |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
        let code = text(&self.error).or_else(|| {
            let kind = text(&self.kind)?;
            kind.rsplit('/').next().map(str::to_owned)
        });
        code_word(&code.unwrap_or_default())
    }
}

/// A number of seconds, or a text that is one; what is too large for us is the largest.
pub(super) fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64().or_else(|| {
            number
                .as_f64()
                .filter(|value| *value > 0.0)
                .map(|_| i64::MAX)
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// What the adapter remembers of a provider session. Sealed by the core.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Memo {
    /// When it began, Unix seconds.
    pub(super) began: i64,
    /// The permission's id.
    pub(super) permission_id: String,
    /// The statement as it was registered.
    pub(super) permission: String,
    /// The statement's nonce, which the grant repeats.
    pub(super) permission_nonce: String,
    /// What is paid.
    pub(super) payment: Option<Payment>,
    /// The nonce that the ID token repeats.
    pub(super) oidc_nonce: String,
    /// PKCE.
    pub(super) verifier: String,
    /// As it was authorized.
    pub(super) redirect_uri: String,
    /// Once the code was exchanged.
    #[serde(default)]
    pub(super) verified: Option<Verified>,
}

/// A verified ID token.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Verified {
    /// What it says.
    pub(super) person: Person,
    /// As it came.
    pub(super) id_token: String,
    /// The key that verified it, of a session from before key sets were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) jwk: Option<Value>,
    /// The key set that verified it.
    #[serde(default)]
    pub(super) keys: Option<Value>,
    /// Where that set was published.
    #[serde(default)]
    pub(super) keys_url: Option<String>,
}
