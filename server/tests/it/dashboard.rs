//! The dashboard.

pub mod bench;
mod case;
mod export;
mod listing;
mod actions;
pub mod desk;
mod messages;
mod proposals;
pub mod person;
mod reveal;
mod sign_in;
mod overview;
mod recount;
mod tallies;
mod audit_page;
mod pauses;
mod settings;
mod simulator_panel;
