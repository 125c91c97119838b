//! From our names of claims to the standard ones (OpenID Connect Core 1.0, 5.1; Identity Assurance Claims Registration 1.0).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What is in a fact and not a statement about who the person is.
const BESIDE: [&str; 8] = [
    // Ways to reach the person and accounts: a fact of control, or nobody's statement about identity.
    "email",
    "phone_number",
    "subject_id",
    "idp_id",
    // About the examination and the record.
    "result",
    "score",
    "updated_at",
    "verified_claims",
];
/// Claims about a document: they belong to the evidence.
pub(super) const OF_DOCUMENT: &str = "document_";
/// Names in Latin letters of a name in Chinese ones (Core, 5.2; BCP 47).
const PINYIN: &str = "zh-Latn-pinyin";

/// The claims about the person.
pub(super) fn of(ours: &BTreeMap<String, String>) -> Map<String, Value> {
    ours.iter()
        .filter(|(name, _)| !BESIDE.contains(&name.as_str()) && !name.starts_with(OF_DOCUMENT))
        .map(|(name, value)| standard(name, value))
        .collect()
}

/// The standard name and shape; a claim that no specification knows keeps its own name (Schema Definition, "Claims element").
fn standard(name: &str, value: &str) -> (String, Value) {
    match name {
        "alias" => ("also_known_as".to_owned(), json!(value)),
        "pinyin_name" => (format!("name#{PINYIN}"), json!(value)),
        "pinyin_alias" => (format!("also_known_as#{PINYIN}"), json!(value)),
        "address" => (name.to_owned(), json!({ "formatted": value })),
        // A status such as "SINGAPORE CITIZEN" is no code of a country and stays what it is.
        "nationality" if is_country_code(value) => ("nationalities".to_owned(), json!([value])),
        "nationalities" => {
            let codes: Vec<&str> = value
                .split([',', ' '])
                .filter(|code| !code.is_empty())
                .collect();
            (name.to_owned(), json!(codes))
        }
        "place_of_birth" => {
            let member = if is_country_code(value) {
                "country"
            } else {
                "locality"
            };
            (name.to_owned(), json!({ member: value }))
        }
        _ => (name.to_owned(), json!(value)),
    }
}

/// ISO 3166 with two or three letters.
pub(super) fn is_country_code(value: &str) -> bool {
    (2..=3).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_uppercase())
}
