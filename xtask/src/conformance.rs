//! `cargo xtask conformance`: every adapter against every scenario and every fault of its simulated provider.
//!
//! The plays are tests of the server (server/tests/conformance); here they become a table, HTML and JUnit.

mod cases;
mod html;
mod junit;
mod markup;
mod table;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use self::cases::{Case, Group};
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
    let mut cases = cases::read(&folder)?;
    cases.extend(not_played(workspace, &folder)?);
    ensure!(
        !cases.is_empty(),
        "nextest ended with {status} and nothing was played"
    );
    // Reports have a part for each provider.
    cases.sort_by(|one, other| one.provider.cmp(&other.provider));
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
    // A test that is about something else.
    let broken = u64::from(failed == 0 && !status.success());
    if broken > 0 {
        println!("-- every play that was written down passed, but nextest ended with {status}");
    }
    Ok(Verdict::Counted {
        passed: count(cases.len() - failed)?,
        failed: count(failed)? + broken,
    })
}

// A test that ended before it could write down what it saw. Every provider has a table of expectations and three tests.
fn not_played(workspace: &Workspace, folder: &Path) -> Result<Vec<Case>> {
    let mut missing = Vec::new();
    for entry in std::fs::read_dir(workspace.path("server/tests/conformance/expected"))? {
        let table = entry?.path();
        let Some(provider) = table.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        for (title, group) in [
            ("scenarios", Group::Scenario),
            ("faults", Group::Fault),
            ("silence", Group::Fault),
        ] {
            if !folder.join(format!("{provider}-{title}.jsonl")).is_file() {
                missing.push(Case {
                    provider: provider.to_owned(),
                    group,
                    name: title.to_owned(),
                    expected: "played".to_owned(),
                    got: "not played".to_owned(),
                    passed: false,
                    millis: 0,
                });
            }
        }
    }
    Ok(missing)
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("conformance")
}

fn count(number: usize) -> Result<u64> {
    Ok(u64::try_from(number)?)
}
