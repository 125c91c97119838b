//! `vestibule erase ONBOARDING`.

use clap::Args;
use vestibule::id::OnboardingId;

use super::{Failure, opened};
use crate::{
    config::Config,
    services::{ServiceError, audit::Actor, erasure},
};

#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The onboarding.
    onboarding: OnboardingId,
    /// Really: it cannot be undone.
    #[arg(long)]
    yes: bool,
}

/// Destroys the onboarding's key and everything personal; one that is not over is cancelled first.
pub(super) async fn erase(config: &Config, asked: Asked) -> Result<String, Failure> {
    let id = asked.onboarding;
    if !asked.yes {
        return Err(
            format!("what is erased cannot be brought back; say --yes to erase {id}").into(),
        );
    }
    let core = opened::core(config).await?;
    match erasure::erase(&core, &id, Actor::CommandLine).await {
        Ok(()) => Ok(format!("{id} is erased\n")),
        Err(ServiceError::OnHold) => Err(format!(
            "{id} is on legal hold: nothing is erased; an operator lifts the hold on its page in the dashboard"
        )
        .into()),
        Err(ServiceError::NotFound) => Err(format!("there is no onboarding {id}").into()),
        Err(error) => Err(error.into()),
    }
}
