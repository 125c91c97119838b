//! The command line.

mod conformance;
mod providers;
mod show;

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use secrecy::ExposeSecret;

use crate::{
    config::{Config, ConfigError, DEFAULTS, Sources},
    db::Database,
    providers::{Registry, RegistryBuilder, builtin},
    server::Server,
    telemetry,
};

/// Threads that run requests. Never fewer: rendering on a single one can wait for itself (leptos issue 4647).
const LEAST_WORKERS: usize = 4;

/// Vestibule takes people through identity onboarding.
#[derive(Debug, Parser)]
#[command(name = "vestibule", version, about, max_term_width = 100)]
struct Arguments {
    /// The configuration file [default: $VESTIBULE_CONFIG, or config/vestibule.toml if there is one].
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages until SIGINT or SIGTERM.
    Serve,
    /// Look at the configuration without starting anything.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Apply the database migrations that are missing, and end.
    Migrate,
    /// List the adapters: facts, flow version, and when each was last compared with its provider's documents.
    Providers,
    /// Examine a connection.
    #[command(subcommand)]
    Conformance(conformance::ConformanceCommand),
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say what keeps the server from starting; ends with 1 if anything does.
    Check,
    /// Print the configuration in effect as JSON, without secrets.
    Show,
    /// Print every setting with its default and its meaning.
    Defaults,
}

/// Runs the program: 0 when all went well, 1 when it did not, 2 for a wrong command line.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Serve => serve(arguments.config),
        Command::Migrate => migrate(arguments.config),
        Command::Providers => registry().map(|registry| providers::text(&registry)),
        Command::Conformance(conformance::ConformanceCommand::Live(asked)) => {
            live(arguments.config, asked)
        }
        Command::Config(ConfigCommand::Check) => check(arguments.config),
        Command::Config(ConfigCommand::Show) => show(arguments.config),
        Command::Config(ConfigCommand::Defaults) => Ok(DEFAULTS.to_owned()),
    };
    match result {
        Ok(text) => {
            // A reader that went away is no failure of ours.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Any failure, as its text for the person at the terminal.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn load(file: Option<PathBuf>) -> Result<Config, ConfigError> {
    Config::load(&Sources::of_this_process(file))
}

fn registry() -> Result<Registry, Failure> {
    Ok(RegistryBuilder::new().providers(builtin()).build()?)
}

fn checked(file: Option<PathBuf>) -> Result<Config, Failure> {
    let config = load(file)?;
    config.validate(&registry()?)?;
    Ok(config)
}

fn live(file: Option<PathBuf>, asked: conformance::Live) -> Result<String, Failure> {
    let config = checked(file)?;
    let registry = registry()?;
    runtime()?.block_on(conformance::live(&config, &registry, asked))
}

fn serve(file: Option<PathBuf>) -> Result<String, Failure> {
    let config = load(file)?;
    let runtime = runtime()?;
    let traces = {
        let _inside = runtime.enter();
        telemetry::init(&config.logging, Some(&config.telemetry))?
    };
    let served = runtime.block_on(async {
        let server = Server::builder().config(config).build().await?;
        server.run().await?;
        Ok(String::new())
    });
    if let Some(traces) = traces {
        traces.finish();
    }
    served
}

fn migrate(file: Option<PathBuf>) -> Result<String, Failure> {
    let config = load(file)?;
    telemetry::init(&config.logging, None)?;
    let url = config.database.prepare()?;
    runtime()?.block_on(async {
        let database = Database::connect(url.expose_secret()).await?;
        database.migrate().await?;
        Ok("the database is up to date\n".to_owned())
    })
}

fn check(file: Option<PathBuf>) -> Result<String, Failure> {
    let config = checked(file)?;
    let place = if config.development() {
        "Development: http on this machine, no live connection"
    } else {
        "not Development: no demo page, no settable clock"
    };
    Ok(format!(
        "the configuration is good ({place}); {} connections, {} journeys\n",
        config.connections.len(),
        config.journeys.len()
    ))
}

fn show(file: Option<PathBuf>) -> Result<String, Failure> {
    Ok(show::text(&load(file)?))
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.max(LEAST_WORKERS))
        .enable_all()
        .build()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_file_may_stand_before_or_after_the_command() {
        for line in [
            ["vestibule", "--config", "a.toml", "serve"],
            ["vestibule", "serve", "--config", "a.toml"],
        ] {
            let arguments = Arguments::try_parse_from(line).unwrap();
            assert_eq!(arguments.config, Some(PathBuf::from("a.toml")));
        }
    }
}
