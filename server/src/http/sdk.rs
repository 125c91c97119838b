//! The SDK origin: another host than our pages', without cookies, where the scripts of providers run (architecture,
//! rule 8). It answers `/sdk/*` and nothing else; our pages' hosts never do.

mod page;

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use vestibule::{id::ConnectionName, locale::Locale};

use self::page::Document;
use super::{
    AppState, host, language, rate_limit, rate_limit::RateLimits, refusal::Refusal, sent::Sent,
};
use crate::{
    config::PublicOrigin,
    provider::SdkPage,
    services::{ServiceError, checks::sdk},
};

/// A code and a last word, and nothing longer.
const MAX_BODY: usize = 4 * sdk::MAX_RESULT;

/// What the SDK origin's router needs beside the state.
#[derive(Clone)]
pub struct SdkHost {
    /// Where it is.
    pub origin: PublicOrigin,
    /// Where our pages are.
    pub public: Arc<[PublicOrigin]>,
}

/// The SDK origin's router.
pub fn router(state: AppState, sdk: SdkHost, limits: Arc<RateLimits>) -> Router {
    Router::new()
        .route("/sdk/{connection}/frame", get(frame))
        .route("/sdk/{connection}/open", post(open))
        .route("/sdk/{connection}/return", get(returned))
        .route("/sdk/{connection}/resume", post(resume))
        .route("/sdk/{connection}/finish", post(finish))
        .fallback(async || StatusCode::NOT_FOUND)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(limits, rate_limit::limit))
        .with_state((state, sdk))
}

/// Middleware: requests for the SDK origin's host go to its router, all others on.
pub async fn divert(
    State((sdk, router)): State<(PublicOrigin, Router)>,
    request: Request,
    next: Next,
) -> Response {
    if host::names(&request, &sdk) {
        use tower::ServiceExt;
        router.oneshot(request).await.into_response()
    } else {
        next.run(request).await
    }
}

type Shared = State<(AppState, SdkHost)>;

/// The connection of a path, when it has an SDK page.
fn found(state: &AppState, name: &str) -> Option<(ConnectionName, SdkPage)> {
    let name = ConnectionName::new(name).ok()?;
    let connected = state.core.connections.get(&name)?;
    let page = connected.provider.sdk_page(&connected.connection).ok()??;
    Some((name, page))
}

fn locale(headers: &HeaderMap) -> Locale {
    language::accepted(headers).unwrap_or_default()
}

fn origin(headers: &HeaderMap) -> Option<&str> {
    Sent::of(headers, &header::ORIGIN).text()
}

#[derive(Deserialize)]
struct Framing {
    origin: String,
}

/// `GET /sdk/{connection}/frame?origin=`: the framed page. Its parameters come by postMessage, at this origin.
async fn frame(
    State((state, sdk)): Shared,
    Path(connection): Path<String>,
    framing: Result<Query<Framing>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let parent = framing.ok().and_then(|Query(framing)| {
        let ours = sdk.public.iter();
        ours.map(PublicOrigin::as_str)
            .find(|origin| **origin == *framing.origin)
            .map(str::to_owned)
    });
    let (Some((name, page)), Some(parent)) = (found(&state, &connection), parent) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    Document {
        mode: "frame",
        connection: name.as_str(),
        page: &page,
        locale: locale(&headers),
        parent: Some(&parent),
        opened: None,
    }
    .respond()
}

#[derive(Deserialize)]
struct HandOver {
    code: String,
    /// The path of our own page, for the way back from a code that has run out.
    #[serde(default)]
    back: String,
}

/// `POST /sdk/{connection}/open`: from the form on our own page, with its one-time code.
async fn open(
    State((state, sdk)): Shared,
    Path(connection): Path<String>,
    headers: HeaderMap,
    hand_over: Result<Form<HandOver>, axum::extract::rejection::FormRejection>,
) -> Response {
    let is_ours = |origin: &&str| sdk.public.iter().any(|ours| ours.as_str() == *origin);
    let Some(origin) = origin(&headers).filter(is_ours) else {
        return Refusal::CrossSite.into_response();
    };
    let Some((name, page)) = found(&state, &connection) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(Form(hand_over)) = hand_over else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let opened = match sdk::open(&state.core, &name, &hand_over.code).await {
        Ok(opened) => opened,
        Err(error) => {
            let path = if is_path_of_ours(&hand_over.back) {
                &hand_over.back
            } else {
                "/"
            };
            return page::gone(
                refused(&error),
                locale(&headers),
                Some(&format!("{origin}{path}")),
            );
        }
    };
    Document {
        mode: "open",
        connection: name.as_str(),
        page: &page,
        locale: opened.locale,
        parent: None,
        opened: Some(in_json(&opened)),
    }
    .respond()
}

fn is_path_of_ours(path: &str) -> bool {
    path.starts_with("/o/")
        && path.len() <= 200
        && path
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_'))
}

/// `GET /sdk/{connection}/return`: back from the identity provider. The query is for the provider's script.
async fn returned(
    State((state, _)): Shared,
    Path(connection): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some((name, page)) = found(&state, &connection) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    Document {
        mode: "return",
        connection: name.as_str(),
        page: &page,
        locale: locale(&headers),
        parent: None,
        opened: None,
    }
    .respond()
}

#[derive(Deserialize)]
struct Continuation {
    code: String,
}

/// `POST /sdk/{connection}/resume`: parameters once more, for a continuation code.
async fn resume(
    State((state, sdk)): Shared,
    Path(connection): Path<String>,
    headers: HeaderMap,
    body: Result<Json<Continuation>, axum::extract::rejection::JsonRejection>,
) -> Response {
    let (name, Json(body)) = match asked(&state, &sdk, &connection, &headers, body) {
        Ok(asked) => asked,
        Err(unanswered) => return unanswered.into_response(),
    };
    match sdk::resume(&state.core, &name, &body.code).await {
        Ok(opened) => Json(in_json(&opened)).into_response(),
        Err(error) => refused(&error).into_response(),
    }
}

#[derive(Deserialize)]
struct LastWord {
    code: String,
    message: String,
}

#[derive(Serialize)]
struct Leave {
    to: String,
}

/// `POST /sdk/{connection}/finish`: the last word, for a continuation code.
async fn finish(
    State((state, sdk)): Shared,
    Path(connection): Path<String>,
    headers: HeaderMap,
    body: Result<Json<LastWord>, axum::extract::rejection::JsonRejection>,
) -> Response {
    let (name, Json(body)) = match asked(&state, &sdk, &connection, &headers, body) {
        Ok(asked) => asked,
        Err(unanswered) => return unanswered.into_response(),
    };
    match sdk::finish(&state.core, &name, &body.code, &body.message).await {
        Ok(done) => Json(Leave { to: done.to }).into_response(),
        Err(error) => refused(&error).into_response(),
    }
}

/// Why a question of the page's own script gets no answer.
enum Unanswered {
    CrossSite,
    Status(StatusCode),
}

impl IntoResponse for Unanswered {
    fn into_response(self) -> Response {
        match self {
            Self::CrossSite => Refusal::CrossSite.into_response(),
            Self::Status(status) => status.into_response(),
        }
    }
}

/// Only the page itself asks, by script.
fn asked<T>(
    state: &AppState,
    sdk: &SdkHost,
    connection: &str,
    headers: &HeaderMap,
    body: Result<T, axum::extract::rejection::JsonRejection>,
) -> Result<(ConnectionName, T), Unanswered> {
    if origin(headers) != Some(sdk.origin.as_str()) {
        return Err(Unanswered::CrossSite);
    }
    let Some((name, _)) = found(state, connection) else {
        return Err(Unanswered::Status(StatusCode::NOT_FOUND));
    };
    let body = body.map_err(|rejection| Unanswered::Status(rejection.status()))?;
    Ok((name, body))
}

fn in_json(opened: &sdk::Opened) -> serde_json::Value {
    json!({
        "parameters": opened.parameters,
        "continuation": opened.continuation,
        "locale": opened.locale.tag(),
        "back": opened.back,
    })
}

fn refused(error: &ServiceError) -> StatusCode {
    match error {
        ServiceError::NotFound => StatusCode::NOT_FOUND,
        ServiceError::Superseded
        | ServiceError::AlreadyHandled
        | ServiceError::OutOfOrder
        | ServiceError::OnHold
        | ServiceError::TooSoon { .. } => StatusCode::CONFLICT,
        ServiceError::BadRequest(_) => StatusCode::BAD_REQUEST,
        ServiceError::TooMany | ServiceError::OverBudget => StatusCode::TOO_MANY_REQUESTS,
        ServiceError::Unavailable | ServiceError::Paused(_) => StatusCode::SERVICE_UNAVAILABLE,
        ServiceError::Internal(cause) => {
            tracing::error!(error = %cause, "SDK page");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
