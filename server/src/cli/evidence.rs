//! `vestibule evidence`: bundles for whoever runs the server, and the keys that sign them.

use std::{io::Write, path::PathBuf};

use clap::{Args, Subcommand};
use vestibule::id::OnboardingId;

use super::{Failure, opened};
use crate::{
    backup::Destination,
    config::Config,
    services::{
        ServiceError,
        audit::Actor,
        core::Core,
        evidence::{self, EvidenceError},
        signing_keys::{self, Purpose},
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum EvidenceCommand {
    /// Write the evidence bundle of an onboarding to a file. It holds personal data in clear.
    Export(Export),
    /// Print the public keys that bundles are signed with, newest first.
    Keys,
    /// Make a new key; bundles are signed with it from now on. Give its public half to whoever verifies.
    RotateKey,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The onboarding.
    onboarding: OnboardingId,
    /// Where it is written.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub(super) async fn run(config: &Config, command: EvidenceCommand) -> Result<String, Failure> {
    let core = opened::core(config).await?;
    match command {
        EvidenceCommand::Export(asked) => export(&core, &asked).await,
        EvidenceCommand::Keys => keys(&core).await,
        EvidenceCommand::RotateKey => {
            let mut tx = core.db.begin_write().await?;
            let actor = Actor::CommandLine;
            signing_keys::make(&core, &mut tx, Purpose::Evidence, actor).await?;
            tx.commit().await?;
            keys(&core).await
        }
    }
}

async fn export(core: &Core, asked: &Export) -> Result<String, Failure> {
    let id = &asked.onboarding;
    match evidence::export(core, id, Actor::CommandLine).await {
        Ok(bytes) => {
            let mut destination = Destination::new(&asked.output, asked.force)?;
            destination.write_all(&bytes)?;
            destination.finish()?;
            Ok(String::new())
        }
        Err(EvidenceError::Service(ServiceError::NotFound)) => {
            Err(format!("there is no onboarding {id}, or it was erased").into())
        }
        Err(error) => Err(error.into()),
    }
}

async fn keys(core: &Core) -> Result<String, Failure> {
    let keys = evidence::keys(core).await?;
    if keys.is_empty() {
        return Err(
            "there is no key yet; the first bundle makes one, or `vestibule evidence rotate-key`"
                .into(),
        );
    }
    Ok(keys.iter().map(|key| format!("{key}\n")).collect())
}
