//! The two token endpoints: client credentials at BankID OIDC (contract 1.3 a), the code exchange at BankID with
//! biometrics (1.3 f).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::bankid::accounts::{ApiClient, CLIENT_SCOPE, IFRAME_SCOPE};
use crate::bankid::errors::OauthError;
use crate::bankid::exchange::{Refused, Request};
use crate::bankid::requests::{authorization, basic_client, form};
use crate::bankid::session::ClientAuth;
use crate::bankid::switches::{ExchangeAuth, ExpiresIn};
use crate::bankid::world::TOKEN_LIFETIME_S;
use crate::simulator::Sim;

/// RFC 7636, 4.1.
const SHORTEST_VERIFIER: usize = 43;
const LONGEST_VERIFIER: usize = 128;

/// `POST {BankID OIDC issuer}/protocol/openid-connect/token`
pub(crate) async fn client_credentials(
    State(sim): State<Sim>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OauthError> {
    let form = form(&headers, &body)?;
    match form.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {}
        Some("authorization_code") => {
            return Err(OauthError::new("invalid_grant", "Code not valid"));
        }
        Some(_) => {
            return Err(OauthError::new(
                "unsupported_grant_type",
                "Unsupported grant_type",
            ));
        }
        None => {
            return Err(OauthError::new(
                "invalid_request",
                "Missing form parameter: grant_type",
            ));
        }
    }
    if form.contains_key("client_secret") {
        return Err(OauthError::client(
            "Client credentials belong in the Authorization header",
        ));
    }
    let credentials = authorization(&headers, "basic")
        .ok_or_else(|| OauthError::client("Basic client authentication is required"))?;
    let client = basic_client(credentials)?;
    if form.get("client_id").is_some_and(|id| id != client.id) {
        return Err(OauthError::client(
            "client_id is not that of the Authorization header",
        ));
    }
    let wanted = form.get("scope").map(String::as_str).unwrap_or_default();
    let scopes = wanted
        .split(' ')
        .filter(|scope| !scope.is_empty())
        .map(|scope| client.scopes.iter().find(|known| **known == scope).copied())
        .collect::<Option<Vec<&'static str>>>()
        .ok_or_else(|| OauthError::new("invalid_scope", format!("Invalid scopes: {wanted}")))?;
    let scope = scopes.join(" ");
    let mut world = sim.bankid();
    let token = world.issue_token(client, scopes, &sim.entropy, sim.clock.now_ms());
    let switches = world.switches;
    drop(world);
    let token_type = if switches.lower_case_token_type {
        "bearer"
    } else {
        "Bearer"
    };
    let mut answer = Map::new();
    let members = [
        ("access_token", json!(token)),
        ("refresh_expires_in", json!(0)),
        ("token_type", json!(token_type)),
        ("not-before-policy", json!(0)),
        ("scope", json!(scope)),
    ];
    answer.extend(members.map(|(name, value)| (name.to_owned(), value)));
    let expires_in = match switches.expires_in {
        ExpiresIn::Seconds => Some(json!(TOKEN_LIFETIME_S)),
        ExpiresIn::Missing => None,
        ExpiresIn::Negative => Some(json!(-TOKEN_LIFETIME_S)),
        ExpiresIn::Huge => Some(json!(1e30)),
        ExpiresIn::Text => Some(json!(TOKEN_LIFETIME_S.to_string())),
    };
    if let Some(expires_in) = expires_in {
        answer.insert("expires_in".to_owned(), expires_in);
    }
    Ok(no_store(answer))
}

/// `POST {BankID with biometrics}/oidc/v1/token`
pub(crate) async fn exchange(
    State(sim): State<Sim>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OauthError> {
    let form = form(&headers, &body)?;
    let now_ms = sim.clock.now_ms();
    let (client, auth) = client_of(&sim, &headers, now_ms)?;
    if form.get("client_id").is_some_and(|id| id != client.id) || form.contains_key("client_secret")
    {
        return Err(OauthError::client(
            "The client is that of the Authorization header",
        ));
    }
    let required = |name: &str| {
        form.get(name)
            .filter(|value| !value.is_empty())
            .map(String::as_str)
            .ok_or_else(|| OauthError::new("invalid_request", format!("{name} is missing")))
    };
    match required("grant_type")? {
        "authorization_code" => {}
        _ => {
            return Err(OauthError::new(
                "unsupported_grant_type",
                "Only authorization_code",
            ));
        }
    }
    let verifier = required("code_verifier")?;
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(SHORTEST_VERIFIER..=LONGEST_VERIFIER).contains(&verifier.len())
        || !verifier.bytes().all(is_unreserved)
    {
        return Err(OauthError::new(
            "invalid_request",
            "code_verifier has 43 to 128 unreserved characters",
        ));
    }
    let request = Request {
        code: required("code")?,
        redirect_uri: required("redirect_uri")?,
        verifier,
        auth,
        access_token: authorization(&headers, "bearer"),
    };
    let answer = sim.bankid().exchange(client, request, &sim.entropy, now_ms);
    match answer {
        Ok(answer) => Ok(no_store(answer)),
        Err(Refused::InvalidGrant(reason)) => Err(OauthError::new("invalid_grant", reason)),
        Err(Refused::Played(play)) => {
            let (status, error) = play
                .refusal()
                .unwrap_or((StatusCode::BAD_REQUEST, "invalid_grant"));
            Err(OauthError {
                status,
                ..OauthError::new(error, "As the scenario says")
            })
        }
    }
}

fn client_of(
    sim: &Sim,
    headers: &HeaderMap,
    now_ms: i64,
) -> Result<(&'static ApiClient, ClientAuth), OauthError> {
    let accepted = sim.bankid().switches.exchange_auth;
    if let Some(token) =
        authorization(headers, "bearer").filter(|_| accepted != ExchangeAuth::Basic)
    {
        let client = sim
            .bankid()
            .authorize(token, &[CLIENT_SCOPE, IFRAME_SCOPE], now_ms)
            .map_err(|_| {
                OauthError::client("The bearer token is unknown, has expired or lacks a scope")
            })?;
        return Ok((client, ClientAuth::Bearer));
    }
    if let Some(credentials) =
        authorization(headers, "basic").filter(|_| accepted != ExchangeAuth::Bearer)
    {
        return Ok((basic_client(credentials)?, ClientAuth::Basic));
    }
    Err(OauthError::client("Client authentication is required"))
}

fn no_store(answer: Map<String, Value>) -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(Value::Object(answer))).into_response()
}
