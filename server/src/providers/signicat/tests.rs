//! Signicat's answers and our requests, without HTTP. Over HTTP: `server/tests/providers/signicat.rs`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vestibule::{
    fact::Outcome,
    id::{CheckId, ConnectionName, OnboardingId},
    locale::Locale,
    phone::Phone,
    reason::Reason,
};

use super::{settings::Loa, wire::Problem, *};
use crate::connection::{Egress, Environment};

mod answers;
mod requests;
mod set_up;

const CREATED: &str = include_str!("fixtures/created.json");
const SUCCESS: &str = include_str!("fixtures/success.json");
const PROBLEM: &str = include_str!("fixtures/problem.json");

fn connection(settings: Value) -> Connection {
    let mut all = json!({ "api": "https://api.signicat.com", "client_id": "sandbox-client" });
    all.as_object_mut()
        .unwrap()
        .extend(settings.as_object().unwrap().clone());
    Connection {
        name: ConnectionName::new("phone").unwrap(),
        kind: Kind::new(Signicat::KIND).unwrap(),
        environment: Environment::Sandbox,
        display_name: "Signicat".to_owned(),
        settings: all.as_object().unwrap().clone().into_iter().collect(),
        secrets: BTreeMap::from([("client_secret".to_owned(), "secret".to_owned().into())]),
        egress: Egress::default(),
        region: None,
        trust_framework: None,
        purposes: BTreeMap::new(),
    }
}

fn memo(phone: Option<&str>) -> Memo {
    Memo {
        flow: Flow::Embedded,
        phone: phone.map(str::to_owned),
        nonce: Some("V2G_GwOfuCTNQohLn_MyvJ99mQJT7UKmJ_pmaZdVQg0".to_owned()),
        returned: true,
    }
}

/// The snapshot of the seed's success answer with these members replaced (null removes one).
fn snapshot_of(changes: Value, phone: Option<&str>, least: Option<Loa>) -> Snapshot {
    let mut body: Value = serde_json::from_str(SUCCESS).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(body.as_object_mut().unwrap().remove(name)),
            value => body[name] = value.clone(),
        }
    }
    let text = body.to_string();
    let session: wire::Session = serde_json::from_str(&text).unwrap();
    mapping::snapshot(&session, &text, &memo(phone), least)
}
