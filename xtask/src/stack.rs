//! The server and the simulator, running side by side on chosen ports.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::command::{cargo, run};
use crate::http;
use crate::processes::{Interrupt, Service};
use crate::workspace::Workspace;

/// How long one of them may take to start.
const START: Duration = Duration::from_secs(30);

/// A rate limit that no test meets.
const PLENTY: &str = "{per_minute=1000000,burst=100000}";

/// The loopback ports of one stack.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// The app's pages, on `localhost`: another host than the providers', so that frames are cross-site.
    pub app: u16,
    /// Health and the settable clock.
    pub management: u16,
    /// The simulator's inbox and control API.
    pub control: u16,
    /// Signicat.
    pub signicat: u16,
    /// OneKYC's token gateway and API gateway.
    pub onekyc: u16,
    /// OneKYC's web app, which is framed.
    pub onekyc_web: u16,
}

/// What `cargo xtask serve` uses.
pub const SERVE: Ports = Ports {
    app: 3000,
    management: 3001,
    control: 4100,
    signicat: 4101,
    onekyc: 4102,
    onekyc_web: 4103,
};

/// What the browser tests use, so that they run beside a `serve`.
pub const END2END: Ports = Ports {
    app: 3100,
    management: 3101,
    control: 4200,
    signicat: 4201,
    onekyc: 4202,
    onekyc_web: 4203,
};

impl Ports {
    fn all(&self) -> [(&'static str, u16); 6] {
        [
            ("the app", self.app),
            ("management", self.management),
            ("the simulator's control API", self.control),
            ("the simulated Signicat", self.signicat),
            ("the simulated OneKYC", self.onekyc),
            ("the simulated OneKYC web app", self.onekyc_web),
        ]
    }

    /// The same ports, so much higher.
    fn shifted(self, by: u16) -> Self {
        Self {
            app: self.app + by,
            management: self.management + by,
            control: self.control + by,
            signicat: self.signicat + by,
            onekyc: self.onekyc + by,
            onekyc_web: self.onekyc_web + by,
        }
    }

    /// These ports, and some a little higher for runs at the same time.
    pub fn and_higher(self) -> impl Iterator<Item = Self> {
        (0..5).map(move |times| self.shifted(10 * times))
    }

    /// Whether nothing listens on any of them.
    pub fn are_free(&self) -> bool {
        self.all().iter().all(|(_, port)| !http::is_taken(*port))
    }

    /// The app's public origin.
    pub fn app_url(&self) -> String {
        format!("http://localhost:{}", self.app)
    }

    /// The simulator's inbox and control API.
    pub fn control_url(&self) -> String {
        local(self.control)
    }

    /// The addresses under the names that tests and scripts read.
    pub fn addresses(&self) -> [(&'static str, String); 6] {
        [
            ("APP_URL", self.app_url()),
            ("MANAGEMENT_URL", local(self.management)),
            ("SIM_CONTROL_URL", self.control_url()),
            ("SIM_SIGNICAT_URL", local(self.signicat)),
            ("SIM_ONEKYC_URL", local(self.onekyc)),
            ("SIM_ONEKYC_WEB_URL", local(self.onekyc_web)),
        ]
    }
}

fn local(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// Builds the two programs.
pub fn build(workspace: &Workspace) -> Result<()> {
    println!("-- building the server and the simulator");
    run(cargo(workspace.root()).args([
        "build",
        "--package",
        "vestibule-server",
        "--package",
        "vestibule-simulator",
        "--bins",
    ]))
}

/// Where the two programs run and what they keep.
pub struct Setting<'a> {
    /// The checkout.
    pub workspace: &'a Workspace,
    /// The ports.
    pub ports: Ports,
    /// A folder of its own for what the server keeps and for the logs; `None` is the checkout and
    /// our own output.
    pub folder: Option<PathBuf>,
}

impl Setting<'_> {
    /// Starts the simulator and then the server, and waits until both answer.
    pub fn start(&self, interrupt: &Interrupt) -> Result<Vec<Service>> {
        for (what, port) in self.ports.all() {
            if http::is_taken(port) {
                bail!("port {port} ({what}) is taken; end what listens there first");
            }
        }
        let mut simulator = Service::start(
            "the simulator",
            self.logged("simulator", &mut self.simulator())?,
        )?;
        let control = self.ports.control;
        simulator.wait_until(interrupt, START, || {
            http::status(control, "/control/state").is_ok()
        })?;
        let mut server = Service::start("the server", self.logged("server", &mut self.server()?)?)?;
        let management = self.ports.management;
        server.wait_until(interrupt, START, || {
            http::status(management, "/health/ready").is_ok_and(|status| status == 200)
        })?;
        // Stopped in this order: the server first, so that nothing calls a simulator that is gone.
        Ok(vec![server, simulator])
    }

    fn simulator(&self) -> Command {
        let mut command = Command::new(self.workspace.debug_binary("vestibule-simulator"));
        command.current_dir(self.workspace.root()).args([
            "--host".to_owned(),
            "127.0.0.1".to_owned(),
            format!("--control-port={}", self.ports.control),
            format!("--signicat-port={}", self.ports.signicat),
            format!("--onekyc-port={}", self.ports.onekyc),
            format!("--onekyc-web-port={}", self.ports.onekyc_web),
            format!("--onekyc-partner-origin={}", self.ports.app_url()),
            format!(
                "--onekyc-callback-url={}/providers/identity/callback",
                self.ports.app_url()
            ),
        ]);
        command
    }

    fn server(&self) -> Result<Command> {
        let mut command = Command::new(self.workspace.debug_binary("vestibule"));
        command
            .arg("serve")
            .env("VESTIBULE_LOGGING__FORMAT", "text")
            .env("VESTIBULE_SERVER__ASSETS", self.workspace.site())
            .current_dir(self.folder.as_deref().unwrap_or(self.workspace.root()));
        if let Some(folder) = &self.folder {
            let (app, management) = (self.ports.app, self.ports.management);
            command
                .env("VESTIBULE_CONFIG", self.configuration(folder)?)
                .env("VESTIBULE_SERVER__LISTEN", format!("[\"127.0.0.1:{app}\"]"))
                .env(
                    "VESTIBULE_SERVER__MANAGEMENT_LISTEN",
                    format!("127.0.0.1:{management}"),
                )
                // One browser asks more here than all applicants behind one address do elsewhere.
                .env("VESTIBULE_LIMITS__ADDRESS", PLENTY)
                .env("VESTIBULE_LIMITS__SESSION", PLENTY)
                .env("VESTIBULE_LIMITS__START", PLENTY)
                .env("VESTIBULE_LIMITS__WEBHOOK", PLENTY)
                .env(
                    "VESTIBULE_PUBLIC_ORIGINS",
                    format!("[\"{}\"]", self.ports.app_url()),
                )
                .env(
                    "VESTIBULE_DATABASE__URL",
                    format!("sqlite://{}", folder.join("vestibule.db").display()),
                );
        }
        Ok(command)
    }

    // The example configuration with our ports instead of its own.
    fn configuration(&self, folder: &Path) -> Result<PathBuf> {
        let end2end = self.workspace.path("end2end/vestibule.toml");
        let source = if end2end.is_file() {
            end2end
        } else {
            self.workspace.path("config/vestibule.toml")
        };
        let text = std::fs::read_to_string(&source)
            .with_context(|| format!("could not read {}", source.display()))?;
        let path = folder.join("vestibule.toml");
        std::fs::write(&path, with_ports(&text, SERVE, self.ports))?;
        Ok(path)
    }

    fn logged<'c>(&self, name: &str, command: &'c mut Command) -> Result<&'c mut Command> {
        if let Some(folder) = &self.folder {
            let file = std::fs::File::create(folder.join(format!("{name}.log")))?;
            command.stdout(file.try_clone()?).stderr(file);
        }
        Ok(command)
    }
}

fn with_ports(text: &str, from: Ports, to: Ports) -> String {
    from.all()
        .iter()
        .zip(to.all())
        .fold(text.to_owned(), |text, ((_, from), (_, to))| {
            ["localhost", "127.0.0.1", "[::1]"]
                .iter()
                .fold(text, |text, host| {
                    text.replace(&format!("{host}:{from}"), &format!("{host}:{to}"))
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_port_of_the_example_configuration_is_moved() {
        let text =
            "a = \"http://127.0.0.1:4101/auth\"\nb = [\"http://localhost:3000\"]\nc = 3000\n";
        assert_eq!(
            with_ports(text, SERVE, END2END),
            "a = \"http://127.0.0.1:4201/auth\"\nb = [\"http://localhost:3100\"]\nc = 3000\n"
        );
    }
}
