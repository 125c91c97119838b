//! Turns what middleware refused into a page, for browsers.

use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::Response,
};
use vestibule::locale::Locale;
use vestibule_app::page::Problem;

use super::{AppState, refusal::Refusal, render, request_id::RequestId};

/// Middleware, outside everything that refuses.
pub async fn show(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (wants_html, locale, support_code) = read(&request);
    let response = next.run(request).await;
    let problem = match response.extensions().get::<Refusal>() {
        Some(Refusal::CrossSite) => Problem::CrossSite,
        Some(Refusal::TooMany { .. }) => Problem::TooMany,
        Some(Refusal::UnknownHost) | None => return response,
    };
    if !wants_html {
        return response;
    }
    let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
    let mut page = render::problem_for(&state, locale, &support_code, problem).await;
    if let Some(retry_after) = retry_after {
        page.headers_mut().insert(header::RETRY_AFTER, retry_after);
    }
    page
}

/// Whether the client reads pages, in which language, and the request's support code.
fn read(request: &Request) -> (bool, Locale, String) {
    let header = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let wants_html = header(header::ACCEPT).is_some_and(|accept| accept.contains("text/html"));
    let locale = header(header::ACCEPT_LANGUAGE)
        .and_then(Locale::from_accept_language)
        .unwrap_or_default();
    let code = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.as_str().to_owned())
        .unwrap_or_default();
    (wants_html, locale, code)
}
