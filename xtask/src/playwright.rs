//! Playwright and its browser: installed, started, its reports counted.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::stages::Verdict;
use crate::workspace::Workspace;
use crate::{debian, setup};

/// Playwright's packages and a browser, installed.
pub struct Browser<'a> {
    workspace: &'a Workspace,
    /// `None` is the browser that Playwright downloaded.
    chromium: Option<PathBuf>,
}

impl<'a> Browser<'a> {
    /// Installs what is missing.
    pub fn prepare(workspace: &'a Workspace) -> Result<Self> {
        setup::npm_packages(workspace, "end2end")?;
        let chromium = match debian::chromium() {
            Ok(path) => Some(path),
            Err(error) => {
                let mut download = command(workspace);
                download.args(["install", "--only-shell", "chromium"]);
                crate::command::run(&mut download)
                    .context("Playwright's own browser cannot be had here either")
                    .context(format!("{error:#}"))?;
                None
            }
        };
        Ok(Self {
            workspace,
            chromium,
        })
    }

    /// `playwright test` with a configuration of end2end/.
    pub fn test(&self, configuration: &str) -> Command {
        let mut command = command(self.workspace);
        command.args(["test", "--config", configuration]);
        if let Some(chromium) = &self.chromium {
            command.env("CHROMIUM", chromium);
        }
        command
    }
}

/// Runs tests to their end and counts them; that nothing ran is an error.
pub fn count(test: &mut Command, report: &Path) -> Result<Verdict> {
    if report.is_file() {
        std::fs::remove_file(report)?;
    }
    let status = test
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", report)
        .status()
        .context("could not start Playwright")?;
    let verdict = read_report(report)
        .with_context(|| format!("Playwright ended with {status} and left no report"))?;
    match verdict {
        Verdict::Counted {
            passed: 0,
            failed: 0,
        } => bail!("no test was chosen"),
        Verdict::Counted { failed: 0, .. } if !status.success() => {
            bail!("Playwright ended with {status}, and reported no failure")
        }
        verdict => Ok(verdict),
    }
}

fn command(workspace: &Workspace) -> Command {
    let mut command = Command::new("node");
    command
        .arg("node_modules/@playwright/test/cli.js")
        .current_dir(workspace.path("end2end"))
        .stdin(Stdio::null());
    command
}

fn read_report(path: &Path) -> Result<Verdict> {
    counts(&serde_json::from_slice(&std::fs::read(path)?)?)
        .context("Playwright's report has another shape than expected")
}

// A test that passed only when it was repeated is a failed test here.
fn counts(report: &Value) -> Option<Verdict> {
    let stats = report.get("stats")?;
    let number = |name: &str| stats.get(name)?.as_u64();
    let outside = report
        .get("errors")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    Some(Verdict::Counted {
        passed: number("expected")?,
        failed: number("unexpected")? + number("flaky")? + outside as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_flaky_test_and_an_error_outside_of_tests_are_failures() {
        let report = json!({
            "errors": [{"message": "a spec does not compile"}],
            "stats": {"expected": 5, "unexpected": 1, "flaky": 1, "skipped": 2},
        });
        assert_eq!(
            counts(&report),
            Some(Verdict::Counted {
                passed: 5,
                failed: 3
            })
        );
    }
}
