//! The islands' server functions, `/fn/*`: JSON by POST.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    http::{Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::provide_context;
use vestibule_app::contract::Backend;

use super::{AppState, visitor::Visitor};

/// `POST /fn/{function}`.
pub async fn call(
    State(state): State<AppState>,
    visitor: Option<Visitor>,
    mut request: Request<Body>,
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
    // With these, leptos_axum would answer a plain form with a redirect to wherever it came from.
    request.headers_mut().remove(header::ACCEPT);
    request.headers_mut().remove(header::REFERER);
    let backend: Arc<dyn Backend> = state.backend.clone();
    let caller = visitor.caller();
    let context = move || {
        provide_context(backend.clone());
        provide_context(caller.clone());
    };
    leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response()
}
