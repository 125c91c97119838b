//! `vestibule doctor`: reaches everything that the server needs, and says what to fix. It changes nothing and opens no
//! provider session, which may be billed; `vestibule conformance live` does that.

mod accounts;
mod addresses;
mod keys;
mod outlets;
mod report;
mod single_sign_on;
mod storage;

use std::{io::Write, path::PathBuf, sync::Arc};

use clap::Args;
use url::Url;
use vestibule::id::ConnectionName;

use self::report::{Check, Findings, Mask};
use super::{Failure, load, no_connection, read_from, registry};
use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    random::{ChaChaRandomness, Randomness},
};

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Only this connection, and nothing else.
    #[arg(value_name = "CONNECTION")]
    connection: Option<ConnectionName>,
    /// Ask this service from which address our calls come; its answer has to be the address and nothing else.
    #[arg(long, value_name = "URL")]
    egress_url: Option<Url>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// What every check needs.
struct Examined {
    config: Config,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
}

/// Looks at everything, prints what it found, and fails when anything has to be fixed.
pub(super) async fn doctor(file: Option<PathBuf>, asked: Doctor) -> Result<String, Failure> {
    let mut found = Findings::default();
    let mut mask = Mask::default();
    let from = read_from(file.clone());
    match load(file) {
        Err(error) => found.extend(error.findings.iter().map(|finding| {
            Check::failed(
                "configuration",
                finding.to_string(),
                "correct the configuration",
            )
        })),
        Ok(config) => {
            mask = Mask::of(&config);
            let examined = Examined {
                config,
                clock: Arc::new(SystemClock),
                random: Arc::new(ChaChaRandomness::from_os()),
            };
            examine(&examined, (&asked, &from), &mut found).await?;
        }
    }
    let text = if asked.json {
        found.json(&mask)?
    } else {
        found.text(&mask)
    };
    match found.failed() {
        0 => Ok(text),
        count => {
            // A reader that went away is no failure of ours.
            let _ = std::io::stdout().write_all(text.as_bytes());
            Err(format!("{count} of {} checks failed", found.len()).into())
        }
    }
}

async fn examine(
    examined: &Examined,
    (asked, from): (&Doctor, &str),
    found: &mut Findings,
) -> Result<(), Failure> {
    let config = &examined.config;
    if let Some(name) = &asked.connection
        && !config.connections.contains_key(name)
    {
        return Err(no_connection(config, name));
    }
    if asked.connection.is_none() {
        configuration(config, from, found)?;
        storage::examine(examined, found).await;
        addresses::examine(examined, found).await;
        single_sign_on::examine(examined, found).await;
    }
    accounts::examine(examined, asked.connection.as_ref(), found).await?;
    outlets::examine(examined, asked, found).await?;
    Ok(())
}

fn configuration(config: &Config, from: &str, found: &mut Findings) -> Result<(), Failure> {
    match config.validate(&registry()?) {
        Ok(()) => found.push(Check::ok(
            "configuration",
            format!(
                "{} connections, {} journeys{}; {from}",
                config.connections.len(),
                config.journeys.len(),
                if config.development() {
                    "; Development"
                } else {
                    ""
                }
            ),
        )),
        Err(error) => found.extend(error.findings.iter().map(|finding| {
            Check::failed(
                "configuration",
                finding.to_string(),
                "correct the configuration",
            )
        })),
    }
    if !config.development() && !config.retention.is_on() {
        found.push(Check::warning(
            "retention",
            "no period is configured: what is over is kept until somebody erases it",
            "set [retention], or see to it that clients erase (docs/operations/retention.md)",
        ));
    }
    Ok(())
}
