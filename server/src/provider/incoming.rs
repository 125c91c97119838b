//! What reaches an adapter from outside: messages, returns, webhooks and questions. None of it is a result.

use serde_json::Value;
use vestibule::{reason::Reason, time::Timestamp};

use super::{ProviderSession, Snapshot};

/// What a message from the frame is worth. Never a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Known, and nothing to do.
    Ignore,
    /// Known, and nothing to do but to count it under this name in the funnel.
    Event(&'static str),
    /// Something may have happened: fetch.
    Fetch,
    /// The provider's page stopped. The server fetches first; only when it knows of nothing is this reason shown.
    Stopped(Reason),
    /// Not a message of this provider session: another session id. Nothing is fetched.
    Foreign,
    /// Neither the documented shape nor a known value: counted, shown in the inspector, and a fetch at most.
    Unexpected {
        /// Whether it is of the provider's type, so that a fetch is worth it.
        fetch: bool,
    },
}

/// A return as it arrived.
#[derive(Debug, Clone, Default)]
pub struct ReturnQuery {
    /// The decoded pairs, in order; at most 32.
    pub pairs: Vec<(String, String)>,
}

impl ReturnQuery {
    /// The value of a name that occurs exactly once; a repeated name is no value (RFC 6749, 3.1).
    #[must_use]
    pub fn only(&self, name: &str) -> Option<&str> {
        let mut values = self.pairs.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
}

/// What a claimed return led to.
#[derive(Debug)]
pub struct Finished {
    /// The session with what the return added to the adapter's memory.
    pub session: ProviderSession,
    /// What the provider's server said then.
    pub snapshot: Snapshot,
    /// Why the provider's page stopped, as the return says it. A hint like [`Hint::Stopped`]: it counts only when the
    /// snapshot is [`Snapshot::Waiting`].
    pub stopped: Option<Reason>,
}

/// A provider's call to us, as it arrived.
#[derive(Debug, Clone, Copy)]
pub struct RawWebhook<'a> {
    /// Header names in lower case, and values; at most 64.
    pub headers: &'a [(String, String)],
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// When it arrived. Signatures with a time are judged by it.
    pub received_at: Timestamp,
}

impl RawWebhook<'_> {
    /// The value of a header that occurs exactly once.
    #[must_use]
    pub fn only_header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
}

/// What an authenticated webhook is about. Only ever causes a fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The idempotency key, unique within the connection.
    pub event_id: String,
    /// The references of provider sessions it may be about, most telling first.
    pub references: Vec<String>,
}

/// What the provider wants to know from us, authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The picture of a person to compare with. `user` is what [`Provider::start`] gave as the user's id.
    ReferenceImage {
        /// The onboarding's id, as the provider repeats it.
        user: String,
    },
}

/// What we answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The picture is at this URL, once, for so long.
    ReferenceImage {
        /// Single use.
        url: String,
        /// In seconds.
        lifetime_seconds: i64,
    },
    /// There is none: no such person, nothing under way, no picture. The same answer for all.
    Nothing,
}

/// An answer in the provider's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawAnswer {
    /// HTTP status.
    pub status: u16,
    /// A JSON body.
    pub body: Value,
}

/// Why a webhook is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// This provider sends none. 404.
    #[error("this provider sends no webhooks")]
    Unsupported,
    /// 401.
    #[error("not authenticated")]
    Unauthenticated,
    /// 400.
    #[error("not the documented shape")]
    Malformed,
}
