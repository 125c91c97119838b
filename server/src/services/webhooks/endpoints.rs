//! Endpoints: registered, listed, changed, removed.

use super::{
    DisabledAs, Endpoint, NewSecret, codes, locked, owner,
    secrets::{self, live},
};
use crate::{
    db::{
        self,
        webhooks::{EndpointRow, MAX_ENDPOINTS},
    },
    delivery::signing::Scheme,
    services::{ServiceError, audit, clients::Caller, core::Core, events::EventKind},
};

/// Longest description, in characters.
const MAX_DESCRIPTION: usize = 200;

/// What a new endpoint is.
#[derive(Debug, Clone)]
pub struct NewEndpoint {
    /// Where to.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// What is sent; empty: everything about onboardings and endpoints.
    pub events: Vec<EventKind>,
    /// How deliveries are signed; empty: [`Scheme::V1`].
    pub schemes: Vec<Scheme>,
}

/// What changes of an endpoint.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Where to.
    pub url: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What is sent.
    pub events: Option<Vec<EventKind>>,
    /// Whether anything is sent.
    pub enabled: Option<bool>,
}

fn check_url(core: &Core, url: &str) -> Result<(), ServiceError> {
    match core.webhooks.guard.check_url(url) {
        Ok(_) => Ok(()),
        Err(refusal) => Err(ServiceError::BadRequest(refusal.text())),
    }
}

fn check_description(text: &str) -> Result<(), ServiceError> {
    let fits = text.chars().count() <= MAX_DESCRIPTION && !text.chars().any(char::is_control);
    fits.then_some(()).ok_or(ServiceError::BadRequest(
        "description: at most 200 characters, without control characters",
    ))
}

/// As it is stored: each once, in a fixed order.
fn kinds(events: &[EventKind]) -> Result<String, ServiceError> {
    let mut events = events.to_vec();
    events.sort_unstable();
    events.dedup();
    Ok(serde_json::to_string(&events)?)
}

/// Registers an endpoint, and gives its secrets, this once.
///
/// # Errors
/// [`ServiceError::BadRequest`] for a URL that nothing is sent to, or a description that is too long;
/// [`ServiceError::TooMany`] beyond 20 endpoints.
pub async fn create_endpoint(
    core: &Core,
    caller: &Caller,
    new: NewEndpoint,
) -> Result<(Endpoint, Vec<NewSecret>), ServiceError> {
    check_url(core, &new.url)?;
    check_description(&new.description)?;
    let mut schemes = match new.schemes.is_empty() {
        true => vec![Scheme::V1],
        false => new.schemes,
    };
    schemes.sort_unstable();
    schemes.dedup();
    let (client, mode) = owner(caller);
    let row = EndpointRow {
        id: core.new_id(),
        client: client.to_owned(),
        mode: mode.to_owned(),
        url: new.url,
        description: new.description,
        kinds: kinds(&new.events)?,
        created_at: core.clock.now().0,
        disabled_as: None,
        disabled_at: None,
        failing_since: None,
        held_until: None,
        deleted_at: None,
    };
    let mut tx = core.db.begin_write().await?;
    // They are counted before one is added.
    let lock = format!("webhook endpoints {client}/{mode}");
    db::locks::hold(&mut tx, core.db.dialect(), &lock).await?;
    let others = db::webhooks::endpoints(&mut tx, client, mode).await?;
    if i64::try_from(others.len()).is_ok_and(|count| count >= MAX_ENDPOINTS) {
        return Err(ServiceError::TooMany);
    }
    db::webhooks::insert_endpoint(&mut tx, &row).await?;
    let mut made = Vec::new();
    for scheme in &schemes {
        made.push(secrets::make(core, &mut tx, &row.id, *scheme).await?);
    }
    let detail = serde_json::json!({
        "endpoint": row.id, "client": client, "mode": mode, "url": row.url, "events": new.events,
        "schemes": codes(&schemes),
    });
    let event = ("webhook_endpoint.created", caller.actor());
    audit::of_system(core, &mut tx, event, &detail).await?;
    tx.commit().await?;
    let shown = made.iter().map(|new| new.secret.clone()).rev().collect();
    Ok((Endpoint::of(row, shown)?, made))
}

/// The endpoints of the caller, oldest first; at most 20.
///
/// # Errors
/// When the database fails.
pub async fn endpoints(core: &Core, caller: &Caller) -> Result<Vec<Endpoint>, ServiceError> {
    let (client, mode) = owner(caller);
    let mut connection = core.db.read().await?;
    let rows = db::webhooks::endpoints(&mut connection, client, mode).await?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let secrets = live(core, &mut connection, &row.id).await?;
        list.push(Endpoint::of(row, secrets)?);
    }
    Ok(list)
}

/// An endpoint of the caller.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is none.
pub async fn endpoint(core: &Core, caller: &Caller, id: &str) -> Result<Endpoint, ServiceError> {
    let mut connection = core.db.read().await?;
    let row = db::webhooks::find_endpoint(&mut connection, id, owner(caller)).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    let secrets = live(core, &mut connection, id).await?;
    Endpoint::of(row, secrets)
}

/// Changes an endpoint. Disabled, it loses what is pending for it; that can be redelivered. Enabled, or elsewhere, it begins
/// without its past failures.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is none of the caller's; [`ServiceError::BadRequest`] as for a new one.
pub async fn update_endpoint(
    core: &Core,
    caller: &Caller,
    id: &str,
    changes: Changes,
) -> Result<Endpoint, ServiceError> {
    if let Some(url) = &changes.url {
        check_url(core, url)?;
    }
    if let Some(description) = &changes.description {
        check_description(description)?;
    }
    let now = core.clock.now();
    let (mut tx, mut row) = locked(core, caller, id).await?;
    let before = row.clone();
    if let Some(url) = changes.url {
        row.url = url;
    }
    if let Some(description) = changes.description {
        row.description = description;
    }
    if let Some(events) = &changes.events {
        row.kinds = kinds(events)?;
    }
    match changes.enabled {
        Some(true) => (row.disabled_as, row.disabled_at) = (None, None),
        Some(false) if row.disabled_at.is_none() => {
            row.disabled_as = Some(DisabledAs::Client.code().to_owned());
            row.disabled_at = Some(now.0);
        }
        Some(false) | None => {}
    }
    if row.url != before.url || (before.disabled_at.is_some() && row.disabled_at.is_none()) {
        (row.failing_since, row.held_until) = (None, None);
    }
    if row.disabled_at.is_some() && before.disabled_at.is_none() {
        db::webhooks::deliveries::drop_pending(&mut tx, id, now).await?;
    }
    db::webhooks::write_endpoint(&mut tx, &row).await?;
    let kinds: Vec<String> = serde_json::from_str(&row.kinds)?;
    let detail = serde_json::json!({
        "endpoint": id, "client": row.client, "mode": row.mode, "url": row.url, "events": kinds,
        "enabled": row.disabled_at.is_none(),
    });
    let event = ("webhook_endpoint.changed", caller.actor());
    audit::of_system(core, &mut tx, event, &detail).await?;
    let secrets = live(core, &mut tx, id).await?;
    tx.commit().await?;
    Endpoint::of(row, secrets)
}

/// Removes an endpoint and its secrets; nothing is sent to it any more. What was delivered stays in the log.
///
/// # Errors
/// [`ServiceError::NotFound`] when it is none of the caller's.
pub async fn delete_endpoint(core: &Core, caller: &Caller, id: &str) -> Result<(), ServiceError> {
    let now = core.clock.now();
    let (mut tx, mut row) = locked(core, caller, id).await?;
    row.deleted_at = Some(now.0);
    db::webhooks::write_endpoint(&mut tx, &row).await?;
    db::webhooks::deliveries::drop_pending(&mut tx, id, now).await?;
    db::webhooks::secrets::remove(&mut tx, id).await?;
    let detail = serde_json::json!({
        "endpoint": id, "client": row.client, "mode": row.mode, "url": row.url,
    });
    let event = ("webhook_endpoint.deleted", caller.actor());
    audit::of_system(core, &mut tx, event, &detail).await?;
    tx.commit().await?;
    Ok(())
}
