//! `POST /dashboard/onboardings/{id}/notes`: writes a note.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use vestibule_app::dashboard::{
    case::{self as view, Tried},
    problem::Trouble,
};

use super::case::{AtCase, page};
use crate::{
    http::{AppState, forms},
    services::dashboard::case::{
        notes::{self, NoteError},
        timeline::Filter,
    },
};

/// Writes a note about a case.
pub(super) async fn write(State(state): State<AppState>, at: AtCase, request: Request) -> Response {
    let Ok(sent) = forms::read(&[], request).await else {
        return at.trouble(&state, Trouble::BadRequest).await;
    };
    let text = sent.answers.get("text").cloned().unwrap_or_default();
    match notes::write(&state.core, &at.operator, &at.id, &text).await {
        Ok(()) => Redirect::to(&format!("{}#timeline", view::path(at.id.as_str()))).into_response(),
        Err(NoteError::Length) => {
            let tried = Tried {
                note: Some(text),
                ..Tried::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&state, &at, status, &Filter::default(), tried).await
        }
        Err(NoteError::Service(error)) => at.refuse(&state, &error).await,
    }
}
