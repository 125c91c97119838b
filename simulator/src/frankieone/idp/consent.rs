//! A visit of the IdP's pages: log in, agree or not, back to the redirect URI.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY, X_FRAME_OPTIONS};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use url::Url;

use crate::entropy::Entropy;
use crate::frankieone::idp::grants::{Request, Visit};
use crate::frankieone::idp::pages;
use crate::frankieone::idp::personas::{self, Persona};
use crate::frankieone::idp::registry::{self, Idp, Kind};
use crate::frankieone::switches::Spelling;
use crate::frankieone::world::World;
use crate::simulator::Sim;

const NOT_AUTHORISED: &str = "Resource Owner did not authorize the request";

/// Begins a visit and goes on to its first page.
pub(crate) fn begin(sim: &Sim, request: Request) -> Response {
    let id = sim.frankieone().idps.visit(request, &sim.entropy);
    see_other(&format!("/idp/visits/{id}"))
}

/// `GET /idp/visits/{id}`
pub(crate) async fn show(State(sim): State<Sim>, Path(id): Path<String>) -> Response {
    let visit = sim.frankieone().idps.visits.get(&id).cloned();
    match visit {
        None => unknown(),
        Some(visit) if visit.is_over => over(visit.request.idp),
        Some(visit) => match visit.persona {
            Some(persona) => pages::consent(&id, &visit.request, persona),
            None => pages::login(&id, &visit.request),
        },
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    persona: String,
}

/// `POST /idp/visits/{id}/login`
pub(crate) async fn login(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    Form(form): Form<Login>,
) -> Response {
    let mut world = sim.frankieone();
    let Some(visit) = world.idps.visits.get_mut(&id) else {
        return unknown();
    };
    if visit.is_over {
        return over(visit.request.idp);
    }
    let Some(persona) = personas::by_id(&form.persona) else {
        return pages::refused(
            StatusCode::BAD_REQUEST,
            visit.request.idp,
            "Nobody has this name.",
        );
    };
    visit.persona = Some(persona);
    see_other(&format!("/idp/visits/{id}"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Choice {
    Allow,
    Deny,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Consent {
    choice: Choice,
}

/// `POST /idp/visits/{id}/consent`: the end of the visit.
pub(crate) async fn decide(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    Form(form): Form<Consent>,
) -> Response {
    let now_ms = sim.clock.now_ms();
    let mut world = sim.frankieone();
    let Some(visit) = world.idps.visits.get_mut(&id) else {
        return unknown();
    };
    if visit.is_over {
        return over(visit.request.idp);
    }
    if form.choice == Choice::Allow && visit.persona.is_none() {
        return see_other(&format!("/idp/visits/{id}"));
    }
    visit.is_over = true;
    let Visit {
        request, persona, ..
    } = visit.clone();
    let agreed = persona.filter(|_| form.choice == Choice::Allow);
    match destination(&mut world, &sim.entropy, &request, agreed, now_ms) {
        Some(to) => see_other(to.as_str()),
        None => pages::closing(request.idp),
    }
}

/// Where the browser goes, if anywhere; a code is issued when the person agreed.
pub(crate) fn destination(
    world: &mut World,
    entropy: &Entropy,
    request: &Request,
    agreed: Option<&'static Persona>,
    now_ms: i64,
) -> Option<Url> {
    let spelling = match request.idp.kind {
        // OneSDK does not read the other spelling, and this text is meant to arrive.
        _ if request.scenario.is("idp_error_html") => Spelling::Underscore,
        Kind::MyInfo => world.switches.error_description,
        Kind::OpenId { .. } => Spelling::Underscore,
    };
    let error = |code: &'static str, text: &'static str| {
        let name = match spelling {
            Spelling::Hyphen => "error-description",
            Spelling::Underscore => "error_description",
        };
        vec![("error", code.to_owned()), (name, text.to_owned())]
    };
    let mut state = Some(request.state.clone());
    let scenario = request.scenario.name();
    let mut fields = match (scenario, agreed) {
        ("idp_never_returns", _) => return None,
        ("idp_500", _) => error("500", "Unknown server error"),
        ("idp_503", _) => error("503", "MyInfo is under maintenance"),
        ("idp_denied" | "return_error_other_state", _) | (_, None) => {
            error("access_denied", NOT_AUTHORISED)
        }
        ("idp_error_html", _) => error(
            "500",
            "<img src=x onerror=\"document.title='forged'\"><b>HTML</b>",
        ),
        ("return_without_anything", _) => {
            state = None;
            Vec::new()
        }
        (_, Some(persona)) => {
            let mut request = request.clone();
            if scenario == "code_of_other_session" {
                request.state = entropy.uuid();
            }
            let expires_ms =
                now_ms.saturating_add(world.switches.code_lifetime_s.saturating_mul(1_000));
            let code = world.idps.grant(&request, persona, expires_ms, entropy);
            let mut fields = vec![("code", code)];
            if scenario == "return_code_and_error" {
                fields.extend(error("500", "Unknown server error"));
            }
            if world.switches.return_with_more {
                fields.push(("scope", request.asked.join(" ")));
                fields.push(("client_id", request.client_id.clone()));
                fields.push(("iss", request.idp.title.to_owned()));
            }
            fields
        }
    };
    match scenario {
        "return_without_state" => state = None,
        "return_with_other_state" | "return_error_other_state" => state = Some(entropy.uuid()),
        _ => {}
    }
    fields.extend(state.map(|state| ("state", state)));
    let mut to = Url::parse(&request.redirect_uri).ok()?;
    if !fields.is_empty() {
        to.query_pairs_mut().extend_pairs(fields);
    }
    Some(to)
}

/// Back to a page that was answered: nothing is issued twice.
fn over(idp: &Idp) -> Response {
    pages::refused(StatusCode::GONE, idp, "This visit is over.")
}

fn unknown() -> Response {
    match registry::myinfo() {
        Some(idp) => pages::refused(StatusCode::NOT_FOUND, idp, "There is no such visit."),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn see_other(to: &str) -> Response {
    let headers = [
        (LOCATION, to),
        (CACHE_CONTROL, "no-store"),
        // The code must not travel on in a Referer.
        (REFERRER_POLICY, "no-referrer"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
