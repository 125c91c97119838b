//! Steps that are checked elsewhere: with a connection of the right kind, and as its adapter wants them.

use vestibule::journey::StepKind;

use super::{
    rule::Rule,
    subject::{Found, Subject, kind_key},
};
use crate::providers::external::External;

pub(super) fn check(subject: &Subject<'_>, found: &mut Found) {
    for (at, step) in subject.steps() {
        let Some(elsewhere) = step.checked_elsewhere() else {
            continue;
        };
        let key = kind_key(at, step);
        let Some(behind) = subject.behind(at) else {
            // An adapter that we do not know is reported with the connection, once.
            if !subject.has_connection(&elsewhere.connection) {
                found.add(
                    Rule::ConnectionUnknown,
                    &format!("{key}.connection"),
                    format!("there is no connections.{}", elsewhere.connection),
                );
            }
            continue;
        };
        let connection = behind.connection;
        let is_external = connection.kind.as_str() == External::KIND;
        match &step.kind {
            StepKind::External(_) if !is_external => found.add(
                Rule::ConnectionKind,
                &format!("{key}.connection"),
                format!(
                    "connections.{} is an account at {}, not a service of the company's own; make it a provider step",
                    connection.name, connection.kind
                ),
            ),
            StepKind::Provider(_) if is_external => found.add(
                Rule::ConnectionKind,
                &format!("{key}.connection"),
                format!(
                    "connections.{} is a service of the company's own; make it an external step, so that it is not taken \
                     for an identity provider",
                    connection.name
                ),
            ),
            _ => {}
        }
        // What is wrong with the connection is said there, once.
        if let Err(error) = behind.provider.check_step(connection, elsewhere)
            && !error.key.starts_with("settings")
        {
            found.add(
                Rule::ProviderStep,
                &format!("{key}.{}", error.key),
                error.problem,
            );
        }
    }
}
