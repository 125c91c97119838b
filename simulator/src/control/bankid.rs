//! What only BankID has: ending a session without a browser, redirect URIs, rotating keys.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bankid::frame_plays::FramePlay;
use crate::bankid::personas::{self, is_nnin};
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::{Authorization, Outcome, Session};
use crate::control::{Answer, body_or_default, missing, refuse};
use crate::simulator::Sim;

const MOST_REDIRECT_URIS: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct End {
    outcome: Outcome,
    /// Who approves: a persona's number; by default the one of the login hint, or the first persona.
    nnin: Option<String>,
}

/// `POST /control/bankid/sessions/{permissionId}/finish`: answers with where the browser would go.
pub(crate) async fn finish(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    Json(end): Json<End>,
) -> Answer {
    let now_ms = sim.clock.now_ms();
    let mut world = sim.bankid();
    let session = world
        .sessions
        .get(&id)
        .ok_or_else(|| missing("no such session"))?;
    let authorization = session
        .authorization
        .as_ref()
        .ok_or_else(|| refuse("iframe-authorize has not been called for it"))?;
    if authorization.outcome.is_some() {
        return Err(refuse("it has ended already"));
    }
    let nnin = end
        .nnin
        .or_else(|| authorization.typed_nnin.clone())
        .or_else(|| session.registration.login_hint.clone())
        .unwrap_or_else(|| personas::first().nnin.to_owned());
    if !is_nnin(&nnin) {
        return Err(refuse("nnin has 11 digits"));
    }
    let persona = personas::by_nnin(&nnin).filter(|persona| persona.has_biometrics);
    let outcome = match (end.outcome, session.scenario) {
        (Outcome::Granted, _) if persona.is_none() => Outcome::Errored,
        (Outcome::Granted, _) if now_ms >= session.expires_ms() => Outcome::Timeout,
        (Outcome::Granted, Scenario::Frame(FramePlay::Denied)) => Outcome::Denied,
        (Outcome::Granted, Scenario::Frame(FramePlay::Timeout)) => Outcome::Timeout,
        (Outcome::Granted, Scenario::Frame(FramePlay::Errored)) => Outcome::Errored,
        (outcome, _) => outcome,
    };
    world.end(&id, outcome, persona, &sim.entropy, now_ms);
    let session = world
        .sessions
        .get(&id)
        .ok_or_else(|| missing("no such session"))?;
    let authorization = session.authorization.as_ref();
    Ok(Json(json!({
        "outcome": outcome,
        "state": authorization.map(|one| &one.request.state),
        "code": authorization.and_then(|one| one.code.as_ref()).map(|code| &code.value),
        "location": authorization.and_then(|one| one.location.as_ref()),
    })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RedirectUris {
    uris: Vec<String>,
}

/// `POST /control/bankid/redirect-uris`
pub(crate) async fn set_redirect_uris(
    State(sim): State<Sim>,
    Json(new): Json<RedirectUris>,
) -> Answer {
    if new.uris.len() > MOST_REDIRECT_URIS {
        return Err(refuse("too many"));
    }
    if let Some(uri) = new.uris.iter().find(|uri| url::Url::parse(uri).is_err()) {
        return Err(refuse(format!("{uri:?} is not a URL")));
    }
    sim.bankid().redirect_uris = new.uris;
    Ok(Json(json!({})))
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeySet {
    #[default]
    IdToken,
    Grants,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Rotation {
    set: KeySet,
    /// Whether the old key stays in the published set.
    keep_previous: bool,
}

/// `POST /control/bankid/rotate-keys`: a new key signs from now on.
pub(crate) async fn rotate_keys(
    State(sim): State<Sim>,
    body: Result<Json<Rotation>, JsonRejection>,
) -> Answer {
    let rotation = body_or_default(body)?;
    let mut world = sim.bankid();
    let set = match rotation.set {
        KeySet::IdToken => &mut world.keys.id_token,
        KeySet::Grants => &mut world.keys.grants,
    };
    set.rotate(rotation.keep_previous).map_err(|error| {
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            Json(json!({ "error": error.to_string() })),
        )
    })?;
    Ok(Json(json!({ "kid": set.current.kid })))
}

/// `GET /control/bankid/personas`
pub(crate) async fn personas() -> Json<Value> {
    Json(json!({ "personas": personas::ALL }))
}

/// BankID's part of `GET /control/state`.
pub(crate) fn state(sim: &Sim) -> Value {
    let world = sim.bankid();
    json!({
        "oidc_url": sim.addresses.bankid_oidc,
        "oidc_issuer": world.oidc_issuer,
        "url": sim.addresses.bankid_biometrics,
        "issuer": world.biometrics_issuer,
        "switches": world.switches,
        "next": world.waiting_scenarios(),
        "redirect_uris": world.redirect_uris,
        "sessions": world.sessions.values().map(session).collect::<Vec<_>>(),
    })
}

fn session(session: &Session) -> Value {
    let registration = &session.registration;
    json!({
        "id": session.id,
        "client_id": session.client_id,
        "scenario": session.scenario,
        "type": registration.kind,
        "iat": registration.iat,
        "exp": registration.exp,
        "intents": registration.intents,
        "login_hint": registration.login_hint,
        "acr_values": registration.acr_values,
        "statement": registration.statement,
        "binding_message": session.binding_message,
        "granted_to": session.granted.map(|granted| granted.persona.nnin),
        "grant_reads": session.grant_reads,
        "authorization": session.authorization.as_ref().map(authorization),
    })
}

fn authorization(authorization: &Authorization) -> Value {
    let request = &authorization.request;
    json!({
        "scope": request.scope,
        "redirect_uri": request.redirect_uri,
        "state": request.state,
        "nonce": request.nonce,
        "frame_ancestor": request.frame_ancestor,
        "is_opened": authorization.browser.is_some(),
        "outcome": authorization.outcome,
        "events": authorization.events,
        "code": authorization.code.as_ref().map(|code| &code.value),
        "exchange": authorization.code.as_ref().map(|code| code.exchange),
        "location": authorization.location,
    })
}
