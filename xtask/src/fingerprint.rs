//! Skipping work whose inputs have not changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Collects what a piece of work depends on.
#[derive(Default)]
pub struct Fingerprint {
    hasher: Sha256,
}

impl Fingerprint {
    /// Adds a text, for example a version or an option.
    pub fn text(mut self, text: &str) -> Self {
        self.hasher.update((text.len() as u64).to_le_bytes());
        self.hasher.update(text.as_bytes());
        self
    }

    /// Adds a file's content.
    pub fn file(mut self, path: &Path) -> Result<Self> {
        let content =
            fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
        self.hasher.update((content.len() as u64).to_le_bytes());
        self.hasher.update(&content);
        Ok(self)
    }

    /// The whole as lower-case hexadecimal.
    pub fn finish(self) -> String {
        hex(&self.hasher.finalize())
    }
}

/// A file that remembers the fingerprint of work that was done.
pub struct Stamp {
    path: PathBuf,
}

impl Stamp {
    /// The stamp at this path.
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Whether the work was done for this fingerprint.
    pub fn matches(&self, fingerprint: &str) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|stored| stored.trim() == fingerprint)
    }

    /// Remembers that the work is done.
    pub fn write(&self, fingerprint: &str) -> Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.path, format!("{fingerprint}\n"))
            .with_context(|| format!("could not write {}", self.path.display()))
    }
}

/// The first `length` hexadecimal digits of the SHA-256 of some parts, for a file's name.
pub fn content_hash(parts: &[&[u8]], length: usize) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut digits = hex(&hasher.finalize());
    digits.truncate(length);
    digits
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_between_two_parts_matters() {
        assert_ne!(
            content_hash(&[b"ab", b"c"], 16),
            content_hash(&[b"a", b"bc"], 16)
        );
        assert_ne!(
            Fingerprint::default().text("ab").text("c").finish(),
            Fingerprint::default().text("a").text("bc").finish()
        );
    }

    #[test]
    fn a_stamp_matches_only_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp::at(folder.path().join("deep/stamp"));
        assert!(!stamp.matches("one"));
        stamp.write("one").unwrap();
        assert!(stamp.matches("one"));
        assert!(!stamp.matches("two"));
    }
}
