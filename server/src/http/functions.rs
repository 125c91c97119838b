//! The islands' server functions, `/fn/*`: JSON by POST.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, State},
    http::{Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::provide_context;
use vestibule_app::contract::{Backend, UiError};

use super::{AppState, visitor::Visitor};

/// An error is a word and at most a short text.
const MAX_ERROR: usize = 16 * 1024;

/// `POST /fn/{function}`.
pub async fn call(
    State(state): State<AppState>,
    visitor: Option<Visitor>,
    request: Request<Body>,
) -> Response {
    let Some(visitor) = visitor else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let known =
        leptos::server_fn::axum::server_fn_paths().any(|(path, _)| path == request.uri().path());
    if !known {
        return StatusCode::NOT_FOUND.into_response();
    }
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(';').next().map(str::trim) == Some("application/json"));
    if !is_json {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    // Leptos would call a body that is too large a bad request.
    let (parts, body) = request.into_parts();
    let body = match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(body) => Body::from(body),
        Err(rejection) => return rejection.status().into_response(),
    };
    let mut request = Request::from_parts(parts, body);
    // With these, leptos_axum would answer a plain form with a redirect to wherever it came from.
    request.headers_mut().remove(header::ACCEPT);
    request.headers_mut().remove(header::REFERER);
    let backend: Arc<dyn Backend> = state.backend.clone();
    let caller = visitor.caller();
    let context = move || {
        provide_context(backend.clone());
        provide_context(caller.clone());
    };
    let response = leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response();
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        told(response, &visitor.support_code).await
    } else {
        response
    }
}

/// Every error of a server function is 500 to Leptos. Operators and proxies should see which of them are ours, and the
/// applicant the code that finds them in the log.
async fn told(response: Response, support_code: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, MAX_ERROR).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Ok(error) = serde_json::from_slice::<UiError>(&body) else {
        return Response::from_parts(parts, Body::from(body));
    };
    parts.status = status_of(&error);
    let error = match error {
        UiError::Internal { .. } => UiError::Internal {
            support_code: support_code.to_owned(),
        },
        other => other,
    };
    let body = serde_json::to_vec(&error).map_or_else(|_| Body::from(body), Body::from);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, body)
}

fn status_of(error: &UiError) -> StatusCode {
    match error {
        UiError::NotFound => StatusCode::NOT_FOUND,
        UiError::BadRequest => StatusCode::BAD_REQUEST,
        UiError::Superseded => StatusCode::CONFLICT,
        UiError::TooMany => StatusCode::TOO_MANY_REQUESTS,
        UiError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        UiError::Internal { .. } | UiError::Transport(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
