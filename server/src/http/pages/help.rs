//! The way to a person.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule::onboarding::OnboardingStatus;
use vestibule_app::page::{HelpPage, Page};

use super::{Here, branding, reference};
use crate::{
    http::{AppState, headers::PageHeaders, render, routes},
    services::flow,
};

/// `GET /o/{id}/help`.
pub async fn show(State(state): State<AppState>, Here { visitor, case }: Here) -> Response {
    let path = routes::help(&case.id);
    let goes_on = matches!(case.status(), Ok(OnboardingStatus::InProgress));
    let page = Page::Help(HelpPage {
        branding: branding(&case, &visitor),
        reference: reference(&case),
        handed_over: case.row.handed_over_at.is_some() && case.decision.is_none(),
        hand_over: case.may_hand_over().then(|| path.clone()),
        back: match goes_on {
            true => routes::tasks(&case.id),
            false => routes::result(&case.id),
        },
    });
    let headers = PageHeaders::default();
    render::page(&state, &visitor, &path, StatusCode::OK, page, headers).await
}

/// `POST /o/{id}/help`: hands the application over.
pub async fn hand_over(State(state): State<AppState>, Here { visitor, case }: Here) -> Response {
    let applicant = visitor.applicant.as_deref();
    let result = routes::result(&case.id);
    match flow::hand_over(&state.core, applicant, &case.id, None).await {
        Ok(()) => render::see_other(&result),
        Err(error) => render::refusal(&state, &visitor, error, Some(result)).await,
    }
}
