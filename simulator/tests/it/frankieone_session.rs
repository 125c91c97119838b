//! FrankieOne's machine session and session token.

use reqwest::StatusCode;
use serde_json::json;

use crate::frankieone_harness::{REFERENCE, claims, machine, session_id};
use crate::harness::{Answer, Simulator, text};

async fn open(
    simulator: &Simulator,
    authorization: Option<String>,
    body: serde_json::Value,
) -> Answer {
    let mut request = simulator
        .client
        .post(simulator.bff("/auth/v2/machine-session"))
        .json(&body);
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    Answer::of(request).await
}

/// FO-01
#[tokio::test]
async fn only_a_customer_with_its_key_opens_a_session() {
    let simulator = Simulator::start().await;
    let body = json!({ "permissions": { "preset": "one-sdk", "reference": REFERENCE } });
    for authorization in [
        None,
        Some(machine("sim-frankieone:wrong")),
        Some(machine("nobody:sim-frankieone-key")),
        Some(machine("sim-frankieone:other-child:sim-frankieone-key")),
        Some("Bearer sim-frankieone-key".to_owned()),
    ] {
        let answer = open(&simulator, authorization.clone(), body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{authorization:?}");
        assert_eq!(answer.body["errorCode"], "UNAUTHORISED");
    }
    let child = machine("sim-frankieone:sim-frankieone-child:sim-frankieone-key");
    let answer = open(&simulator, Some(child), body).await;
    let organisation = claims(&text(&answer.body["token"]))["data"]["organisation"].clone();
    assert_eq!(
        organisation,
        json!({ "customerId": "sim-frankieone", "customerChildId": "sim-frankieone-child" })
    );
}

/// FO-01
#[tokio::test]
async fn a_session_is_about_exactly_one_reference_or_entity() {
    let simulator = Simulator::start().await;
    for permissions in [
        json!({ "reference": "r" }),
        json!({ "preset": "other", "reference": "r" }),
        json!({ "preset": "one-sdk" }),
        json!({ "preset": "one-sdk", "reference": "r", "entityId": "e" }),
        json!({ "preset": "one-sdk", "reference": " " }),
        json!({ "preset": "one-sdk", "reference": "r".repeat(256) }),
        json!({ "preset": "one-sdk", "reference": "r", "more": 1 }),
        json!([]),
    ] {
        let answer = simulator.open_session(permissions.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{permissions}");
    }
    let unlabelled = simulator
        .client
        .post(simulator.bff("/auth/v2/machine-session"))
        .header(
            "authorization",
            machine("sim-frankieone:sim-frankieone-key"),
        )
        .body(r#"{"permissions":{"preset":"one-sdk","reference":"r"}}"#);
    assert_eq!(Answer::of(unlabelled).await.status, StatusCode::BAD_REQUEST);
}

/// FO-01, FO-07
#[tokio::test]
async fn a_token_opens_its_session_raw_and_in_time() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let valid = async |value: &str| {
        simulator
            .get_as_sdk(value, "/data/v2/token-validity")
            .await
            .status
    };
    assert_eq!(valid(&token).await, StatusCode::OK);
    assert_eq!(
        valid(&format!("Bearer {token}")).await,
        StatusCode::UNAUTHORIZED
    );
    let (signed, signature) = token.rsplit_once('.').expect("a JWT");
    let none = format!(
        "eyJhbGciOiJub25lIn0.{}.",
        signed.split('.').nth(1).expect("claims")
    );
    // Another letter in front: the last one has bits that nobody reads.
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let altered = format!("{first}{}", &signature[1..]);
    for forged in [format!("{signed}."), format!("{signed}.{altered}"), none] {
        assert_eq!(valid(&forged).await, StatusCode::UNAUTHORIZED, "{forged}");
    }
    simulator.advance_s(3_599).await;
    assert_eq!(valid(&token).await, StatusCode::OK);
    simulator.advance_s(1).await;
    assert_eq!(valid(&token).await, StatusCode::UNAUTHORIZED);
    let token = simulator.session(REFERENCE).await;
    simulator
        .control("/control/frankieone/revoke-tokens", json!({}))
        .await;
    assert_eq!(valid(&token).await, StatusCode::UNAUTHORIZED);
}

/// FO-01: what a scenario does to the session belongs to the reference, except a call that fails.
#[tokio::test]
async fn a_scenario_belongs_to_its_reference() {
    let simulator = Simulator::start().await;
    let permissions = || json!({ "preset": "one-sdk", "reference": REFERENCE });
    for (scenario, status) in [
        ("machine_session_unauthorised", StatusCode::UNAUTHORIZED),
        ("machine_session_refused", StatusCode::BAD_REQUEST),
    ] {
        simulator.play(scenario).await;
        assert_eq!(
            simulator.open_session(permissions()).await.status,
            status,
            "{scenario}"
        );
    }
    simulator.play("session_expires").await;
    simulator.session(REFERENCE).await;
    let token = simulator.session(REFERENCE).await;
    assert_eq!(
        simulator.results(&token, "kari").await.status,
        StatusCode::UNAUTHORIZED
    );
    let other = simulator.session("case-2").await;
    assert_eq!(
        simulator.results(&other, "kari").await.status,
        StatusCode::OK
    );
    let without = simulator
        .open_session(
            json!({ "preset": "one-sdk", "reference": "case~machine_session_without_token" }),
        )
        .await;
    assert_eq!((without.status, without.body), (StatusCode::OK, json!({})));
}

/// FO-01: what a token may say that it should not.
#[tokio::test]
async fn a_token_can_be_told_to_say_something_else() {
    let simulator = Simulator::start().await;
    let token = async |scenario: &str| simulator.session(&format!("case~{scenario}")).await;
    let said = async |scenario: &str, pointer: &str| {
        claims(&token(scenario).await).pointer(pointer).cloned()
    };
    assert_eq!(token("token_not_jwt").await, "not-a-jwt");
    assert_eq!(
        said("token_of_other_customer", "/data/organisation/customerId").await,
        Some(json!("sim-frankieone-other"))
    );
    assert_eq!(
        said("token_of_other_reference", "/data/reference").await,
        Some(json!("case~token_of_other_reference-other"))
    );
    assert_eq!(
        said("token_of_other_host", "/data/environment").await,
        Some(json!("http://127.0.0.2:9"))
    );
    let expired = token("token_already_expired").await;
    assert_eq!(
        simulator
            .get_as_sdk(&expired, "/data/v2/token-validity")
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn an_answer_can_carry_a_new_token_of_the_same_session() {
    let simulator = Simulator::start().await;
    let token = simulator.session("case~token_replaced").await;
    simulator.advance_s(60).await;
    let answer = simulator
        .get_as_sdk(&token, "/data/v2/token-validity")
        .await;
    let replaced = answer.headers["token"].to_str().expect("text").to_owned();
    assert_eq!(session_id(&replaced), session_id(&token));
    let exposed = answer.headers["access-control-expose-headers"]
        .to_str()
        .expect("text");
    assert_eq!(exposed, "token, frankie2customer");
    assert_eq!(
        simulator
            .get_as_sdk(&replaced, "/data/v2/token-validity")
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_customer_of_the_second_platform_has_routes_of_its_own() {
    let simulator = Simulator::start().await;
    simulator
        .control(
            "/control/frankieone/switches",
            json!({ "frankie2customer": true }),
        )
        .await;
    let token = simulator.session(REFERENCE).await;
    assert_eq!(claims(&token)["data"]["frankie2customer"], true);
    let search = async || {
        let request = simulator
            .client
            .post(simulator.bff("/f2/one-sdk/v1/search"))
            .json(&json!({ "reference": REFERENCE }));
        Answer::of(simulator.as_sdk(request, &token)).await
    };
    let nobody = search().await;
    assert_eq!(nobody.body, json!({ "matches": [] }));
    assert_eq!(nobody.headers["frankie2customer"], "true");
    simulator.results(&token, "kari").await;
    simulator.approve(&token).await;
    let id = text(&search().await.body["matches"][0]["serviceProfile"]["entityId"]);
    let individual = simulator
        .get_as_sdk(&token, &format!("/f2/one-sdk/v1/individuals/{id}"))
        .await;
    assert_eq!(individual.body["individual"]["entityId"], id.as_str());
}
