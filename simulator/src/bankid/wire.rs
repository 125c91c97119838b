//! The permissions API and iframe-authorize over HTTP (contract 1.3 b, c, d, g).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::bankid::accounts::{ApiClient, CLIENT_SCOPE, IFRAME_SCOPE};
use crate::bankid::errors::{OauthError, Problem};
use crate::bankid::exchange::Grant;
use crate::bankid::personas;
use crate::bankid::registration::{self, IFRAME_INTENT};
use crate::bankid::requests::{authorization, form, has_type};
use crate::bankid::scenarios::Scenario;
use crate::bankid::world::Denied;
use crate::simulator::Sim;

/// `POST permissions`
pub(crate) async fn register(
    State(sim): State<Sim>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let client = client(&sim, &headers, &[CLIENT_SCOPE])?;
    let body = object(&headers, &body)?;
    let now_ms = sim.clock.now_ms();
    let intent_required = sim.bankid().switches.intent_required;
    let registration = registration::read(&body, intent_required, now_ms / 1_000)
        .map_err(|(code, detail)| Problem::new(StatusCode::BAD_REQUEST, code, detail))?;
    if registration
        .intents
        .iter()
        .any(|intent| intent == IFRAME_INTENT)
    {
        self::client(&sim, &headers, &[IFRAME_SCOPE])?;
    }
    let mut world = sim.bankid();
    let scenario = world.take_scenario();
    if let Scenario::Permission(play) = scenario
        && let Some(refusal) = play.refusal()
    {
        return Ok(refusal);
    }
    let status = if world.switches.permission_created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let conflict = || {
        Problem::new(
            StatusCode::CONFLICT,
            "conflict",
            "The nonce of the permission has been used",
        )
    };
    let session = world
        .register(client, registration, scenario, &sim.entropy, now_ms)
        .ok_or_else(conflict)?;
    let mut answer = Map::new();
    let members = [
        ("id", json!(session.id)),
        ("permissionToken", json!(session.permission_token)),
        ("bindingMessage", json!(session.binding_message)),
    ];
    answer.extend(members.map(|(name, value)| (name.to_owned(), value)));
    if let Scenario::Permission(play) = scenario {
        play.bend(&mut answer);
    }
    drop(world);
    Ok((
        status,
        [(CACHE_CONTROL, "no-store")],
        Json(Value::Object(answer)),
    )
        .into_response())
}

/// `POST permissions/user-exists`
pub(crate) async fn user_exists(
    State(sim): State<Sim>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    client(&sim, &headers, &[CLIENT_SCOPE])?;
    let body = object(&headers, &body)?;
    let invalid = |detail: &str| Problem::new(StatusCode::BAD_REQUEST, "invalid-request", detail);
    let nnin = match body
        .get("loginHint")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([hint]) if body.len() == 1 => {
            registration::nnin_of(hint).map_err(|reason| invalid(&reason))?
        }
        _ => return Err(invalid("The body is a loginHint of one hint")),
    };
    let exists = personas::by_nnin(&nnin).is_some_and(|persona| persona.has_biometrics);
    Ok(Json(json!({ "exists": exists })))
}

/// `GET permissions/{id}/grant`
pub(crate) async fn grant(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let client = client(&sim, &headers, &[CLIENT_SCOPE])?;
    let grant = sim
        .bankid()
        .grant(client, &id, &sim.entropy, sim.clock.now_ms());
    let not_found = |detail: &str| Err(Problem::new(StatusCode::NOT_FOUND, "not-found", detail));
    match grant {
        Grant::NoSuchPermission => not_found("There is no such permission"),
        Grant::NotYet => not_found("The permission is not granted yet"),
        Grant::Gone => Err(Problem::new(
            StatusCode::GONE,
            "gone",
            "The permission has run out",
        )),
        Grant::Forbidden => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "As the scenario says",
        )),
        Grant::Text(text) => {
            let headers = [
                (CONTENT_TYPE, "text/plain; charset=utf-8"),
                (CACHE_CONTROL, "no-store"),
            ];
            Ok((headers, text).into_response())
        }
        Grant::Payload(payload) => Ok(Json(payload).into_response()),
    }
}

/// `POST iframe-authorize`
pub(crate) async fn iframe_authorize(
    State(sim): State<Sim>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OauthError> {
    let refused = |status, error, description: &str| OauthError {
        status,
        ..OauthError::new(error, description)
    };
    let unauthorized = |description: &str| {
        Err(refused(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            description,
        ))
    };
    let now_ms = sim.clock.now_ms();
    let Some(token) = authorization(&headers, "bearer") else {
        return unauthorized("A bearer token is required");
    };
    let client = match sim.bankid().authorize(token, &[IFRAME_SCOPE], now_ms) {
        Ok(client) => client,
        Err(Denied::Unknown) => return unauthorized("The token is unknown"),
        Err(Denied::Expired) => return unauthorized("The token has expired"),
        Err(Denied::Scope(scope)) => {
            let description = format!("The token lacks {scope}");
            return Err(refused(
                StatusCode::FORBIDDEN,
                "insufficient_scope",
                &description,
            ));
        }
    };
    let form = form(&headers, &body)?;
    let mut world = sim.bankid();
    let id = world
        .authorize_iframe(client, &form, &sim.entropy, now_ms)
        .map_err(|(error, description)| OauthError::new(error, description))?;
    let session = world.sessions.get(&id);
    let handle = session
        .and_then(|session| session.authorization.as_ref())
        .map(|one| one.handle.clone());
    let scenario = session.map_or(Scenario::Happy, |session| session.scenario);
    if let Scenario::Authorize(play) = scenario
        && let Some((status, error)) = play.refusal()
    {
        world.withdraw(&id);
        return Err(refused(status, error, "As the scenario says"));
    }
    drop(world);
    let uri = format!(
        "{}/iframe/{}",
        sim.addresses.bankid_biometrics,
        handle.unwrap_or_default()
    );
    let mut answer = Map::new();
    answer.insert("authorize_uri".to_owned(), json!(uri));
    answer.insert("expires_in".to_owned(), json!(60));
    if let Scenario::Authorize(play) = scenario {
        play.bend(&mut answer, &uri);
    }
    Ok(([(CACHE_CONTROL, "no-store")], Json(Value::Object(answer))).into_response())
}

fn client(
    sim: &Sim,
    headers: &HeaderMap,
    scopes: &[&'static str],
) -> Result<&'static ApiClient, Problem> {
    let unauthorized =
        |detail: &str| Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail);
    let token = authorization(headers, "bearer")
        .ok_or_else(|| unauthorized("A bearer token is required"))?;
    sim.bankid()
        .authorize(token, scopes, sim.clock.now_ms())
        .map_err(|denied| match denied {
            Denied::Unknown => unauthorized("The token is unknown"),
            Denied::Expired => unauthorized("The token has expired"),
            Denied::Scope(scope) => Problem::new(
                StatusCode::FORBIDDEN,
                "forbidden",
                format!("The token lacks {scope}"),
            ),
        })
}

fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Problem> {
    let invalid = |detail: &str| Problem::new(StatusCode::BAD_REQUEST, "invalid-request", detail);
    if !has_type(headers, "application/json") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "The body must be application/json",
        ));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(invalid("The body is not a JSON object")),
    }
}
