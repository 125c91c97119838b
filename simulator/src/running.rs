//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::SimulatorConfig;
use crate::listen::{CuttableListener, Line};
use crate::onekyc::gateway::Gateway;
use crate::simulator::{Addresses, Sim, Simulator};
use crate::{bankid, control, external, frankieone, onekyc, selfie_liveness, signicat};

/// Longest wait for open requests when the simulator stops.
const GRACE: Duration = Duration::from_secs(2);
/// How often callbacks that are due are looked for.
const CALLBACK_PERIOD: Duration = Duration::from_millis(200);
/// Longest wait for the partner's answer to a callback.
const CALLBACK_TIMEOUT: Duration = Duration::from_secs(10);

/// A simulator that runs until this is dropped or stopped.
#[derive(Debug)]
pub struct Running {
    addresses: Addresses,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Base URL of the control API, the inbox and the clock, without a slash at the end.
    pub fn control_url(&self) -> &str {
        &self.addresses.control
    }

    /// Base URL of Signicat's API and pages, without a slash at the end.
    pub fn signicat_url(&self) -> &str {
        &self.addresses.signicat
    }

    /// Base URL of OneKYC's token gateway and API gateway, without a slash at the end.
    pub fn onekyc_url(&self) -> &str {
        &self.addresses.onekyc
    }

    /// Origin of OneKYC's web app, the page that is framed.
    pub fn onekyc_web_url(&self) -> &str {
        &self.addresses.onekyc_web
    }

    /// Base URL of selfie liveness's token gateway and API gateway, without a slash at the end.
    pub fn selfie_url(&self) -> &str {
        &self.addresses.selfie
    }

    /// Origin that serves selfie liveness's SDK.
    pub fn selfie_sdk_url(&self) -> &str {
        &self.addresses.selfie_sdk
    }

    /// Base URL of BankID OIDC, whose issuer is `{this}/auth/realms/current`; without a slash at the end.
    pub fn bankid_oidc_url(&self) -> &str {
        &self.addresses.bankid_oidc
    }

    /// Issuer and base URL of BankID with biometrics, API and client page; without a slash at the end.
    pub fn bankid_bis_url(&self) -> &str {
        &self.addresses.bankid_biometrics
    }

    /// Base URL of FrankieOne's BFF and of the OneSDK script, without a slash at the end.
    pub fn frankieone_url(&self) -> &str {
        &self.addresses.frankieone
    }

    /// Base URL of the identity providers behind FrankieOne, without a slash at the end.
    pub fn frankieone_idp_url(&self) -> &str {
        &self.addresses.frankieone_idp
    }

    /// Base URL of the company's own service, without a slash at the end.
    pub fn external_url(&self) -> &str {
        &self.addresses.external
    }

    /// Stops listening and waits until open requests have ended, at most 2 s.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        for mut task in std::mem::take(&mut self.tasks) {
            if tokio::time::timeout(GRACE, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Starts every provider on its own port.
///
/// # Errors
/// When the host is not a loopback address or a port cannot be bound.
pub async fn start(config: SimulatorConfig) -> Result<Running> {
    ensure!(
        config.host.is_loopback(),
        "the simulator listens on loopback only, not on {}",
        config.host
    );
    let control = bind(&config, config.control_port, "control").await?;
    let signicat = bind(&config, config.signicat_port, "Signicat").await?;
    let onekyc = bind(&config, config.onekyc_port, "OneKYC gateway").await?;
    let onekyc_web = bind(&config, config.onekyc_web_port, "OneKYC web app").await?;
    let selfie = bind(&config, config.selfie_port, "selfie liveness gateway").await?;
    let selfie_sdk = bind(&config, config.selfie_sdk_port, "selfie liveness SDK").await?;
    let bankid_oidc = bind(&config, config.bankid_oidc_port, "BankID OIDC").await?;
    let bankid_bis = bind(&config, config.bankid_bis_port, "BankID with biometrics").await?;
    let frankieone = bind(&config, config.frankieone_port, "FrankieOne").await?;
    let frankieone_idp = bind(&config, config.frankieone_idp_port, "identity providers").await?;
    let external = bind(&config, config.external_port, "external step").await?;
    let addresses = Addresses {
        control: base_url(&control)?,
        signicat: base_url(&signicat)?,
        onekyc: base_url(&onekyc)?,
        onekyc_web: base_url(&onekyc_web)?,
        selfie: base_url(&selfie)?,
        selfie_sdk: base_url(&selfie_sdk)?,
        frankieone: base_url(&frankieone)?,
        frankieone_idp: base_url(&frankieone_idp)?,
        bankid_oidc: base_url(&bankid_oidc)?,
        bankid_biometrics: base_url(&bankid_bis)?,
        external: base_url(&external)?,
    };

    let (stop, stopped) = watch::channel(false);
    let sim: Sim = Arc::new(Simulator::new(
        &config,
        addresses.clone(),
        http_client()?,
        stopped,
    )?);
    let mut tasks = vec![
        serve(control, control::router(&sim), &sim),
        serve(signicat, signicat::router(&sim), &sim),
        serve(onekyc, onekyc::gateway_router(&sim), &sim),
        serve(onekyc_web, onekyc::web_router(&sim), &sim),
        serve(selfie, selfie_liveness::gateway_router(&sim), &sim),
        serve(selfie_sdk, selfie_liveness::sdk_router(&sim), &sim),
        serve(frankieone, frankieone::bff_router(&sim), &sim),
        serve(frankieone_idp, frankieone::idp_router(&sim), &sim),
        serve(bankid_oidc, bankid::oidc_router(&sim), &sim),
        serve(bankid_bis, bankid::biometrics_router(&sim), &sim),
        serve(external, external::router(&sim), &sim),
    ];
    if config.deliver_in_background {
        tasks.push(deliver_in_background(Gateway::iframe(&sim)));
        tasks.push(deliver_in_background(Gateway::selfie_liveness(&sim)));
        tasks.push(deliver_of_external_in_background(sim.clone()));
    }
    Ok(Running {
        addresses,
        stop,
        tasks,
    })
}

async fn bind(config: &SimulatorConfig, port: u16, name: &str) -> Result<TcpListener> {
    let address = SocketAddr::new(config.host, port);
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} ({name})"))
}

fn base_url(listener: &TcpListener) -> Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one client of the simulator: it calls the partner's endpoints"
)]
fn http_client() -> Result<reqwest::Client> {
    // An error means that a provider is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder()
        .timeout(CALLBACK_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()?)
}

fn serve(listener: TcpListener, router: Router, sim: &Sim) -> JoinHandle<()> {
    let sim = sim.clone();
    tokio::spawn(async move {
        let service = router.into_make_service_with_connect_info::<Line>();
        let served = axum::serve(CuttableListener(listener), service)
            .with_graceful_shutdown(async move { sim.until_stopped().await })
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "a listener of the simulator ended");
        }
    })
}

fn deliver_in_background(gateway: Gateway) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut period = tokio::time::interval(CALLBACK_PERIOD);
        loop {
            tokio::select! {
                () = gateway.sim.until_stopped() => return,
                _ = period.tick() => onekyc::work_off(&gateway, false).await,
            };
        }
    })
}

fn deliver_of_external_in_background(sim: Sim) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut period = tokio::time::interval(CALLBACK_PERIOD);
        loop {
            tokio::select! {
                () = sim.until_stopped() => return,
                _ = period.tick() => drop(external::callback::deliver_due(&sim, false).await),
            };
        }
    })
}
