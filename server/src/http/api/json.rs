//! Bodies, queries and path parameters: read strictly, refused with the place that is wrong. SEC-152, SEC-153.

use std::borrow::Cow;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
    response::IntoResponse,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use serde_path_to_error::Segment;
use url::form_urlencoded;
use utoipa::{IntoParams, ToSchema};
use vestibule::id::{InvalidId, OnboardingId};

use super::problem::{Code, FieldCode, FieldProblem, Problem};
use crate::{
    http::sent::Sent,
    strict_json::{self, Fault},
};

/// Largest JSON body, in bytes.
pub const MAX_JSON: usize = 64 * 1024;
/// Objects and lists in each other.
const DEEPEST: usize = 16;
/// Longest text that is quoted in an answer, in characters.
const MAX_QUOTED: usize = 200;
/// Longest explanation of a mistake, in characters.
const MAX_DETAIL: usize = 600;

/// A JSON body. `T` should have `deny_unknown_fields`.
#[derive(Debug)]
pub struct ApiJson<T>(pub T);

/// A JSON body that may be left out: `T::default()` then.
#[derive(Debug)]
pub struct OptionalJson<T>(pub T);

/// The query. `T` should have `deny_unknown_fields`.
#[derive(Debug)]
pub struct ApiQuery<T>(pub T);

/// The parameters in the path. What cannot be an id or a name is not found, as one that nobody has.
#[derive(Debug)]
pub struct ApiPath<T>(pub T);

/// The id of something: the lower-case form of a UUID. What is none is found nowhere.
#[derive(Debug, Clone, Deserialize, IntoParams, ToSchema)]
#[serde(try_from = "String")]
#[into_params(names("id"), parameter_in = Path)]
#[schema(value_type = String, format = "uuid")]
pub struct ResourceId(#[param(format = "uuid")] String);

impl ResourceId {
    /// The id's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ResourceId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        // Every id that the server makes has the same shape.
        OnboardingId::new(text).map(|id| Self(id.into()))
    }
}

/// A body with nothing in it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let is_json = is_json(&request);
        let bytes = body(request).await?;
        match is_json {
            true => read(parsed(&bytes)?).map(Self),
            false => Err(Problem::new(
                Code::UnsupportedMediaType,
                "send application/json",
            )),
        }
    }
}

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for OptionalJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let is_json = is_json(&request);
        let bytes = body(request).await?;
        match (bytes.is_empty(), is_json) {
            (true, _) => Ok(Self(T::default())),
            (false, true) => match parsed(&bytes)? {
                // Nothing, too.
                Value::Null => Ok(Self(T::default())),
                value => read(value).map(Self),
            },
            (false, false) => Err(Problem::new(
                Code::UnsupportedMediaType,
                "send application/json, or no body",
            )),
        }
    }
}

/// `application/json`, with or without `charset=utf-8`: JSON has no other (RFC 8259, 8.1).
fn is_json(request: &Request) -> bool {
    let Some(kind) = Sent::of(request.headers(), &header::CONTENT_TYPE).text() else {
        return false;
    };
    let (essence, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let parameters = parameters.trim();
    essence.trim().eq_ignore_ascii_case("application/json")
        && (parameters.is_empty()
            || parameters.eq_ignore_ascii_case("charset=utf-8")
            || parameters.eq_ignore_ascii_case("charset=\"utf-8\""))
}

async fn body(request: Request) -> Result<Bytes, Problem> {
    let too_large = || Problem::new(Code::PayloadTooLarge, format!("at most {MAX_JSON} bytes"));
    match Bytes::from_request(request, &()).await {
        Ok(bytes) if bytes.len() > MAX_JSON => Err(too_large()),
        Ok(bytes) => Ok(bytes),
        Err(rejection) => Err(unread(rejection, too_large)),
    }
}

/// The problem of a body that could not be read.
pub fn unread(rejection: BytesRejection, too_large: impl FnOnce() -> Problem) -> Problem {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::new(Code::InvalidRequest, "the body ended too early"),
    }
}

fn parsed(bytes: &[u8]) -> Result<Value, Problem> {
    let value = strict_json::value(bytes, DEEPEST).map_err(|(fault, path)| {
        let (code, detail) = match fault {
            Fault::Syntax(line, column) => (
                FieldCode::Syntax,
                format!("not JSON at line {line}, column {column}"),
            ),
            Fault::Twice => (
                FieldCode::Repeated,
                "a name stands twice in an object".to_owned(),
            ),
            Fault::TooDeep => (
                FieldCode::TooDeep,
                format!("at most {DEEPEST} objects and lists in each other"),
            ),
        };
        Problem::invalid(vec![FieldProblem::at(pointer(path.iter()), code, detail)])
    })?;
    if let Some(pointer) = nul(&value, "#".to_owned()) {
        return Err(Problem::invalid_value(&pointer, "a text with U+0000"));
    }
    Ok(value)
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    // serde also takes a list, for the members in the order of the code.
    if !value.is_object() {
        let error = FieldProblem::at("#", FieldCode::WrongType, "not an object");
        return Err(Problem::invalid(vec![error]));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let place = pointer(error.path().iter());
        let text = error.inner().to_string();
        let (code, name) = mistake(&text);
        let place = match name {
            Some(name) => format!("{place}/{}", escaped(name)),
            None => place,
        };
        Problem::invalid(vec![FieldProblem::at(place, code, told(&text))])
    })
}

/// What kind of mistake serde's words are about, and the name of a field that is missing.
fn mistake(text: &str) -> (FieldCode, Option<&str>) {
    if text.starts_with("unknown field") {
        (FieldCode::UnknownField, None)
    } else if let Some(rest) = text.strip_prefix("missing field `") {
        (FieldCode::Missing, rest.split('`').next())
    } else if text.starts_with("invalid type") {
        (FieldCode::WrongType, None)
    } else if text.starts_with("duplicate field") {
        (FieldCode::Repeated, None)
    } else {
        (FieldCode::InvalidValue, None)
    }
}

/// What serde says, which may name every field or word that it knows: whole, or visibly cut.
fn told(text: &str) -> String {
    let text = in_words_of_json(text);
    let mut line: String = text.chars().filter(|one| !one.is_control()).collect();
    if let Some((end, _)) = line.char_indices().nth(MAX_DETAIL) {
        line.truncate(end);
        line.push_str("...");
    }
    line
}

/// serde names types and mistakes as Rust does, which says nothing to whoever calls. Only the end is looked at, which is never
/// what was sent.
fn in_words_of_json(text: &str) -> Cow<'_, str> {
    const WORDS: [(&str, &str); 8] = [
        ("expected u32", "expected a whole number, 0 or more"),
        ("expected i64", "expected a whole number"),
        ("expected a map", "expected an object"),
        ("expected a sequence", "expected a list"),
        ("invalid digit found in string", "not a whole number"),
        (
            "cannot parse integer from empty string",
            "not a whole number",
        ),
        (
            "number too large to fit in target type",
            "too large a number",
        ),
        (
            "number too small to fit in target type",
            "too small a number",
        ),
    ];
    let found = WORDS
        .iter()
        .find_map(|(rust, json)| Some((text.strip_suffix(rust)?, json)));
    found.map_or(Cow::Borrowed(text), |(before, json)| {
        Cow::Owned(format!("{before}{json}"))
    })
}

/// Never more than a line of what was sent.
fn quoted(text: &str) -> String {
    let line = text.chars().filter(|one| !one.is_control());
    line.take(MAX_QUOTED).collect()
}

/// JSON Pointer, URI fragment form (RFC 6901, 6).
fn pointer<'a>(path: impl Iterator<Item = &'a Segment>) -> String {
    let mut text = "#".to_owned();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("/{index}")),
            Segment::Map { key } => text.push_str(&format!("/{}", escaped(key))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    text
}

/// One name within a pointer.
fn escaped(name: &str) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    let mut text = String::new();
    for byte in name.bytes().take(MAX_QUOTED) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

/// Where a text has U+0000, which PostgreSQL cannot store.
fn nul(value: &Value, place: String) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then_some(place),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(at, item)| nul(item, format!("{place}/{at}"))),
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let place = format!("{place}/{}", escaped(name));
            match name.contains('\0') {
                true => Some(place),
                false => nul(value, place),
            }
        }),
        _ => None,
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let mut seen = Vec::new();
        for (name, value) in form_urlencoded::parse(query) {
            let wrong = if seen.contains(&name) {
                Some((FieldCode::Repeated, "there twice"))
            } else if value.contains(['\0', '\u{fffd}']) {
                Some((FieldCode::InvalidValue, "not a text"))
            } else {
                None
            };
            if let Some((code, detail)) = wrong {
                let error = FieldProblem::in_parameter(quoted(&name), code, detail);
                return Err(Problem::invalid(vec![error]));
            }
            seen.push(name);
        }
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query));
        serde_path_to_error::deserialize(pairs)
            .map(Self)
            .map_err(|error| {
                let text = error.inner().to_string();
                let (code, missing) = mistake(&text);
                let name = match (missing, error.path().iter().next()) {
                    (Some(name), _) => name.to_owned(),
                    (None, Some(Segment::Map { key })) => quoted(key),
                    (None, _) => String::new(),
                };
                let error = FieldProblem::in_parameter(name, code, told(&text));
                Problem::invalid(vec![error])
            })
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for ApiPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(found)) => Ok(Self(found)),
            Err(_) => Err(Code::NotFound.into()),
        }
    }
}
