//! What the dashboard shows and does. Every function asks what the operator may do.

pub mod case;
pub mod actions;
pub mod export;
pub mod listing;
pub mod live;
pub mod overview;
pub mod search;
pub mod audit_page;
pub mod clients;
pub mod connections;
pub mod endpoints;
pub mod operators;
pub mod replay;
pub mod scenario;
pub mod simulator;
