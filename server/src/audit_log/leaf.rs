//! Leaves: what the tree is made of.

use serde::{Deserialize, Serialize};

use super::tree::{self, Hash};

/// A chain had got this far: its row with this sequence number has this hash, and with it all the rows before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// An onboarding's id, or `system`.
    pub chain: String,
    /// From 1 within the chain.
    pub sequence: i64,
    /// The hash of that row: 64 hexadecimal digits.
    pub hash: String,
}

impl Leaf {
    /// The bytes that are hashed: four lines, each ending in a newline.
    ///
    /// ```text
    /// vestibule/audit-leaf/v1
    /// <chain>
    /// <sequence, decimal>
    /// <hash, lower-case hexadecimal>
    /// ```
    #[must_use]
    pub fn encoded(&self) -> Vec<u8> {
        format!(
            "vestibule/audit-leaf/v1\n{}\n{}\n{}\n",
            self.chain, self.sequence, self.hash
        )
        .into_bytes()
    }

    /// Its hash in the tree.
    #[must_use]
    pub fn tree_hash(&self) -> Hash {
        tree::leaf_hash(&self.encoded())
    }

    /// Whether no other leaf has the same encoding: no part contains a newline.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        !self.chain.is_empty()
            && !self.chain.contains('\n')
            && self.sequence > 0
            && self.hash.len() == 64
            && self
                .hash
                .bytes()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    }
}
