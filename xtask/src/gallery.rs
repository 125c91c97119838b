//! Every page in every state and language, as files: the app's example `gallery`.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::command::{cargo, run};
use crate::lock::Lock;
use crate::playwright::{self, Browser};
use crate::stages::Verdict;
use crate::workspace::Workspace;

/// Where the example writes, wherever cargo builds.
pub fn folder(workspace: &Workspace) -> PathBuf {
    workspace.path("target/gallery")
}

/// Renders it anew. Nobody else does while the result is held.
pub fn render(workspace: &Workspace) -> Result<Lock> {
    let lock = Lock::wait(workspace, "gallery")?;
    println!("-- the gallery");
    let folder = folder(workspace);
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    run(cargo(workspace.root())
        .args(["run", "--quiet", "--package", "vestibule-app"])
        .args(["--features", "ssr", "--example", "gallery"]))
    .context("the gallery was not rendered")?;
    Ok(lock)
}

/// Shows every page to axe: narrow and wide, light, dark and in forced colours. Needs no server.
pub fn axe(workspace: &Workspace) -> Result<Verdict> {
    let browser = Browser::prepare(workspace)?;
    let _lock = render(workspace)?;
    let reports = workspace.target().join("axe");
    playwright::count(
        browser
            .test("playwright.tools.config.ts")
            .args(["--project", "axe"])
            .env("GALLERY", folder(workspace))
            .arg("--output")
            .arg(reports.join("playwright")),
        &reports.join("results.json"),
    )
}
