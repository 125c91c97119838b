//! The dashboard.

pub mod bench;
mod export;
mod listing;
mod actions;
pub mod desk;
mod proposals;
pub mod person;
mod sign_in;
mod overview;
mod recount;
mod tallies;
