//! What BankID's adapter reads and refuses, without HTTP. Over HTTP: `server/tests/providers/bankid.rs`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use vestibule::{id::ConnectionName, journey::ProviderStep};

use super::*;
use crate::connection::{Egress, Environment};

mod answers;
mod grants;
mod id_tokens;
mod payments;
mod set_up;
mod signatures;

const CLIENT: &str = "client";
const ISSUER: &str = "https://bis.example";
const NONCE: &str = "fVdVcGEx3vUu0oHn3tJ4Xz7cQd0y8mZ0b9dQe1Rk2aA";
/// Unix seconds.
const NOW: i64 = 1_800_000_000;
const LOA3: &str = "urn:bankid:bis;LOA=3";

fn connection(settings: Value) -> Connection {
    let mut all = json!({
        "oidc_discovery": "https://oidc.example/auth/realms/current/.well-known/openid-configuration",
        "bis_discovery": "https://bis.example/.well-known/openid-configuration",
        "client_id": CLIENT,
    });
    all.as_object_mut()
        .unwrap()
        .extend(settings.as_object().unwrap().clone());
    Connection {
        name: ConnectionName::new("bankid").unwrap(),
        kind: Kind::new(BankId::KIND).unwrap(),
        environment: Environment::Sandbox,
        display_name: "BankID".to_owned(),
        settings: all.as_object().unwrap().clone().into_iter().collect(),
        secrets: BTreeMap::from([("client_secret".to_owned(), "hush".to_owned().into())]),
        egress: Egress::default(),
        region: None,
        trust_framework: None,
        purposes: BTreeMap::new(),
    }
}

/// What is wrong with these settings; an empty text for nothing.
fn problem(settings: Value) -> String {
    let ours = ["https://id.bank.example".to_owned()];
    BankId::new()
        .unwrap()
        .check_settings(&connection(settings), &ours)
        .map_or_else(
            |error| format!("{}: {}", error.key, error.problem),
            |()| String::new(),
        )
}

/// A good ID token's claims (contract 1.6).
fn good_claims() -> Map<String, Value> {
    let claims = json!({
        "iss": ISSUER, "aud": CLIENT, "azp": CLIENT, "sub": "R7vQ1p", "nonce": NONCE, "typ": "ID",
        "iat": NOW, "nbf": NOW - 60, "exp": NOW + 300, "acr": LOA3, "amr": ["bis-mfa", "bis-hwk"],
        "name": "Åse Øydis Synthetic", "given_name": "Åse Øydis", "family_name": "Synthetic",
        "birthdate": "2004-02-29", "updated_at": NOW - 1000,
    });
    claims.as_object().unwrap().clone()
}

fn signed(claims: Map<String, Value>) -> jws::Signed {
    jws::Signed {
        typ: Some("JWT".to_owned()),
        claims,
        keys: Value::Null,
    }
}
