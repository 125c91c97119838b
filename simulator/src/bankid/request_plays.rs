//! Scenarios of the two calls that open a session: registering a permission and iframe-authorize.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::bankid::errors::{OauthError, Problem};
use crate::bankid::plays::plays;

plays! {
    /// How `POST permissions` answers.
    PermissionPlay {
        InvalidRequest "permission_invalid_request" "Registering answers 400, problem type invalid-request.",
        InvalidIat "permission_invalid_iat" "Registering answers 400, problem type invalid-iat.",
        InvalidPermission "permission_invalid_permission" "Registering answers 400, problem type invalid-permission.",
        Unauthorized "permission_unauthorized" "Registering answers 401, problem type unauthorized.",
        Forbidden "permission_forbidden" "Registering answers 403, problem type forbidden.",
        Conflict "permission_conflict" "Registering answers 409 as for a nonce that was used.",
        RateLimited "permission_rate_limited" "Registering answers 429 with Retry-After.",
        ServerError "permission_server_error" "Registering answers 500, problem type internal-error.",
        OauthError "permission_oauth_error" "Registering answers 400 with error and error_description instead of a problem.",
        IdMissing "permission_id_missing" "Registering answers without id.",
        IdOdd "permission_id_odd" "The permission's id has a slash, a question mark and a number sign in it.",
        TokenMissing "permission_token_missing" "Registering answers without permissionToken.",
        BindingMissing "binding_message_missing" "Registering answers without bindingMessage.",
        BindingMarkup "binding_message_markup" "The binding message is full of markup.",
        BindingLong "binding_message_long" "The binding message is 10,000 characters long.",
    }
}

plays! {
    /// How iframe-authorize answers.
    AuthorizePlay {
        InvalidRequest "authorize_invalid_request" "iframe-authorize answers 400 invalid_request.",
        InvalidScope "authorize_invalid_scope" "iframe-authorize answers 400 invalid_scope.",
        ExpiredHint "authorize_expired_hint" "iframe-authorize answers 400 expired_login_hint_token.",
        UnknownUser "authorize_unknown_user" "iframe-authorize answers 400 unknown_user_id.",
        InvalidToken "authorize_invalid_token" "iframe-authorize answers 401 invalid_token.",
        InsufficientScope "authorize_insufficient_scope" "iframe-authorize answers 403 insufficient_scope.",
        ServerError "authorize_server_error" "iframe-authorize answers 500 server_error.",
        UriExpired "authorize_uri_expired" "The authorize_uri has run out before it is opened.",
        UriOtherOrigin "authorize_uri_other_origin" "The authorize_uri is of another origin than the biometrics service.",
        UriScript "authorize_uri_script" "The authorize_uri is a javascript: URL.",
        UriData "authorize_uri_data" "The authorize_uri is a data: URL.",
        UriCredentials "authorize_uri_credentials" "The authorize_uri has the service's host as user name before another host.",
        UriMissing "authorize_uri_missing" "iframe-authorize answers 200 without authorize_uri.",
        UriNumber "authorize_uri_number" "iframe-authorize answers 200 with a number as authorize_uri.",
        ExpiresMissing "expires_in_missing" "iframe-authorize answers without expires_in.",
        ExpiresZero "expires_in_zero" "expires_in is 0.",
        ExpiresNegative "expires_in_negative" "expires_in is -60.",
        ExpiresHuge "expires_in_huge" "expires_in is larger than 64 bits.",
        ExpiresText "expires_in_text" "expires_in is a string.",
    }
}

impl PermissionPlay {
    /// Whether the id needs percent-encoding in a path.
    pub(crate) fn has_odd_id(self) -> bool {
        self == Self::IdOdd
    }

    /// The refusal that stands for an answer.
    pub(crate) fn refusal(self) -> Option<Response> {
        let (status, code) = match self {
            Self::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid-request"),
            Self::InvalidIat => (StatusCode::BAD_REQUEST, "invalid-iat"),
            Self::InvalidPermission => (StatusCode::BAD_REQUEST, "invalid-permission"),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict"),
            Self::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "too-many-requests"),
            Self::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "internal-error"),
            Self::OauthError => {
                return Some(
                    OauthError::new("invalid_request", "As the scenario says").into_response(),
                );
            }
            _ => return None,
        };
        Some(Problem::new(status, code, "As the scenario says").into_response())
    }

    /// Bends a good answer.
    pub(crate) fn bend(self, answer: &mut Map<String, Value>) {
        let mut set = |name: &str, value: &str| drop(answer.insert(name.to_owned(), json!(value)));
        match self {
            Self::BindingMarkup => set(
                "bindingMessage",
                "<b>Farlig</b> & \"frakk\"<script>alert(1)</script>",
            ),
            Self::BindingLong => set("bindingMessage", &"frakk ".repeat(1_667)),
            Self::IdMissing => drop(answer.remove("id")),
            Self::TokenMissing => drop(answer.remove("permissionToken")),
            Self::BindingMissing => drop(answer.remove("bindingMessage")),
            _ => {}
        }
    }
}

impl AuthorizePlay {
    /// The refusal that stands for an answer: status and OAuth error.
    pub(crate) fn refusal(self) -> Option<(StatusCode, &'static str)> {
        match self {
            Self::InvalidRequest => Some((StatusCode::BAD_REQUEST, "invalid_request")),
            Self::InvalidScope => Some((StatusCode::BAD_REQUEST, "invalid_scope")),
            Self::ExpiredHint => Some((StatusCode::BAD_REQUEST, "expired_login_hint_token")),
            Self::UnknownUser => Some((StatusCode::BAD_REQUEST, "unknown_user_id")),
            Self::InvalidToken => Some((StatusCode::UNAUTHORIZED, "invalid_token")),
            Self::InsufficientScope => Some((StatusCode::FORBIDDEN, "insufficient_scope")),
            Self::ServerError => Some((StatusCode::INTERNAL_SERVER_ERROR, "server_error")),
            _ => None,
        }
    }

    /// Bends a good answer, whose authorize_uri is `uri`.
    pub(crate) fn bend(self, answer: &mut Map<String, Value>, uri: &str) {
        let path = uri
            .split_once("//")
            .and_then(|(_, rest)| rest.split_once('/'));
        let (host, path) = path.unwrap_or(("localhost", ""));
        let mut set = |name: &str, value: Value| drop(answer.insert(name.to_owned(), value));
        match self {
            Self::UriOtherOrigin => {
                set("authorize_uri", json!(format!("http://127.0.0.2:9/{path}")))
            }
            Self::UriScript => set(
                "authorize_uri",
                json!("javascript:alert(document.domain)//"),
            ),
            Self::UriData => set(
                "authorize_uri",
                json!("data:text/html,<script>alert(1)</script>"),
            ),
            Self::UriCredentials => set(
                "authorize_uri",
                json!(format!("http://{host}@127.0.0.2:9/{path}")),
            ),
            Self::UriNumber => set("authorize_uri", json!(42)),
            Self::ExpiresZero => set("expires_in", json!(0)),
            Self::ExpiresNegative => set("expires_in", json!(-60)),
            Self::ExpiresHuge => set("expires_in", json!(1e30)),
            Self::ExpiresText => set("expires_in", json!("60")),
            Self::UriMissing => drop(answer.remove("authorize_uri")),
            Self::ExpiresMissing => drop(answer.remove("expires_in")),
            _ => {}
        }
    }
}
