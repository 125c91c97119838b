//! Lines of JSON with a digest: what is written, and what is believed when it is read again.

use std::io::{BufRead, Read, Write};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::BackupError;

/// The longest line, in bytes: three photos of 10 MiB, sealed and in base64, are in one row at most.
const LONGEST: u64 = 256 * 1024 * 1024;

/// Writes lines and remembers what it wrote.
pub struct LineWriter<W> {
    out: W,
    digest: Sha256,
}

impl<W: Write> LineWriter<W> {
    /// Begins.
    pub fn new(out: W) -> Self {
        Self {
            out,
            digest: Sha256::new(),
        }
    }

    /// Writes a line that the digest covers.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn line(&mut self, value: &Value) -> Result<(), BackupError> {
        let mut line = serde_json::to_vec(value).map_err(std::io::Error::from)?;
        line.push(b'\n');
        self.digest.update(&line);
        Ok(self.out.write_all(&line)?)
    }

    /// Writes the last line: this object, with the digest of everything before it. Returns the digest.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self, mut trailer: Value) -> Result<(W, String), BackupError> {
        let digest = hexadecimal(&self.digest.finalize());
        trailer["sha256"] = digest.clone().into();
        let mut line = serde_json::to_vec(&trailer).map_err(std::io::Error::from)?;
        line.push(b'\n');
        self.out.write_all(&line)?;
        self.out.flush()?;
        Ok((self.out, digest))
    }
}

/// Reads lines, one at a time, and compares the digest in the last one.
pub struct LineReader<R> {
    input: R,
    digest: Sha256,
    number: u64,
}

impl<R: BufRead> LineReader<R> {
    /// Begins.
    pub fn new(input: R) -> Self {
        Self {
            input,
            digest: Sha256::new(),
            number: 0,
        }
    }

    /// The next line, unless it is the last one: that is the object with `sha256`, which is compared first.
    ///
    /// # Errors
    /// When the file ends without a last line, a line is no JSON, or the digest is another.
    pub fn next_line(&mut self) -> Result<Line, BackupError> {
        let mut line = Vec::new();
        self.number += 1;
        let read = (&mut self.input)
            .take(LONGEST)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Err(self.broken("the file ends before its last line; it is not complete"));
        }
        if line.last() != Some(&b'\n') {
            return Err(self.broken("the line does not end; the file is not complete"));
        }
        let value: Value =
            serde_json::from_slice(&line).map_err(|_| self.broken("this is not JSON"))?;
        let Some(claimed) = value.get("sha256").and_then(Value::as_str) else {
            self.digest.update(&line);
            return Ok(Line::More(value));
        };
        let found = hexadecimal(&self.digest.clone().finalize());
        if claimed != found {
            return Err(self.broken("the SHA-256 is another; the file was altered or damaged"));
        }
        if !self.input.fill_buf()?.is_empty() {
            return Err(self.broken("something follows the last line"));
        }
        Ok(Line::Last(value, found))
    }

    /// An error about the line that was read last.
    pub fn broken(&self, problem: impl Into<String>) -> BackupError {
        BackupError::Broken {
            line: self.number,
            problem: problem.into(),
        }
    }
}

/// A line that was read.
pub enum Line {
    /// Others follow.
    More(Value),
    /// The last one, and the digest, which is right.
    Last(Value, String),
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written() -> Vec<u8> {
        let mut writer = LineWriter::new(Vec::new());
        writer.line(&json!({"a": 1})).unwrap();
        writer.line(&json!(["b", null])).unwrap();
        writer.end(json!({"rows": 1})).unwrap().0
    }

    fn read(bytes: &[u8]) -> Result<usize, BackupError> {
        let mut reader = LineReader::new(bytes);
        let mut lines = 1;
        while let Line::More(_) = reader.next_line()? {
            lines += 1;
        }
        Ok(lines)
    }

    #[test]
    fn what_was_written_is_read_again() {
        assert_eq!(read(&written()).unwrap(), 3);
    }

    #[test]
    fn any_byte_that_changes_is_found() {
        let good = written();
        let last = good.len() - good.split(|byte| *byte == b'\n').nth(2).unwrap().len() - 1;
        for place in 0..good.len() {
            let mut bad = good.clone();
            bad[place] ^= 1;
            let read = read(&bad);
            // What is counted is compared by whoever reads the last line.
            let in_the_count = (last..last + r#"{"rows":1,"#.len()).contains(&place);
            assert!(read.is_err() || in_the_count, "{place}");
        }
    }

    #[test]
    fn a_file_that_was_cut_or_goes_on_is_refused() {
        let good = written();
        for end in 0..good.len() {
            assert!(read(&good[..end]).is_err(), "{end}");
        }
        let mut longer = good;
        longer.extend(b"{}\n");
        assert!(read(&longer).is_err());
    }
}
