//! The linter: what keeps a journey from being one that a person can finish and a compliance officer can accept.
//!
//! Every rule is in docs/journeys.md, with its reason and an example. All of them refuse: a journey that is only warned
//! about is a journey that is used.

mod choices;
mod conditions;
mod consent;
mod decisions;
mod facts;
mod fields;
mod inputs;
mod matches;
mod other_way;
mod outcomes;
mod possible;
mod purposes;
mod regions;
mod rule;
mod services;
mod shape;
mod subject;
mod texts;
mod trust;
mod walk;

use std::{collections::BTreeMap, sync::Arc};

use vestibule::{
    id::{ConnectionName, JourneyName, Kind},
    journey::Journey,
};

use self::subject::{Found, Subject};
use super::{Config, error::Finding};
use crate::{connection::Connection, provider::Provider};

pub use self::rule::Rule;

/// What is wrong with the connections' permissions and the journeys.
pub(super) fn findings(
    config: &Config,
    provider: &impl Fn(&Kind) -> Option<Arc<dyn Provider>>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for connection in config.connections.values() {
        findings.extend(of_connection(connection));
    }
    for (name, journey) in &config.journeys {
        findings.extend(of_journey((name, journey), &config.connections, provider));
    }
    findings
}

/// What is wrong with a journey, with these connections behind its steps. Also of versions that were configured once.
pub(crate) fn of_journey(
    (name, journey): (&JourneyName, &Journey),
    connections: &BTreeMap<ConnectionName, Connection>,
    provider: &impl Fn(&Kind) -> Option<Arc<dyn Provider>>,
) -> Vec<Finding> {
    let subject = Subject::new(journey, connections, provider);
    let mut found = Found::of(format!("journeys.{name}"));
    for check in [
        shape::check,
        texts::check,
        fields::check,
        inputs::check,
        services::check,
        purposes::check,
        choices::check,
        facts::check,
        other_way::check,
        consent::check,
        regions::check,
        trust::check,
        conditions::check,
        matches::check,
        decisions::check,
        walk::check,
    ] {
        check(&subject, &mut found);
    }
    found.into_findings()
}

/// What is wrong with a connection's permissions.
pub(crate) fn of_connection(connection: &Connection) -> Vec<Finding> {
    let mut found = Found::of(format!("connections.{}", connection.name));
    purposes::check_grants(connection, &mut found);
    regions::check_connection(connection, &mut found);
    found.into_findings()
}
