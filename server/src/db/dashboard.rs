//! What only the dashboard reads and writes.

pub mod case;
pub mod listing;
pub mod live;
pub mod messages;
pub mod notes;
pub mod provider_calls;
pub mod replay;
pub mod reveals;
pub mod search;
