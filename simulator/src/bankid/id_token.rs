//! The ID token (contract 1.6): its claims by scope, and its signature.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::bankid::grant_plays::proof_key_id;
use crate::bankid::jwt::{self, segment};
use crate::bankid::keys::{Algorithm, Keys};
use crate::bankid::personas::Persona;
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::{AuthorizeRequest, Granted};

/// Seconds.
const LIFETIME_S: i64 = 300;
/// How long before its time of issue it is valid, seconds.
const NOT_BEFORE_S: i64 = 60;

/// What an ID token is made of.
#[derive(Debug)]
pub(crate) struct Issuing<'a> {
    pub(crate) keys: &'a Keys,
    pub(crate) algorithm: Algorithm,
    pub(crate) issuer: &'a str,
    pub(crate) oidc_issuer: &'a str,
    pub(crate) client_id: &'static str,
    pub(crate) client_secret: &'static str,
    pub(crate) request: &'a AuthorizeRequest,
    pub(crate) granted: Granted,
    pub(crate) persona: &'static Persona,
    pub(crate) acr: &'static str,
    pub(crate) scenario: Scenario,
    /// Unix seconds.
    pub(crate) now_s: i64,
    /// Access token in the same answer, when there is one.
    pub(crate) issued_access_token: Option<&'a str>,
    // What only attacks use.
    pub(crate) attacker_jwks_url: &'a str,
    pub(crate) statement_nonce: &'a str,
    pub(crate) replayed_nonce: Option<String>,
    pub(crate) foreign_nonce: Option<String>,
    pub(crate) access_token: &'a str,
    pub(crate) grant: &'a str,
    pub(crate) noise: &'a str,
    pub(crate) session_id: &'a str,
}

/// The id_token of the answer.
pub(crate) fn id_token(issuing: &Issuing<'_>) -> String {
    let mut claims = claims(issuing);
    let key = issuing.keys.for_id_token(issuing.algorithm);
    let header = jwt::header(issuing.algorithm, &key.kid);
    match issuing.scenario {
        Scenario::Claim(attack) => {
            attack.bend(&mut claims, issuing);
            jwt::signed(key, issuing.algorithm, claims)
        }
        Scenario::Signature(attack) => attack.forge(header, claims, issuing),
        Scenario::Shape(attack) => attack.forge(&header, &claims, issuing),
        _ => jwt::signed(key, issuing.algorithm, claims),
    }
}

fn claims(issuing: &Issuing<'_>) -> Map<String, Value> {
    let persona = issuing.persona;
    let mut claims: Map<String, Value> = [
        ("iss", json!(issuing.issuer)),
        ("aud", json!(issuing.client_id)),
        ("azp", json!(issuing.client_id)),
        ("sub", json!(pseudonym(issuing.client_id, persona))),
        ("nonce", json!(issuing.request.nonce)),
        ("iat", json!(issuing.now_s)),
        ("exp", json!(issuing.now_s + LIFETIME_S)),
        ("nbf", json!(issuing.now_s - NOT_BEFORE_S)),
        ("typ", json!("ID")),
        ("amr", json!(["bis-mfa", "bis-hwk"])),
        ("acr", json!(issuing.acr)),
        ("sid", json!(issuing.session_id)),
        (
            "originator",
            json!("CN=BankID Simulator CA,O=Simulator,C=NO"),
        ),
        ("proof_key_id", json!(proof_key_id(issuing.granted))),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect();
    let mut add = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
    if issuing.request.has_scope("profile") {
        add("name", json!(persona.name()));
        add("given_name", json!(persona.given_name));
        add("family_name", json!(persona.family_name));
        add("birthdate", json!(persona.birthdate));
        add("updated_at", json!(issuing.now_s - 86_400));
    }
    if issuing.request.has_scope("sub_nnin") {
        add("sub_nnin", json!(persona.nnin));
    }
    if issuing.request.has_scope("sub_bankid") {
        add("sub_bankid", json!(persona.bankid));
    }
    if let Some(access_token) = issuing.issued_access_token {
        // The left half of the hash (OpenID Connect Core 3.1.3.6); every algorithm here hashes with SHA-256.
        let hash = Sha256::digest(access_token);
        add(
            "at_hash",
            json!(segment(hash.get(..16).unwrap_or_default())),
        );
    }
    claims
}

/// 43 characters, another one for each client.
fn pseudonym(client_id: &str, persona: &Persona) -> String {
    segment(Sha256::digest(format!("{client_id} {}", persona.bankid)))
}
