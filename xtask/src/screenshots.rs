//! Pictures of every page, narrow and wide, light and dark.

use anyhow::Result;

use crate::processes::Interrupt;
use crate::workspace::Workspace;
use crate::{e2e, gallery};

/// Draws the app's gallery (every page in every state) and live journeys into target/screenshots.
pub fn draw(workspace: &Workspace, interrupt: &Interrupt) -> Result<()> {
    let _gallery = gallery::render(workspace)?;
    let folder = workspace.target().join("screenshots");
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder)?;
    }
    e2e::tool(workspace, interrupt, "screenshots", &folder)?;
    println!(
        "-- {} pictures in {}",
        crate::assets::files_below(&folder)?.len(),
        folder.display()
    );
    Ok(())
}
