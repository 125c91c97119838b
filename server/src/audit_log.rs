//! The audit log as a format: hash chains, a Merkle tree over their heads, signed checkpoints, exports.
//!
//! Pure: no database, no clock, no configuration. Whoever holds rows or an export verifies them with this module alone;
//! docs/audit.md describes every byte.

pub mod chain;
pub mod check;
pub mod checkpoint;
pub mod export;
pub mod fault;
pub mod leaf;
pub mod note;
pub mod proof;
pub mod tree;

#[cfg(test)]
mod tests;
