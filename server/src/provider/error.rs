//! Why a call to a provider failed.

/// Why a call to a provider failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It cannot be reached, is too slow, broken, or asks us to come back later.
    #[error("unavailable: {detail}")]
    Unavailable {
        /// For the log: no personal data, no secret.
        detail: String,
        /// When it asked us to come back, in milliseconds from now.
        retry_after_ms: Option<i64>,
    },
    /// Our credentials or settings are not what it wants. An operator has to act.
    #[error("misconfigured: {detail}")]
    Misconfigured {
        /// What to do about it.
        detail: String,
    },
    /// It answered what its contract does not allow.
    #[error("unexpected answer: {detail}")]
    Unexpected {
        /// For the log: no personal data, no secret.
        detail: String,
    },
    /// The return is not one of this provider session.
    #[error("not a return of this provider session")]
    NotOurs,
    /// What came back could not be verified. Final; the rule goes to the audit log and to nobody else.
    #[error("not verified: {rule}")]
    NotVerified {
        /// The rule that refused it, a stable word.
        rule: &'static str,
    },
    /// The provider has no such verb.
    #[error("unsupported")]
    Unsupported,
}
