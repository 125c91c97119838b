//! What was looked at (Schema Definition, "Evidence element").

use serde_json::{Map, Value, json};
use vestibule::fact::{Fact, FactKind};

use super::{
    Source,
    claims::{OF_DOCUMENT, is_country_code},
};

/// The data were compared with, or come from, the record of a recognised source (predefined values, check methods).
const DATA: &str = "data";
/// A picture of the document was inspected from afar (predefined values, check methods).
const VISUAL_REMOTE_INSPECTION: &str = "vri";
/// Of a document whose type the source does not say.
const ANY_DOCUMENT: &str = "identity_document";

/// The one piece of evidence behind a fact. A signed answer is `electronic_record` too: `electronic_signature` names the serial
/// number of the signer's certificate, which the answers do not tell.
pub(super) fn of(fact: &Fact, source: &Source<'_>, time: &str) -> Value {
    let check = |method: &str| {
        json!([{
            "check_method": method,
            "organization": source.provider,
            "check_id": source.evidence,
            "time": time,
        }])
    };
    if fact.kind == FactKind::DocumentGenuine {
        json!({
            "type": "document",
            "check_details": check(VISUAL_REMOTE_INSPECTION),
            "document_details": document(fact),
        })
    } else {
        json!({
            "type": "electronic_record",
            "check_details": check(DATA),
            "record": { "type": source.kind, "source": { "name": source.provider } },
        })
    }
}

fn document(fact: &Fact) -> Value {
    let claim = |name: &str| fact.claims.get(&format!("{OF_DOCUMENT}{name}"));
    let mut details = Map::new();
    let kind = claim("type").map_or(ANY_DOCUMENT, String::as_str);
    details.insert("type".to_owned(), json!(kind));
    for (name, ours) in [
        ("document_number", "number"),
        ("date_of_issuance", "issued"),
        ("date_of_expiry", "expiry"),
    ] {
        if let Some(value) = claim(ours) {
            details.insert(name.to_owned(), json!(value));
        }
    }
    if let Some(country) = claim("country") {
        let member = if is_country_code(country) {
            "country_code"
        } else {
            "country"
        };
        details.insert("issuer".to_owned(), json!({ member: country }));
    }
    Value::Object(details)
}
