//! The SDK's script, what it asks, what a browser lets it do, and going on without it (SL-05 to SL-07, SL-13, SL-14, SL-16).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_simulator::{CallbackTarget, SimulatorConfig};

use crate::harness::{Answer, SESSION, Simulator};
use crate::selfie::{Flow, Partner, next, sdk_flow, selfie, tick};

const PAGE: &str = "http://127.0.0.1:3000";

async fn script(simulator: &Simulator) -> reqwest::Response {
    let url = format!(
        "{}/selfie-liveness/v1.2/sdk.js",
        simulator.running.selfie_sdk_url()
    );
    simulator.client.get(url).send().await.expect("an answer")
}

/// SL-05, SL-06
#[tokio::test]
async fn sl_05_the_script_defines_both_functions_and_any_page_may_load_it() {
    let simulator = Simulator::start().await;
    let response = script(&simulator).await;
    let header = |name: &str| response.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(header("access-control-allow-origin"), "*");
    assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
    let first = response.text().await.expect("text");
    assert!(first.contains("window.OneKYC = Object.freeze({ initialise, launchSelfieLiveness });"));
    // A page may pin it by its digest.
    Flow::begin(&simulator, &sdk_flow()).await;
    assert_eq!(script(&simulator).await.text().await.expect("text"), first);
}

/// SL-05
#[tokio::test]
async fn sl_05_the_script_may_be_missing_broken_or_throw() {
    let simulator = Simulator::start().await;
    next(&simulator, "script_missing").await;
    assert_eq!(script(&simulator).await.status(), StatusCode::NOT_FOUND);
    // The session that took the scenario keeps it.
    Flow::begin(&simulator, &sdk_flow()).await;
    assert_eq!(script(&simulator).await.status(), StatusCode::NOT_FOUND);
    for (scenario, expected) in [
        ("script_broken", "<!doctype html>"),
        ("initialise_throws", "initialise threw"),
        ("launch_throws", "launchSelfieLiveness threw"),
    ] {
        simulator.control("/control/reset", json!({})).await;
        next(&simulator, scenario).await;
        let body = script(&simulator).await.text().await.expect("text");
        assert!(body.contains(expected), "{scenario}");
    }
    simulator.control("/control/reset", json!({})).await;
    let fault = json!({ "fault": "answer", "status": 404, "route": "script", "times": 1 });
    simulator
        .control("/control/selfie_liveness/fault", fault)
        .await;
    assert_eq!(script(&simulator).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(script(&simulator).await.status(), StatusCode::OK);
}

/// SL-05
#[tokio::test]
async fn sl_05_a_script_that_never_comes_is_waited_for_in_vain() {
    let simulator = Simulator::start().await;
    next(&simulator, "script_never").await;
    let url = format!(
        "{}/selfie-liveness/v1.2/sdk.js",
        simulator.running.selfie_sdk_url()
    );
    let waiting = tokio::spawn(simulator.client.get(url).send());
    while simulator.state().await["calls"]["selfie_liveness"]["script"] != 1 {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished());
    simulator.running.stop().await;
    let came = waiting.await.expect("the task ends");
    assert!(
        came.is_err()
            || came.is_ok_and(|answer| answer.status() == StatusCode::SERVICE_UNAVAILABLE)
    );
}

/// SL-06
#[tokio::test]
async fn sl_06_the_sdk_is_told_its_settings_by_token_and_session() {
    let simulator = Simulator::start().await;
    let mut body = sdk_flow();
    body["theme"] = json!("DARK_MODE");
    let flow = Flow::begin(&simulator, &body).await;
    let settings = flow.get("/sdk/v1/settings").await.body["data"].clone();
    let expected = json!({
        "submissionType": "STANDALONE_LIVENESS",
        "locale": "en_ID",
        "themeMode": "DARK_MODE",
        "pollMs": 2000,
        "scenario": "valid",
    });
    assert_eq!(settings, expected);
    let foreign = Flow {
        session: crate::harness::OTHER_SESSION,
        ..flow
    };
    let refused = foreign.get("/sdk/v1/settings").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

/// SL-06, SEC-101
#[tokio::test]
async fn sl_06_only_registered_pages_may_call_from_a_browser() {
    let simulator = Simulator::start().await;
    let preflight = async |origin: &str, path: &str| {
        let request = simulator
            .client
            .request(Method::OPTIONS, selfie(&simulator, path))
            .header("origin", origin)
            .header("access-control-request-method", "PUT");
        Answer::of(request).await
    };
    for path in [
        "/sdk/v1/settings",
        "/coe/v1/submissions/urls",
        "/objects/key",
    ] {
        let allowed = preflight(PAGE, path).await;
        assert_eq!(allowed.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(allowed.headers["access-control-allow-origin"], PAGE);
        let names = allowed.headers["access-control-allow-headers"]
            .to_str()
            .expect("text");
        assert!(names.contains("x-sdk-session-id") && names.contains("x-onekyc-token"));
        let strange = preflight("http://localhost:3000", path).await;
        assert_eq!(strange.status, StatusCode::FORBIDDEN, "{path}");
    }
    // What the partner's server calls is not for browsers.
    let details = preflight(PAGE, "/coe/v1/submissions").await;
    assert!(!details.headers.contains_key("access-control-allow-origin"));
    let origins = json!({ "origins": ["http://localhost:3000"] });
    simulator
        .control("/control/selfie_liveness/partner-origins", origins)
        .await;
    assert_eq!(
        preflight(PAGE, "/sdk/v1/settings").await.status,
        StatusCode::FORBIDDEN
    );
    let now = preflight("http://localhost:3000", "/sdk/v1/settings").await;
    assert_eq!(now.status, StatusCode::NO_CONTENT);
}

async fn say(flow: &Flow<'_>, result: &str) {
    let request = flow
        .simulator
        .client
        .post(selfie(flow.simulator, "/sdk/v1/result-sent"))
        .header("x-onekyc-token", &flow.user_token)
        .header("x-partner-session-id", SESSION)
        .json(&json!({ "result": result }));
    assert_eq!(Answer::of(request).await.status, StatusCode::OK);
}

/// SL-13, SL-14, SL-16
#[tokio::test]
async fn sl_16_the_callback_comes_before_or_after_the_result_twice_or_never() {
    let simulator = Simulator::start().await;
    for (scenario, before, after) in [
        ("callback_before", 1, 1),
        ("callback_after", 0, 1),
        ("callback_twice", 2, 2),
        ("callback_never", 0, 0),
    ] {
        simulator.control("/control/reset", json!({})).await;
        let partner = Partner::listen(&simulator).await;
        let flow = Flow::playing(&simulator, scenario).await;
        flow.submit().await;
        tick(&simulator).await;
        assert_eq!(partner.called_back().len(), before, "{scenario}");
        say(&flow, "COMPLETED -").await;
        tick(&simulator).await;
        assert_eq!(partner.called_back().len(), after, "{scenario}");
        let session = simulator.state().await["selfie_liveness"]["sessions"][0].clone();
        assert_eq!(session["messages"], json!(["COMPLETED -"]));
    }
}

/// SL-14
#[tokio::test]
async fn sl_14_callbacks_may_be_forged_may_contradict_and_may_regress() {
    let simulator = Simulator::start().await;
    let sent = async |scenario: &str| {
        simulator.control("/control/reset", json!({})).await;
        let partner = Partner::listen(&simulator).await;
        Flow::playing(&simulator, scenario).await.submit().await;
        tick(&simulator).await;
        partner.called_back()
    };
    let forged = sent("callback_forged").await;
    assert_eq!(forged[0].0.as_deref(), Some("Bearer forged"));
    assert_eq!(sent("callback_unauthenticated").await[0].0, None);
    let contradiction = sent("callback_contradicts").await;
    assert_eq!(contradiction[0].0.as_deref(), Some("Bearer secret"));
    assert_eq!(contradiction[0].1["result"], "VALID");
    let statuses: Vec<Value> = sent("callback_regresses")
        .await
        .iter()
        .map(|(_, body)| body["status"].clone())
        .collect();
    assert_eq!(statuses, ["COMPLETED", "IN_PROGRESS"]);
}

/// SL-14
#[tokio::test]
async fn sl_14_the_two_products_call_back_to_their_own_addresses() {
    let simulator = Simulator::with(SimulatorConfig {
        selfie_callback: Some(CallbackTarget {
            url: "http://127.0.0.1:9/selfie".to_owned(),
            authorization: None,
        }),
        ..SimulatorConfig::default()
    })
    .await;
    let state = simulator.state().await;
    assert_eq!(
        state["selfie_liveness"]["callback_url"],
        "http://127.0.0.1:9/selfie"
    );
    assert_eq!(state["onekyc"]["callback_url"], Value::Null);
}

/// SL-16
#[tokio::test]
async fn sl_16_a_session_is_finished_without_a_browser() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator).await;
    let flow = Flow::begin(&simulator, &sdk_flow()).await;
    let path = format!("/control/selfie_liveness/sessions/{SESSION}/finish");
    let end = json!({ "status": "COMPLETED", "result": "INVALID", "reasonCode": "NOT_LIVE", "compared": true });
    let submission = simulator.control(&path, end).await["submissionId"].clone();
    tick(&simulator).await;
    assert!(partner.asked().is_empty());
    let expected = json!({
        "submissionId": submission, "status": "COMPLETED", "result": "INVALID", "reasonCode": "NOT_LIVE",
    });
    assert_eq!(
        partner.called_back(),
        [(Some("Bearer secret".to_owned()), expected)]
    );
    let data = flow.details().await.body["data"].clone();
    assert_eq!(
        data["submissionDetails"]["verificationResults"]["faceMatch"]["result"],
        "VALID"
    );
}

/// SL-11, SL-14
#[tokio::test]
async fn sl_14_a_capture_is_made_without_a_browser_and_goes_the_whole_way() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator).await;
    next(&simulator, "retry_once").await;
    let flow = Flow::begin(&simulator, &sdk_flow()).await;
    let path = format!("/control/selfie_liveness/sessions/{SESSION}/submit");
    assert_eq!(simulator.control(&path, json!({})).await["taken"], "retry");
    assert_eq!(
        simulator.control(&path, json!({})).await["taken"],
        "asks_reference"
    );
    let done = tick(&simulator).await;
    assert_eq!(done["reference_images"][0]["outcome"], "compared");
    assert_eq!(done["callbacks"][0]["answer"], 200);
    assert_eq!(partner.called_back().len(), 1);
    assert_eq!(flow.details().await.body["data"]["result"], "VALID");
}
