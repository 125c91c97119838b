//! Places in an individual: `applicant.name.displayName`, `applicant.addresses[0]`, `documents[idType=PASSPORT].idNumber`.
//! The page on the SDK origin reads the same words.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How deep a place may be.
const MOST_STEPS: usize = 8;
/// The longest value that is taken over, in characters.
const LONGEST_VALUE: usize = 500;
/// The parts of an address in the order in which they are read out (OneSDK's model of an address).
const ADDRESS: [&str; 10] = [
    "unitNumber",
    "buildingName",
    "streetNumber",
    "streetName",
    "streetType",
    "suburb",
    "town",
    "state",
    "postalCode",
    "country",
];
/// The parts of a name.
const NAME: [&str; 3] = ["givenName", "middleName", "familyName"];

/// Which element of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    At(usize),
    /// The first whose member has this value.
    Where(String, String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    name: String,
    choice: Option<Choice>,
}

/// A place. Written as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Path {
    written: String,
    steps: Vec<Step>,
}

/// A text that is no place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no place such as applicant.name.displayName or documents[idType=PASSPORT].idNumber"
)]
pub(super) struct InvalidPath(String);

impl TryFrom<String> for Path {
    type Error = InvalidPath;

    fn try_from(written: String) -> Result<Self, InvalidPath> {
        let steps: Option<Vec<Step>> = written.split('.').map(step).collect();
        match steps.filter(|steps| steps.len() <= MOST_STEPS) {
            Some(steps) => Ok(Self { written, steps }),
            None => Err(InvalidPath(written)),
        }
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.written
    }
}

fn is_word(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn step(text: &str) -> Option<Step> {
    let Some((name, rest)) = text.split_once('[') else {
        return is_word(text).then(|| Step {
            name: text.to_owned(),
            choice: None,
        });
    };
    let inside = rest.strip_suffix(']')?;
    let choice = match inside.split_once('=') {
        Some((member, value)) if is_word(member) && is_word(value) => {
            Choice::Where(member.to_owned(), value.to_owned())
        }
        Some(_) => return None,
        None => Choice::At(inside.parse().ok()?),
    };
    is_word(name).then(|| Step {
        name: name.to_owned(),
        choice: Some(choice),
    })
}

impl Path {
    /// What stands there.
    pub(super) fn value<'a>(&self, root: &'a Value) -> Option<&'a Value> {
        self.steps.iter().try_fold(root, |value, step| {
            let value = value.get(&step.name)?;
            match &step.choice {
                None => Some(value),
                Some(Choice::At(place)) => value.get(place),
                Some(Choice::Where(member, wanted)) => value
                    .as_array()?
                    .iter()
                    .find(|one| one.get(member).and_then(Value::as_str) == Some(wanted)),
            }
        })
    }

    /// The text that stands there; `None` when there is nothing but white space.
    pub(super) fn text(&self, root: &Value) -> Option<String> {
        let text = match self.value(root)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            parts @ Value::Object(_) => composed(parts),
            Value::Null | Value::Array(_) => return None,
        };
        (!text.is_empty() && text.chars().count() <= LONGEST_VALUE).then_some(text)
    }
}

/// An address or a name in one line; MyInfo's coded values by their description.
fn composed(value: &Value) -> String {
    let part = |name: &str| {
        let text = value.get(name).and_then(Value::as_str).map(str::trim);
        text.filter(|text| !text.is_empty())
    };
    if let Some(whole) = ["longForm", "displayName", "formatted", "desc", "value"]
        .into_iter()
        .find_map(part)
    {
        return whole.to_owned();
    }
    let of = |names: &[&str], between: &str| {
        let parts: Vec<_> = names.iter().filter_map(|name| part(name)).collect();
        parts.join(between)
    };
    let name = of(&NAME, " ");
    if name.is_empty() {
        of(&ADDRESS, ", ")
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn path(text: &str) -> Path {
        Path::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn a_place_is_found_by_name_by_number_and_by_member() {
        let root = json!({
            "applicant": { "addresses": [{ "streetName": "EXAMPLE STREET", "postalCode": "000001" }] },
            "documents": [
                { "idType": "NATIONAL_ID", "idNumber": "S0000001X" },
                { "idType": "PASSPORT", "idNumber": " E1 " },
            ],
        });
        for (place, expected) in [
            ("applicant.addresses[0].streetName", Some("EXAMPLE STREET")),
            ("applicant.addresses[0]", Some("EXAMPLE STREET, 000001")),
            ("applicant.addresses[1]", None),
            ("documents[idType=PASSPORT].idNumber", Some("E1")),
            ("documents[idType=VISA].idNumber", None),
            ("applicant.name", None),
        ] {
            assert_eq!(path(place).text(&root).as_deref(), expected, "{place}");
        }
    }

    /// FO-22
    #[test]
    fn nothing_but_white_space_is_nothing() {
        for value in [
            json!(""),
            json!(" \t"),
            json!(null),
            json!([]),
            json!({}),
            json!({ "streetName": "", "country": null }),
            json!({ "givenName": " ", "familyName": "" }),
        ] {
            assert_eq!(path("it").text(&json!({ "it": value })), None, "{value}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in [
            "",
            "a..b",
            "a[",
            "a[b]",
            "a[=1]",
            "a[b=]",
            "[0]",
            "a b",
            "a.b.c.d.e.f.g.h.i",
        ] {
            assert!(Path::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
