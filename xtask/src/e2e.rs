//! Playwright against a server and a simulator of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::assets::files_below;
use crate::lock::Lock;
use crate::playwright::{self, Browser};
use crate::processes::{Interrupt, Service};
use crate::stack::{self, END2END, Ports, Setting};
use crate::stages::Verdict;
use crate::workspace::Workspace;
use crate::{frontend, gallery, python, setup};

/// Which tests, and how.
#[derive(Debug, Default)]
pub struct Choice {
    /// A part of a spec's file name, or else of a test's title.
    pub area: Option<String>,
    /// Whether to leave out what differs only in allowed third-party cookies: `chromium-no-3pc`, the stricter browser,
    /// runs everything.
    pub core: bool,
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

    let mut playwright = stage.playwright("playwright.config.ts");
    if let Some(area) = &choice.area {
        if specs.iter().any(|spec| spec.contains(area.as_str())) {
            playwright.arg(area);
        } else {
            playwright.args(["--grep", area]);
        }
    }
    if choice.core {
        playwright.env("END2END_CORE", "1");
    }
    if choice.headed {
        playwright.arg("--headed");
    }
    let report = stage.folder.join("results.json");
    let verdict = playwright::count(playwright.args(&choice.more), &report)?;
    if !matches!(verdict, Verdict::Counted { failed: 0, .. }) {
        println!(
            "-- the logs of server and simulator are in {}",
            stage.folder.display()
        );
    }
    Ok(verdict)
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
        .env("GALLERY", gallery::folder(workspace))
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
pub struct Stage<'a> {
    workspace: &'a Workspace,
    browser: Browser<'a>,
    /// The packages of the Python programs that tests start.
    pub python: PathBuf,
    /// Where everything listens.
    pub ports: Ports,
    /// Configuration, database, logs and reports of this run.
    pub folder: PathBuf,
    // The folder and the ports are of this run alone.
    _lock: Lock,
}

impl<'a> Stage<'a> {
    /// Installs and builds it; the folder is new.
    pub fn prepare(workspace: &'a Workspace) -> Result<Self> {
        let browser = Browser::prepare(workspace)?;
        let python = python::packages(workspace)?;
        setup::npm_packages(workspace, "samples/backend/node")?;
        frontend::build(workspace)?;
        stack::build(workspace)?;
        let (ports, lock) = free_ports(workspace)?;
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
            browser,
            python,
            ports,
            folder,
            _lock: lock,
        })
    }

    /// Starts server and simulator; they end when this is dropped.
    pub fn start(&self, interrupt: &Interrupt) -> Result<Vec<Service>> {
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
        let mut command = self.browser.test(configuration);
        command
            .envs(self.ports.addresses())
            .envs(stack::environment(self.ports, &self.folder))
            .env("PYTHONPATH", &self.python)
            .env("PROGRAMS", self.workspace.target().join("debug"))
            .env("SERVER_FOLDER", &self.folder)
            .arg("--output")
            .arg(self.folder.join("playwright"));
        command
    }
}

/// Ports that nothing listens on and no other run is about to use.
fn free_ports(workspace: &Workspace) -> Result<(Ports, Lock)> {
    for ports in END2END.and_higher() {
        if !ports.are_free() {
            continue;
        }
        if let Some(lock) = Lock::try_now(workspace, &format!("end2end-{}", ports.app))? {
            return Ok((ports, lock));
        }
    }
    bail!("the ports of all browser runs are taken; end one of them first")
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

fn last_lines(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}
