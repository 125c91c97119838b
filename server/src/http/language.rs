//! The language links: `?lang=id` remembers the language and comes back without it.

use axum::{
    extract::Request,
    http::Method,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;
use vestibule::locale::Locale;

use super::visitor;

/// Middleware of the pages.
pub async fn choose(request: Request, next: Next) -> Response {
    let wanted = request
        .uri()
        .query()
        .and_then(|query| query.strip_prefix("lang="))
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
    Redirect::to(request.uri().path()).into_response()
}
