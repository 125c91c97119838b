//! The shipped adapters against the simulated providers, over real HTTP.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod bankid;
mod external;
mod frankieone;
mod harness;
mod onekyc;
mod selfie_liveness;
mod signicat;
