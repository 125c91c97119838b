//! Terms steps: texts that are agreed to.

use serde::{Deserialize, Serialize};

use crate::{id::StepName, locale::LocalText, purpose::LegalBasis};

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
    /// What allows it.
    pub legal_basis: LegalBasis,
    /// What needs a consent of its own, each with its own box: never bundled with the text or with each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
}

/// A consent of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Its name within the step.
    pub name: StepName,
    /// What is agreed to, as the text beside the box.
    pub text: LocalText,
    /// What the data is used for.
    pub purpose: String,
    /// What allows it: consent, or explicit consent.
    pub legal_basis: LegalBasis,
    /// Whether the journey can go on without it.
    #[serde(default)]
    pub optional: bool,
}
