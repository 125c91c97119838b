//! `POST /coe-partner/v1/initiate-flow` (contract 1.3.2).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use crate::onekyc::errors::{Failure, respond};
use crate::onekyc::gateway::Gateway;
use crate::onekyc::initiate_body;
use crate::onekyc::refusals::{Call, scripted};
use crate::onekyc::session::Session;
use crate::onekyc::token::required;
use crate::onekyc::world::USER_TOKEN_LIFETIME_S;
use crate::simulator::Addresses;

pub(crate) async fn initiate(
    State(gateway): State<Gateway>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let result = answer(&gateway, &headers, &body);
    respond(&gateway, result)
}

fn answer(gateway: &Gateway, headers: &HeaderMap, body: &[u8]) -> Result<Value, Failure> {
    let token = required(headers, "x-onekyc-token")?;
    let user = initiate_body::headers(headers)?;
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let partner = world
        .partner(token, now_ms)
        .ok_or_else(Failure::unauthorized)?;
    if !partner.owns(user.onboarding_partner) {
        return Err(forbidden());
    }
    if !is_json(headers) {
        return Err(Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            1539,
            "UNSUPPORTED_MEDIA_TYPE",
        ));
    }
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
        return Err(Failure::invalid("INVALID_REQUEST_BODY"));
    };
    let request = initiate_body::read(&user, &fields)?;
    if !gateway.product.offers(request.flow) {
        return Err(Failure::invalid("INVALID_FLOW"));
    }
    if world.is_duplicate(&request.partner_session_id) {
        return Err(duplicate());
    }
    let scenario = world.choose_scenario(&request.user_id);
    if scripted(scenario, Call::Token).is_some() {
        // The partner token counts as revoked, and the call for a new one plays the scenario.
        world.play_next(scenario);
        return Err(Failure::unauthorized());
    }
    if let Some(failure) = scripted(scenario, Call::Initiate) {
        return Err(failure);
    }
    let session = world.open(
        partner.client_id,
        request,
        scenario,
        &gateway.sim.entropy,
        now_ms,
    );
    let mut data = json!({
        "expirySeconds": USER_TOKEN_LIFETIME_S.to_string(),
        "expiresAt": (session.user_token_expires_ms / 1_000).to_string(),
    });
    if session.request.redirection.is_none() {
        match session.scenario.name() {
            "user_token_missing" => {}
            "user_token_not_text" => data["token"] = json!({ "value": session.user_token }),
            _ => data["token"] = json!(session.user_token),
        }
    } else if let Some(url) = launch_url(&gateway.sim.addresses, &session) {
        data["launchUrl"] = json!(url);
    }
    Ok(data)
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn forbidden() -> Failure {
    Failure::new(
        StatusCode::FORBIDDEN,
        110,
        "ONBOARDING_PARTNER_DOES_NOT_BELONG_TO_CLIENT",
    )
}

fn duplicate() -> Failure {
    Failure::invalid("DUPLICATE_PARTNER_SESSION_ID")
}

/// The token stands in the fragment, which no server sees.
fn launch_url(addresses: &Addresses, session: &Session) -> Option<String> {
    let route = format!("#/launch-v1?token={}", session.user_token);
    let page = format!("{}/kyc/v2/index.html", addresses.onekyc_web);
    Some(match session.scenario.name() {
        "launch_url_missing" => return None,
        "launch_url_script" => "javascript:alert(document.domain)".to_owned(),
        "launch_url_other_origin" => format!("{}/kyc/v2/index.html{route}", addresses.onekyc),
        name @ ("frame_never_loads" | "frame_ancestors_none") => {
            format!("{page}?play={name}{route}")
        }
        _ => format!("{page}{route}"),
    })
}
