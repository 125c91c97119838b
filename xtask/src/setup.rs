//! What a checkout needs before it builds: the wasm target, npm packages, cargo subcommands.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::command::{cargo, output, run, without_package_variables, works};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::lock::Lock;
use crate::workspace::Workspace;

/// The target that browsers run.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The oldest Node.js that the tools run on.
const OLDEST_NODE: u32 = 20;

/// Installs the standard library for wasm, unless it is there.
pub fn wasm_target() -> Result<()> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let library = PathBuf::from(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM_TARGET);
    if library.is_dir() {
        return Ok(());
    }
    println!("-- installing the Rust target {WASM_TARGET}");
    run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
        .context("the front end needs rustup, or a Rust with the target wasm32-unknown-unknown")
}

/// Installs the packages of an npm folder as its lock file says, unless they are there.
pub fn npm_packages(workspace: &Workspace, folder: &str) -> Result<()> {
    node()?;
    let _lock = Lock::wait(workspace, folder)?;
    let folder = workspace.path(folder);
    let fingerprint = Fingerprint::default()
        .file(&folder.join("package.json"))?
        .file(&folder.join("package-lock.json"))?
        .finish();
    let stamp = Stamp::at(folder.join("node_modules/.installed"));
    if stamp.matches(&fingerprint) {
        return Ok(());
    }
    println!("-- installing npm packages in {}", folder.display());
    run(Command::new(npm())
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(&folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .stdin(Stdio::null()))?;
    stamp.write(&fingerprint)
}

fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn node() -> Result<()> {
    let version = output(Command::new("node").arg("--version"))
        .context("Node.js 20 or newer is needed, with npm")?;
    match major(&version) {
        Some(found) if found >= OLDEST_NODE => {}
        _ => bail!(
            "Node.js {OLDEST_NODE} or newer is needed, found {}",
            version.trim()
        ),
    }
    ensure!(
        works(npm(), &["--version"]),
        "npm is needed; it comes with Node.js, or on Debian: apt-get install npm"
    );
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// A cargo subcommand that the checks need.
pub struct CargoTool {
    subcommand: &'static str,
    package: &'static str,
    version: &'static str,
    features: &'static [&'static str],
}

/// Licences, bans and sources of the dependencies.
pub const DENY: CargoTool = CargoTool {
    subcommand: "deny",
    package: "cargo-deny",
    version: "0.20.2",
    features: &[],
};

/// The test runner: one process per test.
pub const NEXTEST: CargoTool = CargoTool {
    subcommand: "nextest",
    package: "cargo-nextest",
    version: "0.9.143",
    features: &["--no-default-features", "--features=default-no-update"],
};

impl CargoTool {
    /// The command `cargo <subcommand>`, installed for this checkout when the machine has none.
    pub fn command(&self, workspace: &Workspace) -> Result<Command> {
        let own = workspace.tools().join("bin").join(format!(
            "{}{}",
            self.package,
            std::env::consts::EXE_SUFFIX
        ));
        if !own.is_file() && works("cargo", &[self.subcommand, "--version"]) {
            let mut command = cargo(workspace.root());
            command.arg(self.subcommand);
            return Ok(command);
        }
        if !own.is_file() {
            self.install(workspace)?;
        }
        let mut command = Command::new(own);
        command.arg(self.subcommand).current_dir(workspace.root());
        without_package_variables(&mut command);
        Ok(command)
    }

    // The dev profile: compiling is most of what such a tool costs here.
    fn install(&self, workspace: &Workspace) -> Result<()> {
        let _lock = Lock::wait(workspace, self.package)?;
        println!("-- installing {} {}", self.package, self.version);
        run(cargo(workspace.root())
            .args(["install", self.package, "--version", self.version])
            .args(self.features)
            .args(["--locked", "--debug", "--no-track", "--root"])
            .arg(workspace.tools()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_its_first_number() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("something else"), None);
    }
}
