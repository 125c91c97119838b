//! The database and the services that a command works on. Unlike `serve`, a command neither makes a database nor migrates one:
//! a newer program beside a running server must not change what that one works on.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use secrecy::ExposeSecret;

use super::{Failure, registry};
use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    db::{
        Database,
        catalogue::{self, Migrated},
    },
    random::{ChaChaRandomness, Randomness},
    server,
    services::core::Core,
};

/// The database, if it is there and migrated to exactly this version.
pub(super) async fn database(config: &Config) -> Result<Database, Failure> {
    let url = config.database.url.expose_secret();
    if let Some(file) = sqlite_file(url).filter(|file| !file.is_file()) {
        return Err(format!(
            "there is no database at {}; `vestibule migrate` makes one",
            file.display()
        )
        .into());
    }
    let db = Database::connect(url).await?;
    let migrated = migrated(&db).await?;
    match wrong(&migrated) {
        None => Ok(db),
        Some(problem) => Err(problem.into()),
    }
}

/// The services over that database.
pub(super) async fn core(config: &Config) -> Result<Arc<Core>, Failure> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Randomness> = Arc::new(ChaChaRandomness::from_os());
    let db = database(config).await?;
    let core = server::core(config, &registry()?, db, (&clock, &random))?;
    Ok(Arc::new(core))
}

pub(super) async fn migrated(db: &Database) -> Result<Migrated, Failure> {
    let mut connection = db.read().await?;
    Ok(catalogue::migrated(&mut connection, db.dialect()).await?)
}

/// What keeps this program from working on the database.
pub(super) fn wrong(migrated: &Migrated) -> Option<String> {
    let versions = |versions: &std::collections::BTreeSet<i64>| {
        let versions: Vec<String> = versions.iter().map(i64::to_string).collect();
        versions.join(", ")
    };
    if !migrated.unknown.is_empty() {
        return Some(format!(
            "the database has migrations that this program does not know ({}); use the newer program",
            versions(&migrated.unknown)
        ));
    }
    (!migrated.missing.is_empty()).then(|| {
        format!(
            "the database lacks the migrations {}; run `vestibule migrate`",
            versions(&migrated.missing)
        )
    })
}

/// The file of an SQLite database.
pub(super) fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
    let is_file = path != ":memory:" && !options.contains("mode=memory");
    is_file.then(|| Path::new(path).to_owned())
}
