//! What is due, shared out fairly: by endpoints in turn, never by who waits longest.

use super::secrets;
use crate::{
    db::{
        self,
        webhooks::queue::{ClaimedRow, DueRow},
    },
    delivery::signing,
    services::{ServiceError, core::Core},
};

/// After this long somebody else may deliver what was claimed: whoever claimed it is gone. Longer than any attempt takes.
pub const LEASE_MS: i64 = 60_000;
/// Endpoints that are looked at together.
const PAGE: i64 = 64;
/// Pages that are looked at for one claim.
const PAGES: usize = 16;

/// Endpoints whose newest attempt failed wait by themselves, so that no number of them takes the others' places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// The newest attempt was delivered, or there was none.
    Well,
    /// It failed.
    Failing,
}

/// Where the turn is: the endpoint that was last.
#[derive(Debug, Default)]
pub struct Rotation {
    last: String,
}

/// A delivery that this server is at.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The delivery.
    pub delivery: String,
    /// Its event.
    pub event: String,
    /// Where to.
    pub endpoint: String,
    /// Where it waited.
    pub lane: Lane,
}

impl Claimed {
    fn of(row: ClaimedRow, lane: Lane) -> Self {
        Self {
            delivery: row.id,
            event: row.event_id,
            endpoint: row.endpoint_id,
            lane,
        }
    }
}

/// What is sent.
pub struct Letter {
    /// Where to.
    pub url: String,
    /// The event's id.
    pub id: String,
    /// The body, byte for byte.
    pub body: String,
    /// What signs it, newest first; nothing when a secret cannot be opened.
    pub secrets: Vec<signing::Secret>,
}

/// Claims up to `slots` deliveries that are due, of each endpoint so many that no more than `per_endpoint` of it are under
/// way, on all servers. Of failing endpoints one at a time.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    core: &Core,
    (lane, rotation): (Lane, &mut Rotation),
    slots: usize,
    per_endpoint: u32,
) -> Result<Vec<Claimed>, ServiceError> {
    let window = match lane {
        Lane::Well => i64::from(per_endpoint),
        Lane::Failing => 1,
    };
    let mut claimed = Vec::new();
    let mut wrapped = rotation.last.is_empty();
    for _ in 0..PAGES {
        let free = slots.saturating_sub(claimed.len());
        if free == 0 {
            break;
        }
        let page = page(core, lane, &rotation.last).await?;
        let is_last = i64::try_from(page.len()).is_ok_and(|count| count < PAGE);
        if !page.is_empty() {
            let rows = claim_page(core, (&page, rotation), (free, window)).await?;
            claimed.extend(rows.into_iter().map(|row| Claimed::of(row, lane)));
        }
        if claimed.len() < slots && is_last {
            rotation.last.clear();
            if wrapped {
                break;
            }
            wrapped = true;
        }
    }
    Ok(claimed)
}

async fn page(core: &Core, lane: Lane, after: &str) -> Result<Vec<DueRow>, ServiceError> {
    let mut connection = core.db.read().await?;
    let is_failing = lane == Lane::Failing;
    let now = core.clock.now();
    Ok(db::webhooks::queue::due(&mut connection, is_failing, after, now, PAGE).await?)
}

async fn claim_page(
    core: &Core,
    (page, rotation): (&[DueRow], &mut Rotation),
    (free, window): (usize, i64),
) -> Result<Vec<ClaimedRow>, ServiceError> {
    let now = core.clock.now();
    let until = now.plus_millis(LEASE_MS);
    // An equal share of what is free for everyone; what is left over is claimed in the next turn.
    let share = i64::try_from((free / page.len()).max(1)).unwrap_or(1);
    let mut tx = core.db.begin_write().await?;
    let mut rows = Vec::new();
    for endpoint in page {
        if rows.len() >= free {
            break;
        }
        let queue = (endpoint.id.as_str(), window);
        let limit = share.min(window);
        let dialect = core.db.dialect();
        let some = db::webhooks::queue::claim(&mut tx, dialect, queue, (now, until), limit).await?;
        rows.extend(some);
        rotation.last.clone_from(&endpoint.id);
    }
    tx.commit().await?;
    Ok(rows)
}

/// Whether anything is due, for whomever.
///
/// # Errors
/// When the database fails.
pub async fn is_any_due(core: &Core) -> Result<bool, ServiceError> {
    let mut connection = core.db.read().await?;
    Ok(db::webhooks::queue::is_any_due(&mut connection, core.clock.now()).await?)
}

/// What a claimed delivery is made of; nothing when its endpoint was disabled or deleted meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn read(core: &Core, claimed: &Claimed) -> Result<Option<Letter>, ServiceError> {
    let mut connection = core.db.read().await?;
    let endpoint = db::webhooks::endpoint(&mut connection, &claimed.endpoint).await?;
    let is_open =
        endpoint.filter(|endpoint| endpoint.disabled_at.is_none() && endpoint.deleted_at.is_none());
    let Some(endpoint) = is_open else {
        return Ok(None);
    };
    let event = db::events::find(&mut connection, &claimed.event).await?;
    let event = event
        .ok_or_else(|| ServiceError::Internal("a webhook delivery without its event".into()))?;
    let secrets = match secrets::signing(core, &mut connection, &endpoint.id).await {
        Ok(secrets) => secrets,
        Err(error) => {
            tracing::error!(endpoint = endpoint.id, %error, "a webhook cannot be signed");
            Vec::new()
        }
    };
    Ok(Some(Letter {
        url: endpoint.url,
        id: event.id,
        body: event.payload,
        secrets,
    }))
}
