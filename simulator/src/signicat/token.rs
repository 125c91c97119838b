//! `POST /auth/open/connect/token`: access tokens by client credentials (contract 2.2 a).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::signicat::accounts;
use crate::simulator::Sim;

/// The one scope of the API.
const SCOPE: &str = "signicat-api";

pub(crate) async fn issue(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    match answer(&sim, &headers, &body) {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl Refusal {
    fn new(error: &'static str, description: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            description,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.error, "error_description": self.description }));
        let mut response = (self.status, [(CACHE_CONTROL, "no-store")], body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic"));
        }
        response
    }
}

fn answer(sim: &Sim, headers: &HeaderMap, body: &[u8]) -> Result<Response, Refusal> {
    let is_form = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(';')
                .next()
                .is_some_and(|kind| kind.trim() == "application/x-www-form-urlencoded")
        });
    if !is_form {
        return Err(Refusal::new(
            "invalid_request",
            "The body must be application/x-www-form-urlencoded",
        ));
    }
    let form: Vec<(String, String)> = serde_urlencoded::from_bytes(body)
        .map_err(|_| Refusal::new("invalid_request", "The body is not a form"))?;
    let one = |name: &str| -> Result<Option<&str>, Refusal> {
        let mut values = form
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Refusal::new(
                "invalid_request",
                "A parameter was given twice",
            )),
            (value, None) => Ok(value),
        }
    };
    match one("grant_type")? {
        Some("client_credentials") => {}
        Some(_) => {
            return Err(Refusal::new(
                "unsupported_grant_type",
                "Only client_credentials",
            ));
        }
        None => return Err(Refusal::new("invalid_request", "grant_type is missing")),
    }
    let client = match (basic(headers)?, one("client_id")?, one("client_secret")?) {
        (Some(_), _, Some(_)) => {
            return Err(Refusal::new(
                "invalid_request",
                "Client credentials by header and in the body",
            ));
        }
        (Some((id, secret)), _, None) => accounts::authenticate(&id, &secret).ok_or(Refusal {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            description: "Unknown client or wrong secret",
        })?,
        (None, Some(id), Some(secret)) => accounts::authenticate(id, secret).ok_or(
            Refusal::new("invalid_client", "Unknown client or wrong secret"),
        )?,
        (None, ..) => return Err(Refusal::new("invalid_client", "No client credentials")),
    };
    match one("scope")? {
        Some(SCOPE) => {}
        Some(_) => return Err(Refusal::new("invalid_scope", "The scope is signicat-api")),
        None => return Err(Refusal::new("invalid_scope", "scope is missing")),
    }
    let token = sim.entropy.secret();
    let lifetime = sim
        .signicat()
        .issue_token(&token, client, sim.clock.now_ms());
    let body = json!({ "access_token": token, "expires_in": lifetime, "token_type": "Bearer", "scope": SCOPE });
    Ok(([(CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// Id and secret of a Basic header, each form-decoded (RFC 6749, 2.3.1).
fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, Refusal> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let malformed = || Refusal {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client",
        description: "The Authorization header is not Basic with id and secret",
    };
    let text = value.to_str().map_err(|_| malformed())?;
    let (scheme, encoded) = text.split_once(' ').ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(malformed());
    }
    let bytes = STANDARD.decode(encoded.trim()).map_err(|_| malformed())?;
    let pair = String::from_utf8(bytes).map_err(|_| malformed())?;
    let (id, secret) = pair.split_once(':').ok_or_else(malformed)?;
    Ok(Some((form_decoded(id), form_decoded(secret))))
}

fn form_decoded(text: &str) -> String {
    let pair = format!("v={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
