//! `vestibule audit`: checkpoints, exports and verification of the audit log.

use std::{
    fs::File,
    io::{BufReader, Read, Write},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};

use super::{Failure, opened};
use crate::{
    audit_log::{
        check::Verified,
        export,
        note::{self, Note, VerifierKey},
    },
    backup::Destination,
    config::Config,
    services::{
        audit::{
            Actor, exporting,
            verification::{Trusted, verify_database},
        },
        checkpoints,
        core::Core,
        signing_keys::{self, Purpose},
    },
};

/// Largest file of checkpoints that is read, in bytes.
const MAX_CHECKPOINTS: u64 = 64 * 1024 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Verify the audit log; ends with 1 and names the first thing that is wrong.
    Verify(Verify),
    /// Write the whole audit log to a file that is verified without a database.
    Export(Export),
    /// Sign a checkpoint now, if anything is new, and print the newest.
    Checkpoint,
    /// Print the public keys that checkpoints are signed with, newest first.
    Keys,
    /// Make a new key; checkpoints are signed with it from now on. Give its public half to whoever verifies.
    RotateKey,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// An export. Without one the configured database is verified.
    #[arg(value_name = "EXPORT")]
    export: Option<PathBuf>,
    /// Checkpoints that were published earlier and kept elsewhere: the log has to go through each of them.
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    /// A public key that may sign checkpoints, as `vestibule audit keys` prints it. Without one those in the database or the
    /// export are believed, and whoever could sign the whole log anew is not noticed.
    #[arg(long, value_name = "KEY")]
    key: Vec<VerifierKey>,
}

impl Verify {
    /// Whether it needs neither configuration nor database.
    pub(super) fn stands_alone(&self) -> bool {
        self.export.is_some()
    }
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// Where it is written; `-` for standard output.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

/// Everything but the verification of an export.
pub(super) async fn run(config: &Config, command: AuditCommand) -> Result<String, Failure> {
    let core = opened::core(config).await?;
    match command {
        AuditCommand::Verify(asked) => {
            let trusted = asked.trusted()?;
            let verified = verify_database(&core.db, &core.keys, &trusted).await?;
            Ok(said(&verified, &asked, "the database"))
        }
        AuditCommand::Export(asked) => write(&core, asked).await,
        AuditCommand::Checkpoint => checkpoint(&core).await,
        AuditCommand::Keys => keys(&core).await,
        AuditCommand::RotateKey => {
            let mut tx = core.db.begin_write().await?;
            let actor = Actor::CommandLine;
            signing_keys::make(&core, &mut tx, Purpose::Checkpoint, actor).await?;
            tx.commit().await?;
            keys(&core).await
        }
    }
}

/// Verifies an export: without configuration, without a database.
pub(super) fn verify_export(asked: &Verify) -> Result<String, Failure> {
    let Some(path) = &asked.export else {
        return Err("no export was named".into());
    };
    let trusted = asked.trusted()?;
    let published: Vec<&str> = trusted.checkpoints.iter().map(String::as_str).collect();
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let verified = export::verify(BufReader::new(file), trusted.keys, &published)?;
    Ok(said(&verified, asked, "the export"))
}

impl Verify {
    fn trusted(&self) -> Result<Trusted, Failure> {
        let mut checkpoints = Vec::new();
        for path in &self.checkpoint {
            checkpoints.extend(published(path)?);
        }
        Ok(Trusted {
            keys: self.key.clone(),
            checkpoints,
        })
    }
}

/// The checkpoints in a file; at least one.
fn published(path: &Path) -> Result<Vec<String>, Failure> {
    let named = |problem: &str| format!("{}: {problem}", path.display());
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(MAX_CHECKPOINTS).read_to_string(&mut text))
        .map_err(|error| named(&error.to_string()))?;
    let notes = note::in_file(&text);
    if notes.is_empty() {
        return Err(named("there is no checkpoint in it").into());
    }
    for (number, note) in (1..).zip(&notes) {
        Note::parse(note).map_err(|error| named(&format!("checkpoint {number}: {error}")))?;
    }
    Ok(notes.into_iter().map(str::to_owned).collect())
}

fn said(verified: &Verified, asked: &Verify, source: &str) -> String {
    let Verified {
        chains,
        rows,
        ahead,
        leaves,
        checkpoints,
        newest,
    } = verified;
    let mut text = format!(
        "the audit log is as it was written: {rows} rows in {chains} chains, {leaves} leaves, {checkpoints} checkpoints\n"
    );
    if let Some(newest) = newest {
        text.push_str(&format!("newest checkpoint:\n{}", newest.text()));
    }
    if *ahead > 0 {
        text.push_str(&format!(
            "{ahead} chains have rows newer than the newest leaf: only a later checkpoint covers these\n"
        ));
    }
    if asked.key.is_empty() {
        text.push_str(&format!(
            "the keys are those in {source}; name yours with --key to notice a log that was signed anew\n"
        ));
    }
    if asked.checkpoint.is_empty() {
        text.push_str(
            "nothing was compared with a published checkpoint; name one with --checkpoint to notice a log that was cut\n",
        );
    }
    text
}

async fn write(core: &Core, asked: Export) -> Result<String, Failure> {
    let totals = if asked.file == Path::new("-") {
        exporting::export(core, std::io::stdout()).await?.1
    } else {
        let out = Destination::new(&asked.file, asked.force)?;
        let (out, totals) = exporting::export(core, out).await?;
        out.finish()?;
        totals
    };
    let summary = format!(
        "exported {} rows in {} chains, {} leaves, {} checkpoints\n",
        totals.rows, totals.chains, totals.leaves, totals.checkpoints
    );
    let _ = std::io::stderr().write_all(summary.as_bytes());
    Ok(String::new())
}

async fn checkpoint(core: &Core) -> Result<String, Failure> {
    while checkpoints::append_and_sign(core).await?.more {}
    let mut connection = core.db.read().await?;
    match checkpoints::latest(&mut connection).await? {
        Some(newest) => Ok(newest.note),
        None => Ok("nothing was logged yet\n".to_owned()),
    }
}

async fn keys(core: &Core) -> Result<String, Failure> {
    let mut connection = core.db.read().await?;
    let mut text = String::new();
    for public in signing_keys::public_keys(&mut connection, Purpose::Checkpoint).await? {
        let key = VerifierKey::new(&core.audit.origin, public.key.as_bytes())?;
        text.push_str(&format!("{key}\n"));
    }
    if text.is_empty() {
        return Err(
            "there is no key yet; the first checkpoint makes one: `vestibule audit checkpoint`"
                .into(),
        );
    }
    Ok(text)
}
