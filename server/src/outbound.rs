//! Calls to the outside.

/// Placeholder.
pub struct Outbound;
/// Placeholder.
pub struct TokenCache;
