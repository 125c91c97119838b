//! Times in answers.

use serde::Serialize;
use utoipa::ToSchema;
use vestibule::time::Timestamp;

use crate::services::{ServiceError, events::rfc3339};

/// A time (RFC 3339), in UTC.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-22T19:00:00.123Z")]
pub struct Time(String);

impl Time {
    /// Of a moment.
    ///
    /// # Errors
    /// Only beyond the year 9999.
    pub fn of(at: Timestamp) -> Result<Self, ServiceError> {
        rfc3339(at).map(Self)
    }

    /// Of a moment that may not have come.
    ///
    /// # Errors
    /// Only beyond the year 9999.
    pub fn maybe(at: Option<Timestamp>) -> Result<Option<Self>, ServiceError> {
        at.map(Self::of).transpose()
    }
}
