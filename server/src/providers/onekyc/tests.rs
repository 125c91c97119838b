//! OneKYC's answers, messages and callbacks, without HTTP. Over HTTP: `server/tests/providers/onekyc.rs`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vestibule::{id::ConnectionName, reason::Reason, time::Timestamp};

use super::*;
use crate::connection::{Egress, Environment};

mod callbacks;
mod frames;
mod incoming;

const SESSION: &str = "7f3c1c8e-4f4e-4f0a-9a51-0d9a3a1f2b10";
const SUBMISSION: &str = "b0f6f2f0-5f1c-4c8f-9e62-2f6f0c1f7a11";
const WEB_APP: &str = "https://webgw.staging.goidentitas.id";

fn connection(settings: Value) -> Connection {
    let mut all = json!({
        "token_gateway": "https://onekyc-token-sandbox.gopayapi.com",
        "api_gateway": "https://onekyc.ky.id.sandbox.gopayapi.com",
        "web_app_origins": [WEB_APP],
        "client_id": "CLIENT_X",
        "onboarding_partner": "CLIENT_X-WEB_SDK-STANDALONE_IDENTITY_VERIFICATION",
        "partner_user_id_type": "VESTIBULE_ID",
        "flow": "FACE_VERIFICATION",
    });
    all.as_object_mut()
        .unwrap()
        .extend(settings.as_object().unwrap().clone());
    Connection {
        name: ConnectionName::new("face").unwrap(),
        kind: Kind::new(OneKyc::KIND).unwrap(),
        environment: Environment::Sandbox,
        display_name: "OneKYC".to_owned(),
        settings: all.as_object().unwrap().clone().into_iter().collect(),
        secrets: BTreeMap::from([
            ("pass_key".to_owned(), "pass".to_owned().into()),
            (
                "callback_authorization".to_owned(),
                "Bearer callback".to_owned().into(),
            ),
        ]),
        egress: Egress::default(),
        region: None,
        trust_framework: None,
        purposes: BTreeMap::new(),
    }
}

fn session() -> ProviderSession {
    let memo = Memo {
        user_id: "user".to_owned(),
        submission_id: None,
        has_reference_image: false,
    };
    ProviderSession {
        reference: SESSION.to_owned(),
        presentation: Presentation::Frame,
        memo: memo.remember().unwrap(),
    }
}

fn message(raw: &str) -> Hint {
    OneKyc::new().unwrap().read_message(&session(), raw)
}
