//! FrankieOne's answers, the SDK page's last words, and our settings, without HTTP. Over HTTP:
//! `server/tests/providers/frankieone.rs`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vestibule::{
    fact::{Fact, FactKind},
    id::ConnectionName,
};

use super::{messages::ErrorCode, *};
use crate::connection::{Egress, Environment};

mod answers;
mod recipes;
mod set_up;
mod tokens;
mod words;

const APPLICANT: &str = include_str!("fixtures/applicant.json");
const RECIPE: &str = include_str!("fixtures/recipe.json");
const REFERENCE: &str = "case-1";

fn connection(settings: Value) -> Connection {
    let mut all = json!({
        "bff": "https://backend.example.com",
        "sdk_script": "https://assets.example.com/onesdk/v1.9.4/oneSdk.umd.js",
        "redirect_url": "https://sdk.example.com/sdk/identity/return",
        "customer_id": "customer",
    });
    all.as_object_mut()
        .unwrap()
        .extend(settings.as_object().unwrap().clone());
    Connection {
        name: ConnectionName::new("identity").unwrap(),
        kind: Kind::new(FrankieOne::KIND).unwrap(),
        environment: Environment::Sandbox,
        display_name: "FrankieOne".to_owned(),
        settings: all.as_object().unwrap().clone().into_iter().collect(),
        secrets: BTreeMap::from([("api_key".to_owned(), "key".to_owned().into())]),
        egress: Egress::default(),
        region: None,
        trust_framework: None,
        purposes: BTreeMap::new(),
    }
}

fn settings(more: Value) -> Settings {
    let connection = connection(more);
    let settings = Settings::read(&connection).unwrap();
    settings.check(&connection).unwrap();
    settings
}

/// An OpenID Connect identity provider, by configuration alone.
fn openid() -> Value {
    json!({
        "recipe": "google",
        "idp": "google",
        "idp_name": "Google",
        "attributes": ["name", "email"],
        "approved_attributes": ["name", "email"],
        "mandatory_attributes": ["name"],
        "sources": { "verified": "verified", "claimed": "person" },
        "claims": {
            "name": { "from": ["applicant.name.displayName"], "attribute": "name", "trust": "nobody" },
            "email": { "from": ["applicant.email.idNumber"], "attribute": "email" },
            "google_id": {
                "from": ["applicant.extraData.subject"],
                "trust": "idp",
                "label": { "en": "Google account", "id": "Akun Google" },
            },
        },
    })
}
