//! Provider sessions: what is stored of one, what the browser shows of it, and what the provider's server says about it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use vestibule::{
    fact::Outcome,
    launch::{FrameSpec, Presentation},
    reason::Reason,
    time::Timestamp,
};

/// A provider session as the core stores it (sealed).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderSession {
    /// The provider's id for it, shown to operators.
    pub reference: String,
    /// How it was opened.
    pub presentation: Presentation,
    /// The adapter's own memory, e.g. a nonce that arrived with the return. Never leaves the server.
    pub memo: serde_json::Value,
}

impl std::fmt::Debug for ProviderSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderSession")
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

/// An opened provider session.
#[derive(Debug)]
pub struct Started {
    /// What to store.
    pub session: ProviderSession,
    /// What the browser must show.
    pub launch: Launch,
    /// When the provider session ends by itself.
    pub deadline: Timestamp,
}

/// What the browser must show.
#[derive(Clone)]
pub enum Launch {
    /// A frame.
    Frame(FrameSpec),
    /// The provider's script, on a page of our SDK origin: framed, or a page of its own.
    Sdk {
        /// Handed to that page's script as it is: tokens, ids. Never in a URL.
        parameters: Value,
    },
    /// The provider's own page.
    Redirect {
        /// Its URL, used as it is.
        to: String,
    },
    /// Nothing: the provider works by itself from here on, and the applicant waits.
    Wait,
}

/// Shows no token: those of launches travel in URLs and parameters.
impl std::fmt::Debug for Launch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Frame(spec) => f.debug_tuple("Frame").field(spec).finish(),
            Self::Sdk { .. } => f.debug_struct("Sdk").finish_non_exhaustive(),
            Self::Redirect { .. } => f.debug_struct("Redirect").finish_non_exhaustive(),
            Self::Wait => f.write_str("Wait"),
        }
    }
}

/// The present truth, as the provider's server tells it.
#[derive(Debug, Clone, PartialEq)]
pub enum Snapshot {
    /// Nothing was submitted yet.
    Waiting,
    /// Submitted, no result yet. Also every status that the adapter does not know.
    Processing,
    /// Verified by the adapter.
    Done(Outcome, Evidence),
    /// The provider's session is over without a result.
    Expired,
    /// Final, short of success.
    Failed(Reason),
}

/// What stands behind an outcome, as it came from the provider. Stored sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Media type of the body.
    pub content_type: String,
    /// The provider's answer, byte for byte.
    pub body: String,
}

impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evidence")
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
