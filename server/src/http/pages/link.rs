//! The link that a client sends. Looking at it uses nothing up; beginning binds it to this browser.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use vestibule_app::page::Page;

use super::{not_found, start};
use crate::{
    http::{AppState, headers::PageHeaders, render, routes, visitor::Visitor},
    services::{ServiceError, case::Case, onboardings},
};

/// The link's onboarding, when nobody claimed it and it belongs to this origin.
async fn invited(
    state: &AppState,
    visitor: &Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Result<(String, Case), Response> {
    let Ok(Path(token)) = token else {
        return Err(not_found(state, visitor).await);
    };
    match onboardings::invited(&state.core, &token).await {
        Ok(case) if case.row.origin == visitor.origin => Ok((token, case)),
        Ok(_) => Err(not_found(state, visitor).await),
        Err(error) => Err(render::refusal(state, visitor, error, None).await),
    }
}

/// `GET /l/{token}`: the start page.
pub async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let (token, case) = match invited(&state, &visitor, token).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let path = routes::link(&token);
    let page = start::page(&state, &visitor, &case.journey, path.clone());
    let headers = PageHeaders {
        // Whoever has the address can begin.
        referrer_policy: Some("no-referrer"),
        ..PageHeaders::default()
    };
    render::page(
        &state,
        &visitor,
        &path,
        StatusCode::OK,
        Page::Start(page),
        headers,
    )
    .await
}

/// `POST /l/{token}`: begins, in this browser and no other.
pub async fn claim(
    State(state): State<AppState>,
    mut visitor: Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let (token, _) = match invited(&state, &visitor, token).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let applicant = match start::applicant(&state, &mut visitor).await {
        Ok(applicant) => applicant,
        Err(error) => return render::refusal(&state, &visitor, error, None).await,
    };
    match onboardings::claim(&state.core, &token, &applicant).await {
        Ok(id) => render::see_other(&routes::tasks(&id)),
        Err(ServiceError::NotFound) => not_found(&state, &visitor).await,
        Err(error) => render::refusal(&state, &visitor, error, None).await,
    }
}
