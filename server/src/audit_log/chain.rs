//! Hash chains: the rows of one onboarding, or the system's, each with the hash of the one before.
//!
//! A row's hash covers everything but the detail and its salt; of these it covers a commitment, so that a chain verifies
//! after its details were destroyed, and without showing them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fault::Fault;
use crate::crypto::hex;

/// The chain for what belongs to no onboarding.
pub const SYSTEM: &str = "system";

/// A row, without its detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// UUIDv7.
    pub id: String,
    /// The onboarding's id, or [`SYSTEM`].
    pub chain: String,
    /// From 1 within the chain.
    pub sequence: i64,
    /// Milliseconds UTC.
    pub at: i64,
    /// What happened, e.g. `check.moved`.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// See [`commitment`].
    pub commitment: String,
    /// The hash of the row before; empty for the first.
    pub previous_hash: String,
    /// See [`Row::computed_hash`].
    pub hash: String,
}

/// What is said of a detail without saying it: SHA-256 of salt and detail, in hexadecimal.
#[must_use]
pub fn commitment(salt: &[u8], detail: &[u8]) -> String {
    hex(&Sha256::new()
        .chain_update(salt)
        .chain_update(detail)
        .finalize())
}

impl Row {
    /// SHA-256 over previous hash, id, chain, sequence, time, kind, actor and commitment, each with its length before it as
    /// eight bytes, so that no two rows share an encoding. Numbers are eight bytes, big-endian.
    #[must_use]
    pub fn computed_hash(&self) -> String {
        let fields: [&[u8]; 8] = [
            self.previous_hash.as_bytes(),
            self.id.as_bytes(),
            self.chain.as_bytes(),
            &self.sequence.to_be_bytes(),
            &self.at.to_be_bytes(),
            self.kind.as_bytes(),
            self.actor.as_bytes(),
            self.commitment.as_bytes(),
        ];
        let mut hasher = Sha256::new();
        for field in fields {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field);
        }
        hex(&hasher.finalize())
    }
}

/// A chain that is being verified, row by row.
#[derive(Debug, Clone)]
pub struct Chain {
    name: String,
    sequence: i64,
    hash: String,
}

impl Chain {
    /// Before its first row.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            sequence: 0,
            hash: String::new(),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The last row that was taken; 0 before the first.
    #[must_use]
    pub fn sequence(&self) -> i64 {
        self.sequence
    }

    /// Takes the next row.
    ///
    /// # Errors
    /// Names the place where it does not fit.
    pub fn take(&mut self, row: &Row) -> Result<(), Fault> {
        let follows = row.chain == self.name
            && row.sequence == self.sequence + 1
            && row.previous_hash == self.hash
            && row.hash == row.computed_hash();
        if !follows {
            return Err(Fault::Row {
                chain: self.name.clone(),
                sequence: self.sequence + 1,
            });
        }
        self.sequence = row.sequence;
        row.hash.clone_into(&mut self.hash);
        Ok(())
    }

    /// Compares the last row with the head: sequence and hash.
    ///
    /// # Errors
    /// [`Fault::Cut`] when rows are missing, [`Fault::Head`] when the head is wrong.
    pub fn end(&self, head: Option<(i64, &str)>) -> Result<i64, Fault> {
        let (sequence, hash) = head.unwrap_or_default();
        let chain = self.name.clone();
        if sequence > self.sequence {
            let sequence = self.sequence + 1;
            return Err(Fault::Cut { chain, sequence });
        }
        if (sequence, hash) == (self.sequence, self.hash.as_str()) {
            Ok(sequence)
        } else {
            let sequence = self.sequence;
            Err(Fault::Head { chain, sequence })
        }
    }
}
