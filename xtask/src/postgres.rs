//! A PostgreSQL cluster that lives as long as the tests that use it.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::command::{output, works};
use crate::debian;
use crate::http::free_port;
use crate::processes::{Interrupt, Service};

/// How long the cluster may take to start.
const START: Duration = Duration::from_secs(60);
/// The superuser, the database and the schema's owner in one.
const NAME: &str = "vestibule";

/// A running cluster in a temporary folder, on a loopback port.
pub struct Cluster {
    port: u16,
    // Stopped before the folder is removed: fields are dropped in this order.
    _service: Service,
    folder: TempDir,
}

impl Cluster {
    /// Makes and starts one. Nothing in it survives a crash: it is faster that way.
    pub fn start(interrupt: &Interrupt) -> Result<Self> {
        let programs = debian::postgres()?;
        let owner = Owner::choose()?;
        let folder = tempfile::Builder::new().prefix("vestibule-pg-").tempdir()?;
        owner.own(folder.path())?;
        let data = folder.path().join("data");

        output(
            owner
                .command(programs.join("initdb"))
                .arg("--pgdata")
                .arg(&data)
                .args(["--username", NAME, "--auth", "trust", "--encoding", "UTF8"])
                .args(["--no-locale", "--no-sync"]),
        )?;
        let port = free_port()?;
        let log = std::fs::File::create(folder.path().join("log"))?;
        let mut service = Service::start(
            "PostgreSQL",
            owner
                .command(programs.join("postgres"))
                .arg("-D")
                .arg(&data)
                .arg("-k")
                .arg(folder.path())
                .args(["-p", &port.to_string()])
                .args(["-c", "listen_addresses=127.0.0.1"])
                .args(["-c", "max_connections=300"])
                .args(["-c", "fsync=off"])
                .args(["-c", "synchronous_commit=off"])
                .args(["-c", "full_page_writes=off"])
                // Nobody follows it: what is copied to a new table need not be logged, and little is kept of the rest.
                .args(["-c", "wal_level=minimal"])
                .args(["-c", "max_wal_senders=0"])
                .args(["-c", "max_wal_size=512MB"])
                .stdout(log.try_clone()?)
                .stderr(log),
        )?
        .stopped_by(rustix::process::Signal::INT);
        let number = port.to_string();
        let asked = ["--host=127.0.0.1", "--port", &number, "--username", NAME];
        service
            .wait_until(interrupt, START, || {
                let mut arguments = asked.to_vec();
                arguments.extend(["--dbname", "postgres"]);
                works(programs.join("pg_isready"), &arguments)
            })
            .with_context(|| {
                std::fs::read_to_string(folder.path().join("log")).unwrap_or_default()
            })?;
        output(
            Command::new(programs.join("createdb"))
                .args(asked)
                .arg(NAME),
        )?;
        Ok(Self {
            port,
            _service: service,
            folder,
        })
    }

    /// Where everything of it is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its address for a client.
    pub fn url(&self) -> String {
        format!("postgres://{NAME}@127.0.0.1:{}/{NAME}", self.port)
    }
}

/// Whom the cluster belongs to: PostgreSQL refuses to run as root.
enum Owner {
    Ourselves,
    Account { user: u32, group: u32 },
}

impl Owner {
    fn choose() -> Result<Self> {
        if !debian::is_root() {
            return Ok(Self::Ourselves);
        }
        let id = |flag: &str| -> Result<u32> {
            let text = output(Command::new("id").args([flag, "postgres"]))
                .context("PostgreSQL does not run as root, and there is no account `postgres`")?;
            Ok(text.trim().parse()?)
        };
        Ok(Self::Account {
            user: id("-u")?,
            group: id("-g")?,
        })
    }

    fn own(&self, folder: &Path) -> Result<()> {
        if let Self::Account { user, group } = self {
            std::os::unix::fs::chown(folder, Some(*user), Some(*group))?;
        }
        Ok(())
    }

    fn command(&self, program: PathBuf) -> Command {
        let mut command = Command::new(program);
        // The current folder may be closed to that account.
        command.current_dir("/");
        if let Self::Account { user, group } = self {
            command.uid(*user).gid(*group);
        }
        command
    }
}
