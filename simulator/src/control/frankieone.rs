//! FrankieOne without a browser: what OneSDK and a person at the IdP do.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::control::{Answer, body_or_default, missing, refuse};
use crate::frankieone::idp::consent;
use crate::frankieone::idp::grants::Request;
use crate::frankieone::idp::personas::{self, Persona};
use crate::frankieone::idp::registry::{self, ATTRIBUTES, Idp, Kind, OPENID_CLIENT, SINGPASS};
use crate::frankieone::recipe::PURPOSE;
use crate::frankieone::session::{Entity, Session};
use crate::frankieone::{callback, entity};
use crate::simulator::Sim;

/// How far the flow goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Until {
    /// The IdP sends the browser back: `location`.
    Return,
    /// OneSDK has the individual: `individual`, or `failure`.
    Results,
    /// The person approved: `entityId`, or `failure`.
    #[default]
    Approval,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finish {
    /// Who logs in; `kari` when absent.
    persona: Option<String>,
    /// At which IdP; `singpass` when absent.
    idp: Option<String>,
    /// The person does not agree.
    #[serde(default)]
    deny: bool,
    #[serde(default)]
    until: Until,
}

/// `POST /control/frankieone/sessions/{sessionId or reference}/finish`
pub(crate) async fn finish(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    body: Result<Json<Finish>, JsonRejection>,
) -> Answer {
    let finish = body_or_default(body)?;
    let session = session(&sim, &id).ok_or_else(|| missing("no such session"))?;
    let idp = registry::by_name(finish.idp.as_deref().unwrap_or(SINGPASS))
        .ok_or_else(|| refuse("no such idp"))?;
    let persona = personas::by_id(finish.persona.as_deref().unwrap_or("kari"))
        .ok_or_else(|| refuse("no such persona"))?;
    let agreed = (!finish.deny).then_some(persona);
    let location = visit(&sim, &session, idp, agreed);
    let mut answer = json!({ "sessionId": session.id, "location": location });
    let code = location.as_ref().and_then(|url| {
        url.query_pairs()
            .find(|(name, _)| name == "code")
            .map(|(_, code)| code.into_owned())
    });
    let (Some(code), false) = (code, finish.until == Until::Return) else {
        return Ok(Json(answer));
    };
    let switches = sim.frankieone().switches;
    match callback::redeem(&sim, &session, idp.name, &code).await {
        Ok(individual) => {
            answer["individual"] =
                callback::shown(&individual, session.scenario)["individual"].clone();
        }
        Err(failure) => {
            answer["failure"] = failure.body(&switches);
            return Ok(Json(answer));
        }
    }
    if finish.until == Until::Approval {
        match entity::import(&sim, &session, idp.name) {
            Ok((_, entity_id)) => answer["entityId"] = json!(entity_id),
            Err(failure) => answer["failure"] = failure.body(&switches),
        }
    }
    Ok(Json(answer))
}

/// By its id, or the newest one with the reference.
fn session(sim: &Sim, id: &str) -> Option<Session> {
    let world = sim.frankieone();
    world.sessions.get(id).cloned().or_else(|| {
        world
            .sessions
            .values()
            .filter(|session| session.subject.reference() == Some(id))
            .last()
            .cloned()
    })
}

/// The way to the IdP and through its pages.
fn visit(
    sim: &Sim,
    session: &Session,
    idp: &'static Idp,
    agreed: Option<&'static Persona>,
) -> Option<Url> {
    let now_ms = sim.clock.now_ms();
    let mut world = sim.frankieone();
    world.begin_authorisation(&session.id);
    let (client_id, asked) = match idp.kind {
        Kind::MyInfo => (
            registry::myinfo_client(world.switches.environment),
            ATTRIBUTES.map(str::to_owned).to_vec(),
        ),
        Kind::OpenId { scope, .. } => {
            let scopes = scope.split(' ').map(str::to_owned).collect();
            (OPENID_CLIENT, scopes)
        }
    };
    let request = Request {
        idp,
        client_id: client_id.to_owned(),
        asked,
        state: session.id.clone(),
        redirect_uri: world.redirect_url.clone(),
        purpose: PURPOSE.to_owned(),
        nonce: Some(session.id.clone()),
        scenario: session.scenario,
    };
    consent::destination(&mut world, &sim.entropy, &request, agreed, now_ms)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RedirectUrl {
    url: String,
}

/// `POST /control/frankieone/redirect-url`: in the recipe and at every IdP, until the reset.
pub(crate) async fn set_redirect_url(
    State(sim): State<Sim>,
    Json(new): Json<RedirectUrl>,
) -> Answer {
    let url = Url::parse(&new.url).map_err(|_| refuse("url is not a URL"))?;
    if !["http", "https"].contains(&url.scheme()) || url.fragment().is_some() {
        return Err(refuse("url is not http or https, or has a fragment"));
    }
    sim.frankieone().redirect_url = new.url;
    Ok(Json(json!({})))
}

/// The part of `GET /control/state`.
pub(crate) fn state(sim: &Sim) -> Value {
    let world = sim.frankieone();
    json!({
        "url": sim.addresses.frankieone,
        "idp_url": sim.addresses.frankieone_idp,
        "switches": world.switches,
        "next": world.waiting_scenarios(),
        "redirect_url": world.redirect_url,
        "sessions": world.sessions.values().map(describe_session).collect::<Vec<_>>(),
        "entities": world.entities.values().map(describe_entity).collect::<Vec<_>>(),
        "personas": personas::ALL
            .iter()
            .map(|persona| json!({ "id": persona.id, "title": persona.title }))
            .collect::<Vec<_>>(),
    })
}

fn describe_session(session: &Session) -> Value {
    let fetched = session.fetched.as_ref().map(|fetched| {
        json!({ "idp": fetched.idp, "expires_ms": fetched.expires_ms, "entity_id": fetched.entity_id })
    });
    json!({
        "id": session.id,
        "customer": session.customer.id,
        "child": session.child,
        "reference": session.subject.reference(),
        "entity_id": session.subject.entity_id(),
        "scenario": session.scenario,
        "created_ms": session.created_ms,
        "expires_ms": session.expires_ms,
        "authorisation": session.authorisation,
        "fetched": fetched,
    })
}

fn describe_entity(entity: &Entity) -> Value {
    json!({
        "id": entity.id,
        "customer": entity.customer_id,
        "reference": entity.reference,
        "scenario": entity.scenario,
        "imported_ms": entity.imported_ms,
        "reads": entity.reads,
        "individual": entity.individual,
    })
}
