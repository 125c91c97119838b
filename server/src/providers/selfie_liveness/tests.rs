//! What the SDK says, what the gateway asks, and the settings behind it, without HTTP. Over HTTP:
//! `server/tests/providers/selfie_liveness.rs`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vestibule::{id::ConnectionName, reason::Reason, time::Timestamp};

use super::*;
use crate::connection::{Egress, Environment};

mod incoming;
mod questions;
mod set_up;

const OURS: &str = "https://id.example.com";

fn connection(settings: Value) -> Connection {
    let mut all = json!({
        "token_gateway": "https://onekyc-token-sandbox.gopayapi.com",
        "api_gateway": "https://onekyc.ky.id.sandbox.gopayapi.com",
        "sdk_script": "https://sdk.example.com/v1.2/sdk.js",
        "client_id": "CLIENT_X",
        "onboarding_partner": "CLIENT_X-SDK-STANDALONE_LIVENESS",
        "partner_user_id_type": "VESTIBULE_ID",
        "flow": "STANDALONE_LIVENESS",
        "reference_image_client_id": "their-client",
    });
    all.as_object_mut()
        .unwrap()
        .extend(settings.as_object().unwrap().clone());
    let secrets = [
        ("pass_key", "pass"),
        ("callback_authorization", "Bearer callback"),
        ("reference_image_pass_key", "their-pass"),
    ];
    Connection {
        name: ConnectionName::new("selfie").unwrap(),
        kind: Kind::new(SelfieLiveness::KIND).unwrap(),
        environment: Environment::Sandbox,
        display_name: "OneKYC Selfie".to_owned(),
        settings: all.as_object().unwrap().clone().into_iter().collect(),
        secrets: secrets
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned().into()))
            .collect::<BTreeMap<_, _>>(),
        egress: Egress::default(),
        region: None,
        trust_framework: None,
        purposes: BTreeMap::new(),
    }
}

fn adapter() -> SelfieLiveness {
    SelfieLiveness::new().unwrap()
}
