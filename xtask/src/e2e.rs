//! Playwright against a server and a simulator of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::assets::files_below;
use crate::processes::{Interrupt, Service};
use crate::stack::{self, END2END, Ports, Setting};
use crate::stages::Verdict;
use crate::workspace::Workspace;
use crate::{debian, frontend, setup};

/// Which tests, and how.
#[derive(Debug, Default)]
pub struct Choice {
    /// A part of a spec's file name, or else of a test's title.
    pub area: Option<String>,
    /// Whether to show the browser.
    pub headed: bool,
    /// Passed on to Playwright.
    pub more: Vec<String>,
}

/// Builds, starts the stack, runs the chosen tests and counts them.
pub fn run(workspace: &Workspace, interrupt: &Interrupt, choice: &Choice) -> Result<Verdict> {
    let specs = specs(workspace)?;
    if specs.is_empty() {
        return Ok(Verdict::NotYet(
            "there is no *.spec.ts in end2end/tests".to_owned(),
        ));
    }
    let stage = Stage::prepare(workspace)?;
    let _services = stage.start(interrupt)?;

    let report = stage.folder.join("results.json");
    let mut playwright = stage.playwright("playwright.config.ts");
    playwright.env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    if let Some(area) = &choice.area {
        if specs.iter().any(|spec| spec.contains(area.as_str())) {
            playwright.arg(area);
        } else {
            playwright.args(["--grep", area]);
        }
    }
    if choice.headed {
        playwright.arg("--headed");
    }
    let status = playwright.args(&choice.more).status()?;
    let verdict = read_report(&report)
        .with_context(|| format!("Playwright ended with {status} and left no report"))?;
    if !status.success() {
        println!(
            "-- the logs of server and simulator are in {}",
            stage.folder.display()
        );
    }
    match verdict {
        Verdict::Counted {
            passed: 0,
            failed: 0,
        } => bail!("no end2end test was chosen"),
        Verdict::Counted { failed: 0, .. } if !status.success() => {
            bail!("Playwright ended with {status}, and reported no failure")
        }
        verdict => Ok(verdict),
    }
}

/// Runs a script of end2end/tools: a Playwright project of its own that measures or draws.
pub fn tool(
    workspace: &Workspace,
    interrupt: &Interrupt,
    project: &str,
    report: &Path,
) -> Result<()> {
    let stage = Stage::prepare(workspace)?;
    let _services = stage.start(interrupt)?;
    let status = stage
        .playwright("playwright.tools.config.ts")
        .args(["--project", project])
        .env("REPORT", report)
        .env("GALLERY", workspace.target().join("gallery"))
        .status()?;
    if !status.success() {
        bail!(
            "the script ended with {status}; the logs of server and simulator are in {}",
            stage.folder.display()
        );
    }
    Ok(())
}

/// Everything that a browser run needs, installed and built.
struct Stage<'a> {
    workspace: &'a Workspace,
    /// `None` is the browser that Playwright downloaded.
    chromium: Option<PathBuf>,
    ports: Ports,
    /// Configuration, database, logs and reports of this run.
    folder: PathBuf,
}

impl<'a> Stage<'a> {
    fn prepare(workspace: &'a Workspace) -> Result<Self> {
        setup::npm_packages(workspace, "end2end")?;
        let chromium = match debian::chromium() {
            Ok(path) => Some(path),
            Err(error) => {
                download_chromium(workspace).context(error)?;
                None
            }
        };
        frontend::build(workspace)?;
        stack::build(workspace)?;
        let ports = END2END.or_higher();
        let folder = workspace
            .target()
            .join("end2end")
            .join(ports.app.to_string());
        if folder.is_dir() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(Self {
            workspace,
            chromium,
            ports,
            folder,
        })
    }

    fn start(&self, interrupt: &Interrupt) -> Result<Vec<Service>> {
        let setting = Setting {
            workspace: self.workspace,
            ports: self.ports,
            folder: Some(self.folder.clone()),
        };
        setting.start(interrupt).with_context(|| {
            let log = |name: &str| {
                let path = self.folder.join(format!("{name}.log"));
                format!("{}:\n{}", path.display(), last_lines(&path))
            };
            format!("{}\n{}", log("simulator"), log("server"))
        })
    }

    fn playwright(&self, configuration: &str) -> Command {
        let mut command = playwright(self.workspace);
        command
            .args(["test", "--config", configuration])
            .envs(self.ports.addresses())
            .arg("--output")
            .arg(self.folder.join("playwright"));
        if let Some(chromium) = &self.chromium {
            command.env("CHROMIUM", chromium);
        }
        command
    }
}

fn playwright(workspace: &Workspace) -> Command {
    let mut command = Command::new("node");
    command
        .arg("node_modules/@playwright/test/cli.js")
        .current_dir(workspace.path("end2end"))
        .stdin(Stdio::null());
    command
}

fn download_chromium(workspace: &Workspace) -> Result<()> {
    let mut command = playwright(workspace);
    command.args(["install", "--only-shell", "chromium"]);
    crate::command::run(&mut command).context("Playwright's own browser cannot be had here either")
}

fn specs(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = workspace.path("end2end/tests");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    Ok(files_below(&folder)?
        .iter()
        .filter_map(|file| file.strip_prefix(&folder).ok())
        .map(|file| file.to_string_lossy().into_owned())
        .filter(|file| file.ends_with(".spec.ts"))
        .collect())
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

fn last_lines(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
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
