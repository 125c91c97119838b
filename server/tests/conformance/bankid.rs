//! BankID: the simulator's control API decides for the person; the return is followed up as the core does.

use async_trait::async_trait;
use serde_json::{Value, json};
use url::Url;
use vestibule::launch::Presentation;
use vestibule_simulator::Running;

use crate::{
    bench::{Bench, ORIGIN, Step},
    driver::Driver,
    ending::Ending,
    runs,
};

const TABLE: &str = include_str!("expected/bankid.txt");
const WELL_KNOWN: &str = ".well-known/openid-configuration";

struct BankId;

#[async_trait]
impl Driver for BankId {
    fn kind(&self) -> &'static str {
        "bankid"
    }

    fn secrets(&self) -> Vec<(&'static str, &'static str)> {
        vec![("client_secret", "sim-bankid-secret")]
    }

    fn settings(&self, simulator: &Running) -> Value {
        json!({
            "oidc_discovery": format!("{}/auth/realms/current/{WELL_KNOWN}", simulator.bankid_oidc_url()),
            "bis_discovery": format!("{}/{WELL_KNOWN}", simulator.bankid_bis_url()),
            "client_id": "sim-bankid",
            // So that there is something to compare the grant's subject with.
            "scopes": ["profile", "sub_nnin", "sub_bankid"],
            "nnin_access": true,
        })
    }

    fn step(&self) -> Step {
        let payment = json!({
            "reference": "order-17", "amount": "1150.00", "currency": "NOK", "creditor": "Example Shop",
        });
        Step {
            parameters: json!({ "payment": payment }),
            ..Step::default()
        }
    }

    fn happy(&self) -> &'static str {
        "happy"
    }

    fn routes(&self) -> &'static [&'static str] {
        &[
            "oidc_discovery",
            "token",
            "discovery",
            "permissions",
            "authorize",
            "exchange",
            "jwks",
            "grant",
            "jwks_grants",
        ]
    }

    // A refused call is sent once more with a new token.
    fn uses(&self, scenario: &str) -> u32 {
        if scenario == "permission_unauthorized" {
            2
        } else {
            1
        }
    }

    // Somebody else's state, code, nonce and grant are there to be mistaken for ours.
    async fn before(&self, bench: &Bench<'_>) {
        self.play(bench, self.happy()).await;
    }

    async fn play(&self, bench: &Bench<'_>, scenario: &str) -> Ending {
        // The name of the connection is part of the return URL.
        let uris = json!({ "uris": [format!("{ORIGIN}/return/tested")] });
        let ground = bench.ground;
        ground.control("/control/bankid/redirect-uris", uris).await;
        let (started, attempt) = match bench.start(Presentation::Frame).await {
            Ok(started) => started,
            Err(ending) => return ending,
        };
        let session = &started.session;
        if is_not_shown(scenario) {
            return bench.settle(session).await;
        }
        let id: String =
            url::form_urlencoded::byte_serialize(session.reference.as_bytes()).collect();
        let ended = ground
            .control(
                &format!("/control/bankid/sessions/{id}/finish"),
                json!({ "outcome": "granted" }),
            )
            .await;
        let Some(location) = ended["location"].as_str() else {
            return bench.settle(session).await;
        };
        if !belongs(location, &attempt.state) {
            return "refused: not ours".to_owned();
        }
        bench.come_back(session, location).await
    }
}

/// The page in the frame is none, or nothing can be approved in it.
fn is_not_shown(scenario: &str) -> bool {
    matches!(
        scenario,
        "frame_never_loads"
            | "frame_ancestors_none"
            | "initialization_errored"
            | "analytics_forged_granted"
            | "authorize_uri_expired"
    )
}

/// The core finds the session by a `state` that is there once.
fn belongs(location: &str, state: &str) -> bool {
    let url = Url::parse(location).unwrap();
    let states: Vec<_> = url
        .query_pairs()
        .filter(|(name, _)| name == "state")
        .collect();
    matches!(states.as_slice(), [(_, only)] if only == state)
}

#[tokio::test]
async fn bankid_ends_every_scenario_as_the_table_says() {
    runs::scenarios(&BankId, TABLE).await;
}

/// SEC-37, SEC-73
#[tokio::test]
async fn bankid_survives_every_fault() {
    runs::quick_faults(&BankId, TABLE).await;
}

#[tokio::test]
async fn bankid_is_not_waited_for_without_end() {
    runs::silent_faults(&BankId, TABLE).await;
}
