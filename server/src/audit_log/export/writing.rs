//! An export as it is written.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::{Header, Line, Totals};
use crate::crypto::hex;

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
