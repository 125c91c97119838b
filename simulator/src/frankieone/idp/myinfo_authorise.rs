//! `GET /com/v3/authorise` of MyInfo (MyInfo contract, 3.2, step 1).

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::frankieone::idp::consent;
use crate::frankieone::idp::grants::Request;
use crate::frankieone::idp::pages;
use crate::frankieone::idp::registry::{
    self, ATTRIBUTES, Idp, MYINFO_CLIENT, MYINFO_SANDBOX_CLIENT,
};
use crate::frankieone::scenarios::HAPPY;
use crate::simulator::Sim;

const LONGEST: usize = 1_000;

pub(crate) async fn authorise(State(sim): State<Sim>, RawQuery(query): RawQuery) -> Response {
    let Some(idp) = registry::myinfo() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match request(&sim, idp, query.as_deref().unwrap_or_default()) {
        Ok(request) => consent::begin(&sim, request),
        Err(reason) => pages::refused(StatusCode::BAD_REQUEST, idp, &reason),
    }
}

/// Nothing of a wrong request is redirected: the redirect URI may be the wrong part.
fn request(sim: &Sim, idp: &'static Idp, query: &str) -> Result<Request, String> {
    let fields = Fields::read(query)?;
    let client_id = fields.required("client_id")?;
    if ![MYINFO_CLIENT, MYINFO_SANDBOX_CLIENT].contains(&client_id.as_str()) {
        return Err("client_id is unknown".to_owned());
    }
    let redirect_uri = fields.required("redirect_uri")?;
    let state = fields.required("state")?;
    let purpose = fields.required("purpose")?;
    let asked: Vec<String> = fields
        .required("attributes")?
        .split(',')
        .map(str::to_owned)
        .collect();
    if let Some(foreign) = asked
        .iter()
        .find(|name| !ATTRIBUTES.contains(&name.as_str()))
    {
        return Err(format!(
            "attribute {foreign} is not registered for this client"
        ));
    }
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
        purpose,
        nonce: None,
    })
}

/// The fields of a query, each at most once.
#[derive(Debug)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn read(query: &str) -> Result<Self, String> {
        crate::frankieone::bff::fields(Some(query))
            .map(Self)
            .map_err(|_| "a parameter stands twice or cannot be read".to_owned())
    }

    pub(crate) fn optional(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty() && value.len() <= LONGEST)
            .map(|(_, value)| value.clone())
    }

    pub(crate) fn required(&self, name: &str) -> Result<String, String> {
        self.optional(name)
            .ok_or_else(|| format!("{name} is missing, empty or too long"))
    }
}
