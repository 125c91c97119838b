//! Exports: the whole audit log in a file of JSON lines that stands alone. docs/audit.md describes it.
//!
//! In this order: one `export`; every `leaf`, and every `checkpoint` between the last leaf that it covers and the next; chain
//! after chain, by name, its `row`s and its `head`; one `end`. Details of onboardings are not in it, nor are the salts of their
//! commitments: with the salt, a detail of which there are few could be guessed.

mod verifying;
mod writing;

use serde::{Deserialize, Serialize};

pub use self::{
    verifying::{ExportError, verify},
    writing::Writer,
};
use super::{chain::Row, leaf::Leaf};

/// A line of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The first.
    Export(Header),
    /// A leaf of the log.
    Leaf(IndexedLeaf),
    /// A checkpoint of the log.
    Checkpoint(ExportedCheckpoint),
    /// A row of a chain.
    Row(Box<ExportedRow>),
    /// After the last row of a chain.
    Head(Leaf),
    /// The last.
    End(Totals),
}

/// What an export is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// 1.
    pub version: u32,
    /// The log's name.
    pub origin: String,
    /// Milliseconds UTC.
    pub exported_at: i64,
    /// The public keys that signed checkpoints, hexadecimal, newest first.
    pub public_keys: Vec<String>,
}

/// A leaf and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexedLeaf {
    /// From 0.
    pub index: u64,
    /// The chain.
    pub chain: String,
    /// The row of the chain.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
}

/// A checkpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedCheckpoint {
    /// From 1.
    pub number: i64,
    /// Milliseconds UTC.
    pub at: i64,
    /// The signed note.
    pub note: String,
    /// See [`Kept::hash`].
    pub hash: String,
}

/// A row of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedRow {
    /// UUIDv7.
    pub id: String,
    /// The onboarding's id, or `system`.
    pub chain: String,
    /// From 1 within the chain.
    pub sequence: i64,
    /// Milliseconds UTC.
    pub at: i64,
    /// What happened.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// See [`commitment`].
    pub commitment: String,
    /// The hash of the row before.
    pub previous_hash: String,
    /// See [`Row::computed_hash`].
    pub hash: String,
    /// The leaf that names this row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<u64>,
    /// Only in the system's chain: what the commitment was made with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Opened>,
}

/// What a commitment was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Hexadecimal.
    pub salt: String,
    /// The detail: JSON, as a text.
    pub detail: String,
}

/// How much there was, so that an export that was cut is noticed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Chains.
    pub chains: u64,
    /// Rows of all chains.
    pub rows: u64,
    /// Leaves.
    pub leaves: u64,
    /// Checkpoints.
    pub checkpoints: i64,
    /// SHA-256 of all the lines before, each with its newline.
    pub sha256: String,
}

impl ExportedRow {
    /// A row as it is exported.
    #[must_use]
    pub fn new(row: Row, leaf: Option<u64>, opened: Option<Opened>) -> Self {
        Self {
            id: row.id,
            chain: row.chain,
            sequence: row.sequence,
            at: row.at,
            kind: row.kind,
            actor: row.actor,
            commitment: row.commitment,
            previous_hash: row.previous_hash,
            hash: row.hash,
            leaf,
            opened,
        }
    }

    fn row(&self) -> Row {
        Row {
            id: self.id.clone(),
            chain: self.chain.clone(),
            sequence: self.sequence,
            at: self.at,
            kind: self.kind.clone(),
            actor: self.actor.clone(),
            commitment: self.commitment.clone(),
            previous_hash: self.previous_hash.clone(),
            hash: self.hash.clone(),
        }
    }
}
