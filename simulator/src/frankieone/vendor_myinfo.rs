//! The BFF as a client of MyInfo v3 (MyInfo contract, 3.2).

use jsonwebtoken::Algorithm;
use reqwest::header::AUTHORIZATION;
use serde_json::Value;

use crate::frankieone::errors::Failure;
use crate::frankieone::idp::registry::{self, ATTRIBUTES, MYINFO_CLIENT, MYINFO_SECRET};
use crate::frankieone::pki_sign::{self, Signed};
use crate::frankieone::vendor::{Redeem, call, person_refused, token_refused};
use crate::frankieone::{jwe, jws};
use crate::simulator::Sim;

pub(crate) async fn person(sim: &Sim, redeem: Redeem<'_>) -> Result<Value, Failure> {
    let client_id = registry::myinfo_client(sim.frankieone().switches.environment);
    let token = access_token(sim, redeem, client_id).await?;
    let subject = subject(sim, &token, client_id).ok_or_else(Failure::server_error)?;
    let base = &sim.addresses.frankieone_idp;
    let url = format!("{base}/com/v3/person/{subject}/");
    let attributes = ATTRIBUTES.join(",");
    let params = [
        ("client_id", client_id),
        ("attributes", attributes.as_str()),
    ];
    let signed = Signed {
        method: "GET",
        url: &url,
        params: &params,
    };
    let request = sim.http.get(&url).query(&params).header(
        AUTHORIZATION,
        authorization(sim, &signed, client_id, Some(&token)),
    );
    let (status, body) = call(request).await?;
    if !status.is_success() {
        return Err(person_refused(redeem.idp.name, status));
    }
    if client_id == MYINFO_CLIENT {
        opened(sim, &body).ok_or_else(Failure::server_error)
    } else {
        serde_json::from_slice(&body).map_err(|_| Failure::server_error())
    }
}

async fn access_token(sim: &Sim, redeem: Redeem<'_>, client_id: &str) -> Result<String, Failure> {
    let url = format!("{}/com/v3/token", sim.addresses.frankieone_idp);
    let params = [
        ("grant_type", "authorization_code"),
        ("code", redeem.code),
        ("redirect_uri", redeem.redirect_uri),
        ("client_id", client_id),
        ("client_secret", MYINFO_SECRET),
        ("state", redeem.session_id),
    ];
    let signed = Signed {
        method: "POST",
        url: &url,
        params: &params,
    };
    let mut request = sim.http.post(&url).form(&params);
    if client_id == MYINFO_CLIENT {
        request = request.header(AUTHORIZATION, authorization(sim, &signed, client_id, None));
    }
    let (status, body) = call(request).await?;
    if !status.is_success() {
        return Err(token_refused(redeem.idp.name, status, &body));
    }
    let body: Value = serde_json::from_slice(&body).map_err(|_| Failure::server_error())?;
    body["access_token"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(Failure::server_error)
}

fn authorization(sim: &Sim, signed: &Signed<'_>, client_id: &str, bearer: Option<&str>) -> String {
    if client_id != MYINFO_CLIENT {
        return format!("Bearer {}", bearer.unwrap_or_default());
    }
    let nonce = u64::from_le_bytes(sim.entropy.bytes()).to_string();
    let timestamp = sim.clock.now_ms().to_string();
    let key = sim.frankieone().keys.clone();
    pki_sign::header(
        signed,
        client_id,
        &nonce,
        &timestamp,
        &key.bff.private,
        bearer,
    )
}

/// Whose token it is: from the verified token, never from elsewhere (contract P5).
fn subject(sim: &Sim, token: &str, client_id: &str) -> Option<String> {
    let keys = sim.frankieone().keys.clone();
    let claims = jws::verify(Algorithm::RS256, token, &keys.myinfo.verifying)?;
    let now_s = sim.clock.now_ms().div_euclid(1_000);
    let is_current = claims["exp"].as_i64().is_some_and(|exp| now_s < exp);
    let is_ours = claims["aud"] == client_id
        && claims["iss"].as_str() == Some(sim.addresses.frankieone_idp.as_str());
    (is_current && is_ours)
        .then(|| claims["sub"].as_str().map(str::to_owned))
        .flatten()
}

/// Decrypts, then verifies: a quoted JWS, as MyInfo has it, or a bare one, and nothing else (contract P1).
fn opened(sim: &Sim, body: &[u8]) -> Option<Value> {
    let keys = sim.frankieone().keys.clone();
    let plaintext = jwe::decrypt(std::str::from_utf8(body).ok()?, &keys.bff.private)?;
    let plaintext = String::from_utf8(plaintext).ok()?;
    let signed = serde_json::from_str::<String>(&plaintext).unwrap_or(plaintext);
    jws::verify(Algorithm::RS256, &signed, &keys.myinfo.verifying)
}
