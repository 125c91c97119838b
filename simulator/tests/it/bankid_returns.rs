//! Where the browser is sent (BI-15 to BI-17, SEC-49 to SEC-57).

use serde_json::Value;

use crate::bankid_merchant::{Merchant, REDIRECT_URI, parameters};
use crate::harness::text;

type Pairs = Vec<(String, String)>;

/// The parameters of the return after an approval.
async fn returned(merchant: &Merchant, scenario: &str) -> (Pairs, String, Value) {
    merchant.next(scenario).await;
    let opened = merchant.open(scenario).await;
    let end = merchant.finish(&opened.id, "granted").await;
    assert!(
        text(&end["location"]).starts_with(&format!("{REDIRECT_URI}?")),
        "{scenario}"
    );
    (
        parameters(&end["location"]),
        opened.state,
        end["code"].clone(),
    )
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn values<'a>(pairs: &'a Pairs, name: &str) -> Vec<&'a str> {
    pairs
        .iter()
        .filter(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
        .collect()
}

/// BI-15
#[tokio::test]
async fn bi_15_the_return_carries_state_and_code_or_error() {
    let merchant = Merchant::start().await;
    let (pairs, state, code) = returned(&merchant, "happy").await;
    assert_eq!(pairs, [pair("state", &state), pair("code", &text(&code))]);
    for (outcome, expected) in [
        ("denied", vec![pair("error", "access_denied")]),
        (
            "timeout",
            vec![
                pair("error", "access_denied"),
                pair("error_description", "bankid_error_codes:timeout"),
            ],
        ),
        ("errored", vec![pair("error", "server_error")]),
    ] {
        let opened = merchant.open(outcome).await;
        let end = merchant.finish(&opened.id, outcome).await;
        assert_eq!(end["code"], Value::Null, "{outcome}");
        let pairs = parameters(&end["location"]);
        assert_eq!(
            (&pairs[0], &pairs[1..]),
            (&pair("state", &opened.state), expected.as_slice()),
            "{outcome}"
        );
    }
}

/// BI-17
#[tokio::test]
async fn bi_17_every_error_can_come_back() {
    let merchant = Merchant::start().await;
    for (scenario, error) in [
        ("access_denied", "access_denied"),
        ("access_denied_with_codes", "access_denied"),
        ("login_required", "login_required"),
        ("invalid_request", "invalid_request"),
        ("server_error", "server_error"),
        ("temporarily_unavailable", "temporarily_unavailable"),
        ("unknown_error", "something_new"),
        ("error_with_markup", "access_denied"),
        ("authorization_denied", "access_denied"),
        ("authorization_timeout", "access_denied"),
        ("authorization_errored", "server_error"),
    ] {
        let (pairs, state, _) = returned(&merchant, scenario).await;
        assert_eq!(values(&pairs, "state"), [state], "{scenario}");
        assert_eq!(values(&pairs, "error"), [error], "{scenario}");
        assert!(values(&pairs, "code").is_empty(), "{scenario}");
        match scenario {
            "access_denied_with_codes" => {
                assert!(values(&pairs, "error_description")[0].starts_with("bankid_error_codes:"));
            }
            "error_with_markup" => {
                let text = values(&pairs, "error_description")[0];
                assert!(text.len() == 5_000 && text.contains("<script>") && text.contains("\r\n"));
            }
            _ => {}
        }
    }
}

/// SEC-56
#[tokio::test]
async fn sec_56_an_error_may_come_beside_a_code() {
    let merchant = Merchant::start().await;
    for (scenario, error) in [("error_and_code", "access_denied"), ("error_empty", "")] {
        let (pairs, _, code) = returned(&merchant, scenario).await;
        assert_eq!(values(&pairs, "code"), [text(&code)], "{scenario}");
        assert_eq!(values(&pairs, "error"), [error], "{scenario}");
    }
}

/// BI-16, SEC-49, SEC-50
#[tokio::test]
async fn sec_50_the_state_can_be_wrong_missing_repeated_or_anothers() {
    let merchant = Merchant::start().await;
    let other = merchant.open("other").await;
    let states = async |scenario: &str| {
        let (pairs, own, _) = returned(&merchant, scenario).await;
        let all: Vec<String> = values(&pairs, "state")
            .into_iter()
            .map(str::to_owned)
            .collect();
        (all, own)
    };
    let (wrong, own) = states("wrong_state").await;
    assert!(wrong.len() == 1 && wrong[0] != own);
    assert!(states("missing_state").await.0.is_empty());
    assert_eq!(states("empty_state").await.0, [""]);
    let (repeated, own) = states("repeated_state").await;
    assert!(repeated.len() == 2 && repeated[0] == own && repeated[1] != own);
    let (repeated, own) = states("repeated_state_wrong_first").await;
    assert!(repeated.len() == 2 && repeated[0] != own && repeated[1] == own);
    merchant
        .simulator
        .control("/control/reset", serde_json::json!({}))
        .await;
    let latest = merchant.open("latest").await;
    assert_ne!(latest.state, other.state);
    assert_eq!(states("foreign_state").await.0, [latest.state]);
}

/// BI-15, SEC-59
#[tokio::test]
async fn bi_15_the_code_can_be_wrong_missing_repeated_or_anothers() {
    let merchant = Merchant::start().await;
    let (_, _, first) = returned(&merchant, "happy").await;
    let codes = async |scenario: &str| {
        let (pairs, _, own) = returned(&merchant, scenario).await;
        let all: Vec<String> = values(&pairs, "code")
            .into_iter()
            .map(str::to_owned)
            .collect();
        (all, text(&own))
    };
    assert_eq!(codes("foreign_code").await.0, [text(&first)]);
    assert!(codes("missing_code").await.0.is_empty());
    assert_eq!(codes("empty_code").await.0, [""]);
    let (wrong, own) = codes("wrong_code").await;
    assert!(wrong.len() == 1 && wrong[0] != own);
    assert_eq!(merchant.exchange(&wrong[0]).await.status, 400);
    let (repeated, own) = codes("repeated_code").await;
    assert!(repeated.len() == 2 && repeated[0] == own && repeated[1] != own);
    assert_eq!(codes("huge_code").await.0[0].len(), 6_000);
}

/// SEC-53, SEC-54
#[tokio::test]
async fn sec_53_iss_can_be_right_wrong_or_missing() {
    let merchant = Merchant::start().await;
    let iss = async |scenario: &str| {
        let (pairs, ..) = returned(&merchant, scenario).await;
        values(&pairs, "iss")
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(iss("happy").await.is_empty());
    assert_eq!(iss("iss_parameter_wrong").await, ["https://issuer.example"]);
    assert_eq!(
        iss("iss_parameter_of_oidc").await,
        [merchant.oidc("/auth/realms/current")]
    );
    assert_eq!(iss("extra_parameters").await, [merchant.bis("")]);
    merchant
        .simulator
        .control("/control/reset", serde_json::json!({}))
        .await;
    merchant
        .switch(serde_json::json!({ "iss_parameter": true }))
        .await;
    assert_eq!(iss("happy").await, [merchant.bis("")]);
}

/// BI-17: no redirect at all.
#[tokio::test]
async fn bi_17_a_session_may_never_return() {
    let merchant = Merchant::start().await;
    merchant.next("never_returns").await;
    let opened = merchant.open("n-1").await;
    let end = merchant.finish(&opened.id, "granted").await;
    assert_eq!(
        (&end["outcome"], &end["location"]),
        (&Value::from("granted"), &Value::Null)
    );
    assert_eq!(merchant.grant(&opened.id).await.0, 200);
}
