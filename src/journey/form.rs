//! Form steps: questions that we ask ourselves.

use serde::{Deserialize, Serialize};

use super::refs::ClaimRef;
use crate::{id::StepName, locale::LocalText};

/// Questions that we ask ourselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The questions, at most 20.
    pub fields: Vec<Field>,
}

impl Form {
    /// Whether the answers are shown once more before they count: whenever more than one was typed.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        self.fields
            .iter()
            .filter(|field| !field.kind.is_picture())
            .count()
            > 1
    }
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
    /// Whether it may stay empty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// The standard claim that the answer is about, e.g. `birthdate` (OpenID Connect Core 5.1). Without it, its name is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<StepName>,
    /// Where a value may come from that is filled in beforehand; the first source that has one is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefill: Vec<ClaimRef>,
    /// The answers to choose from; only for [`FieldKind::Choice`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FieldOption>,
}

impl Field {
    /// The name under which the answer is a claim.
    #[must_use]
    pub fn claim(&self) -> &str {
        self.claim.as_ref().unwrap_or(&self.name).as_str()
    }
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldOption {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: LocalText,
}

/// How an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A phone number with its country code.
    Phone,
    /// One line of text, 1 to 200 characters.
    Text,
    /// An e-mail address.
    Email,
    /// A calendar date, stored as ISO 8601.
    Date,
    /// One of the field's options.
    Choice,
    /// A picture of the applicant's face. It is no answer: a provider step that names it compares with it, and then it is
    /// deleted.
    Photo,
    /// A picture of a document, kept for the person who reviews the case.
    Upload,
}

impl FieldKind {
    /// Whether the answer is a file with a picture.
    #[must_use]
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Photo | Self::Upload)
    }
}
