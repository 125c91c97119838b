//! `POST /dashboard/onboardings/{id}/hold`: places a legal hold, or lifts it.

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
    services::{
        dashboard::case::timeline::Filter,
        holds::{self, HoldError},
    },
};

/// Places a hold, or lifts the one there is.
pub(super) async fn change(
    State(state): State<AppState>,
    at: AtCase,
    request: Request,
) -> Response {
    let Ok(sent) = forms::read(&[], request).await else {
        return at.trouble(&state, Trouble::BadRequest).await;
    };
    let field = |name: &str| sent.answers.get(name).cloned().unwrap_or_default();
    let (core, reason) = (&state.core, field("reason"));
    let done = match field("do").as_str() {
        "lift" => holds::lift(core, &at.operator, &at.id, &reason).await,
        _ => holds::place(core, &at.operator, &at.id, &reason).await,
    };
    match done {
        Ok(()) => Redirect::to(&view::path(at.id.as_str())).into_response(),
        Err(HoldError::Reason) => {
            let tried = Tried {
                hold: Some(reason),
                ..Tried::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&state, &at, status, &Filter::default(), tried).await
        }
        Err(HoldError::NotAllowed) => at.trouble(&state, Trouble::NotAllowed).await,
        Err(HoldError::Service(error)) => at.refuse(&state, &error).await,
    }
}
