//! The erasure ledger as a file: what was erased since a backup was made stays erased when the backup is restored.

use std::io::{BufRead, Write};

use serde_json::json;

use super::{
    BackupError,
    lines::{Line, LineReader, LineWriter},
};

/// `format` of the header.
const FORMAT: &str = "vestibule-erasures";
/// `version` of the header.
const VERSION: u64 = 1;

/// An onboarding that was erased.
pub use crate::db::erasures::ErasureRow as Entry;

/// Writes a ledger; `made_at` is RFC 3339 in UTC.
///
/// # Errors
/// When it cannot be written.
pub fn write_ledger<W: Write>(
    out: W,
    made_at: &str,
    entries: impl IntoIterator<Item = Entry>,
) -> Result<(W, u64), BackupError> {
    let mut writer = LineWriter::new(out);
    writer.line(&json!({ "format": FORMAT, "version": VERSION, "made_at": made_at }))?;
    let mut count = 0_u64;
    for entry in entries {
        writer.line(&serde_json::to_value(entry).map_err(std::io::Error::from)?)?;
        count += 1;
    }
    let (out, _) = writer.end(json!({ "rows": count }))?;
    Ok((out, count))
}

/// Reads a ledger. It holds ids and times only, and is read as a whole before anything is done with it.
///
/// # Errors
/// When the file is damaged or something else.
pub fn read_ledger<R: BufRead>(input: R) -> Result<Vec<Entry>, BackupError> {
    let mut reader = LineReader::new(input);
    let Line::More(header) = reader.next_line()? else {
        return Err(reader.broken("this is not an erasure ledger"));
    };
    if header["format"] != FORMAT || header["version"] != VERSION {
        return Err(reader.broken("this is not an erasure ledger that this program reads"));
    }
    let mut entries = Vec::new();
    loop {
        match reader.next_line()? {
            Line::Last(trailer, _) if trailer["rows"] == entries.len() as u64 => {
                return Ok(entries);
            }
            Line::Last(..) => return Err(reader.broken("the number of rows is another")),
            Line::More(line) => entries.push(
                serde_json::from_value(line)
                    .map_err(|_| reader.broken("this is not an entry of the ledger"))?,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_is_read_as_it_was_written_and_not_when_it_was_altered() {
        let entries = vec![Entry {
            onboarding_id: "0193".to_owned(),
            erased_at: 7,
            actor: "command_line".to_owned(),
        }];
        let (bytes, count) =
            write_ledger(Vec::new(), "2026-11-22T10:00:00Z", entries.clone()).unwrap();
        assert_eq!(count, 1);
        assert_eq!(read_ledger(bytes.as_slice()).unwrap(), entries);
        for place in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[place] ^= 1;
            assert_ne!(
                read_ledger(bad.as_slice()).ok(),
                Some(Vec::new()),
                "{place}"
            );
            assert!(read_ledger(bad.as_slice()).is_err(), "{place}");
        }
    }
}
