//! Faults that the control API puts on routes (SEC-73).

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{SESSION, Simulator, embedded};

async fn put(simulator: &Simulator, provider: &str, fault: Value) {
    simulator
        .control(&format!("/control/{provider}/fault"), fault)
        .await;
}

async fn post_create(simulator: &Simulator, token: &str) -> reqwest::Result<reqwest::Response> {
    let url = simulator.signicat("/auth/rest/sessions");
    simulator
        .client
        .post(url)
        .bearer_auth(token)
        .json(&embedded())
        .send()
        .await
}

#[tokio::test]
async fn a_provider_that_is_down_closes_the_connection_without_an_answer() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    put(
        &simulator,
        "signicat",
        json!({ "fault": "down", "route": "create", "times": 1 }),
    )
    .await;
    let error = post_create(&simulator, &token)
        .await
        .expect_err("no answer");
    assert!(error.status().is_none(), "{error}");
    let next = post_create(&simulator, &token).await.expect("up again");
    assert_eq!(next.status(), StatusCode::OK);
}

#[tokio::test]
async fn each_status_comes_with_the_providers_own_body() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    for (fault, status) in [
        ("http_500", 500),
        ("http_503", 503),
        ("unauthorized", 401),
        ("forbidden", 403),
        ("rate_limited", 429),
    ] {
        put(
            &simulator,
            "signicat",
            json!({ "fault": fault, "route": "create", "times": 1, "retry_after": 7 }),
        )
        .await;
        let response = post_create(&simulator, &token).await.expect("an answer");
        assert_eq!(response.status().as_u16(), status);
        let wait = response
            .headers()
            .get("retry-after")
            .map(|value| value.to_str().expect("text").to_owned());
        assert_eq!(wait.as_deref(), (status == 429).then_some("7"));
        assert!(response.json::<Value>().await.expect("a problem")["code"].is_string());
        put(
            &simulator,
            "onekyc",
            json!({ "fault": fault, "route": "initiate", "times": 1 }),
        )
        .await;
        let answer = simulator.initiate("any", SESSION, "user-1").await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body["success"]),
            (status, &json!(false))
        );
    }
}

#[tokio::test]
async fn answers_can_be_cut_short_mislabelled_empty_or_no_json() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    put(
        &simulator,
        "signicat",
        json!({ "fault": "truncated", "route": "create", "times": 1 }),
    )
    .await;
    let response = post_create(&simulator, &token).await.expect("headers");
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.bytes().await.is_err(), "the body breaks off");

    put(
        &simulator,
        "signicat",
        json!({ "fault": "wrong_content_type", "route": "create", "times": 1 }),
    )
    .await;
    let response = post_create(&simulator, &token).await.expect("an answer");
    assert!(
        response.headers()["content-type"]
            .to_str()
            .expect("text")
            .starts_with("text/html")
    );

    for (fault, start) in [("empty", ""), ("not_json", "<!doctype html>")] {
        put(
            &simulator,
            "signicat",
            json!({ "fault": fault, "route": "create", "times": 1 }),
        )
        .await;
        let body = post_create(&simulator, &token)
            .await
            .expect("an answer")
            .text()
            .await
            .expect("text");
        assert!(
            body.starts_with(start) && body.is_empty() == start.is_empty(),
            "{fault}: {body}"
        );
    }
    put(
        &simulator,
        "signicat",
        json!({ "fault": "redirect", "route": "create", "times": 1 }),
    )
    .await;
    assert_eq!(
        post_create(&simulator, &token)
            .await
            .expect("an answer")
            .status(),
        StatusCode::FOUND
    );
}

#[tokio::test]
async fn answers_can_be_huge_slow_late_or_never_come() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    put(
        &simulator,
        "signicat",
        json!({ "fault": "huge", "route": "create", "times": 1 }),
    )
    .await;
    let mut response = post_create(&simulator, &token).await.expect("headers");
    let mut length = 0;
    while let Some(chunk) = response.chunk().await.expect("a chunk") {
        length += chunk.len();
        if length > 20_000_000 {
            break;
        }
    }
    assert!(length > 20_000_000, "{length}");
    drop(response);

    put(
        &simulator,
        "signicat",
        json!({ "fault": "slow", "route": "create", "times": 1, "delay_ms": 1 }),
    )
    .await;
    let mut response = post_create(&simulator, &token).await.expect("headers");
    assert_eq!(
        response
            .chunk()
            .await
            .expect("a chunk")
            .map(|chunk| chunk.len()),
        Some(1),
        "byte by byte"
    );
    drop(response);

    put(
        &simulator,
        "signicat",
        json!({ "fault": "late", "route": "create", "times": 1, "delay_ms": 1 }),
    )
    .await;
    assert_eq!(
        post_create(&simulator, &token)
            .await
            .expect("an answer")
            .status(),
        StatusCode::OK
    );

    put(
        &simulator,
        "signicat",
        json!({ "fault": "hang", "route": "create", "times": 1 }),
    )
    .await;
    let waiting = tokio::time::timeout(Duration::from_millis(300), post_create(&simulator, &token));
    assert!(waiting.await.is_err(), "no answer");
}

#[tokio::test]
async fn an_answer_can_be_dictated() {
    let simulator = Simulator::start().await;
    let fault = json!({ "fault": "answer", "route": "details", "times": 1, "status": 418, "body": { "a": 1 } });
    put(&simulator, "onekyc", fault).await;
    let answer = simulator.details("any", SESSION).await;
    assert_eq!(
        (answer.status.as_u16(), answer.body),
        (418, json!({ "a": 1 }))
    );
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused() {
    let simulator = Simulator::start().await;
    for fault in [
        json!({ "fault": "explode" }),
        json!({ "fault": "down", "route": "tokens" }),
        json!({ "fault": "down", "times": 0 }),
        json!({ "fault": "answer", "status": 99 }),
        json!({ "fault": "down", "extra": 1 }),
    ] {
        let url = format!("{}/control/signicat/fault", simulator.running.control_url());
        let response = simulator
            .client
            .post(url)
            .json(&fault)
            .send()
            .await
            .expect("an answer");
        assert_eq!(
            response.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{fault}"
        );
    }
}
