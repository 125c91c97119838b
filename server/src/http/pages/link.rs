//! The link that a client sends. Looking at it uses nothing up; beginning binds it to this browser.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use vestibule::onboarding::Closure;
use vestibule_app::page::{AskedPage, Dead, DeadLinkPage, Invitation, Page, StartPage};

use super::{day, not_found, saw, start};
use crate::{
    http::{AppState, headers::PageHeaders, render, routes, visitor::Visitor},
    services::{
        ServiceError,
        links::{self, Followed, Invited, LinkState},
    },
};

/// A link of an existing onboarding, from the path.
pub(super) struct Link {
    /// What the address ends with.
    pub(super) token: String,
    /// Where it stands for this browser.
    pub(super) state: LinkState,
}

/// What a path's token leads to. Unknown ones: the page that everything unknown has.
pub(super) async fn find(
    state: &AppState,
    visitor: &Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Result<Link, Response> {
    let Ok(Path(token)) = token else {
        return Err(not_found(state, visitor).await);
    };
    let followed = Followed {
        origin: &visitor.origin,
        token: &token,
    };
    match links::look(&state.core, followed, visitor.applicant.as_deref()).await {
        Ok(found) => {
            saw(state, visitor, found.onboarding());
            Ok(Link {
                token,
                state: found,
            })
        }
        Err(error) => Err(render::refusal(state, visitor, error, None).await),
    }
}

/// Renders a page whose address is enough to begin: no other site learns it.
pub(super) async fn page(
    state: &AppState,
    visitor: &Visitor,
    (path, status): (&str, StatusCode),
    page: Page,
) -> Response {
    let headers = PageHeaders {
        referrer_policy: Some("no-referrer"),
        ..PageHeaders::default()
    };
    render::page(state, visitor, path, status, page, headers).await
}

/// Where a link leads that nobody can begin with here.
pub(super) async fn elsewhere(state: &AppState, visitor: &Visitor, link: Link) -> Response {
    let (why, invited) = match link.state {
        LinkState::Mine(id) => return render::see_other(&routes::tasks(&id)),
        LinkState::Open(_) => return render::see_other(&routes::link(&link.token)),
        LinkState::Elsewhere(invited) => (Dead::Elsewhere, invited),
        LinkState::Expired(invited) => (Dead::Expired, invited),
        LinkState::Over(invited) if invited.closure == Some(Closure::Disowned) => {
            (Dead::Disowned, invited)
        }
        LinkState::Over(invited) => (Dead::Over, invited),
    };
    let may_ask = matches!(why, Dead::Elsewhere | Dead::Expired);
    let ask = may_ask.then(|| routes::link_new(&link.token));
    dead(
        state,
        visitor,
        &routes::link(&link.token),
        (why, invited, ask),
    )
    .await
}

/// The page of a link that leads no further.
pub(super) async fn dead(
    state: &AppState,
    visitor: &Visitor,
    path: &str,
    (why, invited, ask): (Dead, Box<Invited>, Option<String>),
) -> Response {
    let view = Page::DeadLink(DeadLinkPage {
        branding: start::branding(visitor, &invited.journey),
        asks: invited.company,
        why,
        ask,
    });
    page(state, visitor, (path, StatusCode::GONE), view).await
}

/// `GET /l/{token}`: the start page.
pub async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let link = match find(&state, &visitor, token).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let LinkState::Open(invited) = link.state else {
        return elsewhere(&state, &visitor, link).await;
    };
    let path = routes::link(&link.token);
    let start = start::page(&state, &visitor, &invited.journey, path.clone());
    let view = Page::Start(StartPage {
        invitation: Some(Invitation {
            asks: invited.company,
            account: invited.account,
            begun: day::begun(invited.begun_at, state.core.clock.now()),
            not_me: routes::link_not_me(&link.token),
        }),
        ..start
    });
    page(&state, &visitor, (&path, StatusCode::OK), view).await
}

/// `POST /l/{token}`: begins, in this browser and no other.
pub async fn claim(
    State(state): State<AppState>,
    mut visitor: Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let link = match find(&state, &visitor, token).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    // Whoever cannot begin gets no cookie.
    if !matches!(link.state, LinkState::Open(_)) {
        return elsewhere(&state, &visitor, link).await;
    }
    let token = link.token;
    match begin(&state, &mut visitor, &token).await {
        Ok(LinkState::Mine(id)) => render::see_other(&routes::tasks(&id)),
        Ok(now) => elsewhere(&state, &visitor, Link { token, state: now }).await,
        Err(error) => render::refusal(&state, &visitor, error, None).await,
    }
}

async fn begin(
    state: &AppState,
    visitor: &mut Visitor,
    token: &str,
) -> Result<LinkState, ServiceError> {
    let applicant = start::applicant(state, visitor).await?;
    let followed = Followed {
        origin: &visitor.origin,
        token,
    };
    let claimed = links::claim(&state.core, followed, &applicant).await?;
    if let LinkState::Mine(id) = &claimed {
        let remembered = visitor.remember_claim(id).await;
        remembered.map_err(|error| ServiceError::Internal(Box::new(error)))?;
    }
    Ok(claimed)
}

/// `POST /l/{token}/new`: asks the client for a new link. The answer is the same whatever becomes of it.
pub async fn ask(
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
    match links::request_new(&state.core, followed).await {
        Ok(()) | Err(ServiceError::OutOfOrder) => render::see_other(&routes::link_new(&token)),
        Err(error) => render::refusal(&state, &visitor, error, None).await,
    }
}

/// `GET /l/{token}/new`: says that a new link was asked for.
pub async fn asked(
    State(state): State<AppState>,
    visitor: Visitor,
    token: Result<Path<String>, PathRejection>,
) -> Response {
    let link = match find(&state, &visitor, token).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match link.state {
        LinkState::Elsewhere(invited) | LinkState::Expired(invited) => {
            let view = Page::Asked(AskedPage {
                branding: start::branding(&visitor, &invited.journey),
                asks: invited.company,
            });
            let path = routes::link_new(&link.token);
            page(&state, &visitor, (&path, StatusCode::OK), view).await
        }
        _ => elsewhere(&state, &visitor, link).await,
    }
}
