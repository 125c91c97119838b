//! `POST /dashboard/onboardings/{id}/reveal`: reads a masked value.

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
        reveals::{self, RevealError},
        timeline::Filter,
    },
};

/// Reveals a value to whoever asks.
pub(super) async fn reveal(
    State(state): State<AppState>,
    at: AtCase,
    request: Request,
) -> Response {
    let Ok(sent) = forms::read(&[], request).await else {
        return at.trouble(&state, Trouble::BadRequest).await;
    };
    let field = |name: &str| sent.answers.get(name).cloned().unwrap_or_default();
    let (value, reason) = (field("field"), field("reason"));
    match reveals::reveal(&state.core, &at.operator, &at.id, (&value, &reason)).await {
        Ok(()) => Redirect::to(&format!("{}#facts", view::path(at.id.as_str()))).into_response(),
        Err(RevealError::Reason) => {
            let tried = Tried {
                field: value,
                reason: Some(reason),
                ..Tried::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&state, &at, status, &Filter::default(), tried).await
        }
        Err(RevealError::Service(error)) => at.refuse(&state, &error).await,
    }
}
