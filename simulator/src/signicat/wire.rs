//! Signicat's API over HTTP: create, status, cancel (contract 2.2 b to d).

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::clock::iso_seven_digits;
use crate::signicat::create;
use crate::signicat::problem::{InvalidParam, Problem};
use crate::signicat::scenarios::Scenario;
use crate::signicat::session::{Session, Status};
use crate::signicat::world::{Denied, Refused, Switches};
use crate::simulator::Sim;

type Parameters = Query<HashMap<String, String>>;

pub(crate) async fn create(
    State(sim): State<Sim>,
    Query(query): Parameters,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let account = authorized(&sim, &headers, &query)?;
    if !is_json(&headers) {
        let detail = "The body must be application/json";
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Unsupported Media Type",
            detail,
        ));
    }
    let Ok(Value::Object(fields)) = serde_json::from_slice(&body) else {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid_request_body",
            "Bad Request",
            "The body is not a JSON object",
        ));
    };
    let request = create::read(&fields).map_err(Problem::invalid_parameters)?;
    let session = sim
        .signicat()
        .create(account, request, &sim.entropy, sim.clock.now_ms());
    Ok(Json(Value::Object(common(
        &sim,
        &session,
        Some(session.status.name()),
    ))))
}

pub(crate) async fn status(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    Query(query): Parameters,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let account = authorized(&sim, &headers, &query)?;
    let nonce = query.get("sessionNonce").map(String::as_str);
    let mut world = sim.signicat();
    let switches = world.switches;
    let shown = world
        .read(account, &id, nonce, sim.clock.now_ms())
        .map_err(|refused| refusal(refused, switches))?;
    drop(world);
    let session = &shown.session;
    let mut body = common(&sim, session, shown.status);
    body.insert("language".to_owned(), json!(session.request.language));
    body.insert(
        "expiresAt".to_owned(),
        json!(iso_seven_digits(session.expires_ms())),
    );
    if let Some(detail) = session.status_detail {
        body.insert("statusDetail".to_owned(), json!(detail));
    }
    if matches!(session.status, Status::Error | Status::Invalid) {
        let code = session.status_detail.unwrap_or("session_error");
        body.insert(
            "error".to_owned(),
            json!({ "type": "https://developer.signicat.com/errors/session_error", "title": "Session error", "detail": code, "code": code }),
        );
    }
    if shown.status == Some(Status::Success.name()) {
        let provider = if session.scenario == Scenario::WrongProvider {
            "otp-email"
        } else {
            "otp-sms"
        };
        body.insert("provider".to_owned(), json!(provider));
        body.insert("loa".to_owned(), json!("low"));
        if session.scenario != Scenario::NoSubject {
            body.insert("subject".to_owned(), subject(session, switches));
        }
    }
    if session.scenario == Scenario::WrongSessionId {
        body.insert("id".to_owned(), json!(sim.entropy.uuid()));
    }
    Ok(Json(Value::Object(body)))
}

pub(crate) async fn cancel(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    Query(query): Parameters,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let account = authorized(&sim, &headers, &query)?;
    let mut world = sim.signicat();
    let switches = world.switches;
    let session = world
        .cancel(account, &id, sim.clock.now_ms())
        .map_err(|refused| refusal(refused, switches))?;
    drop(world);
    Ok(Json(Value::Object(common(
        &sim,
        &session,
        Some(session.status.name()),
    ))))
}

fn authorized(
    sim: &Sim,
    headers: &HeaderMap,
    query: &HashMap<String, String>,
) -> Result<&'static str, Problem> {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token)
        .ok_or_else(|| Problem::invalid_token("A bearer token is required"))?;
    let account = query.get("signicat-accountId").map(String::as_str);
    sim.signicat()
        .authorize(token, account, sim.clock.now_ms())
        .map_err(|denied| match denied {
            Denied::Unknown => Problem::invalid_token("The token is unknown"),
            Denied::Expired => Problem::invalid_token("The token has expired"),
            Denied::NoPermission => {
                Problem::forbidden("The client lacks the permission Authentication REST API")
            }
            Denied::NoSuchAccount => Problem::forbidden("The client has no access to this account"),
        })
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn refusal(refused: Refused, switches: Switches) -> Problem {
    let nonce = |reason: &str, status: u16| {
        Problem::invalid_parameters(vec![InvalidParam::new("sessionNonce", reason)])
            .with_status(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST))
    };
    match refused {
        Refused::NoSuchSession => Problem::not_found("There is no such session"),
        Refused::NonceMissing => nonce(
            "is required for the embedded flow",
            switches.missing_nonce_status,
        ),
        Refused::NonceWrong => nonce(
            "does not belong to this session",
            switches.wrong_nonce_status,
        ),
        Refused::AlreadyEnded => Problem::new(
            StatusCode::BAD_REQUEST,
            "session_error",
            "Bad Request",
            "The session has ended already",
        ),
    }
}

/// What every answer about a session says.
fn common(sim: &Sim, session: &Session, status: Option<&str>) -> serde_json::Map<String, Value> {
    let mut body = session.request.echo.clone();
    let request = &session.request;
    let fields = [
        ("id", json!(session.id)),
        ("accountId", json!(session.account_id)),
        (
            "authenticationUrl",
            json!(session.authentication_url(&sim.addresses.signicat)),
        ),
        ("flow", json!(request.flow.name())),
        ("requestedAttributes", json!(request.requested_attributes)),
        ("sessionLifetime", json!(request.lifetime_s)),
    ];
    body.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    if let Some(status) = status {
        body.insert("status".to_owned(), json!(status));
    }
    if let Some(providers) = &request.allowed_providers {
        body.insert("allowedProviders".to_owned(), json!(providers));
    }
    if let Some(urls) = &request.callback_urls {
        let urls = json!({ "success": urls.success, "abort": urls.abort, "error": urls.error });
        body.insert("callbackUrls".to_owned(), urls);
    }
    body
}

/// The attributes that were asked for, and the id.
fn subject(session: &Session, switches: Switches) -> Value {
    let own = session
        .phone
        .as_deref()
        .or(session.request.mobile.as_deref())
        .unwrap_or_default();
    let digits = own.trim_start_matches('+');
    let other: String;
    let digits = if session.scenario == Scenario::EditedPhone {
        other = another_number(digits);
        other.as_str()
    } else {
        digits
    };
    let phone = match session.scenario {
        Scenario::PhoneWithPlus => format!("+{digits}"),
        Scenario::PhoneWithDoubleZero => format!("00{digits}"),
        Scenario::PhoneWithBlanks => {
            let (country, rest) = digits.split_at_checked(2).unwrap_or((digits, ""));
            let (area, rest) = rest.split_at_checked(4).unwrap_or((rest, ""));
            format!("{country} {area} {rest}")
        }
        _ if switches.phone_plus => format!("+{digits}"),
        _ => digits.to_owned(),
    };
    let mut subject = json!({ "id": session.subject_id });
    let wants = |name: &str| {
        session
            .request
            .requested_attributes
            .iter()
            .any(|attribute| attribute == name)
    };
    if wants("idpId") {
        subject["idpId"] = json!(phone);
    }
    if wants("phoneNumber") && session.scenario != Scenario::NoPhone {
        subject["phoneNumber"] = json!(phone);
    }
    subject
}

/// The same number with another last digit.
fn another_number(digits: &str) -> String {
    let mut number = digits.to_owned();
    let last = number.pop().unwrap_or('0');
    number.push(if last == '9' { '8' } else { '9' });
    number
}
