//! Provider-facing routes: `/providers/{connection}/...`. A path that a provider insists on is a rewrite in front of us.

use axum::{
    body::Bytes,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode},
};
use vestibule::id::ConnectionName;

use super::AppState;
use crate::{
    provider::{RawWebhook, WebhookError},
    services::{
        ServiceError,
        checks::webhooks::{Refusal, receive},
    },
};

/// Larger bodies are refused unread.
pub const MAX_BODY: usize = 256 * 1024;

/// `POST /providers/{connection}/callback` (PUT and PATCH as well: providers differ).
pub async fn callback(
    State(state): State<AppState>,
    connection: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let named = connection
        .ok()
        .and_then(|Path(name)| ConnectionName::new(name).ok());
    let Some(connection) = named else {
        return StatusCode::NOT_FOUND;
    };
    let headers: Vec<(String, String)> = headers
        .iter()
        .take(64)
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect();
    match receive(
        &state.core,
        &connection,
        RawWebhook {
            headers: &headers,
            body: &body,
        },
    )
    .await
    {
        Ok(()) => StatusCode::OK,
        Err(Refusal::Webhook(WebhookError::Unsupported)) => StatusCode::NOT_FOUND,
        Err(Refusal::Webhook(WebhookError::Unauthenticated)) => StatusCode::UNAUTHORIZED,
        Err(Refusal::Webhook(WebhookError::Malformed)) => StatusCode::BAD_REQUEST,
        // Providers come back after a 5xx.
        Err(Refusal::Service(ServiceError::Unavailable)) => StatusCode::SERVICE_UNAVAILABLE,
        Err(Refusal::Service(error)) => {
            tracing::error!(%error, connection = connection.as_str(), "webhook not taken in");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
