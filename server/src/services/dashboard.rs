//! What the dashboard shows and does. Every function asks what the operator may do.

pub mod actions;
pub mod audit_page;
pub mod case;
pub mod clients;
pub mod connections;
pub mod endpoints;
pub mod export;
pub mod listing;
pub mod live;
pub mod operators;
pub mod overview;
pub mod replay;
pub mod scenario;
pub mod search;
pub mod simulator;
