//! Verifying the log of chain heads, leaf by leaf, in the order of the log: memory for one path of the tree, whatever its
//! size.

use std::iter::Peekable;

use sha2::{Digest, Sha256};

use super::{
    checkpoint::Checkpoint,
    fault::{CheckpointProblem, Fault},
    leaf::Leaf,
    note::{Note, NoteError, VerifierKey},
    tree::{Edge, Hash, Node},
};
use crate::crypto::hex;

/// Whose checkpoints are believed.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    named: Vec<VerifierKey>,
    public: Vec<[u8; 32]>,
}

impl Keys {
    /// These, whatever the log itself says.
    #[must_use]
    pub fn named(named: Vec<VerifierKey>) -> Self {
        Self {
            named,
            public: Vec::new(),
        }
    }

    /// The keys of the log's own database, by whatever name the log had when they signed.
    #[must_use]
    pub fn public(public: Vec<[u8; 32]>) -> Self {
        Self {
            named: Vec::new(),
            public,
        }
    }

    /// Reads a signed checkpoint.
    ///
    /// # Errors
    /// When none of the keys signed it.
    pub fn open(&self, signed: &str) -> Result<Checkpoint, NoteError> {
        let origin = Checkpoint::parse(Note::parse(signed)?.text())?.origin;
        let by_this_name = self
            .public
            .iter()
            .filter_map(|key| VerifierKey::new(&origin, key).ok());
        let known: Vec<VerifierKey> = self.named.iter().cloned().chain(by_this_name).collect();
        Checkpoint::open(signed, &known).map(|(checkpoint, _)| checkpoint)
    }
}

/// What was verified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many chains there are.
    pub chains: u64,
    /// How many rows they have together.
    pub rows: u64,
    /// How many chains have rows that are not in the log yet: cutting these off would not be seen.
    pub ahead: u64,
    /// How many leaves the log has.
    pub leaves: u64,
    /// How many checkpoints were signed.
    pub checkpoints: i64,
    /// The newest of them.
    pub newest: Option<Checkpoint>,
}

/// A checkpoint as it is kept: the time is not in the note.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// From 1.
    pub number: i64,
    /// Milliseconds UTC.
    pub at: i64,
    /// The signed note.
    pub note: &'a str,
}

impl Kept<'_> {
    /// SHA-256 over number, time and note, each with its length before it as eight bytes; numbers are eight bytes,
    /// big-endian.
    #[must_use]
    pub fn hash(&self) -> String {
        let fields: [&[u8]; 3] = [
            &self.number.to_be_bytes(),
            &self.at.to_be_bytes(),
            self.note.as_bytes(),
        ];
        let mut hasher = Sha256::new();
        for field in fields {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field);
        }
        hex(&hasher.finalize())
    }
}

/// A log that is being verified.
pub struct LogCheck {
    keys: Keys,
    edge: Edge,
    published: Peekable<std::vec::IntoIter<Checkpoint>>,
    checkpoints: i64,
    newest: Option<Checkpoint>,
}

impl LogCheck {
    /// Before the first leaf. `published` are signed checkpoints that were kept elsewhere, in any order: the log has to go
    /// through each of them.
    ///
    /// # Errors
    /// When one of these is not signed by a key that is believed.
    pub fn new(keys: Keys, published: &[&str]) -> Result<Self, Fault> {
        let mut opened = Vec::new();
        for signed in published {
            let read = keys.open(signed).map_err(|error| Fault::Published {
                size: Note::parse(signed)
                    .and_then(|note| Checkpoint::parse(note.text()))
                    .map_or(0, |unbelieved| unbelieved.size),
                problem: error.into(),
            });
            opened.push(read?);
        }
        opened.sort_by_key(|checkpoint| checkpoint.size);
        let mut check = Self {
            keys,
            edge: Edge::default(),
            published: opened.into_iter().peekable(),
            checkpoints: 0,
            newest: None,
        };
        check.compare()?;
        Ok(check)
    }

    /// How many leaves were taken.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// How many checkpoints were taken.
    #[must_use]
    pub fn checkpoints(&self) -> i64 {
        self.checkpoints
    }

    /// The newest checkpoint that was taken.
    #[must_use]
    pub fn newest(&self) -> Option<&Checkpoint> {
        self.newest.as_ref()
    }

    /// Takes the next leaf; gives the subtrees that it completes.
    ///
    /// # Errors
    /// When its number is another, or the tree is not the one that was published.
    pub fn leaf(&mut self, index: u64, leaf: &Leaf) -> Result<Vec<(Node, Hash)>, Fault> {
        if index != self.edge.size() || !leaf.is_well_formed() {
            let index = self.edge.size();
            return Err(Fault::Leaf { index });
        }
        let completed = self.edge.append(leaf.tree_hash());
        self.compare()?;
        Ok(completed)
    }

    /// Compares with what was published at this size.
    fn compare(&mut self) -> Result<(), Fault> {
        let size = self.edge.size();
        while let Some(published) = self.published.next_if(|one| one.size == size) {
            if published.root != self.edge.root() {
                let problem = CheckpointProblem::Root;
                return Err(Fault::Published { size, problem });
            }
        }
        Ok(())
    }

    /// Takes the next checkpoint, between the last leaf that it covers and the next one.
    ///
    /// # Errors
    /// When it is not signed as it should be, or is of another tree.
    pub fn checkpoint(&mut self, kept: Kept<'_>, hash: &str) -> Result<(), Fault> {
        let number = self.checkpoints + 1;
        let fault = |size: u64, problem: CheckpointProblem| Fault::Checkpoint {
            number,
            size,
            problem,
        };
        let size = self.edge.size();
        if kept.number != number || kept.hash() != hash {
            return Err(fault(size, CheckpointProblem::Row));
        }
        let read = self
            .keys
            .open(kept.note)
            .map_err(|error| fault(size, error.into()))?;
        if read.size != size {
            return Err(fault(read.size, CheckpointProblem::Row));
        }
        if read.root != self.edge.root() {
            return Err(fault(size, CheckpointProblem::Root));
        }
        self.checkpoints = number;
        self.newest = Some(read);
        Ok(())
    }

    /// After the last leaf.
    ///
    /// # Errors
    /// When a checkpoint was published of a longer log.
    pub fn end(&mut self) -> Result<(), Fault> {
        match self.published.peek() {
            Some(longer) => Err(Fault::Published {
                size: longer.size,
                problem: CheckpointProblem::Cut(self.edge.size()),
            }),
            None => Ok(()),
        }
    }
}
