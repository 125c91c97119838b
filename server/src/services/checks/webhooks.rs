//! Webhooks: a provider tells us that something happened. Authenticated, kept once, confirmed by a fetch.

use vestibule::{
    id::{CheckId, ConnectionName},
    locale::Locale,
};

use super::{
    calls::{self, About},
    locked, polling,
};
use crate::{
    db::{self, Tx, attempts::AttemptRow},
    jobs,
    provider::{Notice, RawWebhook, WebhookError},
    services::{
        ServiceError,
        audit::{self, Actor},
        case::Case,
        core::{Connected, Core},
    },
};

/// Why a webhook was refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The provider's adapter refused it.
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    /// We could not take it in.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Takes a webhook in. The answer never depends on what it is about.
///
/// # Errors
/// See [`Refusal`].
pub async fn receive(
    core: &Core,
    connection: &ConnectionName,
    raw: RawWebhook<'_>,
) -> Result<(), Refusal> {
    let connected = core
        .connections
        .get(connection)
        .ok_or(WebhookError::Unsupported)?;
    let notice = match connected.provider.read_webhook(&connected.connection, raw) {
        Ok(notice) => notice,
        Err(error) => {
            audit::refusal(
                core,
                ("webhook.refused", Actor::Provider),
                &error.to_string(),
            )
            .await?;
            return Err(error.into());
        }
    };
    let known = connected.provider.webhook_fields();
    if !known.is_empty() {
        connected.http.novelties().webhook(raw.body, known);
    }
    let about = attempt(core, connected, &notice).await?;
    let (mut tx, case) = chain_of(core, about.as_ref()).await?;
    let now = core.clock.now();
    let new = db::inbox::insert(&mut tx, connection.as_str(), &notice.event_id, now)
        .await
        .map_err(ServiceError::from)?;
    if new {
        let event = ("webhook.received", Actor::Provider);
        match (&about, &case) {
            (Some(attempt), Some(case)) => {
                let AttemptRow {
                    check_id, number, ..
                } = attempt;
                let detail = serde_json::json!({
                    "connection": connection, "check": check_id, "attempt": number,
                });
                audit::of_case(core, &mut tx, case, event, &detail).await?;
                // Also when the fetch below does not come about.
                jobs::poll_later(core, &mut tx, check_id, 0).await?;
            }
            _ => {
                let detail = serde_json::json!({ "connection": connection, "known": false });
                audit::of_system(core, &mut tx, event, &detail).await?;
            }
        }
    }
    tx.commit().await.map_err(ServiceError::from)?;
    if let Some(check) = about
        .filter(|_| new)
        .and_then(|attempt| CheckId::new(attempt.check_id).ok())
    {
        polling::ask(core, &check, polling::Urgency::Now).await?;
    }
    Ok(())
}

/// A transaction, and the case that an attempt is of, locked in it: its chain says that the provider called. Nothing of a
/// case that was erased meanwhile.
async fn chain_of(
    core: &Core,
    attempt: Option<&AttemptRow>,
) -> Result<(Tx, Option<Case>), ServiceError> {
    if let Some(check) = attempt.and_then(|attempt| CheckId::new(attempt.check_id.clone()).ok()) {
        match locked(core, &check).await {
            Ok((tx, case, _)) => return Ok((tx, Some(case))),
            Err(ServiceError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((core.db.begin_write().await?, None))
}

/// The attempt that a notice is about: by its references or, failing these, by asking the provider. An event that was
/// taken in before is not asked about again. When the provider cannot say, it is told to come back.
async fn attempt(
    core: &Core,
    connected: &Connected,
    notice: &Notice,
) -> Result<Option<AttemptRow>, ServiceError> {
    let name = connected.connection.name.as_str();
    let mut connection = core.db.read().await?;
    for reference in notice.references.iter().take(4) {
        let found = db::attempts::find_by_reference(&mut connection, name, reference).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    if db::inbox::contains(&mut connection, name, &notice.event_id).await? {
        return Ok(None);
    }
    drop(connection);
    let origin = core.origins.first().map_or("", String::as_str);
    let call = core.call(connected, origin, Locale::default());
    let locating = connected.provider.locate(call, notice);
    let (located, measured) = calls::measured(core, "locate", locating).await;
    let Some(reference) = located? else {
        return Ok(None);
    };
    let mut connection = core.db.read().await?;
    let found = db::attempts::find_by_reference(&mut connection, name, &reference).await?;
    let check = match &found {
        Some(attempt) => CheckId::new(attempt.check_id.clone()).ok(),
        None => None,
    };
    if let Some(check) = check
        && let Some(check) = db::checks::find(&mut connection, &check, None).await?
    {
        drop(connection);
        calls::write(core, About::from(&check), measured).await;
    }
    Ok(found)
}
