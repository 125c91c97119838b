//! What providers ask us: the picture of a person to compare with.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use vestibule::id::ConnectionName;

use super::{AppState, provider_routes::header_pairs};
use crate::{
    provider::{RawAnswer, RawWebhook},
    services::{
        ServiceError, questions,
        reference_images::{self, NoPicture},
    },
};

/// `/providers/{connection}/reference-image`, by the method that the provider uses. The adapter authenticates.
pub async fn answer(
    State(state): State<AppState>,
    Path(connection): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Ok(connection) = ConnectionName::new(connection) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = header_pairs(&headers);
    let raw = RawWebhook {
        headers: &headers,
        body: &body,
        received_at: state.core.clock.now(),
    };
    match questions::answer(&state.core, &connection, raw).await {
        Ok(RawAnswer { status, body }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(body)).into_response()
        }
        Err(ServiceError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, connection = connection.as_str(), "question not answered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `GET /providers/{connection}/images/{token}`: the picture, once.
pub async fn hand_over(
    State(state): State<AppState>,
    Path((connection, token)): Path<(String, String)>,
    method: Method,
) -> Response {
    // Looking whether it is there must not use it up.
    if method != Method::GET {
        let allow = [(header::ALLOW, HeaderValue::from_static("GET"))];
        return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
    }
    let Ok(connection) = ConnectionName::new(connection) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match reference_images::hand_over(&state.core, &connection, &token).await {
        Ok(picture) => {
            let kind = HeaderValue::from_str(&picture.content_type)
                .unwrap_or(HeaderValue::from_static("application/octet-stream"));
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
                // Never a page of ours, whatever is in it.
                (
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_static("attachment"),
                ),
            ];
            (headers, picture.bytes).into_response()
        }
        Err(NoPicture::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(NoPicture::Gone) => StatusCode::GONE.into_response(),
        Err(NoPicture::Service(error)) => {
            tracing::error!(%error, connection = connection.as_str(), "picture not handed over");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
