//! The statuses of an onboarding, and the ways to be closed.

use serde::{Deserialize, Serialize};

/// Where an onboarding stands. A projection of its steps, written in the transaction that moved one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnboardingStatus {
    /// The applicant has something to do or to wait for.
    InProgress,
    /// Every step is settled and the decision is to approve.
    Completed,
    /// A person has to look at it.
    NeedsReview,
    /// A step cannot be completed any more; the applicant is told whom to turn to.
    Stopped,
    /// The decision is no.
    Rejected,
    /// The client took it back, or whoever opened it said that it is not theirs.
    Cancelled,
    /// Nobody finished it in the time there was.
    Expired,
}

impl OnboardingStatus {
    /// Every status there is.
    pub const ALL: [Self; 7] = [
        Self::InProgress,
        Self::Completed,
        Self::NeedsReview,
        Self::Stopped,
        Self::Rejected,
        Self::Cancelled,
        Self::Expired,
    ];

    /// The stable text that the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::NeedsReview => "needs_review",
            Self::Stopped => "stopped",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// The status with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether nothing follows: neither the applicant nor an operator has anything to do.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        match self {
            Self::InProgress | Self::NeedsReview | Self::Stopped => false,
            Self::Completed | Self::Rejected | Self::Cancelled | Self::Expired => true,
        }
    }
}

/// Why an onboarding was closed before anything was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closure {
    /// The client took it back.
    Cancelled,
    /// Whoever opened it said that it is not theirs.
    Disowned,
    /// Its time ran out.
    Expired,
}

impl Closure {
    /// Every way to be closed.
    pub const ALL: [Self; 3] = [Self::Cancelled, Self::Disowned, Self::Expired];

    /// The stable text that the database and the API use.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Disowned => "disowned",
            Self::Expired => "expired",
        }
    }

    /// The closure with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|closure| closure.code() == code)
    }

    /// The status of what was closed so.
    #[must_use]
    pub fn status(self) -> OnboardingStatus {
        match self {
            Self::Cancelled | Self::Disowned => OnboardingStatus::Cancelled,
            Self::Expired => OnboardingStatus::Expired,
        }
    }
}
