//! The server: put together, run, stopped.

mod builder;
mod listening;
mod parts;
mod sweep;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio_util::sync::CancellationToken;

pub use self::builder::ServerBuilder;
pub(crate) use self::parts::{connections, core};
use self::{
    listening::{asked_to_stop, is_without_ipv6, open, serve},
    sweep::sweep,
};
use crate::{
    clock::SystemClock,
    config::{Config, ConfigError},
    db::{DbError, browser_sessions::BrowserSessions},
    delivery,
    http::{assets::AssetsError, management},
    jobs,
    outbound::EgressError,
    providers::{self, DuplicateKind},
    random::ChaChaRandomness,
    services::{
        ServiceError, checkpoints, core::Core, dashboard::overview, operators, support_codes,
    },
    telemetry,
};

/// Why the server does not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The configuration was refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Two adapters have the same name.
    #[error(transparent)]
    Duplicate(#[from] DuplicateKind),
    /// The database is not usable.
    #[error(transparent)]
    Database(#[from] DbError),
    /// What has to be stored at start could not be.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// An egress setting is not usable.
    #[error("connections.{connection}.egress: {problem}")]
    Egress {
        /// The connection.
        connection: String,
        /// What is wrong.
        problem: String,
    },
    /// The single sign-on's provider cannot be called.
    #[error("dashboard.single_sign_on.{0}")]
    SingleSignOn(EgressError),
    /// Webhooks cannot be sent.
    #[error("webhooks: {0}")]
    Webhooks(#[from] EgressError),
    /// The front end's files cannot be read.
    #[error("server.assets: {0}")]
    Assets(#[from] AssetsError),
    /// A listener could not be opened.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        cause: std::io::Error,
    },
    /// A listener broke.
    #[error("listener: {0}")]
    Io(#[from] std::io::Error),
}

/// A server that is ready to run.
pub struct Server {
    config: Config,
    core: Arc<Core>,
    router: Router,
    callbacks: Option<Router>,
    management: Router,
    started: management::Started,
    sessions: BrowserSessions,
}

impl Server {
    /// Begins with the providers that ship with it.
    pub fn builder() -> ServerBuilder {
        ServerBuilder {
            config: None,
            providers: providers::builtin(),
            clock: Arc::new(SystemClock),
            random: Arc::new(ChaChaRandomness::from_os()),
        }
    }

    /// The core, for tests.
    #[must_use]
    pub fn core(&self) -> Arc<Core> {
        self.core.clone()
    }

    /// The applicant's router, for tests.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The router of the listener that only providers use, where there is one; for tests.
    pub fn callbacks(&self) -> Option<Router> {
        self.callbacks.clone()
    }

    /// The management router, for tests.
    pub fn management(&self) -> Router {
        self.management.clone()
    }

    /// Serves until SIGINT or SIGTERM; requests under way are finished, within the configured grace.
    ///
    /// # Errors
    /// When a listener cannot be opened or breaks.
    pub async fn run(self) -> Result<(), ServerError> {
        let stop = CancellationToken::new();
        let mut serving = tokio::task::JoinSet::new();
        let management = open(self.config.server.management_listen).await?;
        for address in &self.config.server.listen {
            let listener = match open(*address).await {
                Err(ServerError::Listen { cause, .. }) if is_without_ipv6(address, &cause) => {
                    tracing::warn!(%address, "this machine has no IPv6: not listening there");
                    continue;
                }
                opened => opened?,
            };
            // Port 0 lets the system choose; whoever asked for that reads here what was chosen.
            let address = listener.local_addr()?;
            tracing::info!(%address, "listening");
            serving.spawn(serve(listener, self.router.clone(), stop.clone()));
        }
        if let Some(callbacks) = &self.callbacks {
            for address in &self.config.provider_callbacks.listen {
                let listener = open(*address).await?;
                tracing::info!(%address, "listening for providers");
                serving.spawn(serve(listener, callbacks.clone(), stop.clone()));
            }
        }
        serving.spawn(serve(management, self.management.clone(), stop.clone()));
        if let Some(metrics) = telemetry::recorder::install() {
            tokio::spawn(metrics.upkeep(stop.clone()));
        }
        let worker = tokio::spawn(jobs::work(self.core.clone(), stop.clone()));
        let courier = delivery::worker(self.core.clone(), &self.config.webhooks)?;
        let courier = tokio::spawn(delivery::worker::work(courier, stop.clone()));
        let codes = tokio::spawn(support_codes::work(self.core.clone(), stop.clone()));
        tokio::spawn(checkpoints::work(self.core.clone(), stop.clone()));
        tokio::spawn(overview::work(self.core.clone(), stop.clone()));
        tokio::spawn(sweep(
            self.core.clone(),
            self.sessions.clone(),
            stop.clone(),
        ));
        operators::setups::announce(&self.core).await;
        self.started.set();
        for origin in self.config.origins() {
            tracing::info!(%origin, "ready");
        }
        tokio::select! {
            () = asked_to_stop() => tracing::info!("stopping"),
            broken = serving.join_next() => {
                stop.cancel();
                if let Some(Ok(Err(error))) = broken {
                    return Err(error.into());
                }
            }
        }
        stop.cancel();
        let grace = Duration::from_secs(self.config.server.shutdown_grace_seconds);
        let rest = async {
            while serving.join_next().await.is_some() {}
            // The workers finish what they are at.
            let _ = worker.await;
            let _ = courier.await;
            let _ = codes.await;
        };
        if tokio::time::timeout(grace, rest).await.is_err() {
            tracing::warn!("some requests were cut off by the end of the grace time");
        }
        self.core.db.pool().close().await;
        Ok(())
    }
}
