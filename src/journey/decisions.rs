//! What a journey compares and how it decides.

use serde::{Deserialize, Serialize};

use super::{condition::Condition, refs::ClaimSource};
use crate::{id::StepName, matching::Compared};

/// A rule that two sources are about the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchRule {
    /// Its name, in decisions and on the case.
    pub name: StepName,
    /// What is compared.
    pub compare: Compared,
    /// The two sides: a step, or `client`.
    pub between: [ClaimSource; 2],
    /// Whether both sides have to be there. Otherwise a side that says nothing is no obstacle.
    #[serde(default = "yes")]
    pub needed: bool,
}

fn yes() -> bool {
    true
}

/// A line of the decision table. The first line whose condition holds decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRule {
    /// Its name, which the decision keeps.
    pub name: StepName,
    /// When it holds; always, without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// What follows.
    pub then: Conclusion,
}

/// What is concluded about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// The person is who the client needs them to be.
    Approve,
    /// A person has to look at it.
    Review,
    /// No. By a rule only where the journey says `automatic_reject`.
    Reject,
}

impl Conclusion {
    /// The stable text that the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Review => "review",
            Self::Reject => "reject",
        }
    }

    /// The conclusion with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Approve, Self::Review, Self::Reject]
            .into_iter()
            .find(|conclusion| conclusion.code() == code)
    }
}
