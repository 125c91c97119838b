//! The language: what a browser prefers; and the links `?lang=id`, which remember one and come back without it, and with
//! everything else that the query has.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;
use vestibule::locale::Locale;

use super::visitor;

/// The language of ours that a browser prefers, if it says so.
pub fn accepted(headers: &HeaderMap) -> Option<Locale> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    Locale::from_accept_language(accepted)
}

/// Middleware of the pages.
pub async fn choose(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let (chosen, rest): (Vec<_>, Vec<_>) =
        query.split('&').partition(|pair| pair.starts_with("lang="));
    let wanted = chosen
        .first()
        .and_then(|pair| pair.strip_prefix("lang="))
        .and_then(|tag| tag.parse::<Locale>().ok());
    let (Some(locale), &Method::GET) = (wanted, request.method()) else {
        return next.run(request).await;
    };
    let Some(session) = request.extensions().get::<Session>() else {
        return next.run(request).await;
    };
    if visitor::choose_locale(session, locale).await.is_err() {
        return next.run(request).await;
    }
    let path = request.uri().path();
    let to = match rest.join("&") {
        rest if rest.is_empty() => path.to_owned(),
        rest => format!("{path}?{rest}"),
    };
    Redirect::to(&to).into_response()
}
