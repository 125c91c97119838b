//! The completion callback. No signature is published: a static `Authorization` value, and the truth is fetched.

use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use crate::{
    connection::Connection,
    provider::{Notice, RawWebhook, WebhookError},
};

use super::wire::{Callback, LONGEST_ID};

/// Secret: the whole value of the `Authorization` header. Without it no callback is accepted.
pub(crate) const AUTHORIZATION: &str = "callback_authorization";

/// What the documents of this product and its siblings name.
pub(crate) const FIELDS: &[&str] = &[
    "submissionId",
    "status",
    "result",
    "reasonCode",
    "partnerSessionId",
    "processedAt",
    "submissionDetails",
];

/// Far more than a callback has; the sibling products add details.
const MAX_BYTES: usize = 65_536;

/// Authenticates it first: nothing about the body is told to a stranger.
pub(crate) fn read(connection: &Connection, raw: RawWebhook<'_>) -> Result<Notice, WebhookError> {
    let secret = connection
        .secret(AUTHORIZATION)
        .map_err(|_| WebhookError::Unauthenticated)?;
    let given = raw
        .only_header("authorization")
        .ok_or(WebhookError::Unauthenticated)?;
    if !bool::from(given.as_bytes().ct_eq(secret.expose_secret().as_bytes())) {
        return Err(WebhookError::Unauthenticated);
    }
    let is_json = raw
        .only_header("content-type")
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !is_json || raw.body.len() > MAX_BYTES {
        return Err(WebhookError::Malformed);
    }
    let callback: Callback =
        serde_json::from_slice(raw.body).map_err(|_| WebhookError::Malformed)?;
    let result = callback.result.as_deref().unwrap_or_default();
    let session = callback.partner_session_id.filter(|id| !id.is_empty());
    let too_long = [
        callback.submission_id.as_str(),
        callback.status.as_str(),
        result,
    ]
    .into_iter()
    .chain(session.as_deref())
    .any(|text| text.len() > LONGEST_ID);
    if too_long || callback.submission_id.is_empty() || callback.status.is_empty() {
        return Err(WebhookError::Malformed);
    }
    // "Idempotency key: submissionId + status + result".
    let event_id = format!("{}:{}:{result}", callback.submission_id, callback.status);
    // The body of this product has no partner session id; its siblings' have one.
    Ok(Notice {
        event_id,
        references: session
            .into_iter()
            .chain([callback.submission_id])
            .collect(),
    })
}
