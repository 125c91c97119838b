//! What the control API decides about BankID: faults, resets, counters, the list of scenarios.

use serde_json::{Value, json};

use crate::bankid_merchant::{KARI, Merchant, payment, registration};
use crate::harness::{Answer, Simulator, text};

/// Every test of a scenario is in one of these.
const TESTS: &str = concat!(
    include_str!("bankid_authorize.rs"),
    include_str!("bankid_exchange.rs"),
    include_str!("bankid_grant.rs"),
    include_str!("bankid_id_token.rs"),
    include_str!("bankid_page.rs"),
    include_str!("bankid_permissions.rs"),
    include_str!("bankid_returns.rs"),
    include_str!("bankid_keys.rs"),
    include_str!("bankid_uri.rs"),
);

#[tokio::test]
async fn every_scenario_is_played_in_a_test() {
    let simulator = Simulator::start().await;
    let url = format!("{}/control/scenarios", simulator.running.control_url());
    let list = Answer::of(simulator.client.get(url)).await.body;
    let names: Vec<String> = list["scenarios"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|row| row["provider"] == "bankid")
        .map(|row| text(&row["name"]))
        .collect();
    assert!(names.len() > 200, "{}", names.len());
    let untested: Vec<&String> = names
        .iter()
        .filter(|name| !TESTS.contains(&format!("\"{name}\"")))
        .collect();
    assert!(untested.is_empty(), "{untested:?}");
}

#[tokio::test]
async fn queued_scenarios_belong_to_the_next_permissions_in_order() {
    let merchant = Merchant::start().await;
    let next = json!({ "scenario": "grant_late", "times": 2 });
    merchant
        .simulator
        .control("/control/bankid/next", next)
        .await;
    merchant.next("acr_plain").await;
    let mut names = Vec::new();
    for nonce in ["n-1", "n-2", "n-3", "n-4"] {
        let opened = merchant.open(nonce).await;
        names.push(text(&merchant.state_of(&opened.id).await["scenario"]));
    }
    assert_eq!(names, ["grant_late", "grant_late", "acr_plain", "happy"]);
    let url = format!(
        "{}/control/bankid/next",
        merchant.simulator.running.control_url()
    );
    let request = merchant
        .simulator
        .client
        .post(url)
        .json(&json!({ "scenario": "abort" }));
    assert_eq!(
        Answer::of(request).await.status,
        422,
        "a scenario of Signicat"
    );
}

/// BI-02: what lets a test say that a hundred starts made one token call.
#[tokio::test]
async fn calls_are_counted_and_a_reset_leaves_tokens_and_redirect_uris_alone() {
    let merchant = Merchant::start().await;
    let opened = merchant.open("n-1").await;
    let code = text(&merchant.finish(&opened.id, "granted").await["code"]);
    merchant.exchange(&code).await;
    merchant.grant(&opened.id).await;
    let calls = merchant.simulator.state().await["calls"]["bankid"].clone();
    let expected =
        json!({ "token": 1, "permissions": 1, "authorize": 1, "exchange": 1, "grant": 1 });
    assert_eq!(calls, expected);
    merchant.next("acr_plain").await;
    merchant.switch(json!({ "iss_parameter": true })).await;
    merchant
        .simulator
        .control("/control/reset", json!({}))
        .await;
    let state = merchant.simulator.state().await["bankid"].clone();
    assert_eq!(
        (&state["sessions"], &state["next"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(state["switches"]["iss_parameter"], false);
    assert_eq!(
        state["redirect_uris"],
        json!(["http://localhost:3000/return/bankid"])
    );
    merchant.open("n-1").await;
}

/// SEC-37, SEC-73: each route has faults of its own.
#[tokio::test]
async fn sec_37_each_route_can_fail_by_itself() {
    let merchant = Merchant::start().await;
    let realm = "/auth/realms/current";
    for (route, url) in [
        (
            "oidc_discovery",
            merchant.oidc(&format!("{realm}/.well-known/openid-configuration")),
        ),
        (
            "oidc_jwks",
            merchant.oidc(&format!("{realm}/protocol/openid-connect/certs")),
        ),
        (
            "discovery",
            merchant.bis("/.well-known/openid-configuration"),
        ),
        ("jwks", merchant.bis("/oidc/v1/jwks")),
        ("jwks_grants", merchant.bis("/permissions/v1/jwks")),
    ] {
        let fault = json!({ "fault": "http_503", "route": route, "times": 1 });
        merchant
            .simulator
            .control("/control/bankid/fault", fault)
            .await;
        assert_eq!(merchant.get(&url).await.status, 503, "{route}");
        assert_eq!(merchant.get(&url).await.status, 200, "{route}");
    }
    for (fault, status, code) in [
        ("unauthorized", 401, "unauthorized"),
        ("forbidden", 403, "forbidden"),
        ("rate_limited", 429, "too-many-requests"),
        ("http_500", 500, "internal-error"),
    ] {
        let body = json!({ "fault": fault, "route": "permissions", "times": 1 });
        merchant
            .simulator
            .control("/control/bankid/fault", body)
            .await;
        let answer = merchant.register(&registration(&payment("n"))).await;
        assert_eq!(answer.status, status, "{fault}");
        assert!(text(&answer.body["type"]).ends_with(code), "{fault}");
    }
}

#[tokio::test]
async fn finishing_needs_an_open_session_and_happens_once() {
    let merchant = Merchant::start().await;
    let ask = async |id: &str, body: Value| {
        let base = merchant.simulator.running.control_url();
        let url = format!("{base}{}/finish", Merchant::session_path(id));
        Answer::of(merchant.simulator.client.post(url).json(&body))
            .await
            .status
            .as_u16()
    };
    let registered = merchant.register(&registration(&payment("n-1"))).await;
    let granted = json!({ "outcome": "granted" });
    assert_eq!(ask("unknown", granted.clone()).await, 404);
    assert_eq!(
        ask(&text(&registered.body["id"]), granted.clone()).await,
        422,
        "not opened"
    );
    let opened = merchant.open("n-2").await;
    assert_eq!(
        ask(&opened.id, json!({ "outcome": "granted", "nnin": "1" })).await,
        422
    );
    assert_eq!(
        ask(&opened.id, json!({ "outcome": "unheard_of" })).await,
        422
    );
    assert_eq!(ask(&opened.id, granted.clone()).await, 200);
    assert_eq!(ask(&opened.id, granted).await, 422, "ended already");
}

#[tokio::test]
async fn switches_are_shown_and_nonsense_is_refused() {
    let merchant = Merchant::start().await;
    let url = format!(
        "{}/control/bankid/switches",
        merchant.simulator.running.control_url()
    );
    let shown = merchant.get(&url).await.body;
    assert_eq!(
        (&shown["id_token_alg"], &shown["acr"]),
        (&json!("ES256"), &json!("loa3"))
    );
    for wrong in [
        json!({ "id_token_alg": "none" }),
        json!({ "unheard_of": true }),
        json!([]),
    ] {
        let answer = Answer::of(merchant.simulator.client.post(&url).json(&wrong)).await;
        assert_eq!(answer.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn the_people_can_be_asked_for() {
    let merchant = Merchant::start().await;
    let url = format!(
        "{}/control/bankid/personas",
        merchant.simulator.running.control_url()
    );
    let personas = merchant.get(&url).await.body["personas"].clone();
    assert_eq!(
        (&personas[0]["nnin"], &personas[0]["given_name"]),
        (&json!(KARI), &json!("Kari"))
    );
    assert_eq!(personas.as_array().map(Vec::len), Some(4));
}
