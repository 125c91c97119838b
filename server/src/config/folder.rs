//! The folder for the database and the development keys.

use std::path::Path;

/// Makes the folder that a file will be in, for its owner only. A folder that is there stays as it is.
pub(super) fn make_for(file: &Path) -> std::io::Result<()> {
    let Some(folder) = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
