//! Skipping an optional step, and taking that back.

use axum::{
    extract::{Request, State},
    response::Response,
};

use super::AtStep;
use crate::{
    http::{AppState, forms, render, routes},
    services::{ServiceError, flow},
};

/// `POST /o/{id}/steps/{step}/skip`, with `skipped=yes` or `skipped=no`.
pub async fn act(State(state): State<AppState>, at: AtStep, request: Request) -> Response {
    let sent = match forms::read(&[], request).await {
        Ok(sent) => sent,
        Err(problem) => return render::problem(&state, &at.visitor, problem, None).await,
    };
    let AtStep {
        visitor,
        case,
        step,
    } = &at;
    let applicant = visitor.applicant.as_deref();
    let done = match sent.answers.get("skipped").map(String::as_str) {
        Some("yes") => flow::skip(&state.core, applicant, &case.id, step, true).await,
        Some("no") => flow::skip(&state.core, applicant, &case.id, step, false).await,
        _ => Err(ServiceError::BadRequest("skipped")),
    };
    let tasks = routes::tasks(&case.id);
    match done {
        Ok(()) => render::see_other(&tasks),
        Err(error) => render::refusal(&state, visitor, error, Some(tasks)).await,
    }
}
