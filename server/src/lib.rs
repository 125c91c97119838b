//! Vestibule's server: everything with I/O.
//!
//! Direction of dependencies: `http -> services -> {db, providers, domain}`; `providers` never see the database;
//! `jobs -> services`. `cargo xtask direction` checks it.

pub mod audit_log;
pub mod backup;
pub mod cli;
pub mod clock;
mod code_flow;
pub mod config;
pub mod conformance;
pub mod connection;
pub mod crypto;
pub mod db;
pub mod delivery;
pub mod evidence;
pub mod http;
pub mod jobs;
mod jws;
pub mod novelties;
pub mod outbound;
pub mod provider;
pub mod providers;
pub mod random;
pub mod seed;
pub mod server;
pub mod services;
mod strict_json;
pub mod telemetry;
pub mod verified_claims;
