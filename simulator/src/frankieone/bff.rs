//! What OneSDK calls of the BFF before and beside the federation: token validity, configuration, applicant, telemetry.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::frankieone::applicant;
use crate::frankieone::errors::{ErrorCode, Failure};
use crate::frankieone::recipe;
use crate::frankieone::session::{Session, Subject};
use crate::simulator::Sim;

const TOKEN: HeaderName = HeaderName::from_static("token");
const FRANKIE2_CUSTOMER: HeaderName = HeaderName::from_static("frankie2customer");

/// The session of the raw JWT in `authorization`: no scheme stands before it (contract 2.3).
pub(crate) fn session_of(sim: &Sim, headers: &HeaderMap) -> Result<Session, Failure> {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .ok_or_else(Failure::unauthorised)?;
    let now_ms = sim.clock.now_ms();
    sim.frankieone().of_token(token, now_ms).cloned()
}

/// Answers a call of the session, with the headers that any answer may carry.
pub(crate) fn respond(
    sim: &Sim,
    session: Option<&Session>,
    result: Result<Response, Failure>,
) -> Response {
    let now_ms = sim.clock.now_ms();
    let world = sim.frankieone();
    let mut response = match result {
        Ok(response) => response,
        Err(failure) => failure.answer(&world.switches),
    };
    let headers = response.headers_mut();
    if let Some(session) = session.filter(|session| session.scenario.is("token_replaced"))
        && let Some(token) = world.token_of(session, now_ms)
        && let Ok(token) = HeaderValue::from_str(&token)
    {
        headers.insert(TOKEN, token);
    }
    if session.is_some() && world.switches.frankie2customer {
        headers.insert(FRANKIE2_CUSTOMER, HeaderValue::from_static("true"));
    }
    response
}

/// `GET /data/v2/token-validity`
pub(crate) async fn token_validity(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    with_session(&sim, &headers, |_| {
        Ok(Json(json!({ "valid": true })).into_response())
    })
}

/// `GET /onesdk/v2/config`: the recipe, or the utility configuration.
pub(crate) async fn config(
    State(sim): State<Sim>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    with_session(&sim, &headers, |session| {
        let fields = fields(query.as_deref())?;
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        match fields.as_slice() {
            [("namespace", "onesdk_utility")] if session.scenario.is("utility_fails") => {
                Err(Failure::server_error())
            }
            [("namespace", "onesdk_utility")] => Ok(Json(json!({})).into_response()),
            [
                ("item", item),
                ("itemType", "object"),
                ("namespace", "onesdk_profiles"),
            ] => {
                let recipe = recipe::named(&sim, session, item)?;
                sim.frankieone().begin_authorisation(&session.id);
                Ok(Json(recipe).into_response())
            }
            _ => Err(Failure::new(ErrorCode::BadRequest, "Unknown configuration")),
        }
    })
}

/// `GET /data/v2/applicant/`: 404 until the individual is imported, then the individual.
pub(crate) async fn applicant(
    State(sim): State<Sim>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    with_session(&sim, &headers, |session| {
        let asked = asked(&fields(query.as_deref())?)?;
        let entity = sim.frankieone().read(&session.id, &asked)?;
        Ok(Json(applicant::of(&entity, &sim.entropy)).into_response())
    })
}

/// `POST /f2/one-sdk/v1/search`: how a `frankie2customer` finds out whether the individual exists.
pub(crate) async fn search(
    State(sim): State<Sim>,
    headers: HeaderMap,
    body: Result<Json<Search>, JsonRejection>,
) -> Response {
    with_session(&sim, &headers, |session| {
        let Ok(Json(Search { reference })) = body else {
            return Err(Failure::incorrect_parameter());
        };
        let found = sim
            .frankieone()
            .read(&session.id, &Subject::Reference(reference));
        let matches: Vec<Value> = found
            .map(|entity| json!({ "serviceProfile": { "entityId": entity.id } }))
            .into_iter()
            .collect();
        Ok(Json(json!({ "matches": matches })).into_response())
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Search {
    reference: String,
}

/// `GET /f2/one-sdk/v1/individuals/{id}`
pub(crate) async fn individual(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    with_session(&sim, &headers, |session| {
        let entity = sim.frankieone().read(&session.id, &Subject::Entity(id))?;
        let found = applicant::of(&entity, &sim.entropy);
        Ok(Json(json!({ "individual": found["applicant"] })).into_response())
    })
}

/// `POST /data/v2/events`
pub(crate) async fn events(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    with_session(&sim, &headers, |_| {
        let event: Option<Value> = serde_json::from_slice(&body).ok();
        match event {
            Some(event) if is_json(&headers) && event["name"].is_string() => {
                Ok(Json(json!({})).into_response())
            }
            _ => Err(Failure::new(ErrorCode::BadRequest, "Not an event")),
        }
    })
}

/// `POST /telemetry/v3/events`: a beacon of a page that goes away, without headers of its own.
pub(crate) async fn beacon(headers: HeaderMap, body: Bytes) -> StatusCode {
    let is_form = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let names_both = [&b"name=\"token\""[..], b"name=\"payload\""]
        .iter()
        .all(|part| body.windows(part.len()).any(|window| window == *part));
    if is_form && names_both {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::BAD_REQUEST
    }
}

pub(crate) async fn no_such_route(State(sim): State<Sim>) -> Response {
    respond(&sim, None, Err(Failure::not_found()))
}

fn with_session(
    sim: &Sim,
    headers: &HeaderMap,
    act: impl FnOnce(&Session) -> Result<Response, Failure>,
) -> Response {
    match session_of(sim, headers) {
        Ok(session) => respond(sim, Some(&session), act(&session)),
        Err(failure) => respond(sim, None, Err(failure)),
    }
}

/// The query's fields, sorted, each at most once.
pub(crate) fn fields(query: Option<&str>) -> Result<Vec<(String, String)>, Failure> {
    let mut fields: Vec<(String, String)> = serde_urlencoded::from_str(query.unwrap_or_default())
        .map_err(|_| Failure::incorrect_parameter())?;
    fields.sort();
    let is_unique = fields
        .iter()
        .zip(fields.iter().skip(1))
        .all(|((left, _), (right, _))| left != right);
    if is_unique {
        Ok(fields)
    } else {
        Err(Failure::incorrect_parameter())
    }
}

/// OneSDK sends what it has of reference and entity id; the entity id is the stricter one.
fn asked(fields: &[(String, String)]) -> Result<Subject, Failure> {
    let mut asked = None;
    for (name, value) in fields {
        match name.as_str() {
            "entityId" => asked = Some(Subject::Entity(value.clone())),
            "reference" if asked.is_none() => asked = Some(Subject::Reference(value.clone())),
            "reference" => {}
            _ => return Err(Failure::new(ErrorCode::BadRequest, "Unknown parameter")),
        }
    }
    asked.ok_or_else(|| Failure::new(ErrorCode::BadRequest, "Give reference or entityId"))
}

pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}
