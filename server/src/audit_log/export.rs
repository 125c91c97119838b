//! Exports: the whole audit log in a file of JSON lines that stands alone. docs/audit.md describes it.
//!
//! In this order: one `export`; every `leaf`, and every `checkpoint` between the last leaf that it covers and the next; chain
//! after chain, by name, its `row`s and its `head`; one `end`. Details of onboardings are not in it, nor are the salts of their
//! commitments: with the salt, a detail of which there are few could be guessed.

use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    chain::{Chain, Row, SYSTEM, commitment},
    check::{Kept, Keys, LogCheck, Verified},
    fault::Fault,
    leaf::Leaf,
    note::VerifierKey,
    tree::Hash,
};
use crate::crypto::{hex, unhex};

/// Longest line, in bytes.
const MAX_LINE: u64 = 1024 * 1024;

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

/// Writes an export line by line.
pub struct Writer<W> {
    out: W,
    hasher: Sha256,
    totals: Totals,
}

impl<W: Write> Writer<W> {
    /// Begins an export.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(out: W, header: Header) -> io::Result<Self> {
        let mut writer = Self {
            out,
            hasher: Sha256::new(),
            totals: Totals::default(),
        };
        writer.write(&Line::Export(header))?;
        Ok(writer)
    }

    /// Writes a line.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        match line {
            Line::Leaf(_) => self.totals.leaves += 1,
            Line::Checkpoint(_) => self.totals.checkpoints += 1,
            Line::Row(_) => self.totals.rows += 1,
            Line::Head(_) => self.totals.chains += 1,
            Line::Export(_) | Line::End(_) => {}
        }
        self.hasher.update(&text);
        self.out.write_all(&text)
    }

    /// Ends it; gives what was written to, and how much.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self) -> io::Result<(W, Totals)> {
        let totals = Totals {
            sha256: hex(&self.hasher.clone().finalize()),
            ..self.totals.clone()
        };
        self.write(&Line::End(totals.clone()))?;
        self.out.flush()?;
        Ok((self.out, totals))
    }
}

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
