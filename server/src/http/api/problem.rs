//! Every refusal of the API: problem details (RFC 9457) with a stable code.

mod written;

use std::{borrow::Cow, sync::Arc};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use vestibule::locale::Locale;

pub use self::written::{ProblemBody, complete, complete_outside};
use crate::{http::refusal::Refusal, services::ServiceError};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:ident, $title:literal;)*) => {
        /// The stable code of a problem. New ones may be added; read an unknown one by its status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
        #[schema(as = ProblemCode, rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable text.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The status that it is answered with.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// What the code means, the same every time.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// The body, a parameter or a header makes no sense; `errors` says which.
    InvalidRequest = "invalid_request", BAD_REQUEST, "The request is not valid.";
    /// The cursor is not one that this list gave with these filters.
    InvalidCursor = "invalid_cursor", BAD_REQUEST, "The cursor does not belong to this list.";
    /// The Idempotency-Key is empty, too long, not printable or there twice.
    InvalidIdempotencyKey = "invalid_idempotency_key", BAD_REQUEST, "The Idempotency-Key is not valid.";
    /// A key was sent in the URL, where logs keep it: end it.
    KeyInUrl = "key_in_url", BAD_REQUEST, "An API key was sent in the URL.";
    /// There is no key, or it is unknown, ended or expired.
    Unauthorized = "unauthorized", UNAUTHORIZED, "A valid API key is needed.";
    /// The key may not be used from this address.
    SourceNotAllowed = "source_not_allowed", FORBIDDEN, "This key may not be used from this address.";
    /// The key lacks the scope that the route needs.
    InsufficientScope = "insufficient_scope", FORBIDDEN, "This key may not do that.";
    /// A test key was used for something live.
    LiveKeyRequired = "live_key_required", FORBIDDEN, "A test key cannot do that.";
    /// Unknown, another client's, or of the other mode: not told apart.
    NotFound = "not_found", NOT_FOUND, "There is nothing here.";
    /// The path exists, not with this method.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "This path does not take this method.";
    /// What is asked for does not fit the state that the resource is in.
    Conflict = "conflict", CONFLICT, "The resource is in another state.";
    /// A legal hold is on the onboarding: nobody erases it until an operator lifts the hold.
    OnHold = "on_hold", CONFLICT, "The onboarding is on legal hold.";
    /// Facts and evidence are to be read only after the result code and the session binding were shown together.
    ResultNotBound = "result_not_bound", CONFLICT, "The result was not bound to a session yet.";
    /// The first call with this Idempotency-Key is under way.
    IdempotencyInProgress = "idempotency_in_progress", CONFLICT, "The first call with this key is under way.";
    /// The first call with this Idempotency-Key was cut off; whether it had an effect is not known.
    IdempotencyOutcomeUnknown = "idempotency_outcome_unknown", CONFLICT, "The first call with this key was cut off.";
    /// The body is too large.
    PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE, "The body is too large.";
    /// The body is of a type that the route does not take.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The route does not take this media type.";
    /// The request names a host that is not ours.
    UnknownHost = "unknown_host", MISDIRECTED_REQUEST, "This server does not answer for that host.";
    /// This Idempotency-Key was used for another request.
    IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY, "This key was used for another request.";
    /// The result code is unknown, used up or too old, or it does not go with the session binding.
    InvalidResultCode = "invalid_result_code", UNPROCESSABLE_ENTITY, "The result code or its binding is wrong.";
    /// The picture cannot be used.
    UnusableImage = "unusable_image", UNPROCESSABLE_ENTITY, "The picture cannot be used.";
    /// Too many requests; `Retry-After` says when to come back.
    RateLimited = "rate_limited", TOO_MANY_REQUESTS, "Too many requests.";
    /// Something broke on our side. The same request may be sent again.
    Internal = "internal", INTERNAL_SERVER_ERROR, "Something broke on our side.";
    /// Not now; the same request may be sent again.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, "The service is not available at the moment.";
    /// An operator paused it; `detail` says what applicants are told meanwhile. The same request may be sent again later.
    Paused = "paused", SERVICE_UNAVAILABLE, "An operator has paused this.";
}

impl Code {
    /// What whoever called may do about it, where there is nothing more particular to say.
    const fn advice(self) -> Option<&'static str> {
        Some(match self {
            Self::InvalidCursor => {
                "take next_cursor of the page before, with the same filters and a key of the same client and mode"
            }
            Self::Unauthorized => {
                "the key is unknown, was ended or has expired, or its client is disabled"
            }
            Self::SourceNotAllowed => {
                "call from an address of the key's list, or make a key with another list"
            }
            Self::NotFound => {
                "an unknown id, one of another client and one of the other mode are not told apart: is it the right key?"
            }
            Self::OnHold => {
                "ask whoever runs the server; once the hold is lifted, send the request again with another Idempotency-Key"
            }
            Self::ResultNotBound => {
                "first send POST /api/v1/onboardings/{id}/result with the result code that the person's browser brought and \
                 the session binding of its session"
            }
            Self::InvalidResultCode => {
                "a code works once and for a few minutes: the person gets another by the button on their result page; take \
                 the binding from the session that they came back in"
            }
            Self::IdempotencyKeyReused => "use a new key for a new request",
            Self::IdempotencyInProgress => "send the same request again to get its answer",
            Self::RateLimited | Self::Unavailable => "send the same request again later",
            Self::Internal => {
                "send the same request again; if it goes on, name the request_id to whoever runs the server"
            }
            _ => return None,
        })
    }
}

/// What is wrong with one part of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FieldProblemCode)]
pub enum FieldCode {
    /// Not JSON in UTF-8.
    Syntax,
    /// Not a field that there is.
    UnknownField,
    /// There twice.
    Repeated,
    /// Not there.
    Missing,
    /// Of another type.
    WrongType,
    /// Not a value that may stand here.
    InvalidValue,
    /// More objects and lists in each other than are allowed.
    TooDeep,
}

/// One part of a request, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub struct FieldProblem {
    /// Where in the body: a JSON Pointer (RFC 6901) in its URI fragment form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "#/return_url")]
    pub pointer: Option<String>,
    /// Which parameter of the query or header, where it is not in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What kind of mistake.
    pub code: FieldCode,
    /// The same for people.
    #[schema(example = "not one of the return URLs that are registered for this client")]
    pub detail: Cow<'static, str>,
}

impl FieldProblem {
    /// At a place in the body, given as `#/a/0`.
    pub fn at(
        pointer: impl Into<String>,
        code: FieldCode,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            pointer: Some(pointer.into()),
            parameter: None,
            code,
            detail: detail.into(),
        }
    }

    /// In a parameter of the query, or a header.
    pub fn in_parameter(
        name: impl Into<String>,
        code: FieldCode,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            pointer: None,
            parameter: Some(name.into()),
            code,
            detail: detail.into(),
        }
    }
}

/// A refusal. [`complete`] writes its body.
#[derive(Debug, Clone)]
pub struct Problem {
    code: Code,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldProblem>,
    retry_after_seconds: Option<u64>,
}

/// The result of a handler.
pub type ApiResult<T> = Result<T, Problem>;

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self {
            code,
            detail: None,
            errors: Vec::new(),
            retry_after_seconds: None,
        }
    }
}

impl Problem {
    /// A problem with what is particular to this time.
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..Self::from(code)
        }
    }

    /// 400 `invalid_request` that names each part that is wrong.
    #[must_use]
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        Self {
            errors,
            ..Self::from(Code::InvalidRequest)
        }
    }

    /// 400 `invalid_request` for a value of the body that may not stand there.
    pub fn invalid_value(pointer: &str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::invalid(vec![FieldProblem::at(
            pointer,
            FieldCode::InvalidValue,
            detail,
        )])
    }

    /// With the time after which to come back, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// The problem of a status that some layer answered without one.
    fn of_status(status: StatusCode) -> Self {
        let code = Code::ALL.iter().find(|code| code.status() == status);
        Self::from(match code {
            Some(code) => *code,
            None if status.is_server_error() => Code::Internal,
            None => Code::InvalidRequest,
        })
    }
}

/// Services name the field that is wrong before a colon.
fn bad_request(what: &'static str) -> Problem {
    let is_name = |name: &str| {
        let is_letter = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        !name.is_empty() && name.chars().all(is_letter)
    };
    match what.split_once(": ") {
        Some((name, detail)) if is_name(name) => {
            Problem::invalid_value(&format!("#/{name}"), detail)
        }
        _ => Problem::new(Code::InvalidRequest, what),
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::NotFound => Code::NotFound.into(),
            ServiceError::BadRequest(what) => bad_request(what),
            ServiceError::OutOfOrder
            | ServiceError::AlreadyHandled
            | ServiceError::Superseded
            | ServiceError::TooSoon { .. } => Code::Conflict.into(),
            ServiceError::OverBudget | ServiceError::Unavailable => Code::Unavailable.into(),
            ServiceError::Paused(texts) => {
                Self::new(Code::Paused, texts.get(Locale::En).to_owned())
            }
            ServiceError::OnHold => Code::OnHold.into(),
            ServiceError::TooMany => Code::RateLimited.into(),
            ServiceError::Internal(error) => {
                tracing::error!(%error, "a call of the API failed");
                Code::Internal.into()
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooMany {
                retry_after_seconds,
            } => Self::from(Code::RateLimited).retry_after(retry_after_seconds),
            Refusal::UnknownHost => Code::UnknownHost.into(),
            Refusal::CrossSite => Code::InsufficientScope.into(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Whether a path is one of the API's.
#[must_use]
pub fn is_of_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}
