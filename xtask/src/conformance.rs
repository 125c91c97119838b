//! `cargo xtask conformance`: every adapter against every scenario and every fault of its simulated provider, and impostors
//! against the whole server.
//!
//! The plays are tests of the server (server/tests/conformance and server/tests/it/impostor); here they become a table,
//! HTML and JUnit.

mod attacks;
mod cases;
mod html;
mod junit;
mod markup;
mod table;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use clap::ValueEnum;

use self::attacks::{ATTACKS, IMPOSTOR};
use self::cases::{Case, Group};
use crate::lock::Lock;
use crate::setup::NEXTEST;
use crate::stages::Verdict;
use crate::workspace::Workspace;

/// A part of the plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The attacks on the binding of person and account.
    Impostor,
}

/// Plays everything or a part of it, prints the table, writes the reports; counts the plays.
pub fn run(workspace: &Workspace, part: Option<Part>) -> Result<Verdict> {
    let _lock = Lock::wait(workspace, "conformance")?;
    let (folder, binaries, filter) = match part {
        None => (
            folder(workspace),
            &["--test", "conformance", "--test", "it"][..],
            "binary(conformance) | test(/^impostor::/)",
        ),
        Some(Part::Impostor) => (
            folder(workspace).join(IMPOSTOR),
            &["--test", "it"][..],
            "test(/^impostor::/)",
        ),
    };
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let status = NEXTEST
        .command(workspace)?
        .args(["run", "--no-fail-fast", "--status-level", "fail"])
        .args(["--package", "vestibule-server"])
        .args(binaries)
        .args(["--filterset", filter])
        .env("CONFORMANCE_REPORT", &folder)
        .status()
        .context("could not start nextest")?;
    let mut cases = cases::read(&folder)?;
    if part.is_none() {
        cases.extend(not_played(workspace, &folder)?);
    }
    cases.extend(impostors_not_played(&folder));
    ensure!(
        !cases.is_empty(),
        "nextest ended with {status} and nothing was played"
    );
    // Reports have a part for each provider.
    cases.sort_by(|one, other| one.provider.cmp(&other.provider));
    print!("\n{}", table::text(&cases));
    print!("\n{}", attacks::text(&cases));
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
                missing.push(missed(provider, group, title.to_owned()));
            }
        }
    }
    Ok(missing)
}

fn impostors_not_played(folder: &Path) -> impl Iterator<Item = Case> {
    (1..=ATTACKS)
        .filter(|number| {
            !folder
                .join(format!("{IMPOSTOR}-{number:02}.jsonl"))
                .is_file()
        })
        .map(|number| missed(IMPOSTOR, Group::Scenario, format!("{number:02}: attack")))
}

fn missed(provider: &str, group: Group, name: String) -> Case {
    Case {
        provider: provider.to_owned(),
        group,
        name,
        expected: "played".to_owned(),
        got: "not played".to_owned(),
        passed: false,
        millis: 0,
    }
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("conformance")
}

fn count(number: usize) -> Result<u64> {
    Ok(u64::try_from(number)?)
}
