//! Turns what middleware refused into a page, for browsers, and into a word, for islands.

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use vestibule::locale::Locale;
use vestibule_app::{contract::UiError, page::Problem};

use super::{
    AppState, api::problem::is_of_api, language, refusal::Refusal, render, request_id::RequestId,
    routes,
};

/// Middleware, outside everything that refuses.
pub async fn show(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if is_of_api(request.uri().path()) {
        return next.run(request).await;
    }
    let (wants_html, locale, support_code) = read(&request);
    let help = routes::help_beside(request.uri().path());
    let is_function = request.uri().path().starts_with("/fn/");
    let response = next.run(request).await;
    let problem = match response.extensions().get::<Refusal>() {
        Some(Refusal::CrossSite) => Problem::CrossSite,
        Some(Refusal::TooMany { .. }) => Problem::TooMany,
        Some(Refusal::UnknownHost) | None => return response,
    };
    let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
    let mut page = if is_function && problem == Problem::TooMany {
        // An island takes a text for a server that cannot be reached, and offers to load the page again.
        (response.status(), Json(UiError::TooMany)).into_response()
    } else if wants_html {
        render::problem_for(&state, (locale, &support_code), problem, help).await
    } else {
        return response;
    };
    if let Some(retry_after) = retry_after {
        page.headers_mut().insert(header::RETRY_AFTER, retry_after);
    }
    page
}

/// Whether the client reads pages, in which language, and the request's support code.
fn read(request: &Request) -> (bool, Locale, String) {
    let headers = request.headers();
    let accept = headers.get(header::ACCEPT).map(HeaderValue::to_str);
    let wants_html = matches!(accept, Some(Ok(accept)) if accept.contains("text/html"));
    let locale = language::accepted(headers).unwrap_or_default();
    let code = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.as_str().to_owned())
        .unwrap_or_default();
    (wants_html, locale, code)
}
