//! Python packages that the tests run, in a folder of their own.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::command::run;
use crate::debian;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::lock::Lock;
use crate::workspace::Workspace;

/// Names and exact versions, one a line.
const REQUIREMENTS: &str = "end2end/python/requirements.txt";

/// Installs the packages, unless they are there, and gives their folder: the `PYTHONPATH` of whatever uses them.
pub fn packages(workspace: &Workspace) -> Result<PathBuf> {
    debian::python()?;
    let folder = workspace.tools().join("python");
    let _lock = Lock::wait(workspace, "python")?;
    let requirements = workspace.path(REQUIREMENTS);
    let fingerprint = Fingerprint::default().file(&requirements)?.finish();
    let stamp = Stamp::at(folder.join(".installed"));
    if stamp.matches(&fingerprint) {
        return Ok(folder);
    }
    println!("-- installing Python packages in {}", folder.display());
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    // A folder, not an environment: Debian's Python lacks what makes one.
    run(Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--no-input"])
        .args(["--disable-pip-version-check", "--root-user-action=ignore"])
        .arg("--target")
        .arg(&folder)
        .arg("--requirement")
        .arg(&requirements)
        .stdin(Stdio::null()))?;
    stamp.write(&fingerprint)?;
    Ok(folder)
}
