//! Why a call to the outside has no answer.

use crate::provider::ProviderError;

/// Why a call has no complete answer. Texts are for the log: no URL, no header, no body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The provider failed too often; nothing was sent.
    #[error("the circuit is open for another {retry_after_ms} ms")]
    CircuitOpen {
        /// When a call may go out again, in milliseconds from now.
        retry_after_ms: i64,
    },
    /// No connection: name resolution, TCP, TLS or the proxy.
    #[error("{route}: no connection: {cause}")]
    Unreachable {
        /// Which call.
        route: &'static str,
        /// The innermost cause.
        cause: String,
    },
    /// The connection broke before the answer.
    #[error("{route}: interrupted before the answer: {cause}")]
    Interrupted {
        /// Which call.
        route: &'static str,
        /// The innermost cause.
        cause: String,
    },
    /// The answer broke off.
    #[error("{route}: the answer broke off: {cause}")]
    Truncated {
        /// Which call.
        route: &'static str,
        /// The innermost cause.
        cause: String,
    },
    /// Not complete in time.
    #[error("{route}: no complete answer in time")]
    TimedOut {
        /// Which call.
        route: &'static str,
    },
    /// Larger than we read.
    #[error("{route}: an answer of more than {limit} bytes")]
    TooLarge {
        /// Which call.
        route: &'static str,
        /// How much would have been read, in bytes.
        limit: usize,
    },
    /// Compressed, although we ask for nothing compressed.
    #[error("{route}: an encoded answer that nobody asked for")]
    Encoded {
        /// Which call.
        route: &'static str,
    },
    /// Our own request cannot be sent, e.g. because a setting does not fit into a header.
    #[error("{route}: the request cannot be built: {problem}")]
    InvalidRequest {
        /// Which call.
        route: &'static str,
        /// Which part.
        problem: &'static str,
    },
}

impl OutboundError {
    /// A stable word for metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CircuitOpen { .. } => "circuit_open",
            Self::Unreachable { .. } => "unreachable",
            Self::Interrupted { .. } => "interrupted",
            Self::Truncated { .. } => "truncated",
            Self::TimedOut { .. } => "timed_out",
            Self::TooLarge { .. } => "too_large",
            Self::Encoded { .. } => "encoded",
            Self::InvalidRequest { .. } => "invalid_request",
        }
    }

    /// Whether it counts against the provider.
    pub(super) fn is_the_peers_fault(&self) -> bool {
        !matches!(self, Self::CircuitOpen { .. } | Self::InvalidRequest { .. })
    }

    pub(super) fn from_reqwest(route: &'static str, error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::TimedOut { route }
        } else if error.is_connect() {
            Self::Unreachable {
                route,
                cause: innermost(error),
            }
        } else if error.is_builder() {
            Self::InvalidRequest {
                route,
                problem: "its URL",
            }
        } else {
            Self::Interrupted {
                route,
                cause: innermost(error),
            }
        }
    }

    pub(super) fn from_reqwest_body(route: &'static str, error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::TimedOut { route }
        } else {
            Self::Truncated {
                route,
                cause: innermost(error),
            }
        }
    }
}

/// The innermost cause, e.g. "connection refused"; bounded, and without the URL.
fn innermost(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string().chars().take(200).collect()
}

impl From<OutboundError> for ProviderError {
    fn from(error: OutboundError) -> Self {
        match error {
            OutboundError::CircuitOpen { retry_after_ms } => Self::Unavailable {
                detail: error.to_string(),
                retry_after_ms: Some(retry_after_ms),
            },
            OutboundError::InvalidRequest { .. } => Self::Misconfigured {
                detail: error.to_string(),
            },
            OutboundError::TooLarge { .. } | OutboundError::Encoded { .. } => Self::Unexpected {
                detail: error.to_string(),
            },
            OutboundError::Unreachable { .. }
            | OutboundError::Interrupted { .. }
            | OutboundError::Truncated { .. }
            | OutboundError::TimedOut { .. } => Self::Unavailable {
                detail: error.to_string(),
                retry_after_ms: None,
            },
        }
    }
}
