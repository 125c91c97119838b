//! `cargo xtask conformance`: every adapter against every scenario and every fault of its simulated provider.
//!
//! The plays are tests of the server (server/tests/conformance); here they become a table, HTML and JUnit.

mod cases;
mod html;
mod junit;
mod markup;
mod table;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::lock::Lock;
use crate::setup::NEXTEST;
use crate::stages::Verdict;
use crate::workspace::Workspace;

/// Plays everything, prints the table, writes the reports; counts the plays.
pub fn run(workspace: &Workspace) -> Result<Verdict> {
    let _lock = Lock::wait(workspace, "conformance")?;
    let folder = folder(workspace);
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let status = NEXTEST
        .command(workspace)?
        .args(["run", "--no-fail-fast", "--status-level", "fail"])
        .args(["--package", "vestibule-server", "--test", "conformance"])
        .env("CONFORMANCE_REPORT", &folder)
        .status()
        .context("could not start nextest")?;
    let cases = cases::read(&folder)?;
    ensure!(
        !cases.is_empty(),
        "nextest ended with {status} and nothing was played"
    );
    print!("\n{}", table::text(&cases));
    for (name, text) in [
        ("report.html", html::page(&cases)),
        ("junit.xml", junit::document(&cases)),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, text)
            .with_context(|| format!("could not write {}", path.display()))?;
        println!("-- {}", path.display());
    }
    let failed = cases.iter().filter(|case| !case.passed).count();
    // A test that is about something else, or that ended before it could write down what it saw.
    let broken = u64::from(failed == 0 && !status.success());
    if broken > 0 {
        println!("-- every play that was written down passed, but nextest ended with {status}");
    }
    Ok(Verdict::Counted {
        passed: count(cases.len() - failed)?,
        failed: count(failed)? + broken,
    })
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("conformance")
}

fn count(number: usize) -> Result<u64> {
    Ok(u64::try_from(number)?)
}
