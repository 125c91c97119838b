//! Backups that do not depend on the database: what one kind of database wrote, any kind restores.
//!
//! A backup is a text of JSON lines (docs/operations.md has the format): a header with the tables and their columns, every
//! row of every table, and a last line with their number and the SHA-256 of everything before it. Personal columns stay
//! sealed in it, so that it is worth nothing without the key ring, which is backed up apart.

mod file;
mod ledger;
mod lines;
mod read;
mod tables;
mod write;

use std::collections::BTreeMap;

use crate::db::DbError;

pub use file::{Destination, open};
pub use ledger::{Entry, read_ledger, write_ledger};
pub use lines::{LineReader, LineWriter};
pub use read::restore;
pub use tables::{TABLES, Table};
pub use write::back_up;

/// Why there is no backup, or it was not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database refused or did not answer.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The file cannot be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The file is there.
    #[error("{0} is there already; name another file, or say --force")]
    Exists(String),
    /// The file is not what it should be. Nothing was changed.
    #[error("line {line}: {problem}")]
    Broken {
        /// Counted from 1.
        line: u64,
        /// What is wrong, without the line's content.
        problem: String,
    },
    /// The database cannot take a backup in.
    #[error("{0}")]
    Refused(String),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// When it was made, RFC 3339 in UTC.
    pub made_at: String,
    /// The newest migration of the database that it is of.
    pub schema: i64,
    /// The rows of each table.
    pub rows: BTreeMap<String, u64>,
    /// SHA-256 of everything before the last line, hexadecimal.
    pub sha256: String,
}

impl Summary {
    /// All rows.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.rows.values().sum()
    }
}
