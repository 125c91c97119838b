//! How to stop, and go on later.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule::onboarding::OnboardingStatus;
use vestibule_app::page::{LaterPage, Page, Span};

use super::{Here, branding, reference};
use crate::http::{AppState, headers::PageHeaders, render, routes, visitor::Visitor};

/// `GET /o/{id}/later`.
pub async fn show(State(state): State<AppState>, Here { visitor, case }: Here) -> Response {
    if !matches!(case.status(), Ok(OnboardingStatus::InProgress)) {
        return render::see_other(&routes::result(&case.id));
    }
    let back = routes::tasks(&case.id);
    let page = Page::Later(LaterPage {
        branding: branding(&case, &visitor),
        lasts: lasts(&state, &visitor),
        address: format!("{}{back}", visitor.origin),
        reference: reference(&case),
        back,
    });
    let path = routes::later(&case.id);
    let headers = PageHeaders::default();
    render::page(&state, &visitor, &path, StatusCode::OK, page, headers).await
}

/// How long the browser session lasts from now on, when nothing is asked for any more.
fn lasts(state: &AppState, visitor: &Visitor) -> Span {
    let limits = state.sessions;
    let passed = visitor
        .since
        .map_or(0, |since| state.core.clock.now().0.saturating_sub(since.0));
    Span::at_most(
        limits
            .idle_ms
            .min(limits.absolute_ms.saturating_sub(passed)),
    )
}
