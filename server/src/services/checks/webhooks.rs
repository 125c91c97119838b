//! Webhooks: a provider tells us that something happened. Authenticated, kept once, confirmed by a fetch.

use vestibule::id::{CheckId, ConnectionName};

use super::polling;
use crate::{
    db, jobs,
    provider::{RawWebhook, WebhookError},
    services::{
        ServiceError,
        audit::{self, Actor},
        core::Core,
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
            audit::refusal(core, "webhook.refused", &error.to_string()).await?;
            return Err(error.into());
        }
    };
    let mut tx = core.db.begin_write().await.map_err(ServiceError::from)?;
    let now = core.clock.now();
    let new = db::inbox::insert(&mut tx, connection.as_str(), &notice.event_id, now)
        .await
        .map_err(ServiceError::from)?;
    let mut about = None;
    for reference in notice.references.iter().take(4) {
        about = db::attempts::find_by_reference(&mut tx, connection.as_str(), reference)
            .await
            .map_err(ServiceError::from)?;
        if about.is_some() {
            break;
        }
    }
    if new {
        let detail = serde_json::json!({ "connection": connection, "known": about.is_some() });
        audit::of_system(
            core,
            &mut tx,
            ("webhook.received", Actor::Provider),
            &detail,
        )
        .await?;
        if let Some(attempt) = &about {
            // Also when the fetch below does not come about.
            jobs::poll_later(core, &mut tx, &attempt.check_id, 0).await?;
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
