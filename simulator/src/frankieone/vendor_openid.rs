//! The BFF as a client of an OpenID Connect IdP: discovery, code, ID token, userinfo.

use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

use crate::frankieone::errors::Failure;
use crate::frankieone::idp::registry::{OPENID_CLIENT, OPENID_SECRET};
use crate::frankieone::jws;
use crate::frankieone::vendor::{Redeem, call, person_refused, token_refused};
use crate::simulator::Sim;

pub(crate) async fn person(sim: &Sim, redeem: Redeem<'_>) -> Result<Value, Failure> {
    let issuer = redeem.idp.issuer(&sim.addresses.frankieone_idp);
    let endpoints = document(
        sim,
        redeem,
        &format!("{issuer}/.well-known/openid-configuration"),
    )
    .await?;
    let endpoint = |name: &str| {
        endpoints[name]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(Failure::server_error)
    };
    if endpoints["issuer"] != issuer.as_str() {
        return Err(Failure::server_error());
    }
    let form = [
        ("grant_type", "authorization_code"),
        ("code", redeem.code),
        ("redirect_uri", redeem.redirect_uri),
    ];
    let request = sim
        .http
        .post(endpoint("token_endpoint")?)
        .basic_auth(OPENID_CLIENT, Some(OPENID_SECRET))
        .form(&form);
    let (status, body) = call(request).await?;
    if !status.is_success() {
        return Err(token_refused(redeem.idp.name, status, &body));
    }
    let tokens: Value = serde_json::from_slice(&body).map_err(|_| Failure::server_error())?;
    let keys = document(sim, redeem, &endpoint("jwks_uri")?).await?;
    let text = |name: &str| tokens[name].as_str().ok_or_else(Failure::server_error);
    let subject = subject(sim, text("id_token")?, &keys, &issuer, redeem.session_id)
        .ok_or_else(Failure::server_error)?;
    let request = sim
        .http
        .get(endpoint("userinfo_endpoint")?)
        .bearer_auth(text("access_token")?);
    let (status, body) = call(request).await?;
    if !status.is_success() {
        return Err(person_refused(redeem.idp.name, status));
    }
    let claims: Value = serde_json::from_slice(&body).map_err(|_| Failure::server_error())?;
    // Another subject's claims must not be used (OpenID Connect Core 1.0, section 5.3.2).
    if claims["sub"] != subject.as_str() {
        return Err(Failure::server_error());
    }
    Ok(claims)
}

async fn document(sim: &Sim, redeem: Redeem<'_>, url: &str) -> Result<Value, Failure> {
    let (status, body) = call(sim.http.get(url)).await?;
    if !status.is_success() {
        return Err(person_refused(redeem.idp.name, status));
    }
    serde_json::from_slice(&body).map_err(|_| Failure::server_error())
}

/// The subject of a good ID token: signature, issuer, audience, time and nonce.
fn subject(
    sim: &Sim,
    id_token: &str,
    keys: &Value,
    issuer: &str,
    session_id: &str,
) -> Option<String> {
    let key = &keys["keys"][0];
    let key = DecodingKey::from_rsa_components(key["n"].as_str()?, key["e"].as_str()?).ok()?;
    let claims = jws::verify(Algorithm::RS256, id_token, &key)?;
    let now_s = sim.clock.now_ms().div_euclid(1_000);
    let is_good = claims["iss"] == issuer
        && claims["aud"] == OPENID_CLIENT
        && claims["nonce"] == session_id
        && claims["exp"].as_i64().is_some_and(|exp| now_s < exp);
    is_good
        .then(|| claims["sub"].as_str().map(str::to_owned))
        .flatten()
}
