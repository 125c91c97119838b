//! `POST /com/v3/token` of MyInfo (MyInfo contract, 3.2, step 2).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::frankieone::idp::grants::{ACCESS_LIFETIME_S, Access, Grant, Redemption, SKEW_MS};
use crate::frankieone::idp::registry::{
    MYINFO_CLIENT, MYINFO_SANDBOX_CLIENT, MYINFO_SECRET, SINGPASS,
};
use crate::frankieone::jws;
use crate::frankieone::pki_sign::{PkiSign, Signed};
use crate::simulator::Sim;

/// Status, code and message: `{code, message, fields}`.
pub(crate) type Refusal = (u16, &'static str);

pub(crate) fn answer(result: Result<Response, Refusal>) -> Response {
    result.unwrap_or_else(|(status, message)| {
        let body = json!({ "code": status.to_string(), "message": message, "fields": "" });
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(body)).into_response()
    })
}

pub(crate) async fn issue(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    answer(token(&sim, &headers, &body).map(|body| Json(body).into_response()))
}

fn token(sim: &Sim, headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    let is_form = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes() == b"application/x-www-form-urlencoded");
    let form: Vec<(String, String)> =
        serde_urlencoded::from_bytes(body).map_err(|_| (400, "Invalid form"))?;
    if !is_form {
        return Err((400, "Invalid content type"));
    }
    let params: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let field = |name: &str| {
        params
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
            .ok_or((400, "A parameter is missing"))
    };
    let client_id = field("client_id")?;
    if client_id == MYINFO_CLIENT {
        let url = format!("{}/com/v3/token", sim.addresses.frankieone_idp);
        let signed = Signed {
            method: "POST",
            url: &url,
            params: &params,
        };
        check_signature(sim, headers, &signed)?;
    } else if client_id != MYINFO_SANDBOX_CLIENT {
        return Err((401, "Unknown client"));
    }
    let secret = field("client_secret")?;
    if !bool::from(secret.as_bytes().ct_eq(MYINFO_SECRET.as_bytes())) {
        return Err((401, "Wrong client secret"));
    }
    if field("grant_type")? != "authorization_code" {
        return Err((400, "Unsupported grant type"));
    }
    let now_ms = sim.clock.now_ms();
    let code = field("code")?;
    scripted(sim, code)?;
    let grant = sim
        .frankieone()
        .idps
        .redeem(Redemption {
            idp: SINGPASS,
            code,
            client_id,
            redirect_uri: field("redirect_uri")?,
            state: field("state").ok(),
            now_ms,
        })
        .map_err(|_| (400, "Invalid authorisation code"))?;
    let token = access_token(sim, &grant, now_ms).ok_or((500, "No token could be made"))?;
    Ok(json!({ "access_token": token, "token_type": "Bearer", "expires_in": ACCESS_LIFETIME_S }))
}

/// The signature, its age and its nonce; the client is the one that the header names.
pub(crate) fn check_signature(
    sim: &Sim,
    headers: &HeaderMap,
    signed: &Signed<'_>,
) -> Result<PkiSign, Refusal> {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(PkiSign::parse)
        .ok_or((401, "The authorization header is missing or not PKI_SIGN"))?;
    if header.app_id != MYINFO_CLIENT {
        return Err((401, "Unknown app_id"));
    }
    let now_ms = sim.clock.now_ms();
    let is_recent = header
        .timestamp
        .parse::<i64>()
        .is_ok_and(|at| at.abs_diff(now_ms) <= SKEW_MS.unsigned_abs());
    if !is_recent {
        return Err((401, "The timestamp is too old or too new"));
    }
    let key = sim.frankieone().keys.clone();
    if !header.is_of(signed, &key.bff.public) {
        return Err((401, "The signature is wrong"));
    }
    let is_nonce = !header.nonce.is_empty() && header.nonce.bytes().all(|one| one.is_ascii_digit());
    if !is_nonce || !sim.frankieone().idps.is_new_nonce(&header.nonce, now_ms) {
        return Err((401, "The nonce was used before or is none"));
    }
    Ok(header)
}

/// What a scenario makes of the exchange.
pub(crate) fn scripted(sim: &Sim, code: &str) -> Result<(), Refusal> {
    let world = sim.frankieone();
    let Some(grant) = world.idps.grants.get(code) else {
        return Ok(());
    };
    match grant.request.scenario.name() {
        "vendor_server_error" => Err((500, "Internal server error")),
        "vendor_unauthorised" => Err((401, "Unknown app_id")),
        "vendor_code_refused" => Err((400, "Invalid authorisation code")),
        "vendor_user_denied" => Err((400, "access_denied")),
        _ => Ok(()),
    }
}

fn access_token(sim: &Sim, grant: &Grant, now_ms: i64) -> Option<String> {
    let subject = grant.persona.subject();
    let expires_ms = now_ms.saturating_add(ACCESS_LIFETIME_S * 1_000);
    let claims = json!({
        "sub": subject,
        "jti": sim.entropy.uuid(),
        "scope": grant.request.asked,
        "iss": sim.addresses.frankieone_idp,
        "aud": grant.request.client_id,
        "client_id": grant.request.client_id,
        "token_type": "Bearer",
        "iat": now_ms.div_euclid(1_000),
        "nbf": now_ms.div_euclid(1_000),
        "exp": expires_ms.div_euclid(1_000),
    });
    let mut world = sim.frankieone();
    let token = jws::sign(Algorithm::RS256, &claims, &world.keys.myinfo.signing)?;
    world.idps.accesses.insert(
        token.clone(),
        Access {
            request: grant.request.clone(),
            persona: grant.persona,
            subject,
            expires_ms,
        },
    );
    Some(token)
}
