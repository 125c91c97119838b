//! Services: what Vestibule does, whoever asks. Pages, server functions and jobs call these and nothing below them.

pub mod answers;
pub mod audit;
pub mod budgets;
pub mod case;
pub mod checkpoints;
pub mod checks;
pub mod clients;
pub mod closing;
pub mod consents;
pub mod control;
pub mod core;
pub mod dashboard;
pub mod decisions;
mod display_names;
pub mod erasure;
pub mod events;
pub mod evidence;
pub mod flow;
pub mod gauges;
pub mod holds;
pub mod idempotency;
pub mod journey_versions;
pub mod links;
pub mod matching;
pub mod onboardings;
pub mod operators;
pub mod pauses;
pub mod projection;
pub mod proposals;
pub mod questions;
pub mod reference_images;
pub mod results;
pub mod retention;
pub mod signals;
pub mod signing_keys;
pub mod support_codes;
pub mod tallies;
pub mod webhooks;

use vestibule::id::StepName;

use crate::{crypto::CryptoError, db::DbError, provider::ProviderError};

/// Why a service refused.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Unknown, foreign or gone: the same answer for all.
    #[error("not found")]
    NotFound,
    /// The request makes no sense.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// That step comes later, or is done.
    #[error("out of order")]
    OutOfOrder,
    /// This return was used before, or its provider session was superseded.
    #[error("already handled")]
    AlreadyHandled,
    /// A newer provider session took this one's place.
    #[error("superseded")]
    Superseded,
    /// Nothing may be begun here before that moment.
    #[error("too soon")]
    TooSoon {
        /// When it may.
        until: vestibule::time::Timestamp,
    },
    /// Nothing that costs money may be begun: a budget is used up.
    #[error("over budget")]
    OverBudget,
    /// An operator paused it; this is what applicants read meanwhile.
    #[error("paused")]
    Paused(Box<vestibule::locale::LocalText>),
    /// A legal hold keeps it from being erased.
    #[error("on legal hold")]
    OnHold,
    /// Too many requests of this kind.
    #[error("too many")]
    TooMany,
    /// The provider cannot be reached.
    #[error("provider unavailable")]
    Unavailable,
    /// Something broke on our side.
    #[error(transparent)]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl From<DbError> for ServiceError {
    fn from(error: DbError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<CryptoError> for ServiceError {
    fn from(error: CryptoError) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<serde_json::Error> for ServiceError {
    fn from(error: serde_json::Error) -> Self {
        // The error's own text may quote values, and this one ends in the log (SEC-183).
        let place = format!("line {} column {}", error.line(), error.column());
        Self::Internal(format!("stored JSON of another shape at {place}").into())
    }
}

impl From<sqlx::Error> for ServiceError {
    fn from(error: sqlx::Error) -> Self {
        Self::from(DbError::from(error))
    }
}

impl From<ProviderError> for ServiceError {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::Unavailable { .. } => Self::Unavailable,
            other => Self::Internal(Box::new(other)),
        }
    }
}

impl From<crate::connection::SettingsError> for ServiceError {
    fn from(error: crate::connection::SettingsError) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// Where in an onboarding the applicant should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts {
    /// The task list.
    Tasks,
    /// A choice between ways.
    Choice(StepName),
    /// A question, or the page before a provider's screen.
    Step(StepName),
    /// The waiting page.
    Wait(StepName),
    /// The page that says how a check stopped or ended.
    Ended(StepName),
    /// The end of the journey.
    Result,
}
