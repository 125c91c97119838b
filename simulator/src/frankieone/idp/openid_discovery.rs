//! Discovery and keys of the OpenID Connect IdPs (OpenID Connect Discovery 1.0; RFC 7517).

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::traits::PublicKeyParts;
use serde_json::json;

use crate::frankieone::idp::registry::{self, Kind};
use crate::simulator::Sim;

/// `GET /oidc/{name}/.well-known/openid-configuration`
pub(crate) async fn configuration(State(sim): State<Sim>, Path(name): Path<String>) -> Response {
    let Some(idp) = registry::openid(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Kind::OpenId { scope, claims, .. } = idp.kind else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let issuer = idp.issuer(&sim.addresses.frankieone_idp);
    let scopes: Vec<&str> = scope.split(' ').collect();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "scopes_supported": scopes,
        "claims_supported": claims,
    }))
    .into_response()
}

/// `GET /oidc/{name}/jwks`
pub(crate) async fn keys(State(sim): State<Sim>, Path(name): Path<String>) -> Response {
    if registry::openid(&name).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let keys = sim.frankieone().keys.clone();
    let part = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
    let key = json!({
        "kty": "RSA", "use": "sig", "alg": "RS256",
        "n": part(keys.oidc.public.n()),
        "e": part(keys.oidc.public.e()),
    });
    Json(json!({ "keys": [key] })).into_response()
}
