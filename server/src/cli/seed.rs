//! `vestibule seed`.

use std::time::Instant;

use clap::Args;
use secrecy::ExposeSecret;

use super::{Failure, opened};
use crate::{
    config::Config,
    seed::{Asked, seed},
};

#[derive(Debug, Args)]
pub(super) struct Seed {
    /// How many onboardings.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    onboardings: u64,
    /// How many rows of what happened for each, on average and at least.
    #[arg(long, value_name = "K", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=50))]
    events_per: u64,
    /// The same number gives the same onboardings.
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    random: u64,
}

/// Fills a database of Development with made-up onboardings.
pub(super) async fn run(config: &Config, asked: Seed) -> Result<String, Failure> {
    if !config.development() {
        return Err("only a configuration of Development is seeded: http on this machine, no live connection".into());
    }
    let core = opened::core(config).await?;
    let asked = Asked {
        onboardings: asked.onboardings,
        events_per: asked.events_per,
        random: asked.random,
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "how long it took, for whoever waits at the terminal"
    )]
    let began = Instant::now();
    let seeded = seed(&core, config.database.url.expose_secret(), asked).await?;
    Ok(format!(
        "seeded {} onboardings and {} events in {:.1} s\n",
        seeded.onboardings,
        seeded.events,
        began.elapsed().as_secs_f64()
    ))
}
