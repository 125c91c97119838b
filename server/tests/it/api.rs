//! The REST API, as clients' backends use it.

pub mod bench;
pub mod samples;

mod auth;
mod cursors;
mod document;
mod idempotency;
mod isolation;
mod live;
mod onboardings;
mod scopes;
mod strict;
mod transport;
mod volume;
