//! A server on a seeded database, with an operator who signed in.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use super::client::Client;
use super::{Database, totp};
use crate::assets::files_below;
use crate::command::output;
use crate::http::{self, free_port};
use crate::postgres::Cluster;
use crate::processes::{Interrupt, Service, Stopwatch};
use crate::stack::{Ports, SERVE, environment};
use crate::workspace::Workspace;

/// How long the server may take to start.
const START: Duration = Duration::from_secs(60);
const PASSWORD: &str = "tandem ocelot gravel";

/// What seeding took.
pub struct Seeding {
    /// How long, in seconds.
    pub seconds: f64,
    /// What it said.
    pub said: String,
    /// Bytes of the database afterwards.
    pub bytes: u64,
}

/// One of the two that are compared.
pub struct Side {
    /// Asks as the operator.
    pub client: Client,
    /// What seeding took.
    pub seeding: Seeding,
    // Stopped in this order: the server, then its database, then the folder goes.
    _server: Service,
    _cluster: Option<Cluster>,
    _folder: TempDir,
}

impl Side {
    /// Seeds so many onboardings and starts a server on them.
    pub fn start(
        workspace: &Workspace,
        interrupt: &Interrupt,
        (program, database): (&PathBuf, Database),
        onboardings: u64,
    ) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("vestibule-bench-")
            .tempdir()?;
        let cluster = match database {
            Database::Postgres => Some(Cluster::start(interrupt)?),
            Database::Sqlite => None,
        };
        std::fs::copy(
            workspace.path("config/vestibule.toml"),
            folder.path().join("vestibule.toml"),
        )?;
        let ports = Ports {
            app: free_port()?,
            management: free_port()?,
            ..SERVE
        };
        let mut settings = environment(ports, folder.path());
        settings.push((
            "VESTIBULE_SERVER__ASSETS",
            workspace.site().display().to_string(),
        ));
        settings.push(("VESTIBULE_LOGGING__FILTER", "warn".to_owned()));
        if let Some(cluster) = &cluster {
            settings.push(("VESTIBULE_DATABASE__URL", cluster.url()));
        }
        let command = |arguments: &[&str]| {
            let mut command = Command::new(program);
            command
                .args(arguments)
                .current_dir(folder.path())
                .envs(settings.iter().map(|(name, value)| (name, value)));
            command
        };
        output(&mut command(&["migrate"]))?;
        let watch = Stopwatch::start();
        let said = output(&mut command(&[
            "seed",
            "--onboardings",
            &onboardings.to_string(),
        ]))?;
        let seconds = watch.elapsed().as_secs_f64();
        let place = cluster.as_ref().map_or(folder.path(), Cluster::folder);
        let seeding = Seeding {
            seconds,
            said: said.trim().to_owned(),
            bytes: size(&files_below(place)?),
        };
        println!("-- {} ({:.1} GB)", seeding.said, gigabytes(seeding.bytes));
        let log = std::fs::File::create(folder.path().join("server.log"))?;
        let mut server = Service::start(
            "the server",
            command(&["serve"]).stdout(log.try_clone()?).stderr(log),
        )?;
        server
            .wait_until(interrupt, START, || {
                http::status(ports.management, "/health/ready").is_ok_and(|status| status == 200)
            })
            .with_context(|| {
                std::fs::read_to_string(folder.path().join("server.log")).unwrap_or_default()
            })?;
        output(&mut command(&[
            "operator",
            "add",
            "bench",
            "--display-name",
            "Bench",
        ]))?;
        output(&mut command(&[
            "operator", "grant", "bench", "--role", "admin", "--client", "*",
        ]))?;
        let link = output(&mut command(&["operator", "set-up", "bench"]))?;
        let mut client = Client::new(ports.app);
        sign_in(&mut client, link.trim())?;
        Ok(Self {
            client,
            seeding,
            _server: server,
            _cluster: cluster,
            _folder: folder,
        })
    }
}

/// Follows a set-up link to its end; whoever did is signed in.
fn sign_in(client: &mut Client, link: &str) -> Result<()> {
    let path = link
        .find("/dashboard/")
        .and_then(|at| link.get(at..))
        .with_context(|| format!("no link in {link}"))?;
    let chosen = client.post(
        path,
        &[
            ("name", "bench"),
            ("password", PASSWORD),
            ("again", PASSWORD),
        ],
    )?;
    ensure!(chosen.status == 303, "the password was refused: {chosen:?}");
    let page = client.get(path)?.body;
    let main = page.split("<main").nth(1).unwrap_or_default();
    let is_secret = |text: &str| {
        text.len() >= 16
            && text
                .bytes()
                .all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7' | b' '))
    };
    let Some(secret) = main
        .split("<code>")
        .filter_map(|rest| rest.split("</code>").next())
        .find(|text| is_secret(text))
    else {
        bail!("no secret on the page of the authenticator app");
    };
    let done = client.post(path, &[("code", &totp::code(secret)?)])?;
    ensure!(done.status == 200, "the code was refused: {}", done.status);
    let home = client.get("/dashboard")?;
    ensure!(home.status == 200, "nobody signed in: {}", home.status);
    Ok(())
}

fn size(files: &[PathBuf]) -> u64 {
    files
        .iter()
        .filter_map(|file| std::fs::metadata(file).ok())
        .map(|file| file.len())
        .sum()
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
pub fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e9
}
