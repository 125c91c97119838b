//! How parts of a journey name each other.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::StepName;

/// A text that is not two names with a dot between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not {0}")]
pub struct InvalidRef(&'static str);

fn pair(text: &str, shape: &'static str) -> Result<(StepName, StepName), InvalidRef> {
    let (one, other) = text.split_once('.').ok_or(InvalidRef(shape))?;
    let name = |text: &str| StepName::new(text).map_err(|_| InvalidRef(shape));
    Ok((name(one)?, name(other)?))
}

macro_rules! pair_type {
    ($(#[$doc:meta])* $name:ident, $(#[$one_doc:meta])* $one:ident, $(#[$other_doc:meta])* $other:ident, $shape:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name {
            $(#[$one_doc])*
            pub $one: StepName,
            $(#[$other_doc])*
            pub $other: StepName,
        }

        impl TryFrom<String> for $name {
            type Error = InvalidRef;
            fn try_from(text: String) -> Result<Self, InvalidRef> {
                let ($one, $other) = pair(&text, $shape)?;
                Ok(Self { $one, $other })
            }
        }

        impl From<$name> for String {
            fn from(found: $name) -> Self {
                found.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}.{}", self.$one, self.$other)
            }
        }
    };
}

pair_type!(
    /// Names a field of a form step of the same journey: `step.field`.
    FieldRef,
    /// The form step.
    step,
    /// The field of that form.
    field,
    "a step and a field such as \"about.phone\""
);
pair_type!(
    /// Names one way of a choice of the same journey: `choice.way`.
    WayRef,
    /// The choice.
    choice,
    /// The way.
    way,
    "a choice and one of its ways such as \"identity.passport\""
);

/// Where values come from: the client, or a step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ClaimSource {
    /// What the client said about the person when it began the onboarding. Written `client`.
    Client,
    /// What a step of this journey brought. Written as the step's name.
    Step(StepName),
}

/// What stands for the client where a source is named; no step may have this name.
pub const CLIENT: &str = "client";

impl TryFrom<String> for ClaimSource {
    type Error = InvalidRef;
    fn try_from(text: String) -> Result<Self, InvalidRef> {
        if text == CLIENT {
            return Ok(Self::Client);
        }
        StepName::new(text)
            .map(Self::Step)
            .map_err(|_| InvalidRef("\"client\" or a step's name"))
    }
}

impl From<ClaimSource> for String {
    fn from(source: ClaimSource) -> Self {
        source.to_string()
    }
}

impl fmt::Display for ClaimSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client => f.write_str(CLIENT),
            Self::Step(step) => step.fmt(f),
        }
    }
}

/// A claim of a source: `client.name`, `singpass.birthdate`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClaimRef {
    /// Whose claim.
    pub source: ClaimSource,
    /// Its name.
    pub claim: StepName,
}

impl TryFrom<String> for ClaimRef {
    type Error = InvalidRef;
    fn try_from(text: String) -> Result<Self, InvalidRef> {
        let (source, claim) = pair(&text, "a source and a claim such as \"client.name\"")?;
        Ok(Self {
            source: ClaimSource::try_from(String::from(source))?,
            claim,
        })
    }
}

impl From<ClaimRef> for String {
    fn from(found: ClaimRef) -> Self {
        found.to_string()
    }
}

impl fmt::Display for ClaimRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.source, self.claim)
    }
}
