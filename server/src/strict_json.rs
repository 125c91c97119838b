//! JSON that has one meaning only: no name twice in an object, no deep nesting (RFC 8725, 3.10; RFC 7519, 4; RFC 8259, 4).

use std::fmt;

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};
use serde_path_to_error::{Path, Track};

const TWICE: &str = "a name is there twice";
const TOO_DEEP: &str = "too deep";

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No JSON: its line and column, from 1.
    Syntax(usize, usize),
    /// An object has a name twice.
    Twice,
    /// More objects and lists in each other than are allowed.
    TooDeep,
}

/// Reads an object with at most so many objects and lists in each other.
pub(crate) fn object(bytes: &[u8], deepest: usize) -> Option<Map<String, Value>> {
    match value(bytes, deepest) {
        Ok(Value::Object(members)) => Some(members),
        _ => None,
    }
}

/// Reads a value with at most so many objects and lists in each other.
///
/// # Errors
/// What is wrong, and where.
pub(crate) fn value(bytes: &[u8], deepest: usize) -> Result<Value, (Fault, Path)> {
    let mut track = Track::new();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let read = Level(deepest).deserialize(tracked);
    let fault = |error: serde_json::Error| {
        let text = error.to_string();
        if text.starts_with(TWICE) {
            Fault::Twice
        } else if text.starts_with(TOO_DEEP) {
            Fault::TooDeep
        } else {
            Fault::Syntax(error.line(), error.column())
        }
    };
    match read {
        Ok(value) => match json.end() {
            Ok(()) => Ok(value),
            Err(error) => Err((fault(error), track.path())),
        },
        Err(error) => Err((fault(error), track.path())),
    }
}

/// How many levels may still come.
#[derive(Clone, Copy)]
struct Level(usize);

impl Level {
    fn below<E: de::Error>(self) -> Result<Self, E> {
        self.0
            .checked_sub(1)
            .map(Self)
            .ok_or_else(|| E::custom(TOO_DEEP))
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON without repeated names")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let level = self.below()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(level)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let level = self.below()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key_seed(NewName(&object))? {
            let value = members.next_value_seed(level)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

/// A name that the object does not have yet.
struct NewName<'a>(&'a Map<String, Value>);

impl<'de> DeserializeSeed<'de> for NewName<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NewName<'_> {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<String, E> {
        match self.0.contains_key(name) {
            true => Err(E::custom(TWICE)),
            false => Ok(name.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (Fault, String) {
        let (fault, path) = value(text.as_bytes(), 3).unwrap_err();
        (fault, path.to_string())
    }

    /// SEC-153
    #[test]
    fn a_text_with_two_meanings_is_refused_where_it_has_them() {
        assert_eq!(
            refused(r#"{"a":{"b":1,"c":[],"\u0062":2}}"#),
            (Fault::Twice, "a.b".to_owned())
        );
        assert_eq!(
            refused(r#"{"a":[0,[{}]]}"#),
            (Fault::TooDeep, "a[1][0]".to_owned())
        );
        assert_eq!(refused(&"[".repeat(1000)).0, Fault::TooDeep);
        for (text, at) in [("{} {}", 4), ("", 0), ("nul", 3)] {
            let (fault, _) = refused(text);
            assert_eq!(fault, Fault::Syntax(fault_line(fault), at), "{text}");
        }
        for text in [
            &br#"{"a":"\ud800"}"#[..],
            br#"{"a":1e999}"#,
            b"{\"a\":\"\xff\"}",
        ] {
            assert!(matches!(value(text, 3), Err((Fault::Syntax(1, _), _))));
        }
    }

    fn fault_line(fault: Fault) -> usize {
        match fault {
            Fault::Syntax(line, _) => line,
            _ => 0,
        }
    }
}
