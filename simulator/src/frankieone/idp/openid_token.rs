//! `POST /oidc/{name}/token` and `GET /oidc/{name}/userinfo` (OpenID Connect Core 1.0, sections 3.1.3 and 5.3).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::Algorithm;
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq;

use crate::frankieone::idp::claims;
use crate::frankieone::idp::grants::{ACCESS_LIFETIME_S, Access, Grant, Redemption};
use crate::frankieone::idp::myinfo_token::scripted;
use crate::frankieone::idp::registry::{self, Idp, Kind, OPENID_CLIENT, OPENID_SECRET};
use crate::frankieone::jws;
use crate::simulator::Sim;

/// Lifetime of an ID token.
const ID_TOKEN_LIFETIME_S: i64 = 300;

type Refusal = (StatusCode, &'static str);

pub(crate) async fn issue(
    State(sim): State<Sim>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(idp) = registry::openid(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match tokens(&sim, idp, &headers, &body) {
        Ok(body) => ([(CACHE_CONTROL, "no-store")], Json(body)).into_response(),
        Err((status, error)) => (status, Json(json!({ "error": error }))).into_response(),
    }
}

fn tokens(
    sim: &Sim,
    idp: &'static Idp,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, Refusal> {
    const INVALID_REQUEST: Refusal = (StatusCode::BAD_REQUEST, "invalid_request");
    const INVALID_GRANT: Refusal = (StatusCode::BAD_REQUEST, "invalid_grant");
    if !is_client(headers) {
        return Err((StatusCode::UNAUTHORIZED, "invalid_client"));
    }
    let form: Vec<(String, String)> =
        serde_urlencoded::from_bytes(body).map_err(|_| INVALID_REQUEST)?;
    let field = |name: &str| {
        form.iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .ok_or(INVALID_REQUEST)
    };
    if field("grant_type")? != "authorization_code" {
        return Err((StatusCode::BAD_REQUEST, "unsupported_grant_type"));
    }
    let now_ms = sim.clock.now_ms();
    let code = field("code")?;
    scripted(sim, code).map_err(|(status, text)| {
        let error = match (status, text) {
            (400, "access_denied") => "access_denied",
            (400, _) => "invalid_grant",
            (401, _) => "invalid_client",
            _ => "server_error",
        };
        (
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            error,
        )
    })?;
    let grant = sim
        .frankieone()
        .idps
        .redeem(Redemption {
            idp: idp.name,
            code,
            client_id: OPENID_CLIENT,
            redirect_uri: field("redirect_uri")?,
            state: None,
            now_ms,
        })
        .map_err(|_| INVALID_GRANT)?;
    let access_token = sim.entropy.secret();
    let id_token = id_token(sim, idp, &grant, now_ms)
        .ok_or((StatusCode::INTERNAL_SERVER_ERROR, "server_error"))?;
    sim.frankieone().idps.accesses.insert(
        access_token.clone(),
        Access {
            subject: claims::subject(idp, grant.persona),
            persona: grant.persona,
            expires_ms: now_ms.saturating_add(ACCESS_LIFETIME_S * 1_000),
            request: grant.request,
        },
    );
    Ok(json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFETIME_S,
        "id_token": id_token,
    }))
}

fn is_client(headers: &HeaderMap) -> bool {
    let expected = STANDARD.encode(format!("{OPENID_CLIENT}:{OPENID_SECRET}"));
    headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Basic "))
        .is_some_and(|given| bool::from(given.as_bytes().ct_eq(expected.as_bytes())))
}

fn id_token(sim: &Sim, idp: &Idp, grant: &Grant, now_ms: i64) -> Option<String> {
    let in_id_token = matches!(
        idp.kind,
        Kind::OpenId {
            claims_in_id_token: true,
            ..
        }
    );
    let mut claims = if in_id_token {
        described(idp, grant.persona, &grant.request)
    } else {
        Map::new()
    };
    let now_s = now_ms.div_euclid(1_000);
    claims.insert("sub".to_owned(), json!(claims::subject(idp, grant.persona)));
    claims.insert(
        "iss".to_owned(),
        json!(idp.issuer(&sim.addresses.frankieone_idp)),
    );
    claims.insert("aud".to_owned(), json!(OPENID_CLIENT));
    claims.insert("iat".to_owned(), json!(now_s));
    claims.insert("exp".to_owned(), json!(now_s + ID_TOKEN_LIFETIME_S));
    if let Some(nonce) = &grant.request.nonce {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    let keys = sim.frankieone().keys.clone();
    let key = if grant.request.scenario.is("wrongly_signed_person") {
        &keys.myinfo.signing
    } else {
        &keys.oidc.signing
    };
    jws::sign(Algorithm::RS256, &Value::Object(claims), key)
}

/// The claims, and what the scenario does to them.
fn described(
    idp: &Idp,
    persona: &crate::frankieone::idp::personas::Persona,
    request: &crate::frankieone::idp::grants::Request,
) -> Map<String, Value> {
    let mut claims = claims::of(idp, persona, &request.asked);
    match request.scenario.name() {
        "mandatory_name" | "mandatory_all" => {
            for name in ["name", "given_name", "family_name"] {
                claims.remove(name);
            }
        }
        "unexpected_attribute" => {
            claims.insert("gender".to_owned(), json!("female"));
        }
        "vendor_bad_profile" => {
            claims.insert("birthdate".to_owned(), json!("the twelfth of March"));
        }
        "validation_country" => {
            claims.insert("address".to_owned(), json!({ "country": "ZZ" }));
        }
        _ => {}
    }
    claims
}

pub(crate) async fn userinfo(
    State(sim): State<Sim>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(idp) = registry::openid(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let now_ms = sim.clock.now_ms();
    let access = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .and_then(|token| sim.frankieone().idps.accesses.get(token).cloned())
        .filter(|access| access.request.idp.name == idp.name && now_ms < access.expires_ms);
    let Some(access) = access else {
        let why = [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
        return (StatusCode::UNAUTHORIZED, why).into_response();
    };
    let status = match access.request.scenario.name() {
        "vendor_person_error" => Some(StatusCode::INTERNAL_SERVER_ERROR),
        "vendor_incorrect_parameter" => Some(StatusCode::BAD_REQUEST),
        "vendor_no_profile" => Some(StatusCode::NOT_FOUND),
        "vendor_forbidden" => Some(StatusCode::FORBIDDEN),
        _ => None,
    };
    match status {
        Some(status) => status.into_response(),
        None => Json(described(idp, access.persona, &access.request)).into_response(),
    }
}
