//! `vestibule retention show` and `vestibule retention confirm`.

use clap::{Args, Subcommand};

use super::{Failure, backup::rfc3339, opened};
use crate::{
    config::Config,
    services::{
        ServiceError,
        audit::Actor,
        retention::{self, Standing},
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum RetentionCommand {
    /// Say what is due, what is on hold, and whether the guard stopped it.
    Show,
    /// Let go on what the guard stopped.
    Confirm(Confirm),
}

#[derive(Debug, Args)]
pub(super) struct Confirm {
    /// How many onboardings that erases for good, as `show` says.
    count: i64,
}

/// Runs the command.
pub(super) async fn run(config: &Config, command: RetentionCommand) -> Result<String, Failure> {
    let core = opened::core(config).await?;
    match command {
        RetentionCommand::Show => {
            let standing = retention::standing(&core).await?;
            Ok(text(&standing, core.retention.is_on()))
        }
        RetentionCommand::Confirm(Confirm { count }) => {
            match retention::confirm(&core, count, Actor::CommandLine).await {
                Ok(()) => Ok(format!(
                    "confirmed: {count} onboardings will be erased, {} an hour at most\n",
                    core.retention.per_hour
                )),
                Err(ServiceError::OutOfOrder) => Err("nothing is stopped".into()),
                Err(ServiceError::BadRequest(_)) => Err(
                    "that is not how many would be erased; `vestibule retention show` says how many"
                        .into(),
                ),
                Err(error) => Err(error.into()),
            }
        }
    }
}

fn text(standing: &Standing, is_on: bool) -> String {
    let mut lines = Vec::new();
    if !is_on {
        lines.push("nothing is erased by itself: no period is configured".to_owned());
    }
    if let Some(stopped) = &standing.stopped {
        lines.push(format!(
            "STOPPED by the guard ({}) since {}: {} would be erased; `vestibule retention confirm {}` lets it go on",
            stopped.why.code(),
            rfc3339(stopped.since),
            stopped.due,
            stopped.due
        ));
    }
    let swept = standing
        .swept_at
        .map_or_else(|| "not yet".to_owned(), rfc3339);
    lines.push(format!("last looked and went on: {swept}"));
    lines.push(format!("due now: {}", standing.due));
    lines.push(format!("due within a week after that: {}", standing.soon));
    lines.push(format!("on legal hold: {}", standing.holds));
    if let Some((by, at)) = &standing.confirmed {
        lines.push(format!("last confirmed: {} by {by}", rfc3339(*at)));
    }
    format!("{}\n", lines.join("\n"))
}
