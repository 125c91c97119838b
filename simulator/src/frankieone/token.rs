//! The session token: a JWT (HS256) that OneSDK reads without verifying (contract 2.3.2).

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use serde_json::{Value, json};

use crate::frankieone::jws;
use crate::frankieone::session::Session;

/// What a token says that is not in the session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Issue<'a> {
    /// The BFF's base URL, which OneSDK calls.
    pub(crate) environment: &'a str,
    pub(crate) frankie2customer: bool,
    pub(crate) now_ms: i64,
}

/// Makes the token, or what the scenario wants in its place.
pub(crate) fn mint(session: &Session, issue: Issue<'_>, secret: &str) -> Option<String> {
    let scenario = session.scenario;
    if scenario.is("token_not_jwt") {
        return Some("not-a-jwt".to_owned());
    }
    let customer_id = if scenario.is("token_of_other_customer") {
        "sim-frankieone-other"
    } else {
        session.customer.id
    };
    let environment = if scenario.is("token_of_other_host") {
        "http://127.0.0.2:9"
    } else {
        issue.environment
    };
    let exp_ms = if scenario.is("token_already_expired") {
        issue.now_ms.saturating_sub(60_000)
    } else {
        session.expires_ms
    };
    let mut organisation = json!({ "customerId": customer_id });
    if let Some(child) = session.child {
        organisation["customerChildId"] = json!(child);
    }
    let mut data = json!({
        "organisation": organisation,
        "sessionId": session.id,
        "environment": environment,
        "frankie2customer": issue.frankie2customer,
    });
    match (session.subject.reference(), session.subject.entity_id()) {
        (Some(reference), _) if scenario.is("token_of_other_reference") => {
            data["reference"] = json!(format!("{reference}-other"));
        }
        (Some(reference), _) => data["reference"] = json!(reference),
        (None, id) => data["entityId"] = json!(id),
    }
    let claims = json!({ "data": data, "exp": exp_ms.div_euclid(1_000) });
    jws::sign(
        Algorithm::HS256,
        &claims,
        &EncodingKey::from_secret(secret.as_bytes()),
    )
}

/// The session id of a token that we issued and that has not run out.
pub(crate) fn session_id(token: &str, secret: &str, now_ms: i64) -> Option<String> {
    let claims: Value = jws::verify(
        Algorithm::HS256,
        token,
        &DecodingKey::from_secret(secret.as_bytes()),
    )?;
    let expires_ms = claims["exp"].as_i64()?.saturating_mul(1_000);
    if now_ms >= expires_ms {
        return None;
    }
    claims["data"]["sessionId"].as_str().map(str::to_owned)
}
