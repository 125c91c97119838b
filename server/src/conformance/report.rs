//! What the probes found, for people (Markdown) and programs (JSON). No launch URL, token or personal data is in it.

use std::fmt::Write as _;

use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use vestibule::time::Timestamp;

use super::Subject;
use crate::{connection::Environment, novelties::Novelty};

/// What became of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As expected.
    Passed,
    /// Not as expected.
    Failed,
    /// What it needs was not there.
    Skipped,
}

/// A probe and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Probed {
    /// What was tried.
    pub name: String,
    /// What should have come.
    pub expected: String,
    /// What came.
    pub got: String,
    /// Whether they agree.
    pub verdict: Verdict,
    /// How long it took, in milliseconds.
    pub millis: u64,
}

impl Probed {
    pub(super) fn skipped(name: String, expected: &'static str) -> Self {
        Self {
            name,
            expected: expected.to_owned(),
            got: "not tried: there is no provider session".to_owned(),
            verdict: Verdict::Skipped,
            millis: 0,
        }
    }
}

/// A dated report on one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// When the probes began, RFC 3339 in UTC.
    pub date: String,
    /// The connection.
    pub connection: String,
    /// What it talks to.
    pub environment: Environment,
    /// The adapter.
    pub provider: String,
    /// The provider's version of the flow, as the adapter states it.
    pub flow_version: String,
    /// When the adapter was last compared with the provider's documents.
    pub contract_date: String,
    /// The version of this program.
    pub vestibule: String,
    /// The public origin that the provider was told.
    pub origin: String,
    /// The probes in order.
    pub probes: Vec<Probed>,
    /// What the provider said that its contract does not know.
    pub novelties: Vec<Novelty>,
}

pub(super) fn report(subject: &Subject<'_>, began: Timestamp, probes: Vec<Probed>) -> Report {
    let connection = &subject.connected.connection;
    let policy = subject.connected.provider.policy();
    Report {
        date: rfc3339(began),
        connection: connection.name.to_string(),
        environment: connection.environment,
        provider: connection.kind.to_string(),
        flow_version: policy.flow_version.to_owned(),
        contract_date: policy.contract_date.to_owned(),
        vestibule: env!("CARGO_PKG_VERSION").to_owned(),
        origin: subject.origin.to_owned(),
        probes,
        novelties: subject.connected.http.novelties().all(),
    }
}

impl Report {
    /// Whether no probe failed or was skipped.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.probes
            .iter()
            .all(|probe| probe.verdict == Verdict::Passed)
    }

    /// A name for its files: connection and moment, e.g. `phone-2026-11-22T101500Z`.
    #[must_use]
    pub fn file_stem(&self) -> String {
        let moment = self.date.split('.').next().unwrap_or_default();
        let moment = moment.trim_end_matches('Z').replace(':', "");
        format!("{}-{moment}Z", self.connection)
    }

    /// For people.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let environment = match self.environment {
            Environment::Simulator => "simulator",
            Environment::Sandbox => "sandbox",
            Environment::Live => "live",
        };
        let word = if self.passed() { "passed" } else { "FAILED" };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "# Conformance of the connection `{}`: {word}\n\n\
             - Date: {}\n- Environment: {environment}\n- Adapter: {}, {}\n- Contract date of the adapter: {}\n\
             - Vestibule: {}\n- Public origin: {}\n\n\
             | probe | expected | came | verdict | ms |\n|---|---|---|---|---:|\n",
            self.connection,
            self.date,
            self.provider,
            cell(&self.flow_version),
            self.contract_date,
            self.vestibule,
            self.origin
        );
        for probe in &self.probes {
            let verdict = match probe.verdict {
                Verdict::Passed => "passed",
                Verdict::Failed => "**failed**",
                Verdict::Skipped => "skipped",
            };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {verdict} | {} |",
                cell(&probe.name),
                cell(&probe.expected),
                cell(&probe.got),
                probe.millis
            );
        }
        text.push_str("\n## What the contract does not know\n\n");
        if self.novelties.is_empty() {
            text.push_str("Nothing.\n");
            return text;
        }
        text.push_str("| kind | place | name | count |\n|---|---|---|---:|\n");
        for novelty in &self.novelties {
            let _ = writeln!(
                text,
                "| {:?} | {} | {} | {} |",
                novelty.kind,
                cell(&novelty.place),
                cell(&novelty.name),
                novelty.count
            );
        }
        text
    }
}

fn cell(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            character if character.is_control() => ' ',
            character => character,
        })
        .collect::<String>()
        .replace('|', "\\|")
}

fn rfc3339(at: Timestamp) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000)
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_default()
}
