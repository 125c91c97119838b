//! The delivery log, and what its readers may do about it.

use serde::{Deserialize, Serialize};
use vestibule::time::Timestamp;

use super::{locked, locked_of, owner};
use crate::{
    db::{
        self,
        webhooks::deliveries::{self, AttemptRow, DeliveryRow},
    },
    services::{
        ServiceError,
        audit::{self, Actor},
        clients::Caller,
        core::Core,
        events::{self, EventKind},
    },
};

/// Most deliveries of one answer.
const MAX_PAGE: i64 = 100;

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It will be tried, again.
    Pending,
    /// The endpoint answered 2xx.
    Delivered,
    /// Every attempt failed.
    Failed,
    /// The endpoint was disabled or deleted before.
    Dropped,
}

impl DeliveryState {
    /// Every state there is.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Delivered, Self::Failed, Self::Dropped];

    /// The stable text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// The state with this stable text.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A delivery: one event to one endpoint.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its id.
    pub id: String,
    /// The event's id, which is the `webhook-id`.
    pub event: String,
    /// What happened.
    pub kind: String,
    /// About which onboarding, if about one.
    pub onboarding: Option<String>,
    /// Where to.
    pub endpoint: String,
    /// How it stands.
    pub state: DeliveryState,
    /// Attempts since it was last scheduled.
    pub tries: i64,
    /// When it is tried next.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was written.
    pub created_at: Timestamp,
    /// Since when it is not pending any more.
    pub ended_at: Option<Timestamp>,
}

impl Delivery {
    fn of(row: DeliveryRow) -> Result<Self, ServiceError> {
        let state = DeliveryState::from_code(&row.state)
            .ok_or_else(|| ServiceError::Internal("a webhook delivery in no known state".into()))?;
        Ok(Self {
            id: row.id,
            event: row.event_id,
            kind: row.kind,
            onboarding: row.onboarding_id,
            endpoint: row.endpoint_id,
            state,
            tries: row.tries,
            next_attempt_at: row.next_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
            ended_at: row.ended_at.map(Timestamp),
        })
    }
}

/// An attempt to deliver. Nothing of the answer is kept but its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// From 1; redelivering goes on counting.
    pub number: i64,
    /// When it began.
    pub at: Timestamp,
    /// Until the head of the answer, or until there was none to be had.
    pub duration_ms: i64,
    /// The answer's status, if there was one.
    pub status: Option<i64>,
    /// What went wrong: see [`super::Problem`].
    pub problem: Option<String>,
}

impl From<AttemptRow> for Attempt {
    fn from(row: AttemptRow) -> Self {
        Self {
            number: row.number,
            at: Timestamp(row.at),
            duration_ms: row.duration_ms,
            status: row.status,
            problem: row.problem,
        }
    }
}

/// Which deliveries are looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// To this endpoint.
    pub endpoint: Option<&'a str>,
    /// In this state.
    pub state: Option<DeliveryState>,
    /// About this onboarding.
    pub onboarding: Option<&'a str>,
}

/// Deliveries of the caller, newest first: those that follow the one with the id `after` in that order. At most 100.
///
/// # Errors
/// When the database fails.
pub async fn deliveries(
    core: &Core,
    caller: &Caller,
    wanted: Wanted<'_>,
    (after, limit): (Option<&str>, i64),
) -> Result<Vec<Delivery>, ServiceError> {
    let wanted = deliveries::Wanted {
        endpoint: wanted.endpoint.unwrap_or_default(),
        state: wanted.state.map_or("", DeliveryState::code),
        onboarding: wanted.onboarding.unwrap_or_default(),
        before: after.unwrap_or_default(),
    };
    let mut connection = core.db.read().await?;
    let limit = limit.clamp(1, MAX_PAGE);
    let rows = deliveries::list(&mut connection, owner(caller), wanted, limit).await?;
    rows.into_iter().map(Delivery::of).collect()
}

/// A delivery of the caller, with its newest attempts, oldest of them first.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is none.
pub async fn delivery(
    core: &Core,
    caller: &Caller,
    id: &str,
) -> Result<(Delivery, Vec<Attempt>), ServiceError> {
    let mut connection = core.db.read().await?;
    let row = deliveries::find(&mut connection, id, owner(caller)).await?;
    let delivery = Delivery::of(row.ok_or(ServiceError::NotFound)?)?;
    let attempts = deliveries::attempts(&mut connection, id).await?;
    Ok((delivery, attempts.into_iter().map(Attempt::from).collect()))
}

const DISABLED: ServiceError = ServiceError::BadRequest("endpoint: is disabled; enable it first");

/// Sends an endpoint an event of the kind `webhook.test`, whatever it wants. Gives the event and its delivery.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is none of the caller's; [`ServiceError::BadRequest`] when it is disabled.
pub async fn send_test(
    core: &Core,
    caller: &Caller,
    endpoint: &str,
) -> Result<(String, Delivery), ServiceError> {
    let (mut tx, mut row) = locked(core, caller, endpoint).await?;
    if row.disabled_at.is_some() {
        return Err(DISABLED);
    }
    if row.held_until.take().is_some() {
        db::webhooks::write_endpoint(&mut tx, &row).await?;
    }
    let data = serde_json::json!({ "endpoint": endpoint });
    let event = events::emit_to(core, &mut tx, &row, (EventKind::Test, &data)).await?;
    let id = deliveries::of_event(&mut tx, &event.id, endpoint).await?;
    let detail = serde_json::json!({
        "endpoint": endpoint, "client": row.client, "mode": row.mode, "event": event.id,
    });
    let what = ("webhook_endpoint.tested", caller.actor());
    audit::of_system(core, &mut tx, what, &detail).await?;
    let found = deliveries::find(&mut tx, &id, owner(caller)).await?;
    tx.commit().await?;
    core.webhooks.wake.notify_one();
    Ok((
        event.id,
        Delivery::of(found.ok_or(ServiceError::NotFound)?)?,
    ))
}

/// Begins a delivery's attempts anew: the same event, with the same `webhook-id`.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is none of the caller's; [`ServiceError::BadRequest`] when its endpoint is disabled or
/// gone.
pub async fn redeliver(core: &Core, caller: &Caller, id: &str) -> Result<Delivery, ServiceError> {
    redeliver_of(core, owner(caller), id, caller.actor()).await
}

/// The same, of a delivery of this client and mode, for whoever may.
///
/// # Errors
/// As [`redeliver`].
pub(in crate::services) async fn redeliver_of(
    core: &Core,
    owner: (&str, &str),
    id: &str,
    actor: Actor<'_>,
) -> Result<Delivery, ServiceError> {
    let endpoint = {
        let mut connection = core.db.read().await?;
        let row = deliveries::find(&mut connection, id, owner).await?;
        row.ok_or(ServiceError::NotFound)?.endpoint_id
    };
    let (mut tx, mut row) = match locked_of(core, owner, &endpoint).await {
        Err(ServiceError::NotFound) => {
            return Err(ServiceError::BadRequest("endpoint: was deleted"));
        }
        found => found?,
    };
    if row.disabled_at.is_some() {
        return Err(DISABLED);
    }
    if row.held_until.take().is_some() {
        db::webhooks::write_endpoint(&mut tx, &row).await?;
    }
    deliveries::schedule_anew(&mut tx, id, core.clock.now()).await?;
    let found = deliveries::find(&mut tx, id, owner).await?;
    let delivery = Delivery::of(found.ok_or(ServiceError::NotFound)?)?;
    let detail = serde_json::json!({
        "delivery": id, "event": delivery.event, "endpoint": endpoint, "client": row.client, "mode": row.mode,
    });
    let what = ("webhook_delivery.redelivered", actor);
    audit::of_system(core, &mut tx, what, &detail).await?;
    tx.commit().await?;
    core.webhooks.wake.notify_one();
    Ok(delivery)
}
