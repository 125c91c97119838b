//! The dashboard.

pub mod bench;
mod case;
mod cases;
mod export;
mod listing;
mod actions;
pub mod desk;
mod matrix;
mod messages;
mod proposals;
pub mod person;
mod replay;
mod reveal;
mod scenario;
mod seed;
mod passkeys;
mod sign_in;
mod single_sign_on;
mod overview;
mod recount;
mod tallies;
mod audit_page;
mod pauses;
mod settings;
mod simulator_panel;
mod live_rows;
mod shell;
