//! System packages that the tests need: a browser, a database and Python.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::command::{output, run, works};
use crate::workspace::variable;

/// Where Debian and others put Chromium.
const CHROMIUM: [&str; 5] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// A Chromium; installed when it is missing and we may.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = variable("CHROMIUM") {
        let path = PathBuf::from(path);
        ensure!(
            path.is_file(),
            "CHROMIUM names {}, which is no file",
            path.display()
        );
        return Ok(path);
    }
    let installed = || {
        CHROMIUM
            .iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
    };
    if let Some(path) = installed() {
        return Ok(path);
    }
    install(&["chromium", "fonts-liberation"])
        .context("the browser tests need Chromium; CHROMIUM=/path names another one")?;
    installed().context("the package chromium brought no /usr/bin/chromium")
}

/// The folder with PostgreSQL's programs; installed when it is missing and we may.
pub fn postgres() -> Result<PathBuf> {
    if let Some(folder) = postgres_folder() {
        return Ok(folder);
    }
    install(&["postgresql"])
        .context("the story tests need PostgreSQL's `initdb` and `postgres`, found through PATH or `pg_config`")?;
    postgres_folder().context("the package postgresql brought no /usr/lib/postgresql/*/bin")
}

fn postgres_folder() -> Option<PathBuf> {
    const PROGRAMS: [&str; 4] = ["initdb", "postgres", "pg_isready", "createdb"];
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    folders.sort();
    folders.reverse();
    let asked = output(Command::new("pg_config").arg("--bindir")).unwrap_or_default();
    folders.extend(
        [
            asked.trim(),
            "/usr/local/bin",
            "/usr/bin",
            "/opt/homebrew/bin",
        ]
        .map(PathBuf::from),
    );
    folders.extend(std::env::split_paths(&variable("PATH").unwrap_or_default()));
    folders.into_iter().find(|folder| {
        PROGRAMS
            .iter()
            .all(|program| folder.join(program).is_file())
    })
}

/// A Python with pip; installed when it is missing and we may.
pub fn python() -> Result<()> {
    let is_there = || works("python3", &["-m", "pip", "--version"]);
    if is_there() {
        return Ok(());
    }
    install(&["python3", "python3-pip"])
        .context("the API's tests need Python 3.10 or newer, with pip")?;
    ensure!(is_there(), "the package python3-pip brought no pip");
    Ok(())
}

fn install(packages: &[&str]) -> Result<()> {
    let shown = packages.join(" ");
    ensure!(
        works("apt-get", &["--version"]),
        "install it with this system's package manager; Debian's packages are {shown}"
    );
    ensure!(
        is_root(),
        "only root may install it: apt-get install {shown}"
    );
    println!("-- installing {shown}");
    let apt = |arguments: &[&str]| {
        run(Command::new("apt-get")
            .args(["-qq", "-o", "Dpkg::Use-Pty=0"])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            // The package would start a cluster of its own.
            .env("RUNLEVEL", "1")
            .stdin(Stdio::null()))
    };
    apt(&["update"])?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)
}

/// Whether we are root.
pub fn is_root() -> bool {
    cfg!(unix) && rustix::process::geteuid().is_root()
}
