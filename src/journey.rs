//! Journeys: the configured lists of steps.

pub mod condition;
pub mod decisions;
pub mod form;
pub mod refs;
pub mod terms;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::{
    condition::{Answered, Assured, Condition, Known, KnownFact, Matched},
    decisions::{Conclusion, DecisionRule, MatchRule},
    form::{Field, FieldKind, FieldOption, Form},
    refs::{CLIENT, ClaimRef, ClaimSource, FieldRef, InvalidRef, WayRef},
    terms::{Consent, Terms},
};
use crate::{
    fact::FactKind,
    id::{ConnectionName, StepName},
    locale::LocalText,
    purpose::Purpose,
};

/// A configured list of steps. Immutable once stored: a *journey version* is named by the hash of its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// What the applicant is asked to do, as a heading.
    pub title: LocalText,
    /// Who asks.
    pub company: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// What is stored, why and for how long, in plain words.
    pub stored: LocalText,
    /// Where a person can turn to: an e-mail address or a phone number.
    pub contact: String,
    /// Whether anybody may begin it from its start page.
    #[serde(default)]
    pub open: bool,
    /// The facts without which the journey is not completed.
    pub needs: Vec<FactKind>,
    /// Countries and unions (`SG`, `EU`) that data may go to. Empty: nothing was decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// In which order steps may be done.
    #[serde(default)]
    pub order: Order,
    /// The choices between ways, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<StepName, Choice>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What has to be about the same person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matches: Vec<MatchRule>,
    /// The decision table. Without one: approve what falls short of nothing and has no signal, review the rest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionRule>,
    /// Whether a rule may reject without a person having looked (GDPR, article 22).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automatic_reject: bool,
}

/// In which order steps may be done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// One after the other.
    #[default]
    Sequence,
    /// Any, once the terms before a step are agreed to and what it takes from forms is there. A step with a condition waits
    /// for all steps before it, and so does a choice of which every step has one.
    Any,
}

/// A choice between ways to the same end: exactly one of them is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is to be chosen, as a question.
    pub title: LocalText,
    /// The ways, at least two, by name.
    pub ways: BTreeMap<StepName, Way>,
}

/// A way: the steps that name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// How it is called, as an answer.
    pub title: LocalText,
    /// One short sentence about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<LocalText>,
    /// Whether a person looks at every case that went this way. A way that yields fewer facts than another has to say so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reviewed: bool,
}

/// One place in a journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name in URLs.
    pub name: StepName,
    /// What the applicant does there, starting with a verb.
    pub title: LocalText,
    /// Whether the applicant may skip it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The way that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<WayRef>,
    /// When it is needed; always, without a condition. Asked once all steps before it are settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What a person can do who cannot or does not want to do this step here, e.g. visit a branch. Whoever takes it is
    /// handed over to a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<LocalText>,
    /// What kind of place it is.
    pub kind: StepKind,
}

/// What kind of place a step is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// A text that is agreed to.
    Terms(Terms),
    /// Questions that we ask ourselves.
    Form(Form),
    /// An identity provider's own screen.
    Provider(ProviderStep),
    /// A service of the client's own, through a connection of the kind `external`.
    External(ProviderStep),
}

/// A step that is checked elsewhere: by an identity provider, or by the client's own service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderStep {
    /// The account used.
    pub connection: ConnectionName,
    /// What the step is for. The provider's policy has to permit it.
    pub purpose: Purpose,
    /// How many checks the applicant may use up here.
    #[serde(default = "three")]
    pub max_checks: u32,
    /// How long nothing may be begun here after a check that counts and ended short of success, in minutes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cool_down_minutes: u32,
    /// Answers that the provider gets: its own name for each, and the field that holds it, as `step.field`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, FieldRef>,
    /// What the adapter has to know about this step, e.g. a payment. Its own names; it checks them at start.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Value>,
}

/// The input under which a provider step names the picture to compare with.
pub const REFERENCE_IMAGE: &str = "reference_image";

impl ProviderStep {
    /// The photo question whose picture this step compares with.
    #[must_use]
    pub fn reference_image(&self) -> Option<&FieldRef> {
        self.inputs.get(REFERENCE_IMAGE)
    }
}

fn three() -> u32 {
    3
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Step {
    /// What is checked elsewhere, if this step is.
    #[must_use]
    pub fn checked_elsewhere(&self) -> Option<&ProviderStep> {
        match &self.kind {
            StepKind::Provider(step) | StepKind::External(step) => Some(step),
            StepKind::Terms(_) | StepKind::Form(_) => None,
        }
    }
}

impl Journey {
    /// The step with this name, and its place.
    #[must_use]
    pub fn step(&self, name: &StepName) -> Option<(usize, &Step)> {
        self.steps
            .iter()
            .enumerate()
            .find(|(_, step)| step.name == *name)
    }

    /// The field with this name.
    #[must_use]
    pub fn field(&self, named: &FieldRef) -> Option<&Field> {
        match &self.step(&named.step)?.1.kind {
            StepKind::Form(form) => form.fields.iter().find(|field| field.name == named.field),
            _ => None,
        }
    }

    /// The steps of one way, with their places.
    pub fn way<'a>(
        &'a self,
        choice: &'a StepName,
        way: &'a StepName,
    ) -> impl Iterator<Item = (usize, &'a Step)> {
        self.steps.iter().enumerate().filter(move |(_, step)| {
            step.way
                .as_ref()
                .is_some_and(|named| named.choice == *choice && named.way == *way)
        })
    }
}
