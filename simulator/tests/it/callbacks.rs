//! The completion callback (SL-14, SL-16).

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};

use crate::harness::{SESSION, Simulator};

/// What one callback brought.
#[derive(Debug, Clone)]
struct Received {
    authorization: Option<String>,
    content_type: String,
    length: usize,
    body: Value,
}

/// A partner's endpoint that remembers, and answers with the statuses it was given, then 200.
#[derive(Debug, Clone, Default)]
struct Partner {
    received: Arc<Mutex<Vec<Received>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

impl Partner {
    async fn listen(simulator: &Simulator, answers: &[u16]) -> Self {
        let partner = Self::default();
        partner
            .answers
            .lock()
            .expect("lock")
            .extend(answers.iter().rev());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let url = format!(
            "http://{}/coe/submissions-callback",
            listener.local_addr().expect("address")
        );
        let router = Router::new()
            .route("/coe/submissions-callback", post(receive))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(partner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let target = json!({ "url": url, "authorization": "Bearer secret" });
        simulator.control("/control/onekyc/callback", target).await;
        partner
    }

    fn received(&self) -> Vec<Received> {
        self.received.lock().expect("lock").clone()
    }
}

async fn receive(State(partner): State<Partner>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    partner.received.lock().expect("lock").push(Received {
        authorization: header("authorization"),
        content_type: header("content-type").unwrap_or_default(),
        length: body.len(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    });
    let status = partner.answers.lock().expect("lock").pop().unwrap_or(200);
    StatusCode::from_u16(status).expect("a status")
}

async fn tick(simulator: &Simulator) {
    simulator.control("/control/tick", json!({})).await;
}

/// A settled session of this scenario; answers with its submission's id.
async fn submitted(simulator: &Simulator, scenario: &str) -> (String, String) {
    let (_, user_token) = simulator
        .launched(SESSION, &format!("user~{scenario}"))
        .await;
    let submission = simulator.submit_selfie(&user_token, SESSION).await;
    (user_token, submission)
}

/// SL-14
#[tokio::test]
async fn sl_14_the_callback_names_the_submission_and_not_the_partner_session() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator, &[]).await;
    let (_, submission) = submitted(&simulator, "not_live").await;
    assert!(
        partner.received().is_empty(),
        "nothing leaves before the tick"
    );
    tick(&simulator).await;
    tick(&simulator).await;
    let received = partner.received();
    assert_eq!(
        received.len(),
        1,
        "a callback that was taken is not sent again"
    );
    let expected = json!({ "submissionId": submission, "status": "COMPLETED", "result": "INVALID", "reasonCode": "NOT_LIVE" });
    assert_eq!(received[0].body, expected);
    assert_eq!(received[0].authorization.as_deref(), Some("Bearer secret"));
    assert_eq!(received[0].content_type, "application/json");
}

/// SL-14
#[tokio::test]
async fn sl_14_a_refused_callback_is_tried_again_after_1_5_and_25_seconds() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator, &[500, 503, 400, 500]).await;
    submitted(&simulator, "valid").await;
    tick(&simulator).await;
    assert_eq!(partner.received().len(), 1);
    for (wait_s, expected) in [(1, 2), (4, 2), (1, 3), (24, 3), (1, 4), (600, 4)] {
        simulator.advance_s(wait_s).await;
        assert_eq!(partner.received().len(), expected, "after {wait_s} s");
    }
    let callbacks = simulator.state().await["onekyc"]["callbacks"].clone();
    assert_eq!(callbacks[0]["answers"], json!([500, 503, 400, 500]));
    assert_eq!(callbacks[0]["progress"], "given_up");
}

/// SL-16
#[tokio::test]
async fn sl_16_the_callback_may_come_after_the_message_twice_or_never() {
    let simulator = Simulator::start().await;
    for (scenario, before, after) in [
        ("callback_after", 0, 1),
        ("callback_twice", 2, 2),
        ("callback_never", 0, 0),
    ] {
        simulator.control("/control/reset", json!({})).await;
        let partner = Partner::listen(&simulator, &[]).await;
        let (user_token, _) = submitted(&simulator, scenario).await;
        tick(&simulator).await;
        assert_eq!(partner.received().len(), before, "{scenario}");
        let url = simulator.onekyc("/web-app/v1/message-sent");
        let sent = json!({ "status": "COMPLETED", "error_code": null });
        let request = simulator
            .client
            .post(url)
            .header("x-onekyc-token", &user_token)
            .json(&sent);
        assert_eq!(
            request.send().await.expect("an answer").status(),
            StatusCode::OK
        );
        tick(&simulator).await;
        assert_eq!(partner.received().len(), after, "{scenario}");
    }
}

/// SL-14, SEC-105
#[tokio::test]
async fn sec_105_forged_and_broken_callbacks_can_be_sent() {
    let simulator = Simulator::start().await;
    let only = async |scenario: &str| {
        simulator.control("/control/reset", json!({})).await;
        let partner = Partner::listen(&simulator, &[401]).await;
        let (_, submission) = submitted(&simulator, scenario).await;
        simulator
            .control("/control/tick", json!({ "force": true }))
            .await;
        let mut received = partner.received();
        assert_eq!(received.len(), 1, "{scenario}");
        (received.remove(0), submission)
    };
    assert_eq!(
        only("callback_forged").await.0.authorization.as_deref(),
        Some("Bearer forged")
    );
    assert_eq!(only("callback_unauthenticated").await.0.authorization, None);
    let (unknown, submission) = only("callback_unknown_submission").await;
    assert_ne!(unknown.body["submissionId"], submission.as_str());
    let (contradiction, _) = only("callback_contradicts").await;
    assert_eq!(contradiction.body["result"], "VALID");
    assert!(only("callback_huge").await.0.length > 5_000_000);
    assert_eq!(
        only("callback_wrong_content_type").await.0.content_type,
        "text/plain"
    );
}

/// SL-14
#[tokio::test]
async fn a_callback_may_regress_and_may_name_the_session() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator, &[]).await;
    simulator
        .control(
            "/control/onekyc/switches",
            json!({ "callback_with_session": true }),
        )
        .await;
    submitted(&simulator, "callback_regresses").await;
    tick(&simulator).await;
    let statuses: Vec<_> = partner
        .received()
        .iter()
        .map(|one| one.body["status"].clone())
        .collect();
    assert_eq!(statuses, ["COMPLETED", "IN_PROGRESS"]);
    assert!(
        partner
            .received()
            .iter()
            .all(|one| one.body["partnerSessionId"] == SESSION)
    );
}

#[tokio::test]
async fn in_progress_makes_no_callback() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator, &[]).await;
    simulator.launched(SESSION, "user-1").await;
    let url = format!("/control/onekyc/sessions/{SESSION}/finish");
    simulator
        .control(&url, json!({ "status": "IN_PROGRESS" }))
        .await;
    tick(&simulator).await;
    assert!(partner.received().is_empty());
}
