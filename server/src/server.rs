//! The server: put together, run, stopped.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use axum::{Router, serve::ListenerExt};
use secrecy::ExposeSecret;
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::CancellationToken;

use crate::{
    cli,
    clock::{Clock, SettableClock, SystemClock},
    config::{Config, ConfigError, journey_version},
    connection::Environment,
    db::{
        Database, DbError,
        browser_sessions::{BrowserSessions, SessionLimits},
    },
    delivery::{self, Webhooks, guard::Guard},
    http::{
        self, AppState, Layers,
        assets::{Assets, AssetsError},
        backend::Services,
        management,
        provider_routes::{self, Sources},
        rate_limit::RateLimits,
        session,
    },
    jobs,
    outbound::{Clients, DocumentCache, EgressError, Limits, Outbound, TokenCache},
    provider::Provider,
    providers::{self, DuplicateKind, RegistryBuilder},
    random::{ChaChaRandomness, Randomness},
    services::{
        ServiceError, audit,
        budgets::Budgets,
        checkpoints::{self, CheckpointSettings},
        core::{ConfiguredJourney, Connected, Core},
        dashboard::overview,
        idempotency,
        operators::{self, passwords::Passwords, single_sign_on::SingleSignOn},
        retention, signals, support_codes, tallies, webhooks,
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

/// Builds a [`Server`]. Providers of other crates are added here.
#[must_use]
pub struct ServerBuilder {
    config: Option<Config>,
    providers: Vec<Arc<dyn Provider>>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Randomness>,
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

/// Ready means that the database answers; migrations were applied before anything listened.
struct DatabaseAnswers(Database);

#[async_trait]
impl management::Readiness for DatabaseAnswers {
    async fn check(&self) -> Result<(), String> {
        self.0.ping().await.map_err(|error| error.to_string())
    }
}

/// How often browser sessions that are over are removed, and what finds nobody any more.
const SWEEP_EVERY: Duration = Duration::from_secs(600);

async fn sweep(core: Arc<Core>, sessions: BrowserSessions, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(SWEEP_EVERY) => {}
        }
        if let Err(error) = sessions.delete_expired().await {
            tracing::warn!(%error, "browser sessions that are over were not removed");
        }
        if let Err(error) = idempotency::forget_old(&core).await {
            tracing::warn!(%error, "answers to calls of yesterday were not removed");
        }
        if let Err(error) = signals::forget_old(&core).await {
            tracing::warn!(%error, "identifiers that find nobody any more were not removed");
        }
        if let Err(error) = operators::sign_in::sweep(&core).await {
            tracing::warn!(%error, "what is over of signing in was not removed");
        }
        if let Err(error) = webhooks::sweep(&core).await {
            tracing::warn!(%error, "old deliveries of webhooks were not removed");
        }
        if let Err(error) = support_codes::forget_old(&core).await {
            tracing::warn!(%error, "old support codes were not removed");
        }
        if let Err(error) = tallies::tidy(&core).await {
            tracing::warn!(%error, "old tallies were not removed");
        }
        if let Err(error) = retention::watch(&core).await {
            tracing::warn!(%error, "retention was not scheduled");
        }
    }
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

/// Whether the address is the IPv6 loopback, which the defaults name, on a machine without it (many containers).
fn is_without_ipv6(address: &SocketAddr, cause: &std::io::Error) -> bool {
    /// `EAFNOSUPPORT` on Linux, for which there is no `ErrorKind`.
    const NO_SUCH_FAMILY: i32 = 97;
    address.is_ipv6()
        && address.ip().is_loopback()
        && (cause.kind() == std::io::ErrorKind::AddrNotAvailable
            || cause.raw_os_error() == Some(NO_SUCH_FAMILY))
}

async fn open(address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| ServerError::Listen { address, cause })
}

async fn serve(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
) -> std::io::Result<()> {
    // Without it, Nagle and delayed acknowledgements cap a 50 kB file at 440 requests a second.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY not set");
        }
    });
    axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(async move { stop.cancelled().await })
    .await
}

async fn asked_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

impl ServerBuilder {
    /// The configuration; required.
    pub fn config(mut self, config: Config) -> Self {
        self.config = Some(config);
        self
    }

    /// Adds a provider.
    pub fn provider(mut self, provider: impl Provider) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }

    /// Replaces the clock.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Replaces the randomness.
    pub fn random(mut self, random: Arc<dyn Randomness>) -> Self {
        self.random = random;
        self
    }

    /// Checks the configuration, opens and migrates the database, stores connections and journeys.
    ///
    /// # Errors
    /// Whatever keeps the server from starting; see [`ServerError`].
    pub async fn build(self) -> Result<Server, ServerError> {
        let Some(config) = self.config else {
            return Err(ConfigError::one("", "no configuration was given").into());
        };
        let registry = RegistryBuilder::new().providers(self.providers).build()?;
        config.validate(&registry)?;
        let development = config.development();
        let (clock, settable): (Arc<dyn Clock>, _) = if development {
            let settable = SettableClock::over(self.clock);
            (Arc::new(settable.clone()), Some(settable))
        } else {
            (self.clock, None)
        };
        let random = self.random;
        let db = Database::connect(config.database.url.expose_secret()).await?;
        db.migrate().await?;
        let core = Arc::new(core(&config, &registry, db, (&clock, &random))?);
        core.store_configuration().await?;
        audit::configuration_loaded(&core, &cli::show::text(&config)).await?;
        retention::watch(&core).await?;
        let limits = SessionLimits {
            idle_ms: config.sessions.idle_ms(),
            absolute_ms: config.sessions.absolute_ms(),
        };
        let state = AppState {
            core: core.clone(),
            backend: Arc::new(Services { core: core.clone() }),
            assets: Assets::open(&config.server.assets)?,
            development,
            sessions: limits,
            simulator_inbox: development
                .then(|| config.server.simulator_inbox.clone())
                .flatten(),
        };
        let sessions = BrowserSessions::new(core.db.pool().clone(), clock.clone(), limits);
        let absolute = Duration::from_millis(u64::try_from(limits.absolute_ms).unwrap_or_default());
        let rate_limits = Arc::new(RateLimits::new(&config.limits, clock.clone(), &*random));
        let proxies: Arc<[ipnet::IpNet]> = Arc::from(config.server.trusted_proxies.clone());
        let timeout = Duration::from_secs(config.server.request_timeout_seconds);
        let sources: Arc<Sources> = Arc::new(config.provider_callbacks.sources.clone());
        let callbacks = config.provider_callbacks.own_origin().map(|origin| {
            let layers = provider_routes::Listener {
                origin: origin.clone(),
                sources: sources.clone(),
                limits: rate_limits.clone(),
                random: random.clone(),
                proxies: proxies.clone(),
                timeout,
            };
            provider_routes::listener(state.clone(), layers)
        });
        let layers = Layers {
            origins: Arc::from(config.public_origins.clone()),
            https: config.https(),
            limits: rate_limits,
            random,
            proxies,
            max_body: config.server.max_body_bytes,
            timeout,
            providers: callbacks.is_none().then_some(sources),
            sdk_origin: config.sdk_origin.clone(),
            sessions: session::layer(sessions.clone(), config.https(), absolute),
        };
        let router = http::router(state, layers);
        let started = management::Started::default();
        let readiness = Arc::new(DatabaseAnswers(core.db.clone()));
        let novelties = core.connections.values().map(|one| one.http.novelties());
        let management = management::router(readiness, started.clone(), settable)
            .merge(management::novelties(novelties.cloned().collect()))
            .merge(management::metrics(
                core.clone(),
                telemetry::recorder::install(),
            ));
        let management = match development {
            true => management.merge(management::onboardings(core.clone())),
            false => management,
        };
        Ok(Server {
            config,
            core,
            router,
            callbacks,
            management,
            started,
            sessions,
        })
    }
}

/// What services share, over a database that is open and migrated.
pub(crate) fn core(
    config: &Config,
    registry: &providers::Registry,
    db: Database,
    (clock, random): (&Arc<dyn Clock>, &Arc<dyn Randomness>),
) -> Result<Core, ServerError> {
    Ok(Core {
        db,
        clock: clock.clone(),
        random: random.clone(),
        keys: config.keys.open(config.development(), &**random)?,
        journeys: journeys(config),
        connections: connections(config, registry, clock, random)?,
        budgets: Budgets::new(config.budgets.clone()),
        signals: config.signals.clone(),
        onboardings: config.onboardings,
        retention: config.retention.clone(),
        dashboard: config.dashboard,
        single_sign_on: single_sign_on(config, clock, random)?,
        passwords: Passwords::default(),
        origins: config.origins(),
        sdk_origin: config
            .sdk_origin
            .as_ref()
            .map(|origin| origin.as_str().to_owned()),
        callback_origin: config
            .provider_callbacks
            .origin
            .as_ref()
            .map(|origin| origin.as_str().to_owned()),
        webhooks: Webhooks {
            guard: guard(config),
            wake: Notify::new(),
        },
        audit: CheckpointSettings {
            origin: config.audit_origin(),
            every_ms: i64::from(config.audit.checkpoint_minutes) * 60_000,
            file: config.audit.checkpoint_file.clone(),
        },
        control: Default::default(),
        support_codes: Default::default(),
        overviews: Default::default(),
        versions: Mutex::default(),
    })
}

fn single_sign_on(
    config: &Config,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Randomness>,
) -> Result<Option<SingleSignOn>, ServerError> {
    let configured = config.single_sign_on.as_ref();
    let made = configured
        .map(|single| SingleSignOn::new(single, config.development(), (clock, random)))
        .transpose();
    made.map_err(ServerError::SingleSignOn)
}

/// Where webhooks may go.
fn guard(config: &Config) -> Guard {
    let guard = Guard::new(
        config.webhooks.allowed_networks.clone(),
        config.webhooks.allow_http,
    );
    match config.development() {
        true => guard.development(),
        false => guard,
    }
}

fn journeys(config: &Config) -> BTreeMap<vestibule::id::JourneyName, ConfiguredJourney> {
    config
        .journeys
        .iter()
        .map(|(name, journey)| {
            let configured = ConfiguredJourney {
                hash: journey_version(journey),
                journey: Arc::new(journey.clone()),
            };
            (name.clone(), configured)
        })
        .collect()
}

/// The configured connections with everything their calls need.
pub(crate) fn connections(
    config: &Config,
    registry: &providers::Registry,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Randomness>,
) -> Result<BTreeMap<vestibule::id::ConnectionName, Connected>, ServerError> {
    let clients = Clients::new(Limits::default());
    let tokens = Arc::new(TokenCache::new(clock.clone()));
    let documents = Arc::new(DocumentCache::new(clock.clone()));
    let mut connections = BTreeMap::new();
    for (name, connection) in &config.connections {
        let egress = |problem: String| ServerError::Egress {
            connection: name.to_string(),
            problem,
        };
        let client = clients
            .get(&connection.egress)
            .map_err(|error| egress(error.to_string()))?;
        let provider = registry.get(&connection.kind).cloned().ok_or_else(|| {
            ConfigError::one(format!("connections.{name}.provider"), "no such provider")
        })?;
        if connection.environment == Environment::Live {
            tracing::info!(connection = name.as_str(), "live connection");
        }
        let connected = Connected {
            connection: connection.clone(),
            provider,
            http: Outbound::new(name.clone(), client, clock.clone(), random.clone()),
            tokens: tokens.clone(),
            documents: documents.clone(),
        };
        connections.insert(name.clone(), connected);
    }
    Ok(connections)
}
