//! The table of a full run, for docs/.

use std::fmt::Write as _;
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::output;
use crate::stages::{Done, Verdict, sum};
use crate::workspace::Workspace;

/// Where the table of the last full run is kept.
const FILE: &str = "docs/test-results.md";

/// Writes what became of each stage, and of which commit.
pub fn write(workspace: &Workspace, stages: &[Done]) -> Result<()> {
    let text = page(&commit(workspace)?, stages);
    std::fs::write(workspace.path(FILE), text)
        .with_context(|| format!("could not write {FILE}"))?;
    println!("\n-- the table is in {FILE}");
    Ok(())
}

// The commit's date, not today's: the same tree gives the same line.
fn commit(workspace: &Workspace) -> Result<String> {
    let git = |arguments: &[&str]| {
        output(
            Command::new("git")
                .args(arguments)
                .current_dir(workspace.root()),
        )
        .context("the table names the commit")
    };
    let mut commit = git(&["log", "-1", "--format=Commit %h of %cs"])?
        .trim()
        .to_owned();
    let others = format!(":!{FILE}");
    if !git(&["status", "--porcelain", "--", ".", &others])?.is_empty() {
        commit.push_str(", with changes that were not committed");
    }
    Ok(commit)
}

fn page(commit: &str, stages: &[Done]) -> String {
    let mut page = format!(
        "# Test results\n\nThe last run of `cargo xtask test --full`, which writes this file. {commit}.\n\n\
         | stage | result | passed | failed | seconds |\n|---|---|---:|---:|---:|\n"
    );
    let mut line = |name: &str, result: &str, counts: Option<(u64, u64)>, seconds: f64| {
        let (passed, failed) = counts.map_or_else(
            || ("–".to_owned(), "–".to_owned()),
            |(passed, failed)| (passed.to_string(), failed.to_string()),
        );
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "| {name} | {result} | {passed} | {failed} | {seconds:.0} |"
        );
    };
    let word = |failed: u64| if failed == 0 { "passed" } else { "failed" };
    for stage in stages {
        let seconds = stage.took.as_secs_f64();
        match &stage.verdict {
            Verdict::Counted { passed, failed } => {
                line(
                    &stage.name,
                    word(*failed),
                    Some((*passed, *failed)),
                    seconds,
                );
            }
            Verdict::NotYet(what) => {
                line(&stage.name, &format!("not counted: {what}"), None, seconds);
            }
        }
    }
    let (passed, failed) = sum(stages, false);
    let seconds = stages.iter().map(|stage| stage.took.as_secs_f64()).sum();
    line("**in all**", word(failed), Some((passed, failed)), seconds);
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_table_adds_up_and_hides_neither_a_failure_nor_what_is_missing() {
        let done = |name: &str, verdict| Done {
            name: name.to_owned(),
            verdict,
            took: Duration::from_millis(1_600),
            error: None,
        };
        let page = page(
            "Commit 1234567 of 2026-11-22",
            &[
                done("fmt", Verdict::one(true)),
                done(
                    "axe",
                    Verdict::Counted {
                        passed: 7,
                        failed: 2,
                    },
                ),
                done("fuzz", Verdict::NotYet("not written yet".to_owned())),
            ],
        );
        for line in [
            "Commit 1234567 of 2026-11-22.",
            "| fmt | passed | 1 | 0 | 2 |",
            "| axe | failed | 7 | 2 | 2 |",
            "| fuzz | not counted: not written yet | – | – | 2 |",
            "| **in all** | failed | 8 | 2 | 5 |",
        ] {
            assert!(page.contains(line), "{line} in {page}");
        }
    }
}
