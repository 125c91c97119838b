//! Webhooks, as their owners see them: endpoints, secrets, and what became of each delivery. Everything is of one client and
//! one mode; what is another's is not found.
//!
//! Each change is in the system's audit chain. A [`ServiceError::BadRequest`] begins with the field that it is about, and a
//! colon.

mod deliveries;
mod disabling;
mod endpoints;
mod queue;
mod recording;
mod secrets;
mod upkeep;

use serde::{Deserialize, Serialize};
use vestibule::time::Timestamp;

use super::{ServiceError, clients::Caller, core::Core, events::EventKind};
use crate::{
    db::{Tx, webhooks::EndpointRow},
    delivery::signing::Scheme,
};

pub(super) use deliveries::redeliver_of;
pub use deliveries::{
    Attempt, Delivery, DeliveryState, Wanted, deliveries, delivery, redeliver, send_test,
};
pub use endpoints::{
    Changes, NewEndpoint, create_endpoint, delete_endpoint, endpoint, endpoints, update_endpoint,
};
pub use queue::{Claimed, LEASE_MS, Lane, Letter, Rotation, claim, is_any_due, read};
pub use recording::{Outcome, Problem, record};
pub use secrets::{MAX_OVERLAP_HOURS, NewSecret, Secret, rotate_secret};
pub use upkeep::{DELIVERIES_KEPT_DAYS, sweep};

/// Why nothing is sent to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisabledAs {
    /// Its owner said so.
    Client,
    /// It answered 410.
    Gone,
    /// Nothing was delivered for 120 hours.
    Failing,
}

impl DisabledAs {
    /// The stable text.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Gone => "gone",
            Self::Failing => "failing",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Client, Self::Gone, Self::Failing]
            .into_iter()
            .find(|reason| reason.code() == code)
    }
}

/// An endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Its id.
    pub id: String,
    /// Where to.
    pub url: String,
    /// What it is for, in its owner's words.
    pub description: String,
    /// What is sent; empty: everything about onboardings and endpoints.
    pub events: Vec<EventKind>,
    /// Why nothing is sent to it; `None` while it is enabled.
    pub disabled_as: Option<DisabledAs>,
    /// Since when nothing is sent to it.
    pub disabled_at: Option<Timestamp>,
    /// Since when nothing was delivered, if the newest attempt failed.
    pub failing_since: Option<Timestamp>,
    /// Since when there is one.
    pub created_at: Timestamp,
    /// What its deliveries are signed with now, newest first.
    pub secrets: Vec<Secret>,
}

impl Endpoint {
    /// Whether anything is sent to it.
    #[must_use]
    pub fn enabled(&self) -> bool {
        self.disabled_at.is_none()
    }

    pub(super) fn of(row: EndpointRow, secrets: Vec<Secret>) -> Result<Self, ServiceError> {
        let kinds: Vec<String> = serde_json::from_str(&row.kinds)?;
        let events = kinds.iter().filter_map(|kind| EventKind::from_code(kind));
        Ok(Self {
            events: events.collect(),
            id: row.id,
            url: row.url,
            description: row.description,
            disabled_as: row.disabled_as.as_deref().and_then(DisabledAs::from_code),
            disabled_at: row.disabled_at.map(Timestamp),
            failing_since: row.failing_since.map(Timestamp),
            created_at: Timestamp(row.created_at),
            secrets,
        })
    }
}

/// Whose: client and mode, for queries.
fn owner(caller: &Caller) -> (&str, &'static str) {
    (caller.client.as_str(), caller.mode.code())
}

/// An endpoint of the caller's, to be changed in a transaction.
async fn locked(core: &Core, caller: &Caller, id: &str) -> Result<(Tx, EndpointRow), ServiceError> {
    locked_of(core, owner(caller), id).await
}

/// The same, of this client and mode.
async fn locked_of(
    core: &Core,
    (client, mode): (&str, &str),
    id: &str,
) -> Result<(Tx, EndpointRow), ServiceError> {
    let mut tx = core.db.begin_write().await?;
    let row = crate::db::webhooks::lock_endpoint(&mut tx, core.db.dialect(), id).await?;
    let is_theirs =
        |row: &EndpointRow| row.client == client && row.mode == mode && row.deleted_at.is_none();
    let row = row.filter(is_theirs).ok_or(ServiceError::NotFound)?;
    Ok((tx, row))
}

/// Schemes by their names, for details of audit events.
fn codes(schemes: &[Scheme]) -> Vec<&'static str> {
    schemes.iter().map(|scheme| scheme.code()).collect()
}
