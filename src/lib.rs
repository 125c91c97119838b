//! The domain of Vestibule: what an onboarding is, how its checks move, and what settles them.
//!
//! Pure on purpose: no async, no I/O, no database, no web framework, so that the same rules compile for the server and
//! for the browser and can be tested exhaustively.

pub mod check;
pub mod decision;
pub mod fact;
pub mod id;
pub mod journey;
pub mod launch;
pub mod locale;
pub mod matching;
pub mod onboarding;
pub mod permission;
pub mod phone;
pub mod purpose;
pub mod reason;
pub mod risk;
pub mod time;
