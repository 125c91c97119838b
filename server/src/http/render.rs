//! Rendering: a view model becomes a response with the headers that its page needs.

use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use leptos::{nonce::Nonce, prelude::provide_context};
use vestibule::{locale::Locale, time::Timestamp};
use vestibule_app::{
    document,
    page::{Chrome, ErrorPage, Page, Problem, Span},
};

use super::{AppState, headers::PageHeaders, routes, visitor::Visitor};
use crate::services::ServiceError;

/// Renders a page.
pub async fn page(
    state: &AppState,
    visitor: &Visitor,
    path: &str,
    status: StatusCode,
    page: Page,
    headers: PageHeaders,
) -> Response {
    let chrome = chrome(state, visitor.locale, &visitor.support_code, path);
    render(status, page, chrome, headers).await
}

fn chrome(state: &AppState, locale: Locale, support_code: &str, path: &str) -> Chrome {
    Chrome {
        locale,
        support_code: support_code.to_owned(),
        path: path.to_owned(),
        development: state.development,
        stylesheet: state.assets.stylesheet().to_owned(),
        output_name: state.assets.output_name().to_owned(),
    }
}

async fn render(status: StatusCode, page: Page, chrome: Chrome, headers: PageHeaders) -> Response {
    let nonce = Nonce::new();
    // leptos_axum mints a nonce of its own before this closure runs; ours replaces it, so that header and page agree.
    let for_page = nonce.clone();
    let handler = leptos_axum::render_app_async_with_context(
        move || provide_context(for_page.clone()),
        move || document(page.clone(), chrome.clone()),
    );
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::GET;
    let mut response = handler(request).await;
    *response.status_mut() = status;
    headers.write(&nonce, response.headers_mut());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

/// The status of a problem's page.
#[must_use]
pub fn status_of(problem: Problem) -> StatusCode {
    match problem {
        Problem::NotFound => StatusCode::NOT_FOUND,
        Problem::BadRequest => StatusCode::BAD_REQUEST,
        Problem::CrossSite => StatusCode::FORBIDDEN,
        Problem::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Problem::OutOfOrder | Problem::AlreadyHandled | Problem::TooSoon => StatusCode::CONFLICT,
        Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Problem::WrongContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        // Nothing is broken that an operator would have to be woken for: no 503.
        Problem::TooMany | Problem::OverBudget => StatusCode::TOO_MANY_REQUESTS,
        Problem::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A problem's page.
pub async fn problem(
    state: &AppState,
    visitor: &Visitor,
    problem: Problem,
    go_on: Option<String>,
) -> Response {
    trouble(state, visitor, problem, (go_on, None)).await
}

async fn trouble(
    state: &AppState,
    visitor: &Visitor,
    problem: Problem,
    (go_on, wait): (Option<String>, Option<Span>),
) -> Response {
    // What this browser has begun is listed there.
    let go_on = go_on.or_else(|| (problem == Problem::NotFound).then(|| "/".to_owned()));
    let help = go_on.as_deref().and_then(routes::help_beside);
    let view = Page::Error(ErrorPage {
        problem,
        go_on,
        wait,
        help,
    });
    let status = status_of(problem);
    page(state, visitor, "/", status, view, PageHeaders::default()).await
}

/// A problem's page for a request whose visitor is not known: refused by middleware, or no session to be had.
pub async fn problem_for(
    state: &AppState,
    (locale, support_code): (Locale, &str),
    problem: Problem,
    help: Option<String>,
) -> Response {
    let view = Page::Error(ErrorPage {
        problem,
        go_on: None,
        wait: None,
        help,
    });
    let chrome = chrome(state, locale, support_code, "/");
    render(status_of(problem), view, chrome, PageHeaders::default()).await
}

/// A service's refusal as a page. `go_on` is where the applicant can continue.
pub async fn refusal(
    state: &AppState,
    visitor: &Visitor,
    error: ServiceError,
    go_on: Option<String>,
) -> Response {
    let kind = match &error {
        ServiceError::NotFound => Problem::NotFound,
        ServiceError::BadRequest(_) => Problem::BadRequest,
        ServiceError::OutOfOrder | ServiceError::OnHold => Problem::OutOfOrder,
        ServiceError::TooSoon { .. } => Problem::TooSoon,
        ServiceError::AlreadyHandled | ServiceError::Superseded => Problem::AlreadyHandled,
        ServiceError::OverBudget => Problem::OverBudget,
        ServiceError::TooMany => Problem::TooMany,
        ServiceError::Unavailable | ServiceError::Paused(_) => Problem::Unavailable,
        ServiceError::Internal(cause) => {
            tracing::error!(support_code = visitor.support_code, error = %cause, "request failed");
            Problem::Internal
        }
    };
    let wait = match &error {
        ServiceError::TooSoon { until } => Some(span_until(state, *until)),
        _ => None,
    };
    let mut response = trouble(state, visitor, kind, (go_on, wait)).await;
    if kind == Problem::Unavailable {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    response
}

/// How long it is until then.
pub fn span_until(state: &AppState, until: Timestamp) -> Span {
    Span::at_least(until.0.saturating_sub(state.core.clock.now().0))
}

/// 303 to a registered address of a client's. Our own address goes with it to nobody: the default `Referrer-Policy` of
/// answers without a page is `no-referrer`.
#[must_use]
pub fn leave_for(registered: &str) -> Response {
    Redirect::to(registered).into_response()
}

/// 303 to a path of ours.
#[must_use]
pub fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}
