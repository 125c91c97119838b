//! What clients are told. An event is written in the transaction that makes it so, with a delivery for each endpoint that
//! wants it; sending happens later, see [`super::webhooks`].

use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use vestibule::{onboarding::OnboardingStatus, time::Timestamp};

use super::{ServiceError, core::Core};
use crate::db::{self, events::EventRow, onboardings::OnboardingRow, webhooks::EndpointRow};

/// What happened.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
pub enum EventKind {
    /// A browser claimed the link.
    #[serde(rename = "onboarding.started")]
    Started,
    /// The applicant has something to do again.
    #[serde(rename = "onboarding.resumed")]
    Resumed,
    /// A person has to look at it.
    #[serde(rename = "onboarding.needs_review")]
    NeedsReview,
    /// The decision is to approve.
    #[serde(rename = "onboarding.completed")]
    Completed,
    /// The decision is no.
    #[serde(rename = "onboarding.rejected")]
    Rejected,
    /// A step cannot be completed any more.
    #[serde(rename = "onboarding.stopped")]
    Stopped,
    /// The client took it back, or whoever opened it said that it is not theirs.
    #[serde(rename = "onboarding.cancelled")]
    Cancelled,
    /// Its time ran out.
    #[serde(rename = "onboarding.expired")]
    Expired,
    /// Its personal data was erased.
    #[serde(rename = "onboarding.erased")]
    Erased,
    /// The applicant is on another device, or too late, and asks for a new link.
    #[serde(rename = "link.requested")]
    LinkRequested,
    /// Nothing is sent to an endpoint any more.
    #[serde(rename = "webhook_endpoint.disabled")]
    EndpointDisabled,
    /// Somebody tries an endpoint out.
    #[serde(rename = "webhook.test")]
    Test,
    /// The audit log has a new checkpoint.
    #[serde(rename = "audit.checkpoint")]
    Checkpoint,
}

impl EventKind {
    /// Every kind there is.
    pub const ALL: [Self; 13] = [
        Self::Started,
        Self::Resumed,
        Self::NeedsReview,
        Self::Completed,
        Self::Rejected,
        Self::Stopped,
        Self::Cancelled,
        Self::Expired,
        Self::Erased,
        Self::LinkRequested,
        Self::EndpointDisabled,
        Self::Test,
        Self::Checkpoint,
    ];

    /// The event of a status that was moved to.
    #[must_use]
    pub fn of(status: OnboardingStatus) -> Self {
        match status {
            OnboardingStatus::InProgress => Self::Resumed,
            OnboardingStatus::Completed => Self::Completed,
            OnboardingStatus::NeedsReview => Self::NeedsReview,
            OnboardingStatus::Stopped => Self::Stopped,
            OnboardingStatus::Rejected => Self::Rejected,
            OnboardingStatus::Cancelled => Self::Cancelled,
            OnboardingStatus::Expired => Self::Expired,
        }
    }

    /// The stable text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Started => "onboarding.started",
            Self::Resumed => "onboarding.resumed",
            Self::NeedsReview => "onboarding.needs_review",
            Self::Completed => "onboarding.completed",
            Self::Rejected => "onboarding.rejected",
            Self::Stopped => "onboarding.stopped",
            Self::Cancelled => "onboarding.cancelled",
            Self::Expired => "onboarding.expired",
            Self::Erased => "onboarding.erased",
            Self::LinkRequested => "link.requested",
            Self::EndpointDisabled => "webhook_endpoint.disabled",
            Self::Test => "webhook.test",
            Self::Checkpoint => "audit.checkpoint",
        }
    }

    /// The kind with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether endpoints that named no kinds get it. A checkpoint is no news about an applicant.
    #[must_use]
    pub fn is_usual(self) -> bool {
        self != Self::Checkpoint
    }
}

/// RFC 3339, in UTC.
///
/// # Errors
/// Only beyond the year 9999.
pub fn rfc3339(at: Timestamp) -> Result<String, ServiceError> {
    let wrong = |error: Box<dyn std::error::Error + Send + Sync>| ServiceError::Internal(error);
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000)
        .map_err(|error| wrong(error.into()))?
        .format(&Rfc3339)
        .map_err(|error| wrong(error.into()))
}

/// The body that is delivered: no personal data, whatever the event (Standard Webhooks, "thin" payloads).
fn payload<T: Serialize>(kind: EventKind, at: Timestamp, data: &T) -> Result<String, ServiceError> {
    Ok(serde_json::to_string(&serde_json::json!({
        "type": kind.code(), "timestamp": rfc3339(at)?, "data": data,
    }))?)
}

/// Writes an event about an onboarding, whose row the caller's transaction holds and knows as it is after the move.
///
/// # Errors
/// When the database fails.
pub async fn emit(
    core: &Core,
    connection: &mut AnyConnection,
    row: &OnboardingRow,
    kind: EventKind,
) -> Result<(), ServiceError> {
    let now = core.clock.now();
    let sequence = db::events::next_sequence(&mut *connection, &row.id).await?;
    let data = serde_json::json!({
        "onboarding": row.id, "status": row.status, "sequence": sequence,
    });
    let event = EventRow {
        id: core.new_id(),
        kind: kind.code().to_owned(),
        client: row.client.clone(),
        mode: row.mode.clone(),
        onboarding_id: Some(row.id.clone()),
        sequence,
        payload: payload(kind, now, &data)?,
        at: now.0,
    };
    db::events::insert(&mut *connection, &event).await?;
    let endpoints = db::webhooks::endpoints(&mut *connection, &row.client, &row.mode).await?;
    for endpoint in endpoints.iter().filter(|endpoint| wants(endpoint, kind)) {
        deliver(core, &mut *connection, &event, endpoint).await?;
    }
    Ok(())
}

/// Writes an event for one endpoint that is about no onboarding.
///
/// # Errors
/// When the database fails.
pub async fn emit_to<T: Serialize + Sync>(
    core: &Core,
    connection: &mut AnyConnection,
    endpoint: &EndpointRow,
    (kind, data): (EventKind, &T),
) -> Result<EventRow, ServiceError> {
    let now = core.clock.now();
    let event = EventRow {
        id: core.new_id(),
        kind: kind.code().to_owned(),
        client: endpoint.client.clone(),
        mode: endpoint.mode.clone(),
        onboarding_id: None,
        sequence: 0,
        payload: payload(kind, now, data)?,
        at: now.0,
    };
    db::events::insert(&mut *connection, &event).await?;
    deliver(core, connection, &event, endpoint).await?;
    Ok(event)
}

/// Most endpoints that are told about something that is no client's.
const MAX_TOLD: i64 = 1000;

/// Tells every endpoint that asked for this kind by name.
///
/// # Errors
/// When the database fails.
pub async fn emit_to_all<T: Serialize + Sync>(
    core: &Core,
    connection: &mut AnyConnection,
    (kind, data): (EventKind, &T),
) -> Result<(), ServiceError> {
    let endpoints = db::webhooks::asking_endpoints(&mut *connection, kind.code(), MAX_TOLD).await?;
    for endpoint in endpoints.iter().filter(|endpoint| wants(endpoint, kind)) {
        emit_to(core, &mut *connection, endpoint, (kind, data)).await?;
    }
    Ok(())
}

/// Whether an endpoint is sent events of this kind.
#[must_use]
pub fn wants(endpoint: &EndpointRow, kind: EventKind) -> bool {
    let kinds: Vec<String> = serde_json::from_str(&endpoint.kinds).unwrap_or_default();
    endpoint.disabled_at.is_none()
        && match kinds.is_empty() {
            true => kind.is_usual(),
            false => kinds.iter().any(|wanted| wanted == kind.code()),
        }
}

async fn deliver(
    core: &Core,
    connection: &mut AnyConnection,
    event: &EventRow,
    endpoint: &EndpointRow,
) -> Result<(), ServiceError> {
    let id = core.new_id();
    let what = (event.id.as_str(), endpoint.id.as_str());
    db::webhooks::insert_delivery(connection, &id, what, core.clock.now()).await?;
    // The row can be read a moment later only; whoever is woken looks more than once.
    core.webhooks.wake.notify_one();
    Ok(())
}
