//! The domain of Vestibule: what an onboarding is, how its checks move, and what settles them.
//!
//! Pure on purpose: no async, no I/O, no database, no web framework, so that the same rules compile for the server and
//! for the browser and can be tested exhaustively.

pub mod check;
pub mod fact;
pub mod id;
pub mod journey;
pub mod launch;
pub mod locale;
pub mod onboarding;
pub mod phone;
pub mod reason;
pub mod time;
