//! Forms that cannot be read.

use axum::{extract::rejection::FormRejection, http::StatusCode, response::Response};
use vestibule_app::page::Problem;

use super::{AppState, render, visitor::Visitor};

/// The page for a body that is no form, too large, or not readable.
pub async fn rejected(state: &AppState, visitor: &Visitor, rejection: &FormRejection) -> Response {
    let problem = match rejection.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::WrongContentType,
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::BadRequest,
    };
    render::problem(state, visitor, problem, None).await
}
