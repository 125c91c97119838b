//! The completion callback of a selfie and the SDK's result, in any order: the end is the same.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::{
    app::{MINUTE, TestApp},
    applicant::{Applicant, Frame},
    browser::Page,
    selfie::{DONE, STEP, finishes, in_front_of_the_sdk, result},
};

const GENUINE: &str = "Bearer sim-selfie-callback";

async fn calls_back(app: &TestApp, body: &Value, authorization: Option<&str>) -> Page {
    let mut request = Request::post("/providers/selfie/callback")
        .header(header::HOST, "localhost:3000")
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(value) = authorization {
        request = request.header(header::AUTHORIZATION, value);
    }
    let request = request.body(Body::from(body.to_string())).unwrap();
    app.line.send(request).await
}

/// The bodies of the callbacks that the provider planned, oldest first.
async fn planned(app: &TestApp) -> Vec<Value> {
    let state = app.simulator.state().await;
    let callbacks = state["selfie_liveness"]["callbacks"].as_array().unwrap();
    callbacks.iter().map(|one| one["body"].clone()).collect()
}

async fn arrives(app: &TestApp) {
    for body in planned(app).await {
        let answer = calls_back(app, &body, Some(GENUINE)).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    }
}

/// What happens after the person has submitted.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// The SDK's result reaches our page.
    Result,
    /// The provider's completion callback reaches our server.
    Callback,
    /// Somebody without the secret calls, with another verdict.
    Forged,
    /// Time passes, and jobs run.
    Time,
}

async fn happens(app: &TestApp, applicant: &mut Applicant, frame: &Frame, event: Event) {
    match event {
        Event::Result => {
            applicant
                .hears(STEP, frame, &result("COMPLETED", None))
                .await;
        }
        Event::Callback => arrives(app).await,
        Event::Forged => {
            let mut body = planned(app).await.remove(0);
            body["result"] = json!("INVALID");
            for authorization in [
                None,
                Some(""),
                Some("Bearer forged"),
                Some("bearer sim-selfie-callback"),
            ] {
                let answer = calls_back(app, &body, authorization).await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{answer:?}");
            }
        }
        Event::Time => app.lives_for(2 * MINUTE).await,
    }
}

/// SL-13, SL-14, SL-16, SEC-52: before, after, twice, forged, never, and without the SDK's result.
#[tokio::test]
async fn sl_16_order_does_not_matter() {
    use Event::{Callback, Forged, Result, Time};
    for events in [
        &[Callback, Result][..],
        &[Result, Callback],
        &[Result],
        &[Callback],
        &[Time],
        &[Callback, Callback, Result],
        &[Callback, Result, Callback],
        &[Result, Result, Callback, Callback],
        &[Forged, Result],
        &[Result, Forged],
        &[Forged, Callback],
        &[Forged, Time],
    ] {
        let app = TestApp::start().await;
        let (mut applicant, frame) = in_front_of_the_sdk(&app).await;
        finishes(&app, "COMPLETED", Some("VALID")).await;
        for event in events {
            happens(&app, &mut applicant, &frame, *event).await;
        }
        assert_eq!(app.state(&applicant).await, DONE, "{events:?}");
        assert_eq!(app.facts(&applicant).await, ["face_live"], "{events:?}");
        let status = app.onboarding_status(&applicant).await;
        assert_eq!(status, "completed", "{events:?}");
        let settled = app.decisions().await;
        for late in [Result, Callback, Forged, Time] {
            happens(&app, &mut applicant, &frame, late).await;
        }
        assert_eq!(app.decisions().await, settled, "{events:?}");
    }
}

/// SL-14: the inbox knows an event, also when its session is named in one and not in the other.
#[tokio::test]
async fn sl_14_a_callback_that_comes_twice_has_one_effect() {
    let app = TestApp::start().await;
    let play = app.simulator.will_play("selfie_liveness", "callback_twice");
    play.await;
    in_front_of_the_sdk(&app).await;
    finishes(&app, "COMPLETED", Some("VALID")).await;
    assert_eq!(planned(&app).await.len(), 2);
    arrives(&app).await;
    arrives(&app).await;
    assert_eq!(app.audited("webhook.received").await, 1);
    let inbox = "SELECT CAST(COUNT(*) AS BIGINT) FROM inbox";
    assert_eq!(app.ground.number(inbox).await, 1);
}

/// SL-14: the body decides nothing.
#[tokio::test]
async fn sl_14_a_callback_is_confirmed_by_a_fetch() {
    let app = TestApp::start().await;
    let (applicant, _) = in_front_of_the_sdk(&app).await;
    finishes(&app, "COMPLETED", Some("INVALID")).await;
    let mut body = planned(&app).await.remove(0);
    body["result"] = json!("VALID");
    let answer = calls_back(&app, &body, Some(GENUINE)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert!(app.facts(&applicant).await.is_empty());
    let state = app.state(&applicant).await;
    assert_ne!(state, DONE);
    // A later one that says less than is known changes nothing.
    let settled = app.decisions().await;
    body["status"] = json!("IN_PROGRESS");
    body["result"] = json!(null);
    calls_back(&app, &body, Some(GENUINE)).await;
    app.runs_due_jobs().await;
    assert_eq!(app.decisions().await, settled);
}

/// SL-14: one connection's secret opens nothing at another's address, and the product's callback not the sibling's check.
#[tokio::test]
async fn sl_14_a_callback_of_the_sibling_product_is_none_of_ours() {
    let app = TestApp::start().await;
    let (applicant, _) = in_front_of_the_sdk(&app).await;
    finishes(&app, "COMPLETED", Some("VALID")).await;
    let body = planned(&app).await.remove(0);
    let sibling = crate::simulator::CALLBACK_AUTHORIZATION;
    let answer = calls_back(&app, &body, Some(sibling)).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    app.receives_callback(&body, Some(sibling)).await;
    assert_ne!(app.state(&applicant).await, DONE);
}
