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
    services::{
        ServiceError,
        links::{self, Followed, Invited, LinkState},
    },
};

/// The link's onboarding, when nobody claimed it and it belongs to this origin.
async fn invited(
    state: &AppState,
    visitor: &Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Result<(String, Box<Invited>), Response> {
    let Ok(Path(token)) = token else {
        return Err(not_found(state, visitor).await);
    };
    let link = Followed {
        origin: &visitor.origin,
        token: &token,
    };
    match links::look(&state.core, link, visitor.applicant.as_deref()).await {
        Ok(LinkState::Open(invited)) => Ok((token, invited)),
        Ok(LinkState::Mine(id)) => Err(render::see_other(&routes::tasks(&id))),
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
    let (token, invited) = match invited(&state, &visitor, token).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let path = routes::link(&token);
    let page = start::page(&state, &visitor, &invited.journey, path.clone());
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
    let link = Followed {
        origin: &visitor.origin,
        token: &token,
    };
    match links::claim(&state.core, link, &applicant).await {
        Ok(LinkState::Mine(id)) => render::see_other(&routes::tasks(&id)),
        Ok(_) | Err(ServiceError::NotFound) => not_found(&state, &visitor).await,
        Err(error) => render::refusal(&state, &visitor, error, None).await,
    }
}
