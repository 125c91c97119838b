//! Journeys: the configured lists of steps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    fact::FactKind,
    id::{ConnectionName, StepName},
    locale::LocalText,
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
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// One place in a journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name in URLs.
    pub name: StepName,
    /// What the applicant does there, starting with a verb.
    pub title: LocalText,
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
}

/// A text that is agreed to. The consent record keeps its id, version, language and hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Names the text.
    pub text_id: String,
    /// Names its wording.
    pub version: String,
    /// The wording; paragraphs are separated by empty lines.
    pub body: LocalText,
    /// What the data is used for.
    pub purpose: String,
    /// The legal basis, e.g. `consent`.
    pub legal_basis: String,
}

/// Questions that we ask ourselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The questions, at most 20.
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name of the value, e.g. `phone`.
    pub name: StepName,
    /// What is asked.
    pub label: LocalText,
    /// One short sentence of help.
    #[serde(default)]
    pub hint: Option<LocalText>,
    /// How the answer is read.
    #[serde(rename = "type")]
    pub kind: FieldKind,
}

/// How an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A phone number with its country code.
    Phone,
    /// One line of text, 1 to 200 characters.
    Text,
    /// A picture of the applicant's face. It is no answer: a provider step that names it compares with it, and then it is
    /// deleted.
    Photo,
}

/// An identity provider's own screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderStep {
    /// The account used.
    pub connection: ConnectionName,
    /// How many checks the applicant may use up here.
    #[serde(default = "three")]
    pub max_checks: u32,
    /// Answers that the provider gets: its own name for each, and the field that holds it, as `step.field`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, FieldRef>,
    /// What the adapter has to know about this step, e.g. a payment. Its own names; it checks them at start.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Value>,
}

/// Names a field of a form step of the same journey: `step.field`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldRef {
    /// The form step.
    pub step: StepName,
    /// The field of that form.
    pub field: StepName,
}

/// A text that is not `step.field`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidFieldRef;

impl std::fmt::Display for InvalidFieldRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("is not a step and a field such as \"about.phone\"")
    }
}

impl std::error::Error for InvalidFieldRef {}

impl TryFrom<String> for FieldRef {
    type Error = InvalidFieldRef;

    fn try_from(text: String) -> Result<Self, InvalidFieldRef> {
        let (step, field) = text.split_once('.').ok_or(InvalidFieldRef)?;
        let name = |text: &str| StepName::new(text).map_err(|_| InvalidFieldRef);
        Ok(Self {
            step: name(step)?,
            field: name(field)?,
        })
    }
}

impl From<FieldRef> for String {
    fn from(found: FieldRef) -> Self {
        format!("{}.{}", found.step, found.field)
    }
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

impl Journey {
    /// The step with this name, and its place.
    #[must_use]
    pub fn step(&self, name: &StepName) -> Option<(usize, &Step)> {
        self.steps
            .iter()
            .enumerate()
            .find(|(_, step)| step.name == *name)
    }
}
