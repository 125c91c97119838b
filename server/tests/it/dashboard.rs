//! The dashboard.

mod actions;
mod audit_page;
pub mod bench;
mod case;
mod cases;
pub mod desk;
mod export;
mod listing;
mod live_rows;
mod matrix;
mod messages;
mod overview;
mod passkeys;
mod pauses;
pub mod person;
mod proposals;
mod recount;
mod replay;
mod reveal;
mod scenario;
mod seed;
mod settings;
mod shell;
mod sign_in;
mod simulator_panel;
mod single_sign_on;
mod tallies;
