//! `GET /oidc/{name}/authorize` (OpenID Connect Core 1.0, section 3.1.2).

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::frankieone::idp::consent;
use crate::frankieone::idp::grants::Request;
use crate::frankieone::idp::myinfo_authorise::Fields;
use crate::frankieone::idp::pages;
use crate::frankieone::idp::registry::{self, Idp, Kind, OPENID_CLIENT};
use crate::frankieone::scenarios::HAPPY;
use crate::simulator::Sim;

pub(crate) async fn authorize(
    State(sim): State<Sim>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(idp) = registry::openid(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match request(&sim, idp, query.as_deref().unwrap_or_default()) {
        Ok(request) => consent::begin(&sim, request),
        Err(reason) => pages::refused(StatusCode::BAD_REQUEST, idp, &reason),
    }
}

fn request(sim: &Sim, idp: &'static Idp, query: &str) -> Result<Request, String> {
    let Kind::OpenId { scope, .. } = idp.kind else {
        return Err("this is no OpenID Connect provider".to_owned());
    };
    let fields = Fields::read(query)?;
    let client_id = fields.required("client_id")?;
    if client_id != OPENID_CLIENT {
        return Err("client_id is unknown".to_owned());
    }
    let redirect_uri = fields.required("redirect_uri")?;
    if fields.required("response_type")? != "code" {
        return Err("response_type is not code".to_owned());
    }
    let asked: Vec<String> = fields
        .required("scope")?
        .split(' ')
        .map(str::to_owned)
        .collect();
    if !asked.iter().any(|name| name == "openid")
        || asked
            .iter()
            .any(|name| scope.split(' ').all(|known| known != name))
    {
        return Err("scope lacks openid or has what this provider does not know".to_owned());
    }
    let state = fields.required("state")?;
    let nonce = fields.optional("nonce");
    let world = sim.frankieone();
    if redirect_uri != world.redirect_url {
        return Err("redirect_uri is not registered for this client".to_owned());
    }
    Ok(Request {
        idp,
        client_id,
        asked,
        scenario: world
            .sessions
            .get(&state)
            .map_or(HAPPY, |session| session.scenario),
        state,
        redirect_uri,
        purpose: String::new(),
        nonce,
    })
}
