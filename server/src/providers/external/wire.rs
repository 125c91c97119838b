//! The messages of version 1, as docs/external-steps.md has them. Nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the contract that this adapter speaks.
pub(super) const VERSION: u64 = 1;

/// `type` of each message: what was signed for one purpose serves no other.
pub(super) const BEGIN: &str = "check.begin";
pub(super) const BEGUN: &str = "check.begun";
pub(super) const STATUS: &str = "check.status";
pub(super) const STATE: &str = "check.state";
pub(super) const CHANGED: &str = "check.changed";

/// The longest answer or callback, in bytes.
pub(super) const MOST_BYTES: usize = 65_536;
/// The longest id that the service may give to a check.
pub(super) const LONGEST_ID: usize = 100;
/// The longest address of a page.
pub(super) const LONGEST_PAGE: usize = 2_000;
/// Facts of one check.
pub(super) const MOST_FACTS: usize = 16;
/// Claims of one fact.
pub(super) const MOST_CLAIMS: usize = 32;
/// Characters in a claim's value.
pub(super) const LONGEST_VALUE: usize = 500;
/// Characters in the name of a claim, an assurance's scheme or its value.
pub(super) const LONGEST_NAME: usize = 64;

/// "Begin a check", from us.
#[derive(Serialize)]
pub(super) struct Begin<'a> {
    pub(super) version: u64,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) check: &'a str,
    pub(super) attempt: &'a str,
    pub(super) onboarding: &'a str,
    pub(super) locale: &'a str,
    pub(super) inputs: &'a BTreeMap<String, String>,
    pub(super) parameters: &'a BTreeMap<String, Value>,
    pub(super) return_url: &'a str,
    pub(super) callback_url: &'a str,
    pub(super) expires_at: &'a str,
}

/// The answer to it.
#[derive(Deserialize)]
pub(super) struct Begun {
    pub(super) version: u64,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) check: String,
    pub(super) attempt: String,
    pub(super) page: Option<String>,
}

/// "Where does it stand?", from us.
#[derive(Serialize)]
pub(super) struct StatusRequest<'a> {
    pub(super) version: u64,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) id: &'a str,
    pub(super) check: &'a str,
}

/// The answer to it: the only message that settles a check.
#[derive(Deserialize)]
pub(super) struct CheckState {
    pub(super) version: u64,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) check: String,
    pub(super) status: String,
    pub(super) reason: Option<String>,
    #[serde(default)]
    pub(super) facts: Vec<WireFact>,
}

/// Documented and not read: it is kept as a part of the whole signed answer.
pub(super) const UNREAD_OF_STATE: &[&str] = &["evidence"];

/// A fact as the service says it.
#[derive(Deserialize)]
pub(super) struct WireFact {
    pub(super) kind: String,
    pub(super) assurance: Option<WireAssurance>,
    #[serde(default)]
    pub(super) claims: BTreeMap<String, String>,
    /// The person said so, and nobody verified it.
    #[serde(default)]
    pub(super) user_provided: bool,
}

/// How sure the service is.
#[derive(Deserialize)]
pub(super) struct WireAssurance {
    pub(super) scheme: String,
    pub(super) value: String,
}

/// "Something happened", from the service.
#[derive(Deserialize)]
pub(super) struct Changed {
    pub(super) version: u64,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) check: String,
}

/// The fields of a callback.
pub(super) const FIELDS_OF_CHANGED: &[&str] = &["version", "type", "id", "check"];

/// What the adapter remembers of a provider session. Sealed by the core.
#[derive(Serialize, Deserialize)]
pub(super) struct Memo {
    pub(super) check: String,
}

/// A signed answer as it is kept for evidence: whoever has the service's secret can verify it again.
#[derive(Serialize)]
pub(super) struct Kept<'a> {
    #[serde(rename = "webhook-id")]
    pub(super) id: &'a str,
    #[serde(rename = "webhook-timestamp")]
    pub(super) timestamp: &'a str,
    #[serde(rename = "webhook-signature")]
    pub(super) signature: &'a str,
    pub(super) body: &'a str,
}

/// Whether this is an id that the service may give: it becomes a part of a path.
pub(super) fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
