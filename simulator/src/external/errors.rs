//! Refusals: a status and `{"error": "<code>", "detail": ".."}`. Nobody signs them, and nobody may rely on them.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

pub(crate) fn refused(status: StatusCode, code: &str, detail: &str) -> Response {
    (status, Json(json!({ "error": code, "detail": detail }))).into_response()
}

/// The error body for a status that a fault asked for.
pub(crate) fn plain(status: StatusCode) -> Response {
    refused(status, "fault", "Put by the simulator's control API")
}

pub(crate) async fn no_such_route() -> Response {
    refused(
        StatusCode::NOT_FOUND,
        "not_found",
        "There is no such resource",
    )
}
