//! `POST /auth/v2/machine-session`: from server to server, never from a browser (contract 2.3.1).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::frankieone::accounts;
use crate::frankieone::bff::is_json;
use crate::frankieone::errors::{ErrorCode, Failure};
use crate::frankieone::session::Subject;
use crate::simulator::Sim;

const PRESET: &str = "one-sdk";
const LONGEST_NAME: usize = 255;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    permissions: Permissions,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Permissions {
    preset: String,
    reference: Option<String>,
    #[serde(rename = "entityId")]
    entity_id: Option<String>,
}

pub(crate) async fn open(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    match answer(&sim, &headers, &body) {
        Ok(body) => Json(body).into_response(),
        Err(failure) => {
            let switches = sim.frankieone().switches;
            failure.answer(&switches)
        }
    }
}

fn answer(sim: &Sim, headers: &HeaderMap, body: &[u8]) -> Result<Value, Failure> {
    let caller = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(accounts::authenticate)
        .ok_or_else(Failure::unauthorised)?;
    if !is_json(headers) {
        return Err(refused("The body is not JSON"));
    }
    let subject = subject(body)?;
    let now_ms = sim.clock.now_ms();
    let mut world = sim.frankieone();
    let scenario = world.scenario_for(caller, &subject);
    if scenario.is("machine_session_unauthorised") {
        return Err(Failure::unauthorised());
    }
    if scenario.is("machine_session_refused") {
        return Err(refused("Invalid permissions"));
    }
    let token = world.open(caller, subject, scenario, &sim.entropy, now_ms);
    if scenario.is("machine_session_without_token") {
        return Ok(json!({}));
    }
    let token = token.ok_or_else(Failure::server_error)?;
    Ok(json!({ "token": token, "frankie2customer": world.switches.frankie2customer }))
}

fn subject(body: &[u8]) -> Result<Subject, Failure> {
    let body: Body =
        serde_json::from_slice(body).map_err(|error| refused(&format!("Invalid body: {error}")))?;
    if body.permissions.preset != PRESET {
        return Err(refused("Unknown preset"));
    }
    let subject = match (body.permissions.reference, body.permissions.entity_id) {
        (Some(reference), None) => Subject::Reference(reference),
        (None, Some(id)) => Subject::Entity(id),
        _ => return Err(refused("Give one of reference and entityId")),
    };
    let name = subject.reference().or(subject.entity_id());
    if name.is_none_or(|name| name.trim().is_empty() || name.len() > LONGEST_NAME) {
        return Err(refused("reference or entityId is empty or too long"));
    }
    Ok(subject)
}

fn refused(message: &str) -> Failure {
    Failure::new(ErrorCode::BadRequest, message)
}
