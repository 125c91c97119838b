//! Rust tests under nextest: one process per test.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::lock::Lock;
use crate::setup::NEXTEST;
use crate::stages::Verdict;
use crate::workspace::Workspace;

/// Runs tests under a nextest profile of .config/nextest.toml and counts them.
pub fn run(
    workspace: &Workspace,
    profile: &str,
    shape: impl FnOnce(&mut Command),
) -> Result<Verdict> {
    let _lock = Lock::wait(workspace, &format!("nextest-{profile}"))?;
    let report = workspace
        .target()
        .join("nextest")
        .join(profile)
        .join("junit.xml");
    if report.is_file() {
        std::fs::remove_file(&report)?;
    }
    let mut command = NEXTEST.command(workspace)?;
    command.args(["run", "--profile", profile, "--no-fail-fast"]);
    shape(&mut command);
    let status = command.status().context("could not start nextest")?;
    let verdict = read_report(&report)?;
    match verdict {
        Some(Verdict::Counted { failed: 0, .. }) if !status.success() => {
            bail!("nextest ended with {status}, and reported no failure")
        }
        Some(verdict) => Ok(verdict),
        None => bail!("nextest ended with {status} and ran nothing"),
    }
}

fn read_report(path: &Path) -> Result<Option<Verdict>> {
    if !path.is_file() {
        return Ok(None);
    }
    counts(&std::fs::read_to_string(path)?)
        .map(Some)
        .with_context(|| format!("{} has another shape than expected", path.display()))
}

// The attributes of JUnit's root element.
fn counts(report: &str) -> Option<Verdict> {
    let root = report.split("<testsuites").nth(1)?.split('>').next()?;
    let attribute = |name: &str| -> Option<u64> {
        let after = root.split(&format!(" {name}=\"")).nth(1)?;
        after.split('"').next()?.parse().ok()
    };
    let failed = attribute("failures")? + attribute("errors")?;
    Some(Verdict::Counted {
        passed: attribute("tests")?.checked_sub(failed)?,
        failed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_and_errors_are_not_passed() {
        let report = "<?xml version=\"1.0\"?>\n<testsuites name=\"a\" tests=\"10\" failures=\"2\" \
                      errors=\"1\" time=\"1\">\n<testsuite tests=\"4\" failures=\"0\" errors=\"0\">";
        assert_eq!(
            counts(report),
            Some(Verdict::Counted {
                passed: 7,
                failed: 3
            })
        );
        assert_eq!(counts("<html>"), None);
    }
}
