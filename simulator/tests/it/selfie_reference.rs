//! The reference image that the partner serves (SL-11).

use serde_json::{Value, json};

use crate::harness::{JPEG, Simulator, text};
use crate::selfie::{Flow, Partner, next, sdk_flow, tick};

fn face_verification() -> Value {
    let mut body = sdk_flow();
    body["flow"] = json!("FACE_VERIFICATION");
    body
}

/// Result and reason of the details, and the face match.
async fn ended(flow: &Flow<'_>) -> (Value, Value, Value) {
    let data = flow.details().await.body["data"].clone();
    let results = &data["submissionDetails"]["verificationResults"];
    (
        data["status"].clone(),
        data["reasonCode"].clone(),
        results["faceMatch"]["result"].clone(),
    )
}

/// The one question that was put.
async fn question(simulator: &Simulator) -> Value {
    let all = simulator.state().await["selfie_liveness"]["reference_images"].clone();
    assert_eq!(all.as_array().map(Vec::len), Some(1), "{all}");
    all[0].clone()
}

/// SL-11
#[tokio::test]
async fn sl_11_the_partner_is_asked_with_its_credentials_and_the_user_before_the_verdict() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator).await;
    let flow = Flow::begin(&simulator, &sdk_flow()).await;
    let submission = flow.submit().await;
    for _ in 0..3 {
        let data = flow.status(&submission).await.body["data"].clone();
        assert_eq!(
            (&data["status"], &data["nextAction"]),
            (&json!("IN_PROGRESS"), &json!("STATUS"))
        );
    }
    assert_eq!(ended(&flow).await.0, "IN_PROGRESS");
    assert!(partner.asked().is_empty(), "nothing leaves before the tick");

    tick(&simulator).await;
    let asked = partner.asked();
    assert_eq!(asked.len(), 1);
    for (name, value) in [
        ("client-id", "sim-iab"),
        ("pass-key", "sim-iab-passkey"),
        ("x-reference-image-type", "KTP"),
        ("x-partner-user-id", "user-1"),
        ("x-partner-user-id-type", "ONBOARDING"),
    ] {
        assert_eq!(asked[0][name], value);
    }
    assert_eq!(partner.reads(), ["1"], "the address is read once");
    assert_eq!(
        ended(&flow).await,
        (json!("COMPLETED"), json!(""), json!("VALID"))
    );
    assert_eq!(
        partner.called_back()[0].1["submissionId"],
        submission.as_str()
    );
    assert_eq!(
        flow.status(&submission).await.body["data"]["nextAction"],
        "EXIT"
    );
}

/// SL-11
#[tokio::test]
async fn sl_11_the_image_may_be_missing_refused_or_of_another_kind() {
    let simulator = Simulator::start().await;
    let error = (json!("ERROR"), json!("VERIFICATION_FAILED"), Value::Null);
    let not_compared = (json!("COMPLETED"), json!(""), Value::Null);
    for (scenario, status, expected) in [
        ("reference_missing", 400, not_compared.clone()),
        ("reference_wrong_type", 400, not_compared),
        ("reference_refused", 401, error.clone()),
        ("reference_unauthenticated", 401, error),
    ] {
        simulator.control("/control/reset", json!({})).await;
        let partner = Partner::listen(&simulator).await;
        let flow = Flow::playing(&simulator, scenario).await;
        flow.submit().await;
        tick(&simulator).await;
        assert_eq!(
            question(&simulator).await["asked"][0]["status"],
            status,
            "{scenario}"
        );
        assert!(partner.reads().is_empty(), "{scenario}");
        assert_eq!(ended(&flow).await, expected, "{scenario}");
    }
}

/// SL-11
#[tokio::test]
async fn sl_11_face_verification_needs_an_image_and_liveness_does_by_a_switch() {
    let simulator = Simulator::start().await;
    let missing = (json!("COMPLETED"), json!("DOCUMENT_NOT_FOUND"), Value::Null);
    Partner::listen(&simulator).await;
    next(&simulator, "reference_missing").await;
    let flow = Flow::begin(&simulator, &face_verification()).await;
    let url = "/coe/v1/submissions/urls?submissionType=FACE_VERIFICATION";
    let urls = flow.get(url).await;
    flow.upload(&urls).await;
    flow.confirm(&text(&urls.body["data"]["submissionId"]))
        .await;
    tick(&simulator).await;
    assert_eq!(ended(&flow).await, missing);

    simulator.control("/control/reset", json!({})).await;
    let switch = json!({ "reference_image_optional": false });
    simulator
        .control("/control/selfie_liveness/switches", switch)
        .await;
    let flow = Flow::playing(&simulator, "reference_missing").await;
    flow.submit().await;
    tick(&simulator).await;
    assert_eq!(ended(&flow).await, missing);
}

/// SL-11
#[tokio::test]
async fn sl_11_an_address_is_used_after_its_end_or_twice_and_may_be_asked_for_twice() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator).await;
    let flow = Flow::playing(&simulator, "reference_expired").await;
    flow.submit().await;
    tick(&simulator).await;
    simulator.advance_s(600).await;
    assert!(partner.reads().is_empty(), "not before its end");
    simulator.advance_s(1).await;
    assert_eq!(partner.reads(), ["1"]);

    simulator.control("/control/reset", json!({})).await;
    let partner = Partner::listen(&simulator).await;
    let flow = Flow::playing(&simulator, "reference_second_use").await;
    flow.submit().await;
    tick(&simulator).await;
    let read = question(&simulator).await["read"].clone();
    assert_eq!(
        (&read[0]["status"], &read[1]["status"]),
        (&json!(200), &json!(410))
    );
    assert_eq!(partner.reads(), ["1", "1"]);
    assert_eq!(ended(&flow).await.0, "COMPLETED");

    simulator.control("/control/reset", json!({})).await;
    let partner = Partner::listen(&simulator).await;
    let flow = Flow::playing(&simulator, "reference_asked_twice").await;
    flow.submit().await;
    tick(&simulator).await;
    assert_eq!(
        (partner.asked().len(), partner.reads()),
        (2, vec!["2".to_owned()])
    );
}

/// SL-11
#[tokio::test]
async fn sl_11_what_is_no_image_is_found_out() {
    for (kind, bytes, reason) in [
        ("image/png", b"\x89PNG\r\n\x1a\n....".to_vec(), ""),
        ("image/png", JPEG.to_vec(), "INVALID_DOCUMENT"),
        ("text/html", JPEG.to_vec(), "INVALID_DOCUMENT"),
        ("image/jpeg", Vec::new(), "INVALID_DOCUMENT"),
        (
            "image/jpeg",
            [JPEG, &vec![0; 6 * 1024 * 1024]].concat(),
            "VERIFICATION_FAILED",
        ),
    ] {
        let simulator = Simulator::start().await;
        Partner::with_image(&simulator, kind, bytes).await;
        let flow = Flow::begin(&simulator, &sdk_flow()).await;
        flow.submit().await;
        tick(&simulator).await;
        assert_eq!(ended(&flow).await.1, reason, "{kind}");
    }
}

/// SL-11
#[tokio::test]
async fn sl_11_any_other_answer_is_an_error() {
    for (status, body) in [
        (500, json!({})),
        (404, json!({})),
        (302, json!({})),
        (200, json!({})),
        (
            200,
            json!({ "success": false, "data": { "url": "http://127.0.0.1:9/x" } }),
        ),
        (
            200,
            json!({ "success": true, "data": { "url": "https://192.0.2.1/x" } }),
        ),
        (
            200,
            json!({ "success": true, "data": { "url": "file:///etc/passwd" } }),
        ),
        (
            200,
            json!({ "success": true, "data": { "url": "x".repeat(70_000) } }),
        ),
    ] {
        let simulator = Simulator::start().await;
        Partner::answering(
            &simulator,
            status,
            body.clone(),
            ("image/jpeg", JPEG.to_vec()),
        )
        .await;
        let flow = Flow::begin(&simulator, &sdk_flow()).await;
        flow.submit().await;
        tick(&simulator).await;
        assert_eq!(question(&simulator).await["outcome"], "failed", "{status}");
        assert_eq!(ended(&flow).await.0, "ERROR", "{status}");
    }
}

/// SL-11
#[tokio::test]
async fn sl_11_an_image_that_initiate_flow_named_is_read_without_asking() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator).await;
    let mut body = sdk_flow();
    body["additionalDetails"]["referenceImageUrl"] = json!(format!("{}/image/own", partner.origin));
    let flow = Flow::begin(&simulator, &body).await;
    flow.submit().await;
    tick(&simulator).await;
    assert!(partner.asked().is_empty());
    assert_eq!(partner.reads(), ["own"]);
    assert_eq!(ended(&flow).await.2, "VALID");
}

/// SL-11: without the image no face match.
#[tokio::test]
async fn sl_11_nobody_is_asked_when_the_scenario_says_so() {
    let simulator = Simulator::start().await;
    let partner = Partner::listen(&simulator).await;
    let flow = Flow::playing(&simulator, "reference_never").await;
    flow.submit().await;
    tick(&simulator).await;
    assert!(partner.asked().is_empty());
    assert_eq!(
        ended(&flow).await,
        (json!("COMPLETED"), json!(""), Value::Null)
    );
}
