//! The content of a message without what it says: its structure stays, its texts and numbers are masked.

use serde_json::Value;

use super::masks;

/// Parts of a payload that are shown.
const MOST: usize = 200;
/// Deeper than this nothing is shown.
const DEEPEST: usize = 8;
/// Under these names protocols have words of their own. They are shown where the adapter knew the message.
const WORDS: [&str; 5] = ["type", "status", "event", "error_code", "errorCode"];

/// What is left of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// What it is, e.g. `{data, type}`.
    pub shape: String,
    /// Its structure, as JSON.
    pub payload: String,
}

/// Redacts a message. `known` says whether the adapter took it for one of its provider's.
#[must_use]
pub fn redact(raw: &str, known: bool) -> Redacted {
    let parsed: Option<Value> = serde_json::from_str(raw).ok();
    // Some pages put their JSON into a text.
    let inner = match &parsed {
        Some(Value::String(text)) => serde_json::from_str(text)
            .ok()
            .filter(|inner: &Value| inner.is_object()),
        _ => None,
    };
    let Some(value) = inner.or(parsed) else {
        return Redacted {
            shape: "no JSON".to_owned(),
            payload: masks::HIDDEN.to_owned(),
        };
    };
    let mut left = MOST;
    let masked = masked(&value, (known, DEEPEST), &mut left);
    Redacted {
        shape: shape(&value),
        payload: serde_json::to_string_pretty(&masked).unwrap_or_default(),
    }
}

fn shape(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut names: Vec<String> = fields.keys().take(12).map(|name| shown(name)).collect();
            if fields.len() > names.len() {
                names.push("…".to_owned());
            }
            format!("{{{}}}", names.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.len()),
        Value::String(_) => "text".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Null => "null".to_owned(),
    }
}

/// A name; masked where it is not one that a protocol would have.
fn shown(name: &str) -> String {
    match masks::is_word(name) {
        true => name.to_owned(),
        false => masks::HIDDEN.to_owned(),
    }
}

fn masked(value: &Value, (known, depth): (bool, usize), left: &mut usize) -> Value {
    let hidden = || Value::String(masks::HIDDEN.to_owned());
    *left = left.saturating_sub(1);
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        Value::String(_) | Value::Number(_) => hidden(),
        Value::Object(_) | Value::Array(_) if depth == 0 => hidden(),
        Value::Array(items) => {
            let mut kept = Vec::new();
            for item in items {
                if *left == 0 {
                    kept.push(Value::String("…".to_owned()));
                    break;
                }
                kept.push(masked(item, (known, depth - 1), left));
            }
            Value::Array(kept)
        }
        Value::Object(fields) => {
            let mut kept = serde_json::Map::new();
            for (name, field) in fields {
                if *left == 0 {
                    kept.insert("…".to_owned(), Value::Null);
                    break;
                }
                let word = field
                    .as_str()
                    .filter(|text| known && WORDS.contains(&name.as_str()) && masks::is_word(text));
                let value = match word {
                    Some(word) => Value::String(word.to_owned()),
                    None => masked(field, (known, depth - 1), left),
                };
                kept.insert(shown(name), value);
            }
            Value::Object(kept)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAW: &str = r#"{"type":"CALLBACK","data":{"status":"COMPLETED","name":"SITI","age":44,"list":[1,"x",null,true]}}"#;

    #[test]
    fn the_structure_stays_and_what_it_says_is_masked() {
        let redacted = redact(RAW, true);
        assert_eq!(redacted.shape, "{data, type}");
        let value: Value = serde_json::from_str(&redacted.payload).unwrap();
        assert_eq!(value["type"], "CALLBACK");
        assert_eq!(value["data"]["status"], "COMPLETED");
        assert_eq!(value["data"]["name"], masks::HIDDEN);
        assert_eq!(value["data"]["age"], masks::HIDDEN);
        let list = &value["data"]["list"];
        assert_eq!(list[1], masks::HIDDEN);
        assert_eq!((&list[2], &list[3]), (&Value::Null, &Value::Bool(true)));
    }

    #[test]
    fn nothing_is_a_word_in_a_message_that_nobody_knows() {
        let redacted = redact(r#"{"type":"SITI","status":"RAHAYU"}"#, false);
        assert!(!redacted.payload.contains("SITI") && !redacted.payload.contains("RAHAYU"));
        assert!(!redact("SITI", false).payload.contains("SITI"));
        assert!(!redact("\"SITI\"", true).payload.contains("SITI"));
        let named = redact(r#"{"Siti Rahayu":1}"#, true);
        assert!(!named.payload.contains("Siti") && !named.shape.contains("Siti"));
    }

    #[test]
    fn json_in_a_text_is_looked_into_once() {
        let inside = serde_json::to_string(RAW).unwrap();
        assert_eq!(redact(&inside, true), redact(RAW, true));
    }

    #[test]
    fn what_is_large_or_deep_is_cut() {
        let wide = format!("[{}]", vec!["1"; 5_000].join(","));
        assert!(redact(&wide, true).payload.len() < 8_000);
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert!(redact(&deep, true).payload.len() < 1_000);
    }
}
