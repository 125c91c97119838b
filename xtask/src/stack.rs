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
    /// Health and the settable clock. Browser tests start backends on the ten ports above it.
    pub management: u16,
    /// The simulator's inbox and control API.
    pub control: u16,
    /// Signicat.
    pub signicat: u16,
    /// OneKYC's token gateway and API gateway.
    pub onekyc: u16,
    /// OneKYC's web app, which is framed.
    pub onekyc_web: u16,
    /// Selfie liveness: its gateways.
    pub selfie: u16,
    /// The host of the selfie SDK's script.
    pub selfie_sdk: u16,
    /// BankID: the configuration that hands out access tokens.
    pub bankid_oidc: u16,
    /// BankID with biometrics: everything else.
    pub bankid_bis: u16,
    /// FrankieOne: its API and the host of its script.
    pub frankieone: u16,
    /// The identity providers behind FrankieOne.
    pub frankieone_idp: u16,
    /// A company's own service, for an external step.
    pub external: u16,
    /// Browser tests only: another's implementation in place of BankID's token configuration ...
    pub peer_oidc: u16,
    /// ... and of BankID with biometrics.
    pub peer_bis: u16,
    /// Another's implementation of the operators' single sign-on.
    pub peer_operators: u16,
}

/// What `cargo xtask serve` uses.
pub const SERVE: Ports = Ports {
    app: 3000,
    management: 3001,
    control: 4100,
    signicat: 4101,
    onekyc: 4102,
    onekyc_web: 4103,
    selfie: 4104,
    selfie_sdk: 4105,
    bankid_oidc: 4106,
    bankid_bis: 4107,
    frankieone: 4108,
    frankieone_idp: 4109,
    external: 4110,
    peer_oidc: 4150,
    peer_bis: 4151,
    peer_operators: 4152,
};

/// What the browser tests use, so that they run beside a `serve`.
pub const END2END: Ports = Ports {
    app: 3100,
    management: 3101,
    control: 4200,
    signicat: 4201,
    onekyc: 4202,
    onekyc_web: 4203,
    selfie: 4204,
    selfie_sdk: 4205,
    bankid_oidc: 4206,
    bankid_bis: 4207,
    frankieone: 4208,
    frankieone_idp: 4209,
    external: 4210,
    peer_oidc: 4250,
    peer_bis: 4251,
    peer_operators: 4252,
};

impl Ports {
    fn all(&self) -> [(&'static str, u16); 16] {
        [
            ("the app", self.app),
            ("management", self.management),
            ("the simulator's control API", self.control),
            ("the simulated Signicat", self.signicat),
            ("the simulated OneKYC", self.onekyc),
            ("the simulated OneKYC web app", self.onekyc_web),
            ("the simulated selfie gateways", self.selfie),
            ("the simulated selfie SDK", self.selfie_sdk),
            ("the simulated BankID", self.bankid_oidc),
            ("the simulated BankID with biometrics", self.bankid_bis),
            ("the simulated FrankieOne", self.frankieone),
            ("the simulated identity providers", self.frankieone_idp),
            ("the simulated external step", self.external),
            ("the peer of BankID", self.peer_oidc),
            ("the peer of BankID with biometrics", self.peer_bis),
            ("the peer of single sign-on", self.peer_operators),
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
            selfie: self.selfie + by,
            selfie_sdk: self.selfie_sdk + by,
            bankid_oidc: self.bankid_oidc + by,
            bankid_bis: self.bankid_bis + by,
            frankieone: self.frankieone + by,
            frankieone_idp: self.frankieone_idp + by,
            external: self.external + by,
            peer_oidc: self.peer_oidc + by,
            peer_bis: self.peer_bis + by,
            peer_operators: self.peer_operators + by,
        }
    }

    /// These ports, and some a little higher for runs at the same time.
    pub fn and_higher(self) -> impl Iterator<Item = Self> {
        (0..5).map(move |times| self.shifted(15 * times))
    }

    /// Whether nothing listens on any of them.
    pub fn are_free(&self) -> bool {
        self.all().iter().all(|(_, port)| !http::is_taken(*port))
    }

    /// The app's public origin.
    pub fn app_url(&self) -> String {
        format!("http://localhost:{}", self.app)
    }

    /// The SDK origin: the same port, another host.
    pub fn sdk_url(&self) -> String {
        local(self.app)
    }

    /// The simulator's inbox and control API.
    pub fn control_url(&self) -> String {
        local(self.control)
    }

    /// The addresses under the names that tests and scripts read.
    pub fn addresses(&self) -> [(&'static str, String); 14] {
        [
            ("APP_URL", self.app_url()),
            ("MANAGEMENT_URL", local(self.management)),
            ("SIM_CONTROL_URL", self.control_url()),
            ("SIM_SIGNICAT_URL", local(self.signicat)),
            ("SIM_ONEKYC_URL", local(self.onekyc)),
            ("SIM_ONEKYC_WEB_URL", local(self.onekyc_web)),
            ("SDK_URL", self.sdk_url()),
            ("SIM_SELFIE_URL", local(self.selfie)),
            ("SIM_SELFIE_SDK_URL", local(self.selfie_sdk)),
            ("SIM_BANKID_OIDC_URL", local(self.bankid_oidc)),
            ("SIM_BANKID_BIS_URL", local(self.bankid_bis)),
            ("SIM_FRANKIEONE_URL", local(self.frankieone)),
            ("SIM_FRANKIEONE_IDP_URL", local(self.frankieone_idp)),
            ("SIM_EXTERNAL_URL", local(self.external)),
        ]
    }
}

fn local(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// Builds the programs: with the whole workspace's features, so that what the tests built is not built again.
pub fn build(workspace: &Workspace) -> Result<()> {
    println!("-- building the server and the simulator");
    run(cargo(workspace.root()).args(["build", "--workspace", "--bins"]))
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
        let mut services = vec![server, simulator];
        if self.folder.is_some() {
            services.push(self.peer(interrupt)?);
            services.push(self.peer_of_operators(interrupt)?);
        }
        Ok(services)
    }

    // BankID's OpenID configurations as somebody else wrote them.
    fn peer(&self, interrupt: &Interrupt) -> Result<Service> {
        let mut command = Command::new("node");
        command
            .arg("peers/bankid/peer.mjs")
            .arg(format!("--oidc-port={}", self.ports.peer_oidc))
            .arg(format!("--bis-port={}", self.ports.peer_bis))
            .arg(format!("--app={}", self.ports.app_url()))
            .arg(format!("--clock={}/clock", self.ports.control_url()))
            .current_dir(self.workspace.path("end2end"));
        let mut peer = Service::start("the peer of BankID", self.logged("peer", &mut command)?)?;
        let port = self.ports.peer_bis;
        peer.wait_until(interrupt, START, || {
            http::status(port, "/.well-known/openid-configuration").is_ok()
        })?;
        Ok(peer)
    }

    // The operators' single sign-on.
    fn peer_of_operators(&self, interrupt: &Interrupt) -> Result<Service> {
        let port = self.ports.peer_operators;
        let mut command = Command::new("node");
        command
            .arg("peers/operators/peer.mjs")
            .arg(format!("--port={port}"))
            .arg(format!("--app={}", self.ports.app_url()))
            .arg(format!("--clock={}/clock", self.ports.control_url()))
            .current_dir(self.workspace.path("end2end"));
        let command = self.logged("peer-operators", &mut command)?;
        let mut peer = Service::start("the peer of single sign-on", command)?;
        peer.wait_until(interrupt, START, || {
            http::status(port, "/.well-known/openid-configuration").is_ok()
        })?;
        Ok(peer)
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
            format!("--selfie-port={}", self.ports.selfie),
            format!("--selfie-sdk-port={}", self.ports.selfie_sdk),
            format!("--selfie-partner-origin={}", self.ports.sdk_url()),
            format!(
                "--selfie-callback-url={}/providers/selfie/callback",
                self.ports.app_url()
            ),
            format!(
                "--selfie-reference-image-url={}/providers/selfie/reference-image",
                self.ports.app_url()
            ),
            format!("--bankid-oidc-port={}", self.ports.bankid_oidc),
            format!("--bankid-bis-port={}", self.ports.bankid_bis),
            format!(
                "--bankid-redirect-uri={}/return/bankid",
                self.ports.app_url()
            ),
            format!("--external-port={}", self.ports.external),
            format!("--frankieone-port={}", self.ports.frankieone),
            format!("--frankieone-idp-port={}", self.ports.frankieone_idp),
            format!(
                "--frankieone-redirect-url={}/sdk/frankieone/return",
                self.ports.sdk_url()
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
            self.configuration(folder)?;
            command.envs(environment(self.ports, folder));
        }
        Ok(command)
    }

    // The example configuration and what only the browser tests have, with our ports instead of their own.
    fn configuration(&self, folder: &Path) -> Result<()> {
        let mut text = String::new();
        for source in ["config/vestibule.toml", "end2end/vestibule.toml"] {
            let source = self.workspace.path(source);
            text += &std::fs::read_to_string(&source)
                .with_context(|| format!("could not read {}", source.display()))?;
            text.push('\n');
        }
        std::fs::write(configured(folder), with_ports(&text, SERVE, self.ports))?;
        Ok(())
    }

    fn logged<'c>(&self, name: &str, command: &'c mut Command) -> Result<&'c mut Command> {
        if let Some(folder) = &self.folder {
            let file = std::fs::File::create(folder.join(format!("{name}.log")))?;
            command.stdout(file.try_clone()?).stderr(file);
        }
        Ok(command)
    }
}

fn configured(folder: &Path) -> PathBuf {
    folder.join("vestibule.toml")
}

/// How the server of a browser run is configured, whichever of its commands is run.
pub fn environment(ports: Ports, folder: &Path) -> Vec<(&'static str, String)> {
    let (app, management) = (ports.app, ports.management);
    let mut all = vec![
        ("VESTIBULE_CONFIG", configured(folder).display().to_string()),
        ("VESTIBULE_SERVER__LISTEN", format!("[\"127.0.0.1:{app}\"]")),
        (
            "VESTIBULE_SERVER__MANAGEMENT_LISTEN",
            format!("127.0.0.1:{management}"),
        ),
        (
            "VESTIBULE_PUBLIC_ORIGINS",
            format!("[\"{}\"]", ports.app_url()),
        ),
        ("VESTIBULE_SDK_ORIGIN", ports.sdk_url()),
        (
            "VESTIBULE_DATABASE__URL",
            format!("sqlite://{}", folder.join("vestibule.db").display()),
        ),
    ];
    // One browser asks more here than all applicants behind one address do elsewhere.
    let limits = [
        "VESTIBULE_LIMITS__ADDRESS",
        "VESTIBULE_LIMITS__SESSION",
        "VESTIBULE_LIMITS__START",
        "VESTIBULE_LIMITS__WEBHOOK",
        "VESTIBULE_LIMITS__API_ADDRESS",
        "VESTIBULE_LIMITS__API_KEY",
        "VESTIBULE_LIMITS__API_REFUSED",
    ];
    all.extend(limits.map(|limit| (limit, PLENTY.to_owned())));
    all
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
