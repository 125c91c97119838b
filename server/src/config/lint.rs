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

use std::sync::Arc;

use vestibule::id::Kind;

use self::subject::{Found, Subject};
use super::{Config, error::Finding};
use crate::provider::Provider;

pub use self::rule::Rule;

/// What is wrong with the connections' permissions and the journeys.
pub(super) fn findings(
    config: &Config,
    provider: &impl Fn(&Kind) -> Option<Arc<dyn Provider>>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for connection in config.connections.values() {
        let mut found = Found::of(format!("connections.{}", connection.name));
        purposes::check_grants(connection, &mut found);
        regions::check_connection(connection, &mut found);
        findings.extend(found.into_findings());
    }
    for (name, journey) in &config.journeys {
        let subject = Subject::new(journey, &config.connections, provider);
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
        findings.extend(found.into_findings());
    }
    findings
}
