//! Two commands at the same time: the second waits where both would write the same files.

use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// Held until it is dropped, or until the process ends in whatever way.
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock of this name, and says that it waits.
    pub fn wait(workspace: &Workspace, name: &str) -> Result<Self> {
        let folder = workspace.target().join("locks");
        if let Some(lock) = Self::attempt(&folder, name)? {
            return Ok(lock);
        }
        println!("-- waiting for another command that holds the lock \"{name}\"");
        let file = open(&folder, name)?;
        file.lock()
            .with_context(|| format!("could not lock \"{name}\""))?;
        Ok(Self { _file: file })
    }

    /// The lock of this name, unless somebody holds it.
    pub fn try_now(workspace: &Workspace, name: &str) -> Result<Option<Self>> {
        Self::attempt(&workspace.target().join("locks"), name)
    }

    fn attempt(folder: &Path, name: &str) -> Result<Option<Self>> {
        let file = open(folder, name)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("could not lock \"{name}\""))
            }
        }
    }
}

// The files stay: removing one would let two processes lock two files of the same name.
fn open(folder: &Path, name: &str) -> Result<File> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(name.replace('/', "-"));
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("could not open {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_free_again_when_its_holder_drops_it() {
        let folder = tempfile::tempdir().unwrap();
        let held = Lock::attempt(folder.path(), "xtask/npm").unwrap();
        assert!(held.is_some());
        assert!(Lock::attempt(folder.path(), "xtask/npm").unwrap().is_none());
        assert!(Lock::attempt(folder.path(), "another").unwrap().is_some());
        drop(held);
        assert!(Lock::attempt(folder.path(), "xtask/npm").unwrap().is_some());
    }
}
