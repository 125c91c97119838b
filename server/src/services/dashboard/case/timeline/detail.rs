//! What a row of the audit log says beside its kind, as far as it is our own words.

use serde_json::Value;

use crate::{
    db::dashboard::case::{self as rows},
    services::{ServiceError, case::Case, dashboard::case::masks},
};

/// Longest value of a detail, in characters.
const LONGEST_DETAIL: usize = 500;

/// Names of details whose values are words of ours, never a person's.
const OURS: [&str; 25] = [
    "attempt",
    "budget",
    "bytes",
    "characters",
    "check",
    "choice",
    "claim",
    "conclusion",
    "connection",
    "consent",
    "count",
    "decision",
    "endpoint",
    "event",
    "fact",
    "field",
    "from",
    "number",
    "picture",
    "reason",
    "rule",
    "sha256",
    "step",
    "to",
    "way",
];

/// What operators wrote themselves.
const WRITTEN: &str = "reason";

/// The detail of an audit event, masked but for words of ours and for what an operator wrote.
pub(super) fn detail(
    case: Option<&Case>,
    row: &rows::AuditRow,
) -> Result<Vec<(String, String)>, ServiceError> {
    let (Some(case), Some(sealed)) = (case, row.detail.clone()) else {
        return Ok(Vec::new());
    };
    let Value::Object(detail) = case.open(("audit_events", "detail"), sealed)? else {
        return Ok(Vec::new());
    };
    let by_operator = row.actor.starts_with("operator:");
    Ok(detail
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| {
            let known = OURS.contains(&name.as_str());
            let text = match &value {
                Value::String(text) if by_operator && name == WRITTEN => {
                    masks::shown(text, LONGEST_DETAIL)
                }
                Value::String(text) if known && masks::is_word(text) => text.clone(),
                Value::Number(number) if known => number.to_string(),
                Value::Bool(truth) => truth.to_string(),
                _ => masks::HIDDEN.to_owned(),
            };
            (masks::shown(&name, 64), text)
        })
        .collect())
}
