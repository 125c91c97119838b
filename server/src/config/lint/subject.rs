//! The journey that is looked at, with what is behind its steps; and what was found.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use vestibule::{
    fact::FactKind,
    id::{ConnectionName, Kind},
    journey::{Journey, ProviderStep, Step, StepKind},
};

use super::rule::Rule;
use crate::{config::error::Finding, connection::Connection, provider::Provider};

/// A journey with what is behind its steps.
pub(super) struct Subject<'a> {
    pub(super) journey: &'a Journey,
    connections: &'a BTreeMap<ConnectionName, Connection>,
    behind: Vec<Option<Behind<'a>>>,
}

/// What checks a step elsewhere.
pub(super) struct Behind<'a> {
    pub(super) step: &'a ProviderStep,
    pub(super) connection: &'a Connection,
    pub(super) provider: Arc<dyn Provider>,
    /// What it can bring.
    pub(super) facts: BTreeSet<FactKind>,
}

impl Behind<'_> {
    /// Whether a face or another part of the body is examined (GDPR, article 9). An adapter that can do both says by its
    /// facts what this step is.
    pub(super) fn is_biometric(&self) -> bool {
        let of_a_face =
            |fact: &FactKind| matches!(fact, FactKind::FaceLive | FactKind::FaceMatches);
        let policy = self.provider.policy();
        self.facts.iter().any(of_a_face)
            || (policy.biometric && !policy.facts.iter().any(of_a_face))
    }
}

impl<'a> Subject<'a> {
    pub(super) fn new(
        journey: &'a Journey,
        connections: &'a BTreeMap<ConnectionName, Connection>,
        provider: &impl Fn(&Kind) -> Option<Arc<dyn Provider>>,
    ) -> Self {
        let behind = |step: &'a Step| {
            let step = step.checked_elsewhere()?;
            let connection = connections.get(&step.connection)?;
            let provider = provider(&connection.kind)?;
            let facts = provider.facts(connection, step).into_iter().collect();
            Some(Behind {
                step,
                connection,
                provider,
                facts,
            })
        };
        Self {
            journey,
            connections,
            behind: journey.steps.iter().map(behind).collect(),
        }
    }

    /// Whether there is a connection with this name.
    pub(super) fn has_connection(&self, name: &ConnectionName) -> bool {
        self.connections.contains_key(name)
    }

    /// The steps with their places.
    pub(super) fn steps(&self) -> impl Iterator<Item = (usize, &'a Step)> {
        self.journey.steps.iter().enumerate()
    }

    /// The steps that are checked elsewhere.
    pub(super) fn checked_elsewhere(&self) -> impl Iterator<Item = (usize, &'a Step, &Behind<'a>)> {
        self.steps()
            .filter_map(|(at, step)| Some((at, step, self.behind(at)?)))
    }

    /// What is behind a step; `None` also when its connection or its adapter is unknown.
    pub(super) fn behind(&self, at: usize) -> Option<&Behind<'a>> {
        self.behind.get(at)?.as_ref()
    }

    /// Whether it is known what every step can bring. An adapter that cannot read its settings knows nothing, which is what has
    /// to be put right first.
    pub(super) fn is_whole(&self) -> bool {
        self.steps().all(|(at, step)| {
            step.checked_elsewhere().is_none()
                || self
                    .behind(at)
                    .is_some_and(|behind| !behind.facts.is_empty())
        })
    }

    /// What a step can bring.
    pub(super) fn facts(&self, at: usize) -> BTreeSet<FactKind> {
        match (
            self.journey.steps.get(at).map(|step| &step.kind),
            self.behind(at),
        ) {
            (Some(StepKind::Form(_)), _) => BTreeSet::from([FactKind::SelfAsserted]),
            (_, Some(behind)) => behind.facts.clone(),
            _ => BTreeSet::new(),
        }
    }

    /// Whether some other way of the step's choice has steps, and only such.
    pub(super) fn has_sibling_way(&self, step: &Step, is_such: impl Fn(usize) -> bool) -> bool {
        let Some(own) = &step.way else { return false };
        let Some(choice) = self.journey.choices.get(&own.choice) else {
            return false;
        };
        choice
            .ways
            .keys()
            .filter(|way| **way != own.way)
            .any(|way| {
                let mut steps = self.journey.way(&own.choice, way).peekable();
                steps.peek().is_some() && steps.all(|(at, _)| is_such(at))
            })
    }
}

/// The key of a step below its journey, which names it for people too.
pub(super) fn key(at: usize, step: &Step) -> String {
    format!("steps.{at} ({})", step.name)
}

/// The key of what kind of step it is.
pub(super) fn kind_key(at: usize, step: &Step) -> String {
    let kind = match &step.kind {
        StepKind::Terms(_) => "terms",
        StepKind::Form(_) => "form",
        StepKind::Provider(_) => "provider",
        StepKind::External(_) => "external",
    };
    format!("{}.kind.{kind}", key(at, step))
}

/// Names of facts, for people.
pub(super) fn names<'a>(facts: impl IntoIterator<Item = &'a FactKind>) -> String {
    let names: Vec<&str> = facts.into_iter().map(|fact| fact.code()).collect();
    if names.is_empty() {
        return "nothing".to_owned();
    }
    names.join(", ")
}

/// What was found about one journey or one connection.
pub(super) struct Found {
    prefix: String,
    findings: Vec<Finding>,
}

impl Found {
    pub(super) fn of(prefix: String) -> Self {
        Self {
            prefix,
            findings: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, rule: Rule, key: &str, problem: impl Into<String>) {
        let key = format!("{}.{key}", self.prefix);
        self.findings
            .push(Finding::new(key, problem).of_rule(rule.code()));
    }

    /// Whether one of these rules was broken already.
    pub(super) fn has(&self, rules: &[Rule]) -> bool {
        let codes = rules.iter().map(|rule| Some(rule.code()));
        codes
            .into_iter()
            .any(|code| self.findings.iter().any(|found| found.rule == code))
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
