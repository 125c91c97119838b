//! Puts a server together: configuration, database, routers.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use secrecy::ExposeSecret;

use super::{Server, ServerError, core};
use crate::{
    cli,
    clock::{Clock, SettableClock},
    config::{Config, ConfigError},
    db::{
        Database,
        browser_sessions::{BrowserSessions, SessionLimits},
    },
    http::{
        self, AppState, Layers,
        assets::Assets,
        backend::Services,
        management,
        provider_routes::{self, Sources},
        rate_limit::RateLimits,
        session,
    },
    provider::Provider,
    providers::RegistryBuilder,
    random::Randomness,
    services::{audit, retention},
    telemetry,
};

/// Builds a [`Server`]. Providers of other crates are added here.
#[must_use]
pub struct ServerBuilder {
    pub(super) config: Option<Config>,
    pub(super) providers: Vec<Arc<dyn Provider>>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Randomness>,
}

/// Ready means that the database answers; migrations were applied before anything listened.
struct DatabaseAnswers(Database);

#[async_trait]
impl management::Readiness for DatabaseAnswers {
    async fn check(&self) -> Result<(), String> {
        self.0.ping().await.map_err(|error| error.to_string())
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
