//! The database, its disk, and the keys that open what is in it.

use std::{path::Path, time::Duration};

use secrecy::ExposeSecret;

use super::{
    Examined, keys,
    report::{Check, Findings},
};
use crate::{cli::opened, db::Database};

const AREA: &str = "database";
/// Longer than the pool itself waits for a connection.
const PATIENCE: Duration = Duration::from_secs(15);
/// Below that a write may fail any day, in bytes.
const LITTLE: u64 = 1024 * 1024 * 1024;
/// Below that it may fail at any moment, in bytes.
const NONE_LEFT: u64 = 100 * 1024 * 1024;

pub(super) async fn examine(examined: &Examined, found: &mut Findings) {
    let url = examined.config.database.url.expose_secret();
    if let Some(file) = opened::sqlite_file(url) {
        disk(&file, found);
        if !file.is_file() {
            found.push(Check::warning(
                AREA,
                format!("there is no file at {}", file.display()),
                "`vestibule migrate` or the first start makes it",
            ));
            keys::without_database(examined, found);
            return;
        }
    }
    let reached = tokio::time::timeout(PATIENCE, async {
        let db = Database::connect(url).await?;
        let migrated = opened::migrated(&db).await?;
        Ok::<_, super::Failure>((db, migrated))
    });
    let (db, migrated) = match reached.await {
        Ok(Ok(reached)) => reached,
        Ok(Err(error)) => {
            found.push(Check::failed(
                AREA,
                error.to_string(),
                "check database.url and that it runs",
            ));
            return;
        }
        Err(_) => {
            let text = format!("no answer within {} s", PATIENCE.as_secs());
            found.push(Check::failed(
                AREA,
                text,
                "check database.url and that it runs",
            ));
            return;
        }
    };
    match opened::wrong(&migrated) {
        None => {
            found.push(Check::ok(
                AREA,
                format!("reached; schema {}", migrated.newest()),
            ));
            keys::examine(examined, &db, found).await;
        }
        Some(problem) if migrated.unknown.is_empty() => found.push(Check::warning(
            AREA,
            problem,
            "or let the next start of the server do it",
        )),
        Some(problem) => found.push(Check::failed(
            AREA,
            problem,
            "never start an older program on it",
        )),
    }
    db.pool().close().await;
}

/// The free space where the file is, or will be.
fn disk(file: &Path, found: &mut Findings) {
    const AREA: &str = "disk";
    let folder = file
        .ancestors()
        .skip(1)
        .map(|folder| match folder {
            folder if folder == Path::new("") => Path::new("."),
            folder => folder,
        })
        .find(|folder| folder.is_dir());
    let Some(folder) = folder else { return };
    let free = match rustix::fs::statvfs(folder) {
        Ok(told) => told.f_bavail.saturating_mul(told.f_frsize),
        Err(error) => {
            let text = format!("{}: {error}", folder.display());
            found.push(Check::failed(AREA, text, "check database.url"));
            return;
        }
    };
    let text = format!("{} MiB free in {}", free / (1024 * 1024), folder.display());
    let advice = "make room: when the disk is full, nothing can be stored";
    found.push(match free {
        free if free < NONE_LEFT => Check::failed(AREA, text, advice),
        free if free < LITTLE => Check::warning(AREA, text, advice),
        _ => Check::ok(AREA, text),
    });
}
