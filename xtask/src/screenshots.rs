//! Pictures of every page, narrow and wide, light and dark; and those of the documentation.

mod palette;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::assets::files_below;
use crate::playwright::Browser;
use crate::processes::Interrupt;
use crate::workspace::Workspace;
use crate::{e2e, gallery};

/// Where the pictures of docs/dashboard.md are.
const TOUR: &str = "docs/images/dashboard";
/// Bytes that all of these may have: they come with every clone.
const MOST_BYTES: u64 = 2_500_000;

/// Draws the tour of the dashboard into docs/images/dashboard. If it is not all that is wanted, the app's gallery (every page in
/// every state) and live journeys follow, into target/screenshots.
pub fn draw(workspace: &Workspace, only_tour: bool) -> Result<()> {
    let _gallery = gallery::render(workspace)?;
    tour(workspace)?;
    if only_tour {
        return Ok(());
    }
    let folder = workspace.target().join("screenshots");
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    e2e::tool(workspace, &Interrupt::listen()?, "screenshots", &folder)?;
    let count = files_below(&folder)?.len();
    println!("-- {count} pictures in {}", folder.display());
    Ok(())
}

fn tour(workspace: &Workspace) -> Result<()> {
    let drawn = workspace.target().join("tour");
    let status = Browser::prepare(workspace)?
        .test("playwright.tools.config.ts")
        .args(["--project", "tour"])
        .env("GALLERY", gallery::folder(workspace))
        .env("REPORT", &drawn)
        .arg("--output")
        .arg(workspace.target().join("tour-report"))
        .status()?;
    if !status.success() {
        bail!("the tour was not drawn: {status}");
    }
    let folder = workspace.path(TOUR);
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut bytes = 0;
    let files = files_below(&drawn)?;
    for file in &files {
        let name = file.file_name().context("a picture has no name")?;
        bytes += reduce(file, &folder.join(name))?;
    }
    println!("-- {} pictures, {bytes} bytes, in {TOUR}", files.len());
    ensure!(bytes <= MOST_BYTES, "they may have {MOST_BYTES} bytes");
    Ok(())
}

/// The same picture with at most 256 colours; says how many bytes it has.
fn reduce(from: &Path, to: &Path) -> Result<u64> {
    let whole = fs::read(from)?;
    let small = palette::reduced(&whole).with_context(|| from.display().to_string())?;
    fs::write(to, &small)?;
    Ok(small.len() as u64)
}
