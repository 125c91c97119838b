//! Messages from the frame, and the same words in the query of a return. Pure; hints only.

use serde_json::Value;
use vestibule::reason::Reason;

use crate::provider::Hint;

/// Asked by the frame, answered by the island itself.
pub(super) const GET_ORIGIN: &str = "GET_ORIGIN_FROM_ONEKYC";
/// The answer.
pub(super) const SEND_ORIGIN: &str = "SEND_ORIGIN_TO_ONEKYC";
/// The end of the frame's work. It has this name without any QR code, too.
const CALLBACK: &str = "ONEKYC_QR_CALLBACK";
/// A callback has about 150 bytes.
pub(super) const MAX_BYTES: u32 = 4096;
/// The documented shape is two objects deep.
const MAX_DEPTH: usize = 8;

/// Reads `{type, data:{status, partner_session_id, error_code?}}` (OK-07). The flat shape of the document's own sample,
/// `{type, status}`, is not it.
pub(super) fn read(session: &str, raw: &str) -> Hint {
    const REFUSED: Hint = Hint::Unexpected { fetch: false };
    if raw.len() > MAX_BYTES as usize {
        return REFUSED;
    }
    let Ok(message) = serde_json::from_str::<Value>(raw) else {
        return REFUSED;
    };
    if !message.is_object() || is_deeper_than(&message, MAX_DEPTH) {
        return REFUSED;
    }
    match message.get("type").and_then(Value::as_str) {
        Some(GET_ORIGIN) => return Hint::Ignore,
        Some(CALLBACK) => {}
        _ => return REFUSED,
    }
    let Some(data) = message.get("data").filter(|data| data.is_object()) else {
        return REFUSED;
    };
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let (Some(status), Some(named)) = (text("status"), text("partner_session_id")) else {
        return REFUSED;
    };
    let error_code = match data.get("error_code") {
        None | Some(Value::Null) => None,
        Some(Value::String(code)) => Some(code.as_str()),
        Some(_) => return REFUSED,
    };
    if named != session {
        return Hint::Foreign;
    }
    match (status, error_code) {
        ("COMPLETED", _) => Hint::Fetch,
        ("ERROR", Some(code)) => {
            stopped(code).map_or(Hint::Unexpected { fetch: true }, Hint::Stopped)
        }
        _ => Hint::Unexpected { fetch: true },
    }
}

/// What an error code says about the applicant's screen.
pub(super) fn stopped(error_code: &str) -> Option<Reason> {
    Some(match error_code {
        // Closed before anything was submitted, or while it is being processed: the fetch knows which.
        "PENDING" => Reason::Left,
        "SESSION_TIMEOUT" => Reason::SessionExpired,
        "PERMISSION_ERROR" => Reason::CameraDenied,
        "ATTEMPTS_EXHAUSTED" => Reason::AttemptsExhausted,
        "GENERIC_ERROR" => Reason::ProviderError,
        _ => return None,
    })
}

fn is_deeper_than(value: &Value, levels: usize) -> bool {
    let Some(rest) = levels.checked_sub(1) else {
        return true;
    };
    match value {
        Value::Object(members) => members.values().any(|inner| is_deeper_than(inner, rest)),
        Value::Array(items) => items.iter().any(|inner| is_deeper_than(inner, rest)),
        _ => false,
    }
}
