//! Analytics messages of the client page (BankID iframe documentation, step 9). They show where people give up, and
//! nothing else: no event ever moves a check.

use serde_json::Value;

use crate::provider::Hint;

/// An event has about 60 bytes.
pub(super) const MAX_BYTES: u32 = 4096;

/// All that are documented.
pub(super) const EVENTS: [&str; 11] = [
    "initialization_pending",
    "initialization_completed",
    "initialization_errored",
    "authorization_pending",
    "authorization_granted",
    "authorization_denied",
    "authorization_timeout",
    "authorization_errored",
    "awaiting_user_identity_input",
    "awaiting_delegated_authentication",
    "redirecting_to_merchant",
];

/// Reads `{type: "analytics", event}`: JSON text, as the document's sample parses it, or an object.
pub(super) fn read(raw: &str) -> Hint {
    const REFUSED: Hint = Hint::Unexpected { fetch: false };
    if raw.len() > MAX_BYTES as usize {
        return REFUSED;
    }
    let Ok(message) = serde_json::from_str::<Value>(raw) else {
        return REFUSED;
    };
    let text = |name: &str| message.get(name).and_then(Value::as_str);
    if text("type") != Some("analytics") {
        return REFUSED;
    }
    EVENTS
        .into_iter()
        .find(|known| text("event") == Some(known))
        .map_or(REFUSED, Hint::Event)
}
