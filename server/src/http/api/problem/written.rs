//! How a problem is written into an answer, whichever layer gave it.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Code, FieldProblem, Problem, is_of_api};
use crate::http::request_id::RequestId;

/// The media type of problem details (RFC 9457, 3).
pub const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Problem details (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// `urn:vestibule:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:vestibule:problem:invalid_request", format = "uri")]
    kind: String,
    /// The status of the answer.
    #[schema(example = 400, minimum = 400, maximum = 599)]
    status: u16,
    /// What the code means, the same every time.
    #[schema(example = "The request is not valid.")]
    title: &'a str,
    /// What is particular to this time; for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    /// The stable code.
    code: Code,
    /// Finds the request in our log; also in `X-Request-Id`.
    #[schema(example = "4T9ZK3QP")]
    request_id: &'a str,
    /// Which parts of the request are wrong.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldProblem],
}

/// The same as [`complete`] for what outer layers refuse: hosts that are not ours, requests that take too long, panics.
pub async fn complete_outside(request: Request, next: Next) -> Response {
    match is_of_api(request.uri().path()) {
        true => complete(request, next).await,
        false => next.run(request).await,
    }
}

/// Middleware: every answer of 400 and above has problem details, whichever layer gave it.
pub async fn complete(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().copied();
    let response = next.run(request).await;
    let status = response.status();
    let is_done = response.headers().get(header::CONTENT_TYPE) == Some(&PROBLEM_JSON);
    if is_done || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    write(response, id)
}

fn write(response: Response, id: Option<RequestId>) -> Response {
    let (mut parts, _) = response.into_parts();
    let problem = parts.extensions.remove::<Arc<Problem>>();
    let problem = problem.unwrap_or_else(|| Arc::new(Problem::of_status(parts.status)));
    let body = ProblemBody {
        kind: format!("urn:vestibule:problem:{}", problem.code.code()),
        status: parts.status.as_u16(),
        title: problem.code.title(),
        detail: problem.detail.as_deref().or(problem.code.advice()),
        code: problem.code,
        request_id: id.as_ref().map_or("", RequestId::as_str),
        errors: &problem.errors,
    };
    let body = Json(body).into_response().into_body();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_ENCODING);
    parts.headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
    if parts.status == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer realm=\"vestibule\"");
        parts.headers.insert(header::WWW_AUTHENTICATE, scheme);
    }
    if let Some(seconds) = problem.retry_after_seconds {
        let seconds = HeaderValue::from(seconds);
        parts.headers.insert(header::RETRY_AFTER, seconds);
    }
    Response::from_parts(parts, Body::new(body))
}
