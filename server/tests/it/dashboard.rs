//! The dashboard.

pub mod bench;
mod export;
mod listing;
mod actions;
pub mod desk;
mod proposals;
