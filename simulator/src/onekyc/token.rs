//! `GET /v1/coe/partner/authentication`: the partner token (contract 1.3.1).

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use crate::onekyc::accounts;
use crate::onekyc::errors::{Failure, respond};
use crate::onekyc::gateway::Gateway;
use crate::onekyc::refusals::Call;

pub(crate) async fn issue(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    let result = answer(&gateway, &headers).map_err(Failure::of_token_service);
    respond(&gateway, result)
}

fn answer(gateway: &Gateway, headers: &HeaderMap) -> Result<Value, Failure> {
    let client_id = required(headers, "client-id")?;
    let pass_key = required(headers, "pass-key")?;
    let partner = accounts::authenticate(gateway.product, client_id, pass_key)
        .ok_or_else(Failure::unauthorized)?;
    if let Some(failure) = gateway.world().next_refusal(Call::Token) {
        return Err(failure);
    }
    let token = format!(
        "eyJraWQiOiJzaW0tcGFydG5lciJ9.{}",
        gateway.sim.entropy.secret()
    );
    let (lifetime_s, expires_ms) =
        gateway
            .world()
            .issue_token(&token, partner, gateway.sim.clock.now_ms());
    Ok(json!({
        "token": token,
        "expiry_seconds": lifetime_s.to_string(),
        "expires_at": (expires_ms / 1_000).to_string(),
    }))
}

/// A header that must be there, or 400 "1539" with the header's name.
pub(crate) fn required<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Failure> {
    optional(headers, name).ok_or_else(|| {
        Failure::invalid(format!(
            "{}_CAN_NOT_BE_EMPTY",
            name.to_ascii_uppercase().replace('-', "_")
        ))
    })
}

/// A header that is there and not blank.
pub(crate) fn optional<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
        .filter(|value| !value.is_empty())
}
