//! `/dashboard/shortcuts`: the keyboard shortcuts.

use std::sync::Arc;

use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};
use vestibule_app::dashboard::shortcuts::{PATH, ShortcutsScreen};

use super::{access::Operator, screen};
use crate::http::{AppState, headers::PageHeaders, visitor::Visitor};

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(show))
}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Operator(operator): Operator,
) -> Response {
    let shown = Arc::new(ShortcutsScreen {
        sections: screen::sections(&state, &operator),
    });
    let place = screen::Place {
        at: None,
        path: PATH,
    };
    let who = (&visitor, Some(&operator));
    screen::draw(
        &state,
        who,
        place,
        StatusCode::OK,
        shown,
        PageHeaders::default(),
    )
    .await
}
