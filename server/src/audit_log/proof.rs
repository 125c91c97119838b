//! Inclusion proofs: that a chain had got so far when a checkpoint was signed.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};

use super::{
    checkpoint::Checkpoint,
    leaf::Leaf,
    note::{NoteError, VerifierKey},
    tree::{Hash, TreeError, check_inclusion},
};

/// The head of a chain, and how it is found in a signed checkpoint. Stands alone: nothing else is needed but the public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InclusionProof {
    /// The head.
    pub leaf: Leaf,
    /// Which leaf of the tree it is, from 0.
    pub index: u64,
    /// How many leaves the tree had at the checkpoint.
    pub size: u64,
    /// The audit path of RFC 6962, 2.1.1: base64, from the leaf's sibling up to the root's child.
    pub hashes: Vec<String>,
    /// The signed checkpoint (c2sp.org/tlog-checkpoint).
    pub checkpoint: String,
}

/// What is wrong with a proof.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The checkpoint is not to be believed.
    #[error("the checkpoint: {0}")]
    Checkpoint(#[from] NoteError),
    /// The path does not lead from the leaf to the checkpoint's root.
    #[error("the inclusion proof: {0}")]
    Path(#[from] TreeError),
    /// A hash is none.
    #[error("the inclusion proof has a hash that is none")]
    Hash,
    /// Another size than the checkpoint's.
    #[error("the inclusion proof is for another size than its checkpoint")]
    Size,
}

impl InclusionProof {
    /// Puts a proof together.
    #[must_use]
    pub fn new((index, leaf): (u64, Leaf), size: u64, hashes: &[Hash], checkpoint: String) -> Self {
        Self {
            leaf,
            index,
            size,
            hashes: hashes
                .iter()
                .map(|hash| BASE64_STANDARD.encode(hash))
                .collect(),
            checkpoint,
        }
    }

    /// Checks everything: the checkpoint is signed by one of these keys, and its tree has the leaf. Gives the checkpoint and
    /// the key.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn verify<'k>(
        &self,
        known: &'k [VerifierKey],
    ) -> Result<(Checkpoint, &'k VerifierKey), ProofError> {
        let (checkpoint, key) = Checkpoint::open(&self.checkpoint, known)?;
        if checkpoint.size != self.size {
            return Err(ProofError::Size);
        }
        let hashes: Option<Vec<Hash>> = self
            .hashes
            .iter()
            .map(|text| Hash::try_from(BASE64_STANDARD.decode(text).ok()?).ok())
            .collect();
        if !self.leaf.is_well_formed() {
            return Err(ProofError::Hash);
        }
        check_inclusion(
            (self.index, &self.leaf.tree_hash()),
            (checkpoint.size, &checkpoint.root),
            &hashes.ok_or(ProofError::Hash)?,
        )?;
        Ok((checkpoint, key))
    }
}
