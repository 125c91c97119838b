//! Where checkpoints go, so that others have them: the log and a file. Webhooks are events of their own.

use std::{fs, io::Write, path::Path};

use super::CheckpointSettings;
use crate::db::audit_tree::CheckpointRow;

/// The file is put aside before it gets longer, in bytes. Together with the one put aside it is at most twice as long.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// Writes a checkpoint to the log and appends it to the file. What is not published now is covered by the next one.
pub(super) async fn publish(settings: &CheckpointSettings, row: &CheckpointRow) {
    // One line, also where logs are text.
    let note = row.note.replace('\n', "\\n");
    tracing::info!(
        number = row.number,
        size = row.size,
        note,
        "checkpoint of the audit log"
    );
    let Some(file) = settings.file.clone() else {
        return;
    };
    let text = row.note.clone();
    let written = tokio::task::spawn_blocking(move || append(&file, &text)).await;
    if let Ok(Err(error)) = written {
        tracing::error!(%error, "a checkpoint was not written to audit.checkpoint_file");
    }
}

fn append(path: &Path, text: &str) -> std::io::Result<()> {
    let bytes = text.len() as u64;
    if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
        fs::create_dir_all(folder)?;
    }
    if fs::metadata(path).is_ok_and(|file| file.len() + bytes > MAX_FILE_BYTES) {
        let mut aside = path.as_os_str().to_owned();
        aside.push(".old");
        fs::rename(path, aside)?;
    }
    let mut file = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_grows_to_its_bound_and_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/checkpoints.txt");
        let old = folder.path().join("new/checkpoints.txt.old");
        append(&path, "one\n").unwrap();
        append(&path, "two\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
        let long = "x".repeat(usize::try_from(MAX_FILE_BYTES).unwrap() - 8);
        append(&path, &long).unwrap();
        assert!(!old.exists());
        append(&path, "next\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "next\n");
        assert_eq!(fs::metadata(&old).unwrap().len(), MAX_FILE_BYTES);
        append(&path, &long).unwrap();
        append(&path, "after\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "after\n");
    }
}
