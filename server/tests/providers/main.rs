//! The shipped adapters against the simulated providers, over real HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod harness;
mod onekyc;
mod signicat;
