//! The Merkle tree of RFC 6962, section 2.1: which hashes to store, and which of them a proof consists of.
//!
//! Of a tree only complete subtrees are stored ([`Node`]). They never change, so appending and every proof read O(log n)
//! of them.

use sha2::{Digest, Sha256};

/// SHA-256.
pub type Hash = [u8; 32];

/// A complete subtree: the `2^level` leaves from `position * 2^level` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u32,
    /// From 0, among the subtrees of this level.
    pub position: u64,
}

/// Why a proof cannot be made, or does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// No tree of this size has that leaf, or was ever that small.
    #[error("outside of the tree")]
    OutOfRange,
    /// The proof leads to another root, or is too long or too short.
    #[error("the proof does not hold")]
    NotProven,
    /// Hashes of complete subtrees are missing.
    #[error("hashes of the tree are missing")]
    Incomplete,
}

/// The hash of a leaf (RFC 6962, 2.1).
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new()
        .chain_update([0x00])
        .chain_update(data)
        .finalize()
        .into()
}

/// The hash of what joins two subtrees (RFC 6962, 2.1).
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([0x01])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The root of the tree without leaves (RFC 6962, 2.1).
#[must_use]
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The largest power of two that is smaller than `n`, for `n > 1`.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The complete subtrees that the leaves from `from` up to `to` consist of, left to right. `from` is where a subtree of that
/// many leaves may begin, as it is in RFC 6962 wherever a range is hashed.
fn cover(mut from: u64, to: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    while from < to {
        let level = (to - from).ilog2();
        nodes.push(Node {
            level,
            position: from >> level,
        });
        from += 1 << level;
    }
    nodes
}

/// The root of subtrees that stand side by side, each smaller than the one before.
fn fold(hashes: &[Hash]) -> Option<Hash> {
    let (last, before) = hashes.split_last()?;
    Some(
        before
            .iter()
            .rev()
            .fold(*last, |right, left| node_hash(left, &right)),
    )
}

/// The right edge of a tree: enough to append to it and to know its root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// Of the subtrees of [`Edge::nodes`].
    peaks: Vec<Hash>,
}

impl Edge {
    /// The subtrees whose hashes the edge of a tree consists of, largest first.
    #[must_use]
    pub fn nodes(size: u64) -> Vec<Node> {
        cover(0, size)
    }

    /// The edge of a tree, from the hashes of [`Edge::nodes`].
    ///
    /// # Errors
    /// [`TreeError::Incomplete`] when there are more or fewer of them.
    pub fn new(size: u64, peaks: Vec<Hash>) -> Result<Self, TreeError> {
        if u32::try_from(peaks.len()).is_ok_and(|count| count == size.count_ones()) {
            Ok(Self { size, peaks })
        } else {
            Err(TreeError::Incomplete)
        }
    }

    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        fold(&self.peaks).unwrap_or_else(empty_root)
    }

    /// Appends a leaf. Gives the subtrees that it completes, the leaf itself first: these are to be stored.
    pub fn append(&mut self, leaf: Hash) -> Vec<(Node, Hash)> {
        let mut position = self.size;
        let mut hash = leaf;
        let mut level = 0;
        let mut completed = vec![(Node { level, position }, hash)];
        while position % 2 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            level += 1;
            position /= 2;
            completed.push((Node { level, position }, hash));
        }
        self.peaks.push(hash);
        self.size += 1;
        completed
    }
}

/// Which stored hashes a proof is made of: each of its hashes is folded from one group of subtrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan(Vec<Vec<Node>>);

impl Plan {
    /// The proof that a tree has this leaf (RFC 6962, 2.1.1).
    ///
    /// # Errors
    /// [`TreeError::OutOfRange`] when it has not.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, TreeError> {
        if index >= size {
            return Err(TreeError::OutOfRange);
        }
        let (mut from, mut to) = (0, size);
        let mut groups = Vec::new();
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                groups.push(cover(middle, to));
                to = middle;
            } else {
                groups.push(cover(from, middle));
                from = middle;
            }
        }
        groups.reverse();
        Ok(Self(groups))
    }

    /// The proof that a tree begins with another, smaller one (RFC 6962, 2.1.2).
    ///
    /// # Errors
    /// [`TreeError::OutOfRange`] when that one is larger, or has no leaf.
    pub fn consistency(old: u64, new: u64) -> Result<Self, TreeError> {
        if old == 0 || old > new {
            return Err(TreeError::OutOfRange);
        }
        let (mut from, mut to) = (0, new);
        let mut groups = Vec::new();
        while to > old {
            let middle = from + split(to - from);
            if old <= middle {
                groups.push(cover(middle, to));
                to = middle;
            } else {
                groups.push(cover(from, middle));
                from = middle;
            }
        }
        // The verifier knows the old tree's own root.
        if from > 0 {
            groups.push(cover(from, to));
        }
        groups.reverse();
        Ok(Self(groups))
    }

    /// Every subtree whose hash is needed.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.0.iter().flatten().copied()
    }

    /// The proof's hashes.
    ///
    /// # Errors
    /// [`TreeError::Incomplete`] when a hash is not to be had.
    pub fn hashes(&self, stored: impl Fn(Node) -> Option<Hash>) -> Result<Vec<Hash>, TreeError> {
        let of_group = |group: &Vec<Node>| {
            let hashes: Option<Vec<Hash>> = group.iter().map(|node| stored(*node)).collect();
            fold(&hashes?)
        };
        self.0
            .iter()
            .map(|group| of_group(group).ok_or(TreeError::Incomplete))
            .collect()
    }
}

/// Checks that a tree has this leaf (RFC 9162, 2.1.3.2: the same tree as RFC 6962's).
///
/// # Errors
/// When the proof does not show it.
pub fn check_inclusion(
    (index, leaf): (u64, &Hash),
    (size, root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), TreeError> {
    if index >= size {
        return Err(TreeError::OutOfRange);
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(TreeError::NotProven);
        }
        if at % 2 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at.is_multiple_of(2) && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == *root {
        Ok(())
    } else {
        Err(TreeError::NotProven)
    }
}

/// Checks that a tree begins with another (RFC 9162, 2.1.4.2: the same tree as RFC 6962's).
///
/// # Errors
/// When the proof does not show it.
pub fn check_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), TreeError> {
    if old > new {
        return Err(TreeError::OutOfRange);
    }
    if old == new || old == 0 {
        let same = if old == new {
            old_root == new_root
        } else {
            *old_root == empty_root()
        };
        return match same && proof.is_empty() {
            true => Ok(()),
            false => Err(TreeError::NotProven),
        };
    }
    let mut path = proof.iter();
    let first = match old.is_power_of_two() {
        true => old_root,
        false => path.next().ok_or(TreeError::NotProven)?,
    };
    let (mut at, mut last) = (old - 1, new - 1);
    while at % 2 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut of_old, mut of_new) = (*first, *first);
    for sibling in path {
        if last == 0 {
            return Err(TreeError::NotProven);
        }
        if at % 2 == 1 || at == last {
            of_old = node_hash(sibling, &of_old);
            of_new = node_hash(sibling, &of_new);
            while at.is_multiple_of(2) && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            of_new = node_hash(&of_new, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last == 0 && of_old == *old_root && of_new == *new_root {
        Ok(())
    } else {
        Err(TreeError::NotProven)
    }
}
