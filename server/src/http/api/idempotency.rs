//! Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) on every POST. SEC-151; docs/adr/0031.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tracing::Instrument;

use super::{
    auth::Authenticated,
    problem::{Code, Problem},
};
use crate::{
    http::sent::Sent,
    services::{
        ServiceError,
        core::Core,
        idempotency::{self, Answer, Claim, First, request_hash},
        reference_images::MAX_BYTES,
    },
};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest key, in characters.
pub const MAX_KEY: usize = 255;
/// Largest answer to a POST, in bytes.
const MAX_ANSWER: usize = 1024 * 1024;
/// The headers that belong to an answer.
const KEPT: [HeaderName; 3] = [
    header::CONTENT_TYPE,
    header::LOCATION,
    header::CONTENT_LANGUAGE,
];
/// When whoever called twice at once should look again, in seconds.
const LOOK_AGAIN_AFTER: u64 = 1;

/// Printable ASCII; HTTP leaves nobody a space at either end.
fn is_key(text: &str) -> bool {
    (1..=MAX_KEY).contains(&text.len()) && text.trim() == text && !text.contains('\t')
}

/// The value of the header, if it is there.
fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let invalid = |what| Problem::new(Code::InvalidIdempotencyKey, what);
    match Sent::of(headers, &IDEMPOTENCY_KEY) {
        Sent::Never => Ok(None),
        Sent::Repeatedly => Err(invalid("the header is there twice")),
        Sent::Once(value) => match value.to_str() {
            Ok(key) if is_key(key) => Ok(Some(key.to_owned())),
            _ => Err(invalid("1 to 255 printable ASCII characters")),
        },
    }
}

/// Middleware behind the gate.
pub(super) async fn once(State(core): State<Arc<Core>>, request: Request, next: Next) -> Response {
    if *request.method() != Method::POST {
        return next.run(request).await;
    }
    match key(request.headers()) {
        Ok(None) => next.run(request).await,
        Ok(Some(key)) => match keyed(core, &key, request, next).await {
            Ok(response) => response,
            Err(problem) => problem.into_response(),
        },
        Err(problem) => problem.into_response(),
    }
}

async fn keyed(
    core: Arc<Core>,
    key: &str,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let caller = parts.extensions.get::<Authenticated>();
    let key_id = caller.map(|caller| caller.0.key_id.clone());
    let key_id = key_id.ok_or(Code::Unauthorized)?;
    let body = to_bytes(body, MAX_BYTES).await.map_err(|_| {
        let what = format!("more than {MAX_BYTES} bytes, or cut off");
        Problem::new(Code::PayloadTooLarge, what)
    })?;
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.map_or(&b""[..], HeaderValue::as_bytes);
    let target = parts
        .uri
        .path_and_query()
        .map_or("", |target| target.as_str());
    let hash = request_hash(&[
        parts.method.as_str().as_bytes(),
        target.as_bytes(),
        kind,
        &body,
    ]);
    let path = parts.uri.path().to_owned();
    let request = Request::from_parts(parts, Body::from(body));
    let key = key.to_owned();
    // In a task of its own: a client that hangs up, or a request that takes too long, must part neither the claim from the
    // effect nor the effect from its answer.
    let work = async move {
        match idempotency::begin(&core, (&key_id, &key), &hash).await? {
            First::Yes(claim) => {
                let response = next.run(request).await;
                settle(&core, &claim, &path, response).await
            }
            First::Answered(answer) => replay(answer),
            First::UnderWay => {
                Err(Problem::from(Code::IdempotencyInProgress).retry_after(LOOK_AGAIN_AFTER))
            }
            First::CutOff => Err(Problem::new(
                Code::IdempotencyOutcomeUnknown,
                "look whether it had an effect, e.g. by its client_reference; then call again with another key",
            )),
            First::Erased => Err(Problem::new(
                Code::Conflict,
                "the onboarding that this call was about was erased, and the answer with it",
            )),
            First::Reused => Err(Code::IdempotencyKeyReused.into()),
        }
    };
    let done = tokio::spawn(work.in_current_span()).await;
    done.unwrap_or_else(|_| Err(Code::Internal.into()))
}

/// Stores the answer, unless the call shall be made again: it failed on our side, or came too often.
async fn settle(
    core: &Core,
    claim: &Claim,
    path: &str,
    response: Response,
) -> Result<Response, Problem> {
    let status = response.status();
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        idempotency::abandon(core, claim).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let broken = |what: &str| Problem::from(ServiceError::Internal(what.into()));
    let body = to_bytes(body, MAX_ANSWER)
        .await
        .map_err(|_| broken("an answer to a POST is too large"))?;
    let text = std::str::from_utf8(&body).map_err(|_| broken("an answer is not text"))?;
    let kept = KEPT.iter().filter_map(|name| {
        let value = parts.headers.get(name)?.to_str().ok()?;
        Some((name.to_string(), value.to_owned()))
    });
    let answer = Answer {
        status: status.as_u16(),
        headers: kept.collect(),
        body: text.to_owned(),
    };
    // Of a refusal it is not known whether there is such an onboarding, and nobody shall learn it from when the answer goes.
    let onboarding = match status.is_success() {
        true => onboarding_of(path, text),
        false => None,
    };
    idempotency::finish(core, claim, &answer, onboarding.as_deref()).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// The onboarding that a call was about: in its path, or in its answer. None for an erasure, whose answer is without what goes.
fn onboarding_of(path: &str, answer: &str) -> Option<String> {
    if path.ends_with("/erase") {
        return None;
    }
    if let Some(rest) = path.strip_prefix("/api/v1/onboardings/") {
        return rest.split('/').next().map(str::to_owned);
    }
    let answer: Value = serde_json::from_str(answer).ok()?;
    let id = answer.pointer("/onboarding/id")?;
    id.as_str().map(str::to_owned)
}

fn replay(answer: Answer) -> Result<Response, Problem> {
    let broken = || {
        Problem::from(ServiceError::Internal(
            "a stored answer is unreadable".into(),
        ))
    };
    let status = StatusCode::from_u16(answer.status).map_err(|_| broken())?;
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    for (name, value) in answer.headers {
        let name = HeaderName::try_from(name).map_err(|_| broken())?;
        headers.insert(name, HeaderValue::try_from(value).map_err(|_| broken())?);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}
