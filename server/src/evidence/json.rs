//! Reading a bundle: one text for one meaning. Whatever this program would not have written so is refused.

use serde_json::Value;

use super::{FORMAT, bundle::Bundle};
use crate::strict_json::{self, Fault};

/// The largest bundle, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;
/// Objects and lists in each other.
const DEEPEST: usize = 32;
/// The largest number that every reader of JSON reads as we do (RFC 7493, 2.2): 2^53 - 1.
const LARGEST_NUMBER: u64 = 9_007_199_254_740_991;

/// Why a file is no bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ReadError {
    /// Where (JSON Pointer); empty for the file as a whole.
    pub path: String,
    /// What is wrong.
    pub reason: String,
    /// Whether this is a bundle of another version.
    pub is_version: bool,
}

fn wrong(path: &str, reason: impl Into<String>) -> ReadError {
    ReadError {
        path: path.to_owned(),
        reason: reason.into(),
        is_version: false,
    }
}

/// A place as a JSON Pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                format!("/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Segment::Unknown => "/?".to_owned(),
        })
        .collect()
}

/// Reads a file.
///
/// # Errors
/// Names the first place that is wrong: too large, no UTF-8, no JSON, a name twice, too deep, a number that is no whole one,
/// another format, a member too many or too few, or not canonical (RFC 8785).
pub fn read(bytes: &[u8]) -> Result<Bundle, ReadError> {
    if bytes.len() > LARGEST {
        let size = bytes.len();
        return Err(wrong(
            "",
            format!("{size} bytes are more than {LARGEST}, the most that a bundle may have"),
        ));
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        let at = error.valid_up_to();
        return Err(wrong("", format!("not UTF-8 at byte {at}")));
    }
    let value = strict_json::value(bytes, DEEPEST).map_err(|(fault, path)| {
        let reason = match fault {
            Fault::Syntax(line, column) => format!("not JSON at line {line}, column {column}"),
            Fault::Twice => "the same name twice in an object".to_owned(),
            Fault::TooDeep => format!("more than {DEEPEST} objects and lists in each other"),
        };
        wrong(&pointer(&path), reason)
    })?;
    if let Some(path) = odd_number(&value, &mut String::new()) {
        return Err(wrong(
            &path,
            "not a whole number from -(2^53 - 1) to 2^53 - 1",
        ));
    }
    match value.get("format").and_then(Value::as_str) {
        Some(FORMAT) => {}
        Some(_) => {
            return Err(ReadError {
                path: "/format".to_owned(),
                reason: format!("another format than {FORMAT}"),
                is_version: true,
            });
        }
        None => return Err(wrong("/format", "no evidence bundle: it names no format")),
    }
    let bundle: Bundle = serde_path_to_error::deserialize(&value).map_err(|error| {
        let path = pointer(error.path());
        wrong(&path, what_is_wrong(error.inner()))
    })?;
    let canonical = serde_json_canonicalizer::to_vec(&bundle)
        .map_err(|_| wrong("", "it cannot be written as canonical JSON"))?;
    match (0..bytes.len().max(canonical.len())).find(|at| bytes.get(*at) != canonical.get(*at)) {
        None => Ok(bundle),
        Some(at) => Err(wrong("", format!("not canonical JSON at byte {at}"))),
    }
}

/// The error without its values: they may be personal.
fn what_is_wrong(error: &serde_json::Error) -> String {
    let text = error.to_string();
    for (begin, reason) in [
        ("unknown field", "a member that this format does not have"),
        ("missing field", "a member is missing"),
        ("duplicate field", "the same name twice in an object"),
    ] {
        if text.starts_with(begin) {
            return reason.to_owned();
        }
    }
    "not of the type that this format has here".to_owned()
}

/// Where the first number is that is not whole, or too large.
fn odd_number(value: &Value, path: &mut String) -> Option<String> {
    let mut below = |name: &str, value: &Value| {
        let length = path.len();
        path.push('/');
        path.push_str(&name.replace('~', "~0").replace('/', "~1"));
        let found = odd_number(value, path);
        path.truncate(length);
        found
    };
    match value {
        Value::Number(number) => {
            let size = number
                .as_i64()
                .map(i64::unsigned_abs)
                .or_else(|| number.as_u64());
            size.is_none_or(|size| size > LARGEST_NUMBER)
                .then(|| path.clone())
        }
        Value::Array(list) => list
            .iter()
            .enumerate()
            .find_map(|(at, item)| below(&at.to_string(), item)),
        Value::Object(members) => members
            .iter()
            .find_map(|(name, member)| below(name, member)),
        _ => None,
    }
}
