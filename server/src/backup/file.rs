//! The file of a backup: for its owner only, complete or not there, and never in place of another by accident.

use std::{
    fs::{File, OpenOptions},
    io::{BufReader, BufWriter, ErrorKind, Read, Write},
    path::{Path, PathBuf},
};

use super::BackupError;

/// Where something is written that is there only when it is complete.
pub struct Destination {
    path: PathBuf,
    temporary: PathBuf,
    out: Option<BufWriter<File>>,
    /// Whether a file that is there is replaced.
    force: bool,
}

impl Destination {
    /// Begins to write beside the path.
    ///
    /// # Errors
    /// When there is such a file and `force` is not set, or the folder cannot be written to.
    pub fn new(path: &Path, force: bool) -> Result<Self, BackupError> {
        let name = path.file_name().ok_or_else(|| {
            BackupError::Refused(format!("{} is not the name of a file", path.display()))
        })?;
        match std::fs::symlink_metadata(path) {
            Ok(there) if force && !there.is_file() => {
                return Err(BackupError::Refused(format!(
                    "{} is no file and is not replaced; `-` is standard output",
                    path.display()
                )));
            }
            Ok(_) if !force => return Err(BackupError::Exists(path.display().to_string())),
            _ => {}
        }
        let mut temporary = name.to_owned();
        temporary.push(format!(".{}.part", std::process::id()));
        let temporary = path.with_file_name(temporary);
        let mut destination = Self {
            path: path.to_owned(),
            temporary,
            out: None,
            force,
        };
        let file = private(&destination.temporary)
            .map_err(|error| named(&destination.temporary, &error))?;
        destination.out = Some(BufWriter::new(file));
        Ok(destination)
    }

    /// Puts the file where it belongs; until then nothing is there.
    ///
    /// # Errors
    /// When it cannot be written or moved.
    pub fn finish(mut self) -> Result<(), BackupError> {
        if let Some(out) = self.out.take() {
            let file = out
                .into_inner()
                .map_err(|error| named(&self.temporary, error.error()))?;
            file.sync_all()
                .map_err(|error| named(&self.temporary, &error))?;
        }
        self.place()?;
        let folder = self.path.parent().filter(|folder| *folder != Path::new(""));
        // What the folder says is durable, too, where the operating system can do that.
        let _ = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

impl Destination {
    /// Gives the file its name.
    fn place(&self) -> Result<(), BackupError> {
        if self.force {
            return std::fs::rename(&self.temporary, &self.path)
                .map_err(|error| named(&self.path, &error).into());
        }
        // A link is never put in place of anything, also not of what somebody else wrote meanwhile.
        match std::fs::hard_link(&self.temporary, &self.path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(BackupError::Exists(self.path.display().to_string()))
            }
            // Some file systems have no links.
            Err(_) if !self.path.exists() => std::fs::rename(&self.temporary, &self.path)
                .map_err(|error| named(&self.path, &error).into()),
            Err(error) => Err(named(&self.path, &error).into()),
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match &mut self.out {
            Some(out) => out.write(bytes),
            None => Err(std::io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.temporary);
    }
}

/// A new file for its owner only.
fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Opens a file to read; `-` is standard input.
///
/// # Errors
/// When it cannot be read.
pub fn open(path: &Path) -> Result<BufReader<Box<dyn Read + Send>>, BackupError> {
    let input: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).map_err(|error| named(path, &error))?)
    };
    Ok(BufReader::with_capacity(256 * 1024, input))
}

fn named(path: &Path, error: &std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_there_when_it_is_complete_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.backup");
        let mut file = Destination::new(&path, false).unwrap();
        file.write_all(b"text").unwrap();
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"text");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_no_file_is_not_replaced_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.folder");
        std::fs::create_dir(&path).unwrap();
        let refused = |path: &Path| {
            let error = Destination::new(path, true).err().unwrap();
            error.to_string()
        };
        assert!(refused(&path).contains("a.folder is no file"));
        #[cfg(unix)]
        {
            let link = folder.path().join("a.link");
            std::os::unix::fs::symlink("/dev/null", &link).unwrap();
            assert!(refused(&link).contains("a.link is no file"));
            assert!(refused(Path::new("/dev/null")).contains("`-` is standard output"));
        }
    }

    /// A power cut or a kill between the two leaves no empty file that looks like a backup.
    #[test]
    fn nothing_is_there_before_it_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.backup");
        let mut file = Destination::new(&path, false).unwrap();
        file.write_all(b"text").unwrap();
        assert!(!path.exists());
        // Meanwhile somebody else was faster.
        std::fs::write(&path, b"theirs").unwrap();
        assert!(matches!(file.finish(), Err(BackupError::Exists(_))));
        assert_eq!(std::fs::read(&path).unwrap(), b"theirs");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_breaks_off_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.backup");
        let mut file = Destination::new(&path, false).unwrap();
        file.write_all(b"text").unwrap();
        drop(file);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_that_is_there_is_replaced_only_when_asked_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.backup");
        std::fs::write(&path, b"old").unwrap();
        assert!(matches!(
            Destination::new(&path, false),
            Err(BackupError::Exists(_))
        ));
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        let mut file = Destination::new(&path, true).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
    }
}
