//! What the client may say, field by field; anything else is refused with the reason.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use url::{Host, Url};

use crate::external::scenarios::Scenario;

/// The version of the contract.
pub(crate) const VERSION: u64 = 1;
/// Facts that exist.
pub(crate) const FACTS: [&str; 7] = [
    "identity",
    "contact_control",
    "document_genuine",
    "face_live",
    "face_matches",
    "payment_approved",
    "self_asserted",
];

/// "Begin a check".
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begin {
    version: u64,
    #[serde(rename = "type")]
    kind: String,
    pub(crate) check: String,
    pub(crate) attempt: String,
    pub(crate) onboarding: String,
    pub(crate) locale: String,
    pub(crate) inputs: BTreeMap<String, String>,
    pub(crate) parameters: Map<String, Value>,
    pub(crate) return_url: String,
    pub(crate) callback_url: String,
    pub(crate) expires_at: String,
}

/// What this service reads from `parameters`; other services read other things.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    scenario: Option<String>,
    facts: Option<Vec<String>>,
}

/// A message that was read.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) begin: Begin,
    pub(crate) expires_ms: i64,
    pub(crate) scenario: Option<Scenario>,
    /// The facts that the step asks for.
    pub(crate) facts: Vec<String>,
}

pub(crate) fn begin(body: &[u8], now_ms: i64) -> Result<Checked, String> {
    let begin: Begin = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    about(begin.version, &begin.kind, "check.begin")?;
    for (name, id) in [
        ("check", &begin.check),
        ("attempt", &begin.attempt),
        ("onboarding", &begin.onboarding),
    ] {
        if uuid::Uuid::try_parse(id).is_err() {
            return Err(format!("{name} is not a UUID"));
        }
    }
    if !["en", "id"].contains(&begin.locale.as_str()) {
        return Err("locale is neither en nor id".to_owned());
    }
    let back = Url::parse(&begin.return_url).map_err(|_| "return_url is not a URL".to_owned())?;
    let has_state = back
        .query_pairs()
        .any(|(name, value)| name == "state" && value.len() >= 32);
    if !is_http(&back) || !has_state || back.fragment().is_some() {
        return Err("return_url is not http or https with a state".to_owned());
    }
    let callback =
        Url::parse(&begin.callback_url).map_err(|_| "callback_url is not a URL".to_owned())?;
    if !is_http(&callback) || !is_loopback(&callback) {
        return Err("callback_url: this simulator calls nobody beyond this machine".to_owned());
    }
    let expires = OffsetDateTime::parse(&begin.expires_at, &Rfc3339)
        .map_err(|_| "expires_at is not RFC 3339".to_owned())?;
    let expires_ms = expires.unix_timestamp().saturating_mul(1_000);
    if expires_ms <= now_ms {
        return Err("expires_at has passed".to_owned());
    }
    let parameters: Parameters = serde_json::from_value(Value::Object(begin.parameters.clone()))
        .map_err(|error| format!("parameters: {error}"))?;
    let scenario = match &parameters.scenario {
        Some(name) => {
            Some(Scenario::by_name(name).ok_or_else(|| "parameters.scenario: unknown".to_owned())?)
        }
        None => None,
    };
    let facts = parameters
        .facts
        .unwrap_or_else(|| vec!["identity".to_owned()]);
    if facts.is_empty() || !facts.iter().all(|fact| FACTS.contains(&fact.as_str())) {
        return Err("parameters.facts names no facts, or unknown ones".to_owned());
    }
    Ok(Checked {
        expires_ms,
        scenario,
        facts,
        begin,
    })
}

/// "Where does it stand?"
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatusRequest {
    version: u64,
    #[serde(rename = "type")]
    kind: String,
    pub(crate) id: String,
    pub(crate) check: String,
}

pub(crate) fn status(body: &[u8]) -> Result<StatusRequest, String> {
    let request: StatusRequest = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    about(request.version, &request.kind, "check.status")?;
    Ok(request)
}

fn about(version: u64, kind: &str, wanted: &str) -> Result<(), String> {
    if version != VERSION {
        return Err("version is not 1".to_owned());
    }
    if kind != wanted {
        return Err(format!("type is not {wanted}"));
    }
    Ok(())
}

fn is_http(url: &Url) -> bool {
    ["http", "https"].contains(&url.scheme())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
