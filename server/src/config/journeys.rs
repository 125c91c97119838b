//! The name of a journey's version.

use std::collections::BTreeMap;

use serde_json::Value;
use vestibule::journey::Journey;

use crate::crypto::sha256_hex;

/// Names the journey's content: SHA-256, in hexadecimal, of its JSON with sorted keys and without spaces. The same
/// content has the same name on every server, whatever order the file gives it in.
#[must_use]
pub fn journey_version(journey: &Journey) -> String {
    // A journey holds texts, numbers and lists only: turning it into JSON cannot fail.
    let journey = serde_json::to_value(journey).unwrap_or(Value::Null);
    sha256_hex(canonical_journey(&journey).as_bytes())
}

/// The text that is hashed: a journey's JSON with sorted keys and without spaces.
#[must_use]
pub fn canonical_journey(journey: &Value) -> String {
    let mut canonical = String::new();
    write_canonical(journey, &mut canonical);
    canonical
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            // serde_json's map keeps the order of insertion when any crate of the build asks for that.
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            out.push('{');
            for (place, (key, value)) in sorted.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for (place, value) in list.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_canonical(value, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}
