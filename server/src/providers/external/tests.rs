//! Signatures, answers, callbacks and settings of external steps, without HTTP. Over HTTP:
//! `server/tests/providers/external.rs`.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vestibule::id::ConnectionName;

use super::*;
use crate::connection::{Egress, Environment};

mod answers;
mod incoming;
mod set_up;
mod signatures;

const OURS: &str = "whsec_b3Vycy1vdXJzLW91cnMtb3Vycy1vdXJzLW91cnM=";
const THEIRS: &str = "whsec_dGhlaXJzLXRoZWlycy10aGVpcnMtdGhlaXJzLTE=";
const OTHERS: &str = "whsec_b3RoZXJzLW90aGVycy1vdGhlcnMtb3RoZXJzLTE=";

fn connection(settings: Value) -> Connection {
    let mut all =
        json!({ "url": "https://steps.example.com/v1", "facts": ["identity", "self_asserted"] });
    all.as_object_mut()
        .unwrap()
        .extend(settings.as_object().unwrap().clone());
    Connection {
        name: ConnectionName::new("company").unwrap(),
        kind: Kind::new(External::KIND).unwrap(),
        environment: Environment::Sandbox,
        display_name: "Example Bank".to_owned(),
        settings: all.as_object().unwrap().clone().into_iter().collect(),
        secrets: BTreeMap::from([
            ("our_secrets".to_owned(), OURS.to_owned().into()),
            ("their_secrets".to_owned(), THEIRS.to_owned().into()),
        ]),
        egress: Egress::default(),
        region: None,
        trust_framework: None,
        purposes: BTreeMap::new(),
    }
}
