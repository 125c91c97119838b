//! The REST API, as clients' backends use it.

pub mod bench;

mod auth;
