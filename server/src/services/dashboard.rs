//! What the dashboard shows and does. Every function asks what the operator may do.

pub mod case;
pub mod actions;
pub mod export;
pub mod listing;
pub mod search;
