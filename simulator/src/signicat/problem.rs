//! Signicat's error bodies: `{type, title, detail, code, status, traceId, invalidParams[{name, reason}]}`.

use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

/// One parameter that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct InvalidParam {
    pub(crate) name: String,
    pub(crate) reason: String,
}

impl InvalidParam {
    pub(crate) fn new(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            reason: reason.into(),
        }
    }
}

/// A refusal of the API.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    invalid: Vec<InvalidParam>,
}

impl Problem {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            title,
            detail: detail.into(),
            invalid: Vec::new(),
        }
    }

    /// 401: no bearer token, or one that is unknown or expired.
    pub(crate) fn invalid_token(detail: &str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "Unauthorized",
            detail,
        )
    }

    /// 400 with the parameters that were refused.
    pub(crate) fn invalid_parameters(invalid: Vec<InvalidParam>) -> Self {
        let mut problem = Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_request_parameter",
            "Bad Request",
            "One or more request parameters are invalid",
        );
        problem.invalid = invalid;
        problem
    }

    pub(crate) fn not_found(detail: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Not Found", detail)
    }

    pub(crate) fn forbidden(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Forbidden", detail)
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": format!("https://developer.signicat.com/errors/{}", self.code),
            "title": self.title,
            "detail": self.detail,
            "code": self.code,
            "status": self.status.as_u16(),
            "traceId": "00-00000000000000000000000000000000-0000000000000000-00",
        });
        if !self.invalid.is_empty() {
            body["invalidParams"] = json!(self.invalid);
        }
        let mut response = (self.status, body.to_string()).into_response();
        response.headers_mut().insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(
                WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer error=\"invalid_token\""),
            );
        }
        response
    }
}

/// The error body for a status that a fault asked for.
pub(crate) fn plain(status: StatusCode) -> Response {
    let code = match status {
        StatusCode::UNAUTHORIZED => "invalid_token",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::TOO_MANY_REQUESTS => "too_many_requests",
        _ => "internal_error",
    };
    Problem::new(
        status,
        code,
        status.canonical_reason().unwrap_or("Error"),
        "Put by the simulator's control API",
    )
    .into_response()
}

pub(crate) async fn no_such_route() -> Problem {
    Problem::not_found("There is no such resource")
}

pub(crate) async fn no_such_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Method Not Allowed",
        "Not with this method",
    )
}
