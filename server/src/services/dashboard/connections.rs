//! Connections, what their providers permit, and what the linter says. Nothing here is a secret; nothing is changed here either:
//! connections are configuration.

use vestibule::{
    id::{ConnectionName, JourneyName},
    permission::Action,
};

use crate::{
    config::{Finding, lint},
    connection::Environment,
    outbound::CircuitState,
    provider::OurAddresses,
    services::{
        ServiceError, control,
        core::{Connected, Core},
        journey_versions,
        operators::sessions::SignedIn,
        webhooks::DELIVERIES_KEPT_DAYS,
    },
};

/// How a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Calls are made.
    Good,
    /// After failures, calls are tried.
    Trying,
    /// After failures, none are made for a while.
    Resting,
}

/// A connection in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its name.
    pub name: ConnectionName,
    /// The adapter.
    pub kind: String,
    /// How applicants read it.
    pub display_name: String,
    /// What it talks to.
    pub environment: Environment,
    /// How it stands.
    pub health: Health,
    /// Whether it is paused.
    pub paused: bool,
    /// The journeys that use it.
    pub journeys: Vec<JourneyName>,
    /// How many things the linter found.
    pub findings: usize,
}

/// A purpose, and why it is permitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permitted {
    /// The purpose.
    pub purpose: &'static str,
    /// What says so.
    pub source: String,
    /// When that was looked up.
    pub date: String,
    /// Whether the account's own contract says so, and not the provider's documents.
    pub by_contract: bool,
}

/// A connection with its provider's policy.
#[derive(Debug, Clone)]
pub struct Shown {
    /// As in the list.
    pub listed: Listed,
    /// Where the provider keeps the data.
    pub region: Option<String>,
    /// The trust framework.
    pub trust_framework: Option<String>,
    /// The provider's version of the flow.
    pub flow_version: &'static str,
    /// When the adapter was last compared with the provider's documents.
    pub contract_date: &'static str,
    /// The facts that it can assert.
    pub facts: Vec<&'static str>,
    /// What it may be used for.
    pub permitted: Vec<Permitted>,
    /// Whether it examines a face or another part of the body.
    pub biometric: bool,
    /// Whether not everybody can do it.
    pub not_for_everyone: bool,
    /// What the provider has to be told: heading, values, note.
    pub sheet: Vec<(&'static str, Vec<String>, String)>,
    /// What the linter says, of it and of the journeys that use it.
    pub findings: Vec<Finding>,
}

/// How long things are kept, in words of the configuration and of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Onboardings expire after so many minutes, where the client did not say otherwise.
    pub lifetime_minutes: u32,
    /// Links can be claimed for so many minutes.
    pub link_minutes: u32,
    /// Result codes are good for so many minutes.
    pub result_code_minutes: u32,
    /// Deliveries of webhooks are kept for so many days.
    pub deliveries_days: i64,
    /// Identifiers are compared for so many days.
    pub signals_days: u32,
    /// Whether what is over is erased by itself.
    pub is_retention_on: bool,
}

fn may(operator: &SignedIn) -> Result<(), ServiceError> {
    match operator.grants.may(Action::SeeConnections, None) {
        true => Ok(()),
        false => Err(ServiceError::NotFound),
    }
}

/// Every connection, by name.
///
/// # Errors
/// [`ServiceError::NotFound`] for operators who may not see them.
pub async fn all(core: &Core, operator: &SignedIn) -> Result<Vec<Listed>, ServiceError> {
    may(operator)?;
    let decided = control::decided(core).await?;
    let all = core.connections.iter();
    Ok(all
        .map(|(name, connected)| {
            let paused = decided.keeps_from_checking(name).is_some();
            listed(core, (name, connected), paused)
        })
        .collect())
}

fn listed(core: &Core, (name, connected): (&ConnectionName, &Connected), paused: bool) -> Listed {
    let connection = &connected.connection;
    Listed {
        name: name.clone(),
        kind: connection.kind.to_string(),
        display_name: connection.display_name.clone(),
        environment: connection.environment,
        health: match connected.http.circuit() {
            CircuitState::Closed => Health::Good,
            CircuitState::HalfOpen => Health::Trying,
            CircuitState::Open { .. } => Health::Resting,
        },
        paused,
        journeys: journeys(core, name),
        findings: findings(core, name, connected).len(),
    }
}

/// The journeys that use a connection.
fn journeys(core: &Core, name: &ConnectionName) -> Vec<JourneyName> {
    let uses = |journey: &vestibule::journey::Journey| {
        let mut steps = journey
            .steps
            .iter()
            .filter_map(|step| step.checked_elsewhere());
        steps.any(|provider| provider.connection == *name)
    };
    let all = core.journeys.iter();
    all.filter(|(_, configured)| uses(&configured.journey))
        .map(|(name, _)| name.clone())
        .collect()
}

fn findings(core: &Core, name: &ConnectionName, connected: &Connected) -> Vec<Finding> {
    let mut found = lint::of_connection(&connected.connection);
    for journey in journeys(core, name) {
        if let Some(configured) = core.journeys.get(&journey) {
            found.extend(journey_versions::findings(
                core,
                &journey,
                &configured.journey,
            ));
        }
    }
    found
}

/// A connection.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, and for operators who may not see them.
pub async fn one(
    core: &Core,
    operator: &SignedIn,
    name: &ConnectionName,
) -> Result<Shown, ServiceError> {
    may(operator)?;
    let connected = core.connections.get(name).ok_or(ServiceError::NotFound)?;
    let decided = control::decided(core).await?;
    let paused = decided.keeps_from_checking(name).is_some();
    let connection = &connected.connection;
    let policy = connected.provider.policy();
    let ours = OurAddresses {
        origins: &core.origins,
        sdk_origin: core.sdk_origin.as_deref(),
        callback_origin: core.callback_origin.as_deref(),
    };
    let by_policy = policy.purposes.iter().map(|permitted| Permitted {
        purpose: permitted.purpose.code(),
        source: permitted.source.to_owned(),
        date: permitted.date.to_owned(),
        by_contract: false,
    });
    let by_contract = connection.purposes.iter();
    let by_contract = by_contract.map(|(purpose, grant)| Permitted {
        purpose: purpose.code(),
        source: grant.source.clone(),
        date: grant.date.clone(),
        by_contract: true,
    });
    let mut sheet = connected.provider.sheet(connection, ours)?;
    sheet.sort_by_key(|entry| entry.topic);
    Ok(Shown {
        listed: listed(core, (name, connected), paused),
        region: connection.region.clone(),
        trust_framework: connection.trust_framework.clone(),
        flow_version: policy.flow_version,
        contract_date: policy.contract_date,
        facts: policy.facts.iter().map(|fact| fact.code()).collect(),
        permitted: by_policy.chain(by_contract).collect(),
        biometric: policy.biometric,
        not_for_everyone: policy.not_for_everyone,
        sheet: sheet
            .into_iter()
            .map(|entry| (entry.topic.title(), entry.values, entry.note))
            .collect(),
        findings: findings(core, name, connected),
    })
}

/// How long things are kept. For everybody who is signed in.
#[must_use]
pub fn kept(core: &Core) -> Kept {
    Kept {
        lifetime_minutes: core.onboardings.lifetime_minutes,
        link_minutes: core.onboardings.link_lifetime_minutes,
        result_code_minutes: core.onboardings.result_code_minutes,
        deliveries_days: DELIVERIES_KEPT_DAYS,
        signals_days: core.signals.window_days,
        is_retention_on: core.retention.is_on(),
    }
}
