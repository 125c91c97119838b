//! `GET /com/v3/person/{sub}/` of MyInfo (MyInfo contract, 3.2, step 3).

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use crate::frankieone::idp::grants::Access;
use crate::frankieone::idp::myinfo_authorise::Fields;
use crate::frankieone::idp::myinfo_token::{Refusal, answer, check_signature};
use crate::frankieone::idp::person;
use crate::frankieone::idp::registry::MYINFO_CLIENT;
use crate::frankieone::pki_sign::Signed;
use crate::frankieone::scenarios::Scenario;
use crate::frankieone::{jwe, jws};
use crate::simulator::Sim;

pub(crate) async fn show(
    State(sim): State<Sim>,
    Path(subject): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    answer(describe(
        &sim,
        &subject,
        &headers,
        query.as_deref().unwrap_or_default(),
    ))
}

fn describe(
    sim: &Sim,
    subject: &str,
    headers: &HeaderMap,
    query: &str,
) -> Result<Response, Refusal> {
    let fields = Fields::read(query).map_err(|_| (400, "Invalid query"))?;
    let required = |name| {
        fields
            .required(name)
            .map_err(|_| (400, "A parameter is missing"))
    };
    let (client_id, attributes) = (required("client_id")?, required("attributes")?);
    let is_signed = client_id == MYINFO_CLIENT;
    let token = if is_signed {
        let params: Vec<(String, String)> =
            serde_urlencoded::from_str(query).map_err(|_| (400, "Invalid query"))?;
        let params: Vec<(&str, &str)> = params
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let url = format!("{}/com/v3/person/{subject}/", sim.addresses.frankieone_idp);
        let signed = Signed {
            method: "GET",
            url: &url,
            params: &params,
        };
        check_signature(sim, headers, &signed)?
            .bearer
            .ok_or((401, "The access token is missing"))?
    } else {
        headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or((401, "The access token is missing"))?
            .to_owned()
    };
    let access = permitted(sim, &token, subject, &client_id, &attributes)?;
    let person = person::of(
        access.persona,
        &access.request.asked,
        access.request.scenario,
    );
    if is_signed {
        let scenario = access.request.scenario;
        let body = sealed(sim, &person, scenario).ok_or((500, "The data could not be sealed"))?;
        Ok(([(CONTENT_TYPE, "application/jose")], body).into_response())
    } else {
        Ok(Json(person).into_response())
    }
}

fn permitted(
    sim: &Sim,
    token: &str,
    subject: &str,
    client_id: &str,
    attributes: &str,
) -> Result<Access, Refusal> {
    let now_ms = sim.clock.now_ms();
    let access = sim
        .frankieone()
        .idps
        .accesses
        .get(token)
        .filter(|access| now_ms < access.expires_ms && access.request.client_id == client_id)
        .cloned()
        .ok_or((401, "The access token is invalid or has expired"))?;
    if access.subject != subject {
        return Err((401, "The person is not the one of the access token"));
    }
    match access.request.scenario.name() {
        "vendor_person_error" => return Err((500, "Internal server error")),
        "vendor_incorrect_parameter" => return Err((400, "Incorrect parameter")),
        "vendor_no_profile" => return Err((404, "There is no profile of this person")),
        "vendor_forbidden" => return Err((403, "The attributes are not allowed")),
        _ => {}
    }
    let mut wanted: Vec<&str> = attributes.split(',').collect();
    let mut consented: Vec<&str> = access.request.asked.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    consented.sort_unstable();
    if wanted != consented {
        return Err((401, "The attributes differ from those consented to"));
    }
    Ok(access)
}

/// A JWE for the BFF around a JWS of MyInfo.
fn sealed(sim: &Sim, person: &Value, scenario: Scenario) -> Option<String> {
    let (keys, is_quoted) = {
        let world = sim.frankieone();
        (world.keys.clone(), world.switches.quoted_person)
    };
    let signing = if scenario.is("wrongly_signed_person") {
        &keys.oidc.signing
    } else {
        &keys.myinfo.signing
    };
    let signed = jws::sign(Algorithm::RS256, person, signing)?;
    let plaintext = if is_quoted {
        json!(signed).to_string()
    } else {
        signed
    };
    let reader = if scenario.is("unreadable_person") {
        &keys.oidc.public
    } else {
        &keys.bff.public
    };
    jwe::encrypt(plaintext.as_bytes(), reader, &sim.entropy)
}
