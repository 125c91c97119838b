//! The command line.

mod audit;
mod backup;
mod client;
mod completions;
mod conformance;
mod doctor;
mod erase;
mod evidence;
mod opened;
mod operator;
mod providers;
mod recall;
mod retention;
mod seed;
mod sheet;
pub(crate) mod show;
mod verify;

use std::{
    io::{ErrorKind, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use secrecy::ExposeSecret;
use vestibule::id::ConnectionName;

use crate::{
    config::{Config, ConfigError, DEFAULT_FILE, DEFAULTS, Sources},
    db::Database,
    http::api,
    providers::{Registry, RegistryBuilder, builtin},
    server::Server,
    services::ServiceError,
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
    /// Prepare what a connection's provider needs.
    #[command(subcommand)]
    Provider(sheet::ProviderCommand),
    /// Reach everything that the server needs and say what to fix; ends with 1 if anything has to be.
    Doctor(doctor::Doctor),
    /// Look after clients: whose backends call the API, with which keys.
    #[command(subcommand)]
    Client(client::ClientCommand),
    /// Look after operators: who may look at cases, decide on them, or look after the server.
    #[command(subcommand)]
    Operator(operator::OperatorCommand),
    /// Verify, export and sign the audit log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Verify an evidence bundle or a saved webhook, on any machine; ends with 1 and names the first thing that is wrong.
    Verify(verify::Verify),
    /// Leave values out of an evidence bundle, whose signature holds all the same.
    Redact(verify::Redact),
    /// Export and sign evidence bundles.
    #[command(subcommand)]
    Evidence(evidence::EvidenceCommand),
    /// Erase everything personal of an onboarding.
    Erase(erase::Asked),
    /// Look after retention: what is erased by itself.
    #[command(subcommand)]
    Retention(retention::RetentionCommand),
    /// List the onboardings that rest on a provider, a journey version, a key or a period, as JSON lines.
    Recall(recall::Asked),
    /// Write everything that the database holds into a file that any kind of database restores.
    Backup(backup::Backup),
    /// Restore a backup into an empty, migrated database.
    Restore(backup::Restore),
    /// Fill a database of Development with made-up onboardings, to see how the dashboard copes with many.
    Seed(seed::Seed),
    /// Look after the erasure ledger.
    #[command(subcommand)]
    Erasures(backup::ErasuresCommand),
    /// Print the completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the OpenAPI document of the API.
    Openapi,
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
        Command::Provider(sheet::ProviderCommand::Sheet(asked)) => load(arguments.config)
            .map_err(Into::into)
            .and_then(|config| sheet::sheet(&config, &asked)),
        Command::Doctor(asked) => waited(doctor::doctor(arguments.config, asked)),
        Command::Client(asked) => on(arguments.config, async |config| {
            client::client(config, asked).await
        }),
        Command::Operator(asked) => on(arguments.config, async |config| {
            operator::operator(config, asked).await
        }),
        Command::Audit(audit::AuditCommand::Verify(asked)) if asked.stands_alone() => {
            audit::verify_export(&asked)
        }
        Command::Audit(asked) => on(arguments.config, async |config| {
            audit::run(config, asked).await
        }),
        Command::Verify(asked) => verify::verify(&asked),
        Command::Redact(asked) => verify::redact(&asked),
        Command::Evidence(asked) => on(arguments.config, async |config| {
            evidence::run(config, asked).await
        }),
        Command::Erase(asked) => on(arguments.config, async |config| {
            erase::erase(config, asked).await
        }),
        Command::Retention(asked) => on(arguments.config, async |config| {
            retention::run(config, asked).await
        }),
        Command::Recall(asked) => on(arguments.config, async |config| {
            recall::recall(config, asked).await
        }),
        Command::Backup(asked) => on(arguments.config, async |config| {
            backup::back_up(config, asked).await
        }),
        Command::Restore(asked) => on(arguments.config, async |config| {
            backup::restore(config, asked).await
        }),
        Command::Erasures(backup::ErasuresCommand::Export(asked)) => {
            on(arguments.config, async |config| {
                backup::export_erasures(config, asked).await
            })
        }
        Command::Seed(asked) => on(arguments.config, async |config| {
            seed::run(config, asked).await
        }),
        Command::Completions { shell } => completions::script(shell),
        Command::Openapi => api::document_text().map_err(Into::into),
        Command::Conformance(conformance::ConformanceCommand::Live(asked)) => {
            live(arguments.config, asked)
        }
        Command::Config(ConfigCommand::Check) => check(arguments.config),
        Command::Config(ConfigCommand::Show) => show(arguments.config),
        Command::Config(ConfigCommand::Defaults) => Ok(DEFAULTS.to_owned()),
    };
    match result.and_then(|text| written(&mut std::io::stdout(), &text)) {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes a part of a result, and says whether anybody reads on. A reader that went away is no failure of ours; a disk that is full
/// is one, because what is there is not all.
fn written(out: &mut impl Write, text: &str) -> Result<bool, Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(format!("standard output: {error}; not everything was written").into()),
    }
}

/// Any failure, as its text for the person at the terminal.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What a service said, without the words that are for other callers.
fn told(error: ServiceError) -> Failure {
    match error {
        ServiceError::BadRequest(what) => what.into(),
        other => other.into(),
    }
}

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

/// Runs a command that waits for others.
fn waited(command: impl Future<Output = Result<String, Failure>>) -> Result<String, Failure> {
    runtime()?.block_on(command)
}

/// Runs a command that works with a configuration in which nothing is wrong.
fn on(
    file: Option<PathBuf>,
    command: impl AsyncFnOnce(&Config) -> Result<String, Failure>,
) -> Result<String, Failure> {
    let config = checked(file)?;
    waited(command(&config))
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
    let from = read_from(file.clone());
    let config = checked(file)?;
    let place = if config.development() {
        "Development: http on this machine, no live connection"
    } else {
        "not Development: no demo page, no settable clock"
    };
    let retention = match config.development() || config.retention.is_on() {
        true => "",
        false => "note: [retention] is not configured, so nothing is erased by itself\n",
    };
    Ok(format!(
        "the configuration is good ({place}); {} connections, {} journeys; {from}\n{retention}",
        config.connections.len(),
        config.journeys.len()
    ))
}

/// Which file is read, for whoever looks at another one.
fn read_from(file: Option<PathBuf>) -> String {
    match Sources::of_this_process(file).file {
        Some(file) => format!("from {}", file.display()),
        None => format!("no file, because there is no {DEFAULT_FILE} here"),
    }
}

/// That there is no such connection, and which there are.
fn no_connection(config: &Config, name: &ConnectionName) -> Failure {
    let known: Vec<&str> = config
        .connections
        .keys()
        .map(ConnectionName::as_str)
        .collect();
    match known.is_empty() {
        true => format!("connections.{name} is not configured; there is no connection at all"),
        false => format!(
            "connections.{name} is not configured; there are {}",
            known.join(", ")
        ),
    }
    .into()
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

    /// Whoever adds a command says in the documentation what it is for.
    #[test]
    fn every_command_has_a_section_in_the_documentation() {
        let documentation = include_str!("../../docs/command-line.md");
        let words: std::collections::BTreeSet<&str> = documentation
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')
            .collect();
        for command in Arguments::command().get_subcommands() {
            let name = command.get_name();
            let heading = |line: &str| {
                line.strip_prefix("## ")
                    .is_some_and(|title| title.split(' ').next() == Some(name))
            };
            assert!(documentation.lines().any(heading), "{name}");
            for inner in command.get_subcommands() {
                let inner = inner.get_name();
                assert!(words.contains(inner), "{name} {inner}");
            }
        }
    }

    /// What the documentation has people type is what the program takes.
    #[test]
    fn every_command_line_in_the_documentation_is_one_that_the_program_takes() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut files = vec![root.join("README.md")];
        for folder in ["docs", "docs/operations", "docs/adr", "docs/providers"] {
            files.extend(
                std::fs::read_dir(root.join(folder))
                    .unwrap()
                    .map(|entry| entry.unwrap().path())
                    .filter(|path| path.extension().is_some_and(|end| end == "md")),
            );
        }
        let mut seen = 0;
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for line in in_fences(&text) {
                // A synopsis has brackets and bars in it.
                if line.contains(['[', '|']) {
                    continue;
                }
                seen += 1;
                if let Err(error) = Arguments::try_parse_from(words(line)) {
                    panic!("{}: {line}\n{error}", file.display());
                }
            }
        }
        assert!(seen > 15, "{seen}");
    }

    /// The lines between fences that call the program, without prompt, redirection and comment.
    fn in_fences(text: &str) -> Vec<&str> {
        let mut inside = false;
        let mut lines = Vec::new();
        for line in text.lines() {
            if line.starts_with("```") {
                inside = !inside;
            }
            let line = line.strip_prefix("$ ").unwrap_or(line);
            if inside && line.starts_with("vestibule ") {
                let line = line.split(" #").next().unwrap();
                lines.push(line.split(" > ").next().unwrap().trim());
            }
        }
        lines
    }

    /// As a shell splits it; placeholders become what stands for them.
    fn words(line: &str) -> Vec<String> {
        let key = "localhost:5300/audit+c26ffe58+AXM+FxtoLm09X3JVjnn3/7Uh/A/o7lGsoDY6I4BgpRfO";
        let onboarding = "01930000-0000-7000-8000-000000000000";
        let line = line
            .replace("$KEY", key)
            .replace("ONBOARDING", onboarding)
            .replace("NAME", "name");
        let mut words = vec![String::new()];
        let mut quote = None;
        for letter in line.chars() {
            match (quote, letter) {
                (Some(end), letter) if letter == end => quote = None,
                (None, '"' | '\'') => quote = Some(letter),
                (None, ' ') => words.push(String::new()),
                _ => words.last_mut().unwrap().push(letter),
            }
        }
        words.retain(|word| !word.is_empty());
        words
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
