//! `vestibule conformance live`: the suite of `crate::conformance` from the command line.

use std::{collections::BTreeMap, io::Write, path::PathBuf, sync::Arc};

use clap::{Args, Subcommand};
use serde_json::Value;
use vestibule::{id::ConnectionName, journey::Step, phone::Phone};

use super::{Failure, no_connection};
use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    conformance::{Report, Subject, examine, presentations},
    connection::Environment,
    providers::Registry,
    random::{ChaChaRandomness, Randomness},
    server,
    services::core::Connected,
};

#[derive(Debug, Subcommand)]
pub(super) enum ConformanceCommand {
    /// Run an adapter's read-only suite against whatever a connection points to; ends with 1 when a probe fails.
    Live(Live),
}

#[derive(Debug, Args)]
pub(super) struct Live {
    /// The connection.
    #[arg(long)]
    connection: ConnectionName,
    /// Open provider sessions on a live connection, which may be billed.
    #[arg(long)]
    yes: bool,
    /// The folder for the report.
    #[arg(long, value_name = "FOLDER", default_value = "conformance")]
    output: PathBuf,
    /// The number of the person who would be asked, with its country code.
    #[arg(long)]
    phone: Option<String>,
    /// An answer that a journey would hand over, by the adapter's own name.
    #[arg(long = "input", value_name = "NAME=VALUE")]
    inputs: Vec<String>,
}

/// Runs the suite, writes the report and prints where it is.
pub(super) async fn live(
    config: &Config,
    registry: &Registry,
    asked: Live,
) -> Result<String, Failure> {
    let phone = asked
        .phone
        .as_deref()
        .map(|phone| Phone::parse(phone).map_err(|_| "--phone: not a number with its country code"))
        .transpose()?;
    let mut inputs = BTreeMap::new();
    for input in &asked.inputs {
        let (name, value) = input.split_once('=').ok_or("--input: not NAME=VALUE")?;
        inputs.insert(name.to_owned(), value.to_owned());
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Randomness> = Arc::new(ChaChaRandomness::from_os());
    let connections = server::connections(config, registry, &clock, &random)?;
    let connected = connections
        .get(&asked.connection)
        .ok_or_else(|| no_connection(config, &asked.connection))?;
    may_open(connected, asked.yes)?;
    let origins = config.origins();
    let subject = Subject {
        connected,
        clock: &*clock,
        random: &*random,
        origin: origins.first().map_or("", String::as_str),
        origins: &origins,
        phone,
        inputs,
        parameters: parameters(config, &asked.connection),
    };
    let report = examine(&subject).await;
    let path = write(&report, &asked.output)?;
    let text = format!(
        "{}\nThe report is {path}, and beside it as JSON.\n",
        report.markdown()
    );
    if report.passed() {
        return Ok(text);
    }
    // A reader that went away is no failure of ours.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Err(format!("the connection {} does not conform", asked.connection).into())
}

/// Opening a provider session is what providers bill.
fn may_open(connected: &Connected, yes: bool) -> Result<(), Failure> {
    let connection = &connected.connection;
    if connection.environment != Environment::Live {
        return Ok(());
    }
    let count = presentations(connected.provider.policy()).len();
    let warning = format!(
        "connections.{} is live: the suite opens {count} provider session(s), which the provider may bill",
        connection.name
    );
    if !yes {
        return Err(format!("{warning}; say --yes to open them").into());
    }
    let _ = writeln!(std::io::stderr(), "{warning}");
    Ok(())
}

/// As the first step says that uses the connection.
fn parameters(config: &Config, connection: &ConnectionName) -> BTreeMap<String, Value> {
    config
        .journeys
        .values()
        .flat_map(|journey| &journey.steps)
        .filter_map(Step::checked_elsewhere)
        .find(|step| step.connection == *connection)
        .map(|step| step.parameters.clone())
        .unwrap_or_default()
}

fn write(report: &Report, folder: &std::path::Path) -> Result<String, Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("--output: {}: {error}", folder.display()))?;
    let stem = folder.join(report.file_stem());
    let markdown = stem.with_extension("md");
    let json = format!("{:#}\n", serde_json::to_value(report)?);
    for (path, text) in [
        (&markdown, report.markdown()),
        (&stem.with_extension("json"), json),
    ] {
        std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(markdown.display().to_string())
}
