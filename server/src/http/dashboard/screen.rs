//! Drawing: a screen becomes a response with its headers.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, StatusCode, header},
    response::Response,
};
use leptos::{nonce::Nonce, prelude::provide_context};
use vestibule::permission::Action;
use vestibule_app::dashboard::{
    self, AnyScreen, Section, Surroundings, Viewer,
    problem::{ProblemScreen, Trouble},
};

use crate::{
    http::{
        AppState,
        headers::{PageHeaders, Script},
        visitor::Visitor,
    },
    services::{ServiceError, operators::sessions::SignedIn},
};

/// Where a screen stands.
pub(super) struct Place<'a> {
    /// The section that it is in.
    pub(super) at: Option<Section>,
    /// Its path, for the language links.
    pub(super) path: &'a str,
}

/// Draws a screen.
pub(super) async fn draw(
    state: &AppState,
    who: (&Visitor, Option<&SignedIn>),
    place: Place<'_>,
    status: StatusCode,
    screen: AnyScreen,
    headers: PageHeaders,
) -> Response {
    // What was chosen stays chosen. On the way in nothing is repeated that a stranger's link may have.
    let path = match who.0.query.as_str() {
        query if who.1.is_some() && !query.is_empty() => format!("{}?{query}", place.path),
        _ => place.path.to_owned(),
    };
    write(state, who, (place.at, path), status, screen, headers).await
}

async fn write(
    state: &AppState,
    (visitor, signed_in): (&Visitor, Option<&SignedIn>),
    (at, path): (Option<Section>, String),
    status: StatusCode,
    screen: AnyScreen,
    headers: PageHeaders,
) -> Response {
    let around = Surroundings {
        locale: visitor.locale,
        support_code: visitor.support_code.clone(),
        path,
        development: state.development,
        stylesheets: vec![
            state.assets.stylesheet().to_owned(),
            state.assets.dashboard_stylesheet().to_owned(),
        ],
        scripts: state.assets.scripts().clone(),
        viewer: signed_in.map(|operator| Viewer {
            display_name: operator.display_name.clone(),
            sections: sections(state, operator),
            at,
        }),
    };
    let nonce = Nonce::new();
    let for_page = nonce.clone();
    let handler = leptos_axum::render_app_async_with_context(
        move || provide_context(for_page.clone()),
        move || dashboard::document(&screen, around.clone()),
    );
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    let mut response = handler(request).await;
    *response.status_mut() = status;
    let headers = PageHeaders {
        script: Script::Modules,
        ..headers
    };
    headers.write(&nonce, response.headers_mut());
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

/// The sections that somebody may open.
pub(super) fn sections(state: &AppState, operator: &SignedIn) -> Vec<Section> {
    let all = [
        (Section::Overview, Some(Action::SeeOverview)),
        (Section::Onboardings, Some(Action::ListOnboardings)),
        (Section::Proposals, None),
        (Section::Control, Some(Action::SeeConnections)),
        (Section::Settings, None),
        (Section::Audit, Some(Action::ReadAudit)),
        (Section::Simulator, Some(Action::UseSimulator)),
    ];
    all.into_iter()
        .filter(|(section, _)| state.development || *section != Section::Simulator)
        .filter(|(_, action)| action.is_none_or(|action| operator.grants.may_somewhere(action)))
        .map(|(section, _)| section)
        .collect()
}

/// A problem as a screen.
pub(super) async fn problem(
    state: &AppState,
    who: (&Visitor, Option<&SignedIn>),
    trouble: Trouble,
) -> Response {
    // Whoever may not see the overview would come back here from it.
    let go_on = match who.1 {
        Some(operator) if !operator.grants.may_somewhere(Action::SeeOverview) => {
            "/dashboard/account"
        }
        _ => "/dashboard",
    };
    let go_on = go_on.to_owned();
    let screen = Arc::new(ProblemScreen { trouble, go_on });
    let status = match trouble {
        Trouble::NotFound => StatusCode::NOT_FOUND,
        Trouble::NotAllowed => StatusCode::FORBIDDEN,
        Trouble::BadRequest => StatusCode::BAD_REQUEST,
        Trouble::Conflict | Trouble::OnHold => StatusCode::CONFLICT,
        Trouble::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Trouble::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Trouble::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    };
    // Whatever could not be shown is not asked for again in another language.
    let place = (None, "/dashboard".to_owned());
    write(state, who, place, status, screen, PageHeaders::default()).await
}

/// A service's refusal as a screen.
pub(super) async fn refusal(
    state: &AppState,
    who: (&Visitor, Option<&SignedIn>),
    error: &ServiceError,
) -> Response {
    let trouble = match error {
        ServiceError::NotFound => Trouble::NotFound,
        ServiceError::BadRequest(_) => Trouble::BadRequest,
        ServiceError::OutOfOrder
        | ServiceError::AlreadyHandled
        | ServiceError::Superseded
        | ServiceError::TooSoon { .. } => Trouble::Conflict,
        ServiceError::OnHold => Trouble::OnHold,
        ServiceError::OverBudget | ServiceError::TooMany => Trouble::TooMany,
        ServiceError::Unavailable | ServiceError::Paused(_) => Trouble::Unavailable,
        ServiceError::Internal(cause) => {
            tracing::error!(support_code = who.0.support_code, error = %cause, "request failed");
            Trouble::Internal
        }
    };
    problem(state, who, trouble).await
}
