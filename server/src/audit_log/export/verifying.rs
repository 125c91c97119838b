//! An export as it is verified: read once, with 33 bytes remembered of each leaf.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

use super::{ExportedRow, Header, IndexedLeaf, Line, Totals};
use crate::{
    audit_log::{
        chain::{Chain, SYSTEM, commitment},
        check::{Kept, Keys, LogCheck, Verified},
        fault::Fault,
        leaf::Leaf,
        note::VerifierKey,
        tree::Hash,
    },
    crypto::{hex, unhex},
};

/// Longest line, in bytes.
const MAX_LINE: u64 = 1024 * 1024;

/// Why an export was not verified.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It is not as it was written; the first place where that shows.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// It cannot be read.
    #[error("the export cannot be read: {0}")]
    Io(#[from] io::Error),
}

fn fault(line: u64, problem: &'static str) -> ExportError {
    Fault::Line { line, problem }.into()
}

/// Reads lines, counting and hashing them.
struct Lines<R> {
    input: R,
    number: u64,
    hasher: Sha256,
}

impl<R: BufRead> Lines<R> {
    fn new(input: R) -> Self {
        Self {
            input,
            number: 0,
            hasher: Sha256::new(),
        }
    }

    /// The next line, and the hash of all before it; none at the end of the file.
    fn next(&mut self) -> Result<Option<(Line, String)>, ExportError> {
        let mut text = Vec::new();
        let read = (&mut self.input)
            .take(MAX_LINE)
            .read_until(b'\n', &mut text)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let before = hex(&self.hasher.clone().finalize());
        self.hasher.update(&text);
        if text.pop() != Some(b'\n') {
            return Err(fault(self.number, "it is cut off, or longer than 1 MiB"));
        }
        let line = serde_json::from_slice(&text)
            .map_err(|_| fault(self.number, "it is no line of an export"))?;
        Ok(Some((line, before)))
    }
}

/// An export that is being verified. Of each leaf a hash is remembered, 33 bytes.
struct Verification {
    check: LogCheck,
    leaves: Vec<Hash>,
    seen: Vec<bool>,
    chain: Option<(Chain, i64)>,
    verified: Verified,
}

impl Verification {
    fn leaf(&mut self, leaf: IndexedLeaf) -> Result<(), Fault> {
        let IndexedLeaf {
            index,
            chain,
            sequence,
            hash,
        } = leaf;
        let leaf = Leaf {
            chain,
            sequence,
            hash,
        };
        self.check.leaf(index, &leaf)?;
        self.leaves.push(leaf.tree_hash());
        self.seen.push(false);
        Ok(())
    }

    fn row(&mut self, exported: &ExportedRow) -> Result<(), Fault> {
        let row = exported.row();
        let (chain, logged) = self
            .chain
            .get_or_insert_with(|| (Chain::new(&row.chain), 0));
        chain.take(&row)?;
        let (chain, sequence) = (row.chain.clone(), row.sequence);
        let fits = match &exported.opened {
            Some(opened) => unhex(&opened.salt)
                .is_some_and(|salt| commitment(&salt, opened.detail.as_bytes()) == row.commitment),
            // The system's details are never erased.
            None => chain != SYSTEM,
        };
        if !fits {
            return Err(Fault::Detail { chain, sequence });
        }
        if let Some(index) = exported.leaf {
            let leaf = Leaf {
                chain: chain.clone(),
                sequence,
                hash: row.hash,
            };
            let place = usize::try_from(index).unwrap_or(usize::MAX);
            let named = self.leaves.get(place) == Some(&leaf.tree_hash());
            match self.seen.get_mut(place) {
                Some(seen) if named && !*seen => *seen = true,
                _ => {
                    return Err(Fault::Anchored {
                        index,
                        chain,
                        sequence,
                    });
                }
            }
            *logged = sequence;
        }
        self.verified.rows += 1;
        Ok(())
    }

    fn head(&mut self, head: &Leaf) -> Result<(), Fault> {
        let (chain, logged) = self
            .chain
            .take()
            .unwrap_or_else(|| (Chain::new(&head.chain), 0));
        if chain.sequence() == 0 {
            let chain = head.chain.clone();
            return Err(Fault::Chain { chain });
        }
        if head.chain != chain.name() {
            return Err(Fault::Head {
                chain: chain.name().to_owned(),
                sequence: chain.sequence(),
            });
        }
        let sequence = chain.end(Some((head.sequence, &head.hash)))?;
        self.verified.chains += 1;
        self.verified.ahead += u64::from(sequence > logged);
        Ok(())
    }
}

/// Verifies an export: every row, every head, every leaf against its row, the tree, every checkpoint, and that nothing is
/// missing. Without `keys` the export's own are believed: then whoever could sign it anew is not noticed.
///
/// # Errors
/// Names the first thing that is wrong.
pub fn verify<R: BufRead + Seek>(
    mut input: R,
    keys: Vec<VerifierKey>,
    published: &[&str],
) -> Result<Verified, ExportError> {
    let mut lines = Lines::new(&mut input);
    let Some((Line::Export(header), _)) = lines.next()? else {
        return Err(fault(1, "it is not the beginning of an export"));
    };
    if header.version != 1 {
        return Err(fault(
            1,
            "it is of a version that this program does not know",
        ));
    }
    let keys = match keys.is_empty() {
        true => Keys::public(own_keys(&header)?),
        false => Keys::named(keys),
    };
    let mut at = Verification {
        check: LogCheck::new(keys, published)?,
        leaves: Vec::new(),
        seen: Vec::new(),
        chain: None,
        verified: Verified::default(),
    };
    let (mut in_chains, mut last, mut totals) = (false, String::new(), None);
    while let Some((line, before)) = lines.next()? {
        let number = lines.number;
        if totals.is_some() {
            return Err(fault(number, "it stands after the end of the export"));
        }
        match line {
            Line::Export(_) => return Err(fault(number, "an export begins within another")),
            Line::Leaf(_) | Line::Checkpoint(_) if in_chains => {
                return Err(fault(number, "the log goes on after the chains began"));
            }
            Line::Leaf(leaf) => at.leaf(leaf)?,
            Line::Checkpoint(one) => {
                let kept = Kept {
                    number: one.number,
                    at: one.at,
                    note: &one.note,
                };
                at.check.checkpoint(kept, &one.hash)?;
            }
            Line::Row(row) => {
                in_chains = true;
                at.row(&row)?;
            }
            Line::Head(head) => {
                at.head(&head)?;
                // A second chain of the same name would say what it likes, since no leaf is about it.
                if head.chain <= last {
                    return Err(fault(number, "its chain does not follow the one before"));
                }
                last = head.chain;
            }
            Line::End(end) => totals = Some((end, before, number)),
        }
    }
    at.check.end()?;
    let lines = lines.number;
    if let Some(missing) = at.seen.iter().position(|seen| !seen) {
        return Err(not_named(input, missing)?.into());
    }
    let Some((totals, before, number)) = totals else {
        return Err(fault(lines + 1, "the end of the export is missing"));
    };
    let verified = Verified {
        leaves: at.check.size(),
        checkpoints: at.check.checkpoints(),
        newest: at.check.newest().cloned(),
        ..at.verified
    };
    let counted = Totals {
        chains: verified.chains,
        rows: verified.rows,
        leaves: verified.leaves,
        checkpoints: verified.checkpoints,
        sha256: before,
    };
    if at.chain.is_some() || counted != totals {
        return Err(fault(
            number,
            "it counts something else than there is before it",
        ));
    }
    Ok(verified)
}

fn own_keys(header: &Header) -> Result<Vec<[u8; 32]>, ExportError> {
    let keys = header
        .public_keys
        .iter()
        .map(|key| unhex(key).and_then(|key| key.try_into().ok()));
    keys.collect::<Option<_>>()
        .ok_or_else(|| fault(1, "a public key is none"))
}

/// The fault of a leaf that no row is named by: the file is read again, up to that leaf.
fn not_named<R: BufRead + Seek>(mut input: R, missing: usize) -> Result<Fault, ExportError> {
    input.seek(SeekFrom::Start(0))?;
    let index = missing as u64;
    let mut lines = Lines::new(input);
    while let Some((line, _)) = lines.next()? {
        if let Line::Leaf(leaf) = line
            && leaf.index == index
        {
            return Ok(Fault::Anchored {
                index,
                chain: leaf.chain,
                sequence: leaf.sequence,
            });
        }
    }
    Ok(Fault::Leaf { index })
}
