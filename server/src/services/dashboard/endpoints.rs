//! Webhook endpoints and their deliveries, for the operators who look after them. Registering one is the client's business.

use std::collections::BTreeMap;

use url::Url;
use vestibule::{
    id::ClientName,
    permission::{Action, Visible},
};

use crate::{
    db::{self, webhooks::EndpointRow},
    services::{
        ServiceError,
        clients::{self, Caller, Mode},
        core::Core,
        operators::sessions::SignedIn,
        webhooks::{self, Attempt, Changes, Delivery, Endpoint, Wanted},
    },
};

/// Most endpoints of one list.
const LIST: i64 = 500;
/// Deliveries of one page.
pub const PAGE: i64 = 25;

/// Whose an endpoint is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The client.
    pub client: ClientName,
    /// Test or live.
    pub mode: Mode,
}

/// What is done about an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'a> {
    /// Something is sent to it again.
    Enable,
    /// Nothing is sent to it; what is pending is dropped.
    Disable,
    /// A test event is sent.
    Test,
    /// This delivery begins anew.
    Redeliver(&'a str),
}

fn owner_of(row: &EndpointRow) -> Result<Owner, ServiceError> {
    let broken = || ServiceError::Internal("a webhook endpoint of nobody".into());
    Ok(Owner {
        client: ClientName::new(row.client.clone()).map_err(|_| broken())?,
        mode: Mode::from_code(&row.mode).ok_or_else(broken)?,
    })
}

/// The endpoints that the operator looks after, by client.
///
/// # Errors
/// When the database fails.
pub async fn all(core: &Core, operator: &SignedIn) -> Result<Vec<(Owner, Endpoint)>, ServiceError> {
    let visible = operator.grants.visible(Action::ManageEndpoints);
    let mut connection = core.db.read().await?;
    let rows = db::webhooks::endpoints_of(&mut connection, &visible, LIST).await?;
    rows.into_iter()
        .map(|row| Ok((owner_of(&row)?, Endpoint::of(row, Vec::new())?)))
        .collect()
}

/// Host and path of a client's endpoints, by id; nothing for operators who do not look after them.
///
/// # Errors
/// When the database fails.
pub async fn addresses(
    core: &Core,
    operator: &SignedIn,
    client: &ClientName,
) -> Result<BTreeMap<String, String>, ServiceError> {
    if !operator.grants.may(Action::ManageEndpoints, Some(client)) {
        return Ok(BTreeMap::new());
    }
    let theirs = Visible::These(vec![client.clone()]);
    let mut connection = core.db.read().await?;
    let rows = db::webhooks::endpoints_of(&mut connection, &theirs, LIST).await?;
    let known = rows
        .into_iter()
        .filter_map(|row| Some((row.id, address(&row.url)?)));
    Ok(known.collect())
}

/// An address without its query, in which some receivers have a secret.
fn address(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let port = url.port().map(|port| format!(":{port}"));
    let (host, path) = (url.host_str()?, url.path());
    Some(format!("{host}{}{path}", port.unwrap_or_default()))
}

/// The operator in the place of the client whose endpoint this is.
async fn in_place(
    core: &Core,
    operator: &SignedIn,
    id: &str,
) -> Result<(Owner, Caller), ServiceError> {
    let mut connection = core.db.read().await?;
    let row = db::webhooks::endpoint(&mut connection, id).await?;
    drop(connection);
    let row = row.filter(|row| row.deleted_at.is_none());
    let owner = owner_of(&row.ok_or(ServiceError::NotFound)?)?;
    let grants = &operator.grants;
    if !grants.may(Action::ManageEndpoints, Some(&owner.client)) {
        return Err(ServiceError::NotFound);
    }
    let client = clients::find(core, &owner.client).await?;
    let caller = Caller::in_place_of(client, owner.mode, &operator.name);
    Ok((owner, caller))
}

/// An endpoint with a page of its deliveries, newest first.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Whose it is.
    pub owner: Owner,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// Deliveries to it, each with its newest attempts, oldest of them first.
    pub deliveries: Vec<(Delivery, Vec<Attempt>)>,
    /// Whether older ones follow.
    pub more: bool,
}

/// An endpoint, and its deliveries that follow the one with the id `after`.
///
/// # Errors
/// [`ServiceError::NotFound`] when there is none, or it is not theirs.
pub async fn one(
    core: &Core,
    operator: &SignedIn,
    id: &str,
    after: Option<&str>,
) -> Result<Shown, ServiceError> {
    let (owner, caller) = in_place(core, operator, id).await?;
    let endpoint = webhooks::endpoint(core, &caller, id).await?;
    let wanted = Wanted {
        endpoint: Some(id),
        ..Wanted::default()
    };
    let mut found = webhooks::deliveries(core, &caller, wanted, (after, PAGE + 1)).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let mut connection = core.db.read().await?;
    let mut deliveries = Vec::with_capacity(found.len());
    for delivery in found {
        let attempts = db::webhooks::deliveries::attempts(&mut connection, &delivery.id).await?;
        deliveries.push((delivery, attempts.into_iter().map(Attempt::from).collect()));
    }
    Ok(Shown {
        owner,
        endpoint,
        deliveries,
        more,
    })
}

/// Does something about an endpoint.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is not theirs; else as the service that does it.
pub async fn change(
    core: &Core,
    operator: &SignedIn,
    id: &str,
    change: Change<'_>,
) -> Result<(), ServiceError> {
    let (_, caller) = in_place(core, operator, id).await?;
    let enabled = |enabled| Changes {
        enabled: Some(enabled),
        ..Changes::default()
    };
    match change {
        Change::Enable => drop(webhooks::update_endpoint(core, &caller, id, enabled(true)).await?),
        Change::Disable => {
            drop(webhooks::update_endpoint(core, &caller, id, enabled(false)).await?);
        }
        Change::Test => drop(webhooks::send_test(core, &caller, id).await?),
        Change::Redeliver(delivery) => {
            // Of this endpoint: whoever has its page open means what is on it.
            let (found, _) = webhooks::delivery(core, &caller, delivery).await?;
            if found.endpoint != id {
                return Err(ServiceError::NotFound);
            }
            drop(webhooks::redeliver(core, &caller, delivery).await?);
        }
    }
    Ok(())
}
