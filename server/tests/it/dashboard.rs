//! The dashboard.

pub mod bench;
mod export;
mod listing;
