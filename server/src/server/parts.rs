//! What services share, made of the configuration.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tokio::sync::Notify;

use super::ServerError;
use crate::{
    clock::Clock,
    config::{Config, ConfigError, journey_version},
    connection::Environment,
    db::Database,
    delivery::{Webhooks, guard::Guard},
    outbound::{Clients, DocumentCache, Limits, Outbound, TokenCache},
    providers,
    random::Randomness,
    services::{
        budgets::Budgets,
        checkpoints::CheckpointSettings,
        core::{ConfiguredJourney, Connected, Core},
        operators::{passwords::Passwords, single_sign_on::SingleSignOn},
    },
};

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
