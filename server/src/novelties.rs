//! What a provider says that its contract does not know: fields, values and events, counted per connection.
//!
//! A provider that changes announces itself here first, while everything still works. Nothing personal gets in: of a
//! field only its place, of a value only what looks like a code word.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use serde::{
    Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_ignored::Path;
use serde_json::Value;
use vestibule::{id::ConnectionName, time::Timestamp};

use crate::{clock::Clock, telemetry::count};

/// Different ones that are kept of each kind; what comes after is counted together.
const MOST_OF_A_KIND: usize = 64;
/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;
/// The longest place, in bytes.
const LONGEST_PLACE: usize = 64;
/// Stands for a name that is not fit to be shown.
const OTHER: &str = "(other)";
/// Stands for all that came after [`MOST_OF_A_KIND`].
const MORE: &str = "(more)";

/// What is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoveltyKind {
    /// A field of an answer that the adapter neither reads nor knows of.
    Field,
    /// A value of a field whose values are listed in the contract.
    Value,
    /// A message or an event of the provider's page.
    Event,
}

impl NoveltyKind {
    /// The stable text for metrics.
    fn code(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Value => "value",
            Self::Event => "event",
        }
    }
}

/// One unknown thing and how often it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Novelty {
    /// What it is.
    pub kind: NoveltyKind,
    /// Where it came: the route of the call, `webhook` or `message`.
    pub place: String,
    /// The field's path, `field=value`, or the event's name.
    pub name: String,
    /// How often.
    pub count: u64,
    /// When it came first, in milliseconds UTC.
    pub first_ms: i64,
    /// When it came last, in milliseconds UTC.
    pub last_ms: i64,
}

type Key = (NoveltyKind, String, String);

#[derive(Debug, Clone, Copy)]
struct Seen {
    count: u64,
    first: Timestamp,
    last: Timestamp,
}

/// The unknown things of one connection, since the process began. Bounded.
pub struct Novelties {
    connection: ConnectionName,
    clock: Arc<dyn Clock>,
    seen: Mutex<BTreeMap<Key, Seen>>,
}

impl std::fmt::Debug for Novelties {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Novelties")
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}

impl Novelties {
    /// None so far.
    #[must_use]
    pub fn new(connection: ConnectionName, clock: Arc<dyn Clock>) -> Self {
        Self {
            connection,
            clock,
            seen: Mutex::default(),
        }
    }

    /// Whose they are.
    #[must_use]
    pub fn connection(&self) -> &ConnectionName {
        &self.connection
    }

    /// A value of `field` that is not one of the documented ones.
    pub fn value(&self, place: &str, field: &str, value: &str) {
        self.count(
            NoveltyKind::Value,
            place,
            &format!("{field}={}", token(value)),
        );
    }

    /// A message or event that the contract does not know.
    pub fn event(&self, place: &str, name: &str) {
        self.count(NoveltyKind::Event, place, token(name));
    }

    /// The fields of an authenticated webhook's JSON body that are not among these.
    pub fn webhook(&self, body: &[u8], known: &[&str]) {
        // Another shape is the adapter's to refuse.
        let _read: serde_json::Result<BTreeMap<String, IgnoredAny>> =
            self.read_json("webhook", body, known);
    }

    /// A message that the adapter did not expect, by its `type` and, if it has one, its `event`; where our SDK page wraps
    /// it, by those of the inner one.
    pub fn message(&self, raw: &str) {
        let parsed: Option<Value> = serde_json::from_str(raw).ok();
        let inner = parsed
            .as_ref()
            .and_then(|outer| outer.get("message"))
            .filter(|inner| inner.is_object());
        let message = inner.or(parsed.as_ref());
        let text = |name: &str| message.and_then(|message| message.get(name)?.as_str());
        let name = match (text("type"), text("event")) {
            (Some(kind), Some(event)) => format!("{kind}:{event}"),
            (kind, event) => kind.or(event).unwrap_or_default().to_owned(),
        };
        self.event("message", &name);
    }

    /// Reads JSON and counts the fields that `T` does not read, except those at the paths of `documented`: the contract
    /// has them, and the adapter has no use for them. A path is written `data.items[].name`.
    ///
    /// # Errors
    /// When it is not JSON of this shape. The error's text may quote values.
    pub fn read_json<T: DeserializeOwned>(
        &self,
        place: &str,
        json: &[u8],
        documented: &[&str],
    ) -> serde_json::Result<T> {
        let mut unread = BTreeSet::new();
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let value = serde_ignored::deserialize(&mut deserializer, |path| {
            // A body may hold any number of fields; what is kept of them is bounded below.
            if unread.len() <= MOST_OF_A_KIND {
                let path = path_of(&path);
                if !documented.contains(&path.as_str()) {
                    unread.insert(path);
                }
            }
        })?;
        deserializer.end()?;
        for path in unread {
            self.count(NoveltyKind::Field, place, &path);
        }
        Ok(value)
    }

    /// All of them, by kind, place and name.
    #[must_use]
    pub fn all(&self) -> Vec<Novelty> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter()
            .map(|((kind, place, name), seen)| Novelty {
                kind: *kind,
                place: place.clone(),
                name: name.clone(),
                count: seen.count,
                first_ms: seen.first.0,
                last_ms: seen.last.0,
            })
            .collect()
    }

    fn count(&self, kind: NoveltyKind, place: &str, name: &str) {
        count::novelty(self.connection.as_str(), kind.code());
        let now = self.clock.now();
        let mut key = (kind, cut(place, LONGEST_PLACE), cut(name, LONGEST_NAME));
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.contains_key(&key)
            && seen.keys().filter(|(other, ..)| *other == kind).count() >= MOST_OF_A_KIND
        {
            key = (kind, MORE.to_owned(), MORE.to_owned());
        }
        if let Some(seen) = seen.get_mut(&key) {
            seen.count = seen.count.saturating_add(1);
            seen.last = now;
            return;
        }
        tracing::warn!(
            connection = %self.connection,
            kind = ?kind,
            place = key.1,
            name = key.2,
            "the provider said something that its contract does not know"
        );
        seen.insert(
            key,
            Seen {
                count: 1,
                first: now,
                last: now,
            },
        );
    }
}

/// `data.items[].name`; parts that are no code words may be personal and are not repeated.
fn path_of(path: &Path<'_>) -> String {
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, .. } => format!("{}[]", path_of(parent)),
        Path::Map { parent, key } => {
            let key = token(key);
            match path_of(parent) {
                above if above.is_empty() => key.to_owned(),
                above => format!("{above}.{key}"),
            }
        }
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => path_of(parent),
    }
}

/// The text where it looks like a code word, else [`OTHER`]. Six digits in a row may be somebody's number.
fn token(text: &str) -> &str {
    let is_token = (1..=LONGEST_NAME).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte))
        && !text
            .as_bytes()
            .windows(6)
            .any(|six| six.iter().all(u8::is_ascii_digit));
    if is_token { text } else { OTHER }
}

/// Callers hand over ASCII; anything else would be cut at a character, too.
fn cut(text: &str, longest: usize) -> String {
    text.chars()
        .scan(0, |bytes, character| {
            *bytes += character.len_utf8();
            (*bytes <= longest).then_some(character)
        })
        .collect()
}

#[cfg(test)]
mod tests;
