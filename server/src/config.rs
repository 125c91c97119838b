//! Configuration: embedded commented defaults, then one file, then the environment. Unknown keys are refused, every
//! error names its key, and nothing else in the server reads the environment.

mod audit;
mod budgets;
mod callbacks;
mod connections;
mod dashboard;
mod error;
mod folder;
mod four_eyes;
mod journeys;
mod keys;
pub(crate) mod lint;
mod onboardings;
mod origin;
mod places;
mod retention;
mod secret;
mod sections;
mod single_sign_on;
mod sources;
mod telemetry;
mod validate;
mod webhooks;

use std::collections::BTreeMap;

use figment::Figment;
use serde::Deserialize;
use vestibule::{
    id::{ConnectionName, JourneyName},
    journey::Journey,
};

use self::{
    connections::ConnectionSection, dashboard::DashboardSection, keys::KeysSection, places::Places,
};
use crate::connection::{Connection, Environment};

pub use self::{
    audit::AuditConfig,
    budgets::{BudgetsConfig, ConnectionBudgets, DiallingCode, InvalidDiallingCode, SignalsConfig},
    dashboard::DashboardConfig,
    error::{ConfigError, Finding},
    four_eyes::FourEyes,
    journeys::{canonical_journey, journey_version},
    keys::KeysConfig,
    lint::Rule,
    onboardings::OnboardingsConfig,
    origin::{InvalidOrigin, PublicOrigin, is_loopback},
    places::Place,
    retention::{JourneyPeriods, RetentionConfig},
    sections::{
        DatabaseConfig, LimitsConfig, LogFormat, LoggingConfig, ProviderCallbacksConfig, Rate,
        ServerConfig, SessionsConfig,
    },
    single_sign_on::{NamingClaim, SingleSignOnConfig},
    sources::{DEFAULT_FILE, DEFAULTS, Sources},
    telemetry::TelemetryConfig,
    webhooks::WebhooksConfig,
};

/// Everything that is configured. [`Config::validate`] says whether the server may start with it.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where browsers reach this server; at least one. Each onboarding belongs to one of them.
    pub public_origins: Vec<PublicOrigin>,
    /// The other host, on which providers' scripts run; needed by connections whose provider has one.
    pub sdk_origin: Option<PublicOrigin>,
    /// Listeners and limits of requests.
    pub server: ServerConfig,
    /// The listener for providers' calls, and where they come from.
    pub provider_callbacks: ProviderCallbacksConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// The key ring.
    pub keys: KeysConfig,
    /// Browser sessions.
    pub sessions: SessionsConfig,
    /// The operators' dashboard.
    pub dashboard: DashboardConfig,
    /// Where operators sign in beside it, or in place of it.
    pub single_sign_on: Option<SingleSignOnConfig>,
    /// Rate limits.
    pub limits: LimitsConfig,
    /// How many billable calls may be made.
    pub budgets: BudgetsConfig,
    /// What makes an onboarding worth a second look.
    pub signals: SignalsConfig,
    /// How long what clients begin is good for.
    pub onboardings: OnboardingsConfig,
    /// How long what is over is kept.
    pub retention: RetentionConfig,
    /// Logs.
    pub logging: LoggingConfig,
    /// Traces.
    pub telemetry: TelemetryConfig,
    /// Checkpoints of the audit log.
    pub audit: AuditConfig,
    /// Webhooks to clients.
    pub webhooks: WebhooksConfig,
    /// The accounts at providers.
    pub connections: BTreeMap<ConnectionName, Connection>,
    /// The journeys.
    pub journeys: BTreeMap<JourneyName, Journey>,
    /// Where each setting was given.
    places: Places,
}

/// The configuration as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sections {
    public_origins: Vec<PublicOrigin>,
    #[serde(default)]
    sdk_origin: Option<PublicOrigin>,
    server: ServerConfig,
    provider_callbacks: ProviderCallbacksConfig,
    database: DatabaseConfig,
    keys: KeysSection,
    sessions: SessionsConfig,
    dashboard: DashboardSection,
    limits: LimitsConfig,
    budgets: BudgetsConfig,
    signals: SignalsConfig,
    onboardings: OnboardingsConfig,
    retention: RetentionConfig,
    logging: LoggingConfig,
    telemetry: TelemetryConfig,
    audit: AuditConfig,
    webhooks: WebhooksConfig,
    connections: BTreeMap<ConnectionName, ConnectionSection>,
    journeys: BTreeMap<JourneyName, Journey>,
}

impl Config {
    /// Reads the sources and the files that secrets are in.
    ///
    /// # Errors
    /// When a source cannot be read, a key is unknown, missing or of the wrong type.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let (layers, places) = sources.layers()?;
        let mut figment = Figment::new();
        for layer in layers {
            figment = figment.merge(layer);
        }
        let read = figment.extract().map_err(ConfigError::from);
        let config = read.and_then(|sections| Self::of_sections(sections, places.clone()));
        config.map_err(|error| error.placed(&places))
    }

    fn of_sections(sections: Sections, places: Places) -> Result<Self, ConfigError> {
        let mut findings = Vec::new();
        let mut connections = BTreeMap::new();
        for (name, section) in sections.connections {
            match section.read(name.clone()) {
                Ok(connection) => {
                    connections.insert(name, connection);
                }
                Err(found) => findings.extend(found),
            }
        }
        let keys = match sections.keys.read() {
            Ok(keys) => keys,
            Err(found) => {
                findings.extend(found);
                return Err(ConfigError { findings });
            }
        };
        let dashboard = sections.dashboard.read();
        let (dashboard, single_sign_on) = match dashboard {
            Ok(read) => read,
            Err(found) => {
                findings.push(found);
                return Err(ConfigError { findings });
            }
        };
        ConfigError::from_findings(findings)?;
        Ok(Self {
            public_origins: sections.public_origins,
            sdk_origin: sections.sdk_origin,
            server: sections.server,
            provider_callbacks: sections.provider_callbacks,
            database: sections.database,
            keys,
            sessions: sections.sessions,
            dashboard,
            single_sign_on,
            limits: sections.limits,
            budgets: sections.budgets,
            signals: sections.signals,
            onboardings: sections.onboardings,
            retention: sections.retention,
            logging: sections.logging,
            telemetry: sections.telemetry,
            audit: sections.audit,
            webhooks: sections.webhooks,
            connections,
            journeys: sections.journeys,
            places,
        })
    }

    /// Whether this is Development: every public origin is http on loopback and no connection is live. Only then exist
    /// the demo page, the settable clock and cookies without prefix.
    #[must_use]
    pub fn development(&self) -> bool {
        !self.public_origins.is_empty()
            && self
                .public_origins
                .iter()
                .all(|origin| !origin.is_https() && origin.is_loopback())
            && !self.has_live_connection()
    }

    /// The public origins as texts.
    #[must_use]
    pub fn origins(&self) -> Vec<String> {
        self.public_origins
            .iter()
            .map(|origin| origin.as_str().to_owned())
            .collect()
    }

    /// Whether browsers reach us over https: decides cookies and HSTS. [`Config::validate`] refuses a mixture.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_origins.iter().any(PublicOrigin::is_https)
    }

    fn has_live_connection(&self) -> bool {
        self.connections
            .values()
            .any(|connection| connection.environment == Environment::Live)
    }
}
