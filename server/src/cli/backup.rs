//! `vestibule backup`, `vestibule restore` and `vestibule erasures export`.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use serde_json::json;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use vestibule::{id::OnboardingId, time::Timestamp};

use super::{Failure, opened};
use crate::{
    backup::{self, Destination, Summary},
    clock::{Clock, SystemClock},
    config::Config,
    db,
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
        erasure,
        operators::sessions,
    },
};

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Where it is written; `-` for standard output.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// A backup; `-` for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A newer erasure ledger: what was erased since the backup stays erased.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ErasuresCommand {
    /// Write down which onboardings were erased, for a restore of an older backup.
    Export(Backup),
}

/// Writes a backup of one moment of the database, and that it was made into the audit log, which in the backup ends before.
pub(super) async fn back_up(config: &Config, asked: Backup) -> Result<String, Failure> {
    let core = opened::core(config).await?;
    let made_at = rfc3339(SystemClock.now());
    if asked.file == Path::new("-") {
        let (_, summary) = backup::back_up(&core.db, std::io::stdout(), &made_at).await?;
        made(&core, &summary).await?;
        let _ = write!(std::io::stderr(), "{}", said(&summary, "backed up"));
        return Ok(String::new());
    }
    let out = Destination::new(&asked.file, asked.force)?;
    let (out, summary) = backup::back_up(&core.db, out, &made_at).await?;
    out.finish()?;
    made(&core, &summary).await?;
    Ok(said(&summary, "backed up"))
}

async fn made(core: &Core, summary: &Summary) -> Result<(), Failure> {
    let detail = json!({
        "made_at": summary.made_at, "sha256": summary.sha256, "rows": summary.total(),
    });
    let event = ("backup.made", Actor::CommandLine);
    let mut tx = core.db.begin_write().await?;
    audit::of_system(core, &mut tx, event, &detail).await?;
    Ok(tx.commit().await?)
}

/// Restores a backup into the configured database, which is empty, and erases again what was erased since.
pub(super) async fn restore(config: &Config, asked: Restore) -> Result<String, Failure> {
    let core = opened::core(config).await?;
    let ledger = match &asked.ledger {
        None => Vec::new(),
        Some(path) => backup::read_ledger(backup::open(path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?,
    };
    let input = backup::open(&asked.file)?;
    let (mut tx, summary) = backup::restore(&core.db, input)
        .await
        .map_err(|error| format!("{}: {error}", asked.file.display()))?;
    let mut erased = 0_u64;
    for entry in &ledger {
        let id = OnboardingId::new(entry.onboarding_id.clone())
            .map_err(|_| "--ledger: an entry is about no onboarding")?;
        // First, so that the time of the erasure stays, and for onboardings that were begun after the backup was made.
        db::erasures::note(&mut tx, entry).await?;
        // What the ledger has was erased after its hold was lifted; the backup only does not know that yet.
        db::holds::lift(&mut tx, id.as_str(), "command_line", core.clock.now()).await?;
        match erasure::erase_in(&core, &mut tx, &id, Actor::CommandLine).await {
            Ok(None) | Err(ServiceError::NotFound) => {}
            Ok(Some(_)) => erased += 1,
            Err(error) => return Err(error.into()),
        }
    }
    sessions::end_everybodys(&core, &mut tx).await?;
    let detail = json!({
        "made_at": summary.made_at, "sha256": summary.sha256, "rows": summary.total(), "erased_again": erased,
    });
    audit::of_system(
        &core,
        &mut tx,
        ("backup.restored", Actor::CommandLine),
        &detail,
    )
    .await?;
    tx.commit().await?;
    let mut text = said(&summary, "restored");
    text.push_str(&format!("{erased} onboardings erased again\n"));
    text.push_str(
        "operators sign in anew; API keys, passwords, apps, passkeys, recovery codes and grants are as they were then: what was \
         ended or changed since works again until you do that once more\n",
    );
    if asked.ledger.is_none() {
        text.push_str(
            "without --ledger: what was erased after the backup was made is there again, unless nothing was\n",
        );
    }
    Ok(text)
}

/// Writes the erasure ledger.
pub(super) async fn export_erasures(config: &Config, asked: Backup) -> Result<String, Failure> {
    let db = opened::database(config).await?;
    let made_at = rfc3339(SystemClock.now());
    let mut connection = db.read().await?;
    let entries = db::erasures::all(&mut connection).await?;
    if asked.file == Path::new("-") {
        backup::write_ledger(std::io::stdout(), &made_at, entries)?;
        return Ok(String::new());
    }
    let out = Destination::new(&asked.file, asked.force)?;
    let (out, count) = backup::write_ledger(out, &made_at, entries)?;
    out.finish()?;
    Ok(format!("{count} erasures written\n"))
}

fn said(summary: &Summary, done: &str) -> String {
    format!(
        "{done}: {} rows of {} tables, schema {}, of {}\nSHA-256 {}\n",
        summary.total(),
        summary.rows.len(),
        summary.schema,
        summary.made_at,
        summary.sha256
    )
}

pub(super) fn rfc3339(at: Timestamp) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000)
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_default()
}
