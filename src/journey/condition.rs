//! Conditions on what is known of a case.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::refs::FieldRef;
use crate::{
    fact::{Assurance, FactKind},
    id::StepName,
    matching::Verdict,
    risk::RiskSignal,
};

/// Something that holds or does not. In configuration: `{ has = "identity" }`, `{ all = [ .. ] }`, `{ not = { .. } }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// There is a fact of this kind.
    Has(FactKind),
    /// There is a fact of this kind with one of these assurances.
    Assured(Assured),
    /// A choice of a form was answered with one of these values.
    Answered(Answered),
    /// The step was done.
    Done(StepName),
    /// A match rule came out as one of these. Only in decisions.
    Matched(Matched),
    /// There is this signal. Only in decisions: a step that hangs on it would tell the applicant.
    Signal(RiskSignal),
    /// The other one does not hold.
    Not(Box<Condition>),
    /// All of these hold; true when there are none.
    All(Vec<Condition>),
    /// At least one of these holds; false when there are none.
    Any(Vec<Condition>),
}

/// See [`Condition::Assured`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assured {
    /// The kind of fact.
    pub fact: FactKind,
    /// Whose scale; values of other scales say nothing here.
    pub scheme: String,
    /// The values on it that will do.
    pub is: Vec<String>,
}

/// See [`Condition::Answered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The field.
    pub field: FieldRef,
    /// The answers that will do.
    pub is: Vec<String>,
}

/// See [`Condition::Matched`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matched {
    /// The match rule.
    pub rule: StepName,
    /// The verdicts that will do.
    pub is: Vec<Verdict>,
}

/// What is known of a case when conditions are asked. Sets and maps only: the order in which things arrived has no place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The facts that count, each with its step.
    pub facts: BTreeSet<KnownFact>,
    /// The answers to choices.
    pub answers: BTreeMap<FieldRef, String>,
    /// The steps that were done.
    pub done: BTreeSet<StepName>,
    /// How the match rules came out.
    pub matches: BTreeMap<StepName, Verdict>,
    /// The signals there are.
    pub signals: BTreeSet<RiskSignal>,
    /// Steps whose identity fact has no verified claims.
    pub unverified: BTreeSet<StepName>,
}

/// A fact without its claims.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownFact {
    /// The step that brought it.
    pub step: StepName,
    /// What it is about.
    pub kind: FactKind,
    /// How sure its source is: scheme and value.
    pub assurance: Option<(String, String)>,
}

impl KnownFact {
    /// A fact of this step.
    #[must_use]
    pub fn new(step: StepName, kind: FactKind, assurance: Option<&Assurance>) -> Self {
        Self {
            step,
            kind,
            assurance: assurance.map(|found| (found.scheme.clone(), found.value.clone())),
        }
    }
}

impl Condition {
    /// Whether it holds.
    #[must_use]
    pub fn holds(&self, known: &Known) -> bool {
        match self {
            Self::Has(kind) => known.facts.iter().any(|fact| fact.kind == *kind),
            Self::Assured(asked) => known.facts.iter().any(|fact| {
                fact.kind == asked.fact
                    && fact.assurance.as_ref().is_some_and(|(scheme, value)| {
                        *scheme == asked.scheme && asked.is.contains(value)
                    })
            }),
            Self::Answered(asked) => known
                .answers
                .get(&asked.field)
                .is_some_and(|answer| asked.is.contains(answer)),
            Self::Done(step) => known.done.contains(step),
            Self::Matched(asked) => known
                .matches
                .get(&asked.rule)
                .is_some_and(|verdict| asked.is.contains(verdict)),
            Self::Signal(signal) => known.signals.contains(signal),
            Self::Not(other) => !other.holds(known),
            Self::All(all) => all.iter().all(|one| one.holds(known)),
            Self::Any(any) => any.iter().any(|one| one.holds(known)),
        }
    }

    /// Itself and every condition in it.
    pub fn parts(&self) -> Vec<&Self> {
        let mut parts = vec![self];
        match self {
            Self::Not(other) => parts.extend(other.parts()),
            Self::All(all) | Self::Any(all) => parts.extend(all.iter().flat_map(Self::parts)),
            _ => {}
        }
        parts
    }
}
