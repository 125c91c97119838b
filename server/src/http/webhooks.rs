//! What providers tell us by themselves.

use axum::{
    body::Bytes,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode},
};
use vestibule::id::ConnectionName;

use super::{AppState, provider_routes::header_pairs};
use crate::{
    provider::{RawWebhook, WebhookError},
    services::{
        ServiceError,
        checks::webhooks::{Refusal, receive},
    },
};

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
    let headers = header_pairs(&headers);
    match receive(
        &state.core,
        &connection,
        RawWebhook {
            headers: &headers,
            body: &body,
            received_at: state.core.clock.now(),
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
