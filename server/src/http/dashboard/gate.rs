//! The gate in front of every screen: before anything is read or drawn, somebody has to be signed in who may be here.

use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use url::form_urlencoded;
use vestibule_app::dashboard::problem::Trouble;

use super::{
    access, screen,
    table::{self, Needs},
};
use crate::{
    http::{AppState, visitor::Visitor},
    services::operators::sessions,
};

/// Where whoever is not signed in goes.
pub(super) const SIGN_IN: &str = "/dashboard/sign-in";

/// Middleware: what the table lacks is not there; whoever is not signed in gets an empty redirect; whoever may not be here is
/// told so.
pub async fn pass(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut response = match check(&state, &mut parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(response) => *response,
    };
    // Kept by no browser and by nothing between: also not for "back" after signing out.
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn check(state: &AppState, parts: &mut Parts) -> Result<(), Box<Response>> {
    let path = parts.extensions.get::<MatchedPath>();
    let needs = path.and_then(|path| table::needs(&parts.method, path.as_str()));
    let is_background = path.is_some_and(|path| table::is_background(path.as_str()));
    let action = match needs {
        Some(Needs::Nobody) => return Ok(()),
        Some(Needs::May(action)) => Some(action),
        Some(Needs::SignedIn) | None => None,
    };
    let found = match access::token(&parts.headers, !state.development) {
        Some(token) if is_background => sessions::look(&state.core, &token).await,
        Some(token) => sessions::find(&state.core, &token).await,
        None => Ok(None),
    };
    // Whoever is nobody here does not learn which paths there are either.
    let signed_in = match found {
        Ok(Some(signed_in)) => signed_in,
        Ok(None) => return Err(Box::new(to_sign_in(parts))),
        Err(error) => {
            let visitor = visitor(state, parts).await?;
            return Err(Box::new(
                screen::refusal(state, (&visitor, None), &error).await,
            ));
        }
    };
    let is_refused = action.is_some_and(|action| !signed_in.grants.may_somewhere(action));
    let trouble = match needs {
        None => Some(Trouble::NotFound),
        Some(_) if is_refused => Some(Trouble::NotAllowed),
        Some(_) => None,
    };
    if let Some(trouble) = trouble {
        let visitor = visitor(state, parts).await?;
        let who = (&visitor, Some(&signed_in));
        return Err(Box::new(screen::problem(state, who, trouble).await));
    }
    parts.extensions.insert(signed_in);
    Ok(())
}

async fn visitor(state: &AppState, parts: &mut Parts) -> Result<Visitor, Box<Response>> {
    <Visitor as FromRequestParts<AppState>>::from_request_parts(parts, state)
        .await
        .map_err(|error| Box::new(error.into_response()))
}

/// An empty redirect; a page that was asked for is come back to.
fn to_sign_in(parts: &Parts) -> Response {
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return Redirect::to(SIGN_IN).into_response();
    }
    let wanted = parts
        .uri
        .path_and_query()
        .map_or("", |wanted| wanted.as_str());
    let next: String = form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(to) = HeaderValue::from_str(&format!("{SIGN_IN}?next={next}")) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}
