//! "This wasn't me": whoever did not expect an onboarding ends it, before it was begun or after.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use vestibule_app::page::{NotMePage, Page};

use super::{Here, branding, link, may_disown, not_found, start};
use crate::{
    http::{AppState, headers::PageHeaders, render, routes, visitor::Visitor},
    services::{
        ServiceError, closing,
        links::{self, Followed, LinkState},
    },
};

/// `GET /l/{token}/not-me`: says what happens, and does nothing.
pub async fn explain(
    State(state): State<AppState>,
    visitor: Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let found = match link::find(&state, &visitor, token).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match found.state {
        LinkState::Open(invited) => {
            let path = routes::link_not_me(&found.token);
            let view = Page::NotMe(NotMePage {
                branding: start::branding(&visitor, &invited.journey),
                asks: invited.company,
                inside: false,
                action: path.clone(),
                back: routes::link(&found.token),
            });
            link::page(&state, &visitor, (&path, StatusCode::OK), view).await
        }
        LinkState::Mine(id) => render::see_other(&routes::not_me(&id)),
        _ => link::elsewhere(&state, &visitor, found).await,
    }
}

/// `POST /l/{token}/not-me`: ends what the link leads to, for everybody.
pub async fn disown(
    State(state): State<AppState>,
    visitor: Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let Ok(Path(token)) = token else {
        return not_found(&state, &visitor).await;
    };
    let followed = Followed {
        origin: &visitor.origin,
        token: &token,
    };
    match links::disown(&state.core, followed).await {
        // Somebody was quicker, or it is over: the link says which.
        Ok(()) | Err(ServiceError::OutOfOrder) => render::see_other(&routes::link(&token)),
        Err(error) => render::refusal(&state, &visitor, error, None).await,
    }
}

/// `GET /o/{id}/not-me`.
pub async fn explain_inside(
    State(state): State<AppState>,
    Here { visitor, case }: Here,
) -> Response {
    let back = routes::tasks(&case.id);
    if !may_disown(&case) {
        return render::see_other(&back);
    }
    let asks = match links::invited(&state.core, &case).await {
        Ok(invited) => invited.company,
        Err(error) => return render::refusal(&state, &visitor, error, Some(back)).await,
    };
    let path = routes::not_me(&case.id);
    let view = Page::NotMe(NotMePage {
        branding: branding(&case, &visitor),
        asks,
        inside: true,
        action: path.clone(),
        back,
    });
    let headers = PageHeaders::default();
    render::page(&state, &visitor, &path, StatusCode::OK, view, headers).await
}

/// `POST /o/{id}/not-me`.
pub async fn disown_inside(
    State(state): State<AppState>,
    Here { visitor, case }: Here,
) -> Response {
    let tasks = routes::tasks(&case.id);
    // What the client has read already was passed on: nobody is told otherwise.
    if !may_disown(&case) {
        return render::see_other(&tasks);
    }
    match closing::disown(&state.core, visitor.applicant.as_deref(), &case.id).await {
        Ok(()) => render::see_other(&routes::result(&case.id)),
        Err(ServiceError::OutOfOrder) => render::see_other(&tasks),
        Err(error) => render::refusal(&state, &visitor, error, Some(tasks)).await,
    }
}
