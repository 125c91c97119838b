//! The callback: "something happened". It names a check and says nothing about it.

use vestibule::id::CheckId;

use crate::{
    connection::Connection,
    provider::{Notice, RawWebhook, WebhookError},
};

use super::{
    settings::{THEIRS, secrets},
    signature::{ID, SIGNATURE, Signed, TIMESTAMP},
    wire::{CHANGED, Changed, MOST_BYTES, VERSION, is_id},
};

/// Authenticates it first: nothing about the body is told to a stranger.
pub(super) fn read(connection: &Connection, raw: RawWebhook<'_>) -> Result<Notice, WebhookError> {
    let header = |name| raw.only_header(name).ok_or(WebhookError::Unauthenticated);
    let signed = Signed {
        id: header(ID)?,
        timestamp: header(TIMESTAMP)?,
        signature: header(SIGNATURE)?,
    };
    secrets(connection, THEIRS)
        .map_err(|_| WebhookError::Unauthenticated)?
        .verify(signed, raw.body, raw.received_at)
        .map_err(|_| WebhookError::Unauthenticated)?;
    if raw.body.len() > MOST_BYTES {
        return Err(WebhookError::Malformed);
    }
    let changed: Changed = serde_json::from_slice(raw.body).map_err(|_| WebhookError::Malformed)?;
    let is_ours = changed.version == VERSION
        && changed.kind == CHANGED
        && is_id(&changed.id)
        && CheckId::new(changed.check).is_ok();
    if !is_ours {
        return Err(WebhookError::Malformed);
    }
    // "Unique for the message": a replay is one that was taken in before.
    Ok(Notice {
        event_id: signed.id.to_owned(),
        references: vec![changed.id],
    })
}
