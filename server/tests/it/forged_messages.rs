//! Messages that are not what they pretend to be. Whatever they say, nobody's checks or facts change.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    app::{SECOND, TestApp},
    face_endings::{callback, in_front_of_the_frame},
    happy::ready_to_confirm,
};

async fn verdicts(app: &TestApp) -> Vec<String> {
    app.ground
        .texts("SELECT verdict FROM messages ORDER BY id")
        .await
}

/// OK-05, SEC-103
#[tokio::test]
async fn ok_05_messages_from_another_origin_change_nothing() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    // The provider's server has a result, so that a fetch would be seen.
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let message = callback(&session, "COMPLETED", None).to_string();
    let before = app.decisions().await;
    let fetches = app.simulator.calls("onekyc", "details").await;
    let ours = frame.origin().to_owned();
    let port = ours.rsplit(':').next().unwrap();
    let look_alikes = [
        "null".to_owned(),
        String::new(),
        "*".to_owned(),
        "http://localhost:3000".to_owned(),
        format!("{ours}/"),
        format!("{ours}."),
        format!("{ours}0"),
        format!("{ours}.evil.test"),
        ours.replace("http://", "https://"),
        ours.replace("http://", "http://evil-"),
        ours.to_uppercase(),
        format!("http://127.0.0.1.evil.test:{port}"),
        format!("http://evil.test@127.0.0.1:{port}"),
        format!("http://[::1]:{port}"),
        "http://127.0.0.1".to_owned(),
    ];
    for origin in &look_alikes {
        let page = applicant
            .reports("face", &frame.attempt, origin, &message)
            .await;
        assert_eq!(page.status, StatusCode::OK, "{origin}");
        assert_eq!(page.json()["go_to"], json!(null), "{origin}");
    }
    assert_eq!(app.decisions().await, before);
    assert_eq!(app.simulator.calls("onekyc", "details").await, fetches);
    let refused = verdicts(&app).await;
    assert_eq!(
        refused.iter().filter(|one| *one == "origin").count(),
        look_alikes.len()
    );
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM messages WHERE verdict = 'origin' AND raw IS NOT NULL";
    assert_eq!(
        app.ground.number(sql).await,
        0,
        "content of refused messages is kept"
    );
}

/// OK-07, SEC-126, SEC-197
#[tokio::test]
async fn ok_07_messages_of_another_shape_change_nothing() {
    let app = TestApp::start().await;
    let deep = format!("{}1{}", "[".repeat(20), "]".repeat(20));
    let session = "SESSION";
    let shapes: &[(&str, Value)] = &[
        (
            "flat",
            json!({ "type": "ONEKYC_QR_CALLBACK", "status": "COMPLETED", "partner_session_id": session }),
        ),
        ("no data", json!({ "type": "ONEKYC_QR_CALLBACK" })),
        (
            "data null",
            json!({ "type": "ONEKYC_QR_CALLBACK", "data": null }),
        ),
        (
            "data array",
            json!({ "type": "ONEKYC_QR_CALLBACK", "data": ["COMPLETED", session] }),
        ),
        (
            "data string",
            json!({ "type": "ONEKYC_QR_CALLBACK", "data": "COMPLETED" }),
        ),
        (
            "no id",
            json!({ "type": "ONEKYC_QR_CALLBACK", "data": { "status": "COMPLETED" } }),
        ),
        (
            "number",
            json!({ "type": "ONEKYC_QR_CALLBACK", "data": { "status": 1, "partner_session_id": session } }),
        ),
        (
            "another type",
            json!({ "type": "ONEKYC_CALLBACK", "data": { "status": "COMPLETED", "partner_session_id": session } }),
        ),
        ("array", json!([{ "type": "ONEKYC_QR_CALLBACK" }])),
        ("string", json!("COMPLETED")),
        ("null", json!(null)),
        (
            "prototype",
            json!({ "__proto__": { "type": "ONEKYC_QR_CALLBACK" }, "constructor": {} }),
        ),
        (
            "another provider",
            json!({ "type": "vestibule.return", "path": "/return/identity" }),
        ),
    ];
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let id = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let before = app.decisions().await;
    let fetches = app.simulator.calls("onekyc", "details").await;
    let mut raws: Vec<(&str, String)> = shapes
        .iter()
        .map(|(name, shape)| (*name, shape.to_string().replace(session, &id)))
        .collect();
    raws.push(("no JSON", "ONEKYC_QR_CALLBACK".to_owned()));
    raws.push(("deep", deep));
    raws.push(("empty", String::new()));
    for (name, raw) in &raws {
        let page = applicant
            .reports("face", &frame.attempt, frame.origin(), raw)
            .await;
        assert_eq!(page.json()["go_to"], json!(null), "{name}: {page:?}");
    }
    assert_eq!(app.decisions().await, before);
    assert_eq!(app.simulator.calls("onekyc", "details").await, fetches);
    let unexpected = verdicts(&app).await;
    assert_eq!(
        unexpected.iter().filter(|one| *one == "unexpected").count(),
        raws.len(),
        "{unexpected:?}"
    );
}

/// OK-08, SEC-95
#[tokio::test]
async fn ok_08_messages_about_another_session_change_nothing() {
    let app = TestApp::start().await;
    let (_, _) = in_front_of_the_frame(&app).await;
    let other = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let before = app.decisions().await;
    let fetches = app.simulator.calls("onekyc", "details").await;
    let own = app.simulator.newest_face().await;
    for session in [
        other.as_str(),
        "",
        "null",
        &own.to_uppercase(),
        &format!("{own} "),
    ] {
        for (status, code) in [("COMPLETED", None), ("ERROR", Some("ATTEMPTS_EXHAUSTED"))] {
            let message = callback(session, status, code);
            let page = applicant.hears("face", &frame, &message).await;
            assert_eq!(page.json()["go_to"], json!(null), "{session}: {page:?}");
        }
    }
    assert_eq!(app.decisions().await, before);
    assert_eq!(app.simulator.calls("onekyc", "details").await, fetches);
    assert!(verdicts(&app).await.contains(&"foreign".to_owned()));
}

/// SEC-96
#[tokio::test]
async fn sec_96_what_a_frame_says_before_it_made_itself_known_changes_nothing() {
    let app = TestApp::start().await;
    let mut applicant = crate::happy::ready_to_be_seen(&app).await;
    let frame = applicant.launches_frame("face").await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let before = app.decisions().await;
    let message = callback(&session, "COMPLETED", None);
    let page = applicant.hears("face", &frame, &message).await;
    assert_eq!(page.json()["go_to"], json!(null));
    assert_eq!(app.decisions().await, before);
    assert_eq!(verdicts(&app).await, ["early"]);
}

/// SEC-126
#[tokio::test]
async fn sec_126_a_message_of_a_megabyte_is_refused() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let before = app.decisions().await;
    let mut message = callback(&session, "COMPLETED", None);
    message["padding"] = json!("x".repeat(10_000));
    let page = applicant.hears("face", &frame, &message).await;
    assert_eq!(page.json()["go_to"], json!(null), "{page:?}");
    message["padding"] = json!("x".repeat(1_000_000));
    let page = applicant.hears("face", &frame, &message).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE, "{page:?}");
    assert_eq!(app.decisions().await, before);
}

/// SEC-127
#[tokio::test]
async fn sec_127_more_than_twenty_messages_a_minute_are_refused() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    for _ in 0..19 {
        let page = applicant
            .hears("face", &frame, &json!({ "type": "NOISE" }))
            .await;
        assert_eq!(page.status, StatusCode::OK);
    }
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let before = app.decisions().await;
    let message = callback(&session, "COMPLETED", None);
    for _ in 0..5 {
        let page = applicant.hears("face", &frame, &message).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{page:?}");
        assert_eq!(page.json(), json!("TooMany"));
    }
    assert_eq!(app.decisions().await, before);
    assert_eq!(verdicts(&app).await.len(), 20);
    // A lost message costs one poll, never a result.
    app.passes(61 * SECOND).await;
    let page = applicant.hears("face", &frame, &message).await;
    assert_eq!(page.json()["go_to"], applicant.path("/result"));
}

/// OK-08, SEC-51
#[tokio::test]
async fn ok_08_another_browser_session_cannot_report_for_this_one() {
    let app = TestApp::start().await;
    let (applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let (stranger, _) = in_front_of_the_frame(&app).await;
    let before = app.decisions().await;
    let message = callback(&session, "COMPLETED", None);

    // With the right onboarding and the wrong cookie; with their own onboarding and this attempt; with no cookie.
    let mut with_wrong_cookie = applicant.clone();
    with_wrong_cookie.browser = stranger.browser.clone();
    let page = with_wrong_cookie.hears("face", &frame, &message).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
    let mut with_own_onboarding = stranger.clone();
    let page = with_own_onboarding.hears("face", &frame, &message).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
    let mut without_cookie = applicant.clone();
    without_cookie.browser = app.applicant().browser;
    let page = without_cookie.hears("face", &frame, &message).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{page:?}");
    assert_eq!(page.json(), json!("NotFound"));
    assert_eq!(app.decisions().await, before);
}

/// Reports about a provider session that another one replaced say so, and change nothing.
#[tokio::test]
async fn messages_of_a_superseded_attempt_change_nothing() {
    let app = TestApp::start().await;
    let (mut applicant, old) = in_front_of_the_frame(&app).await;
    let session = app.simulator.newest_face().await;
    applicant.launches_again("face").await;
    let before = app.decisions().await;
    let page = applicant
        .hears("face", &old, &callback(&session, "COMPLETED", None))
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.json(), json!("Superseded"));
    assert_eq!(app.decisions().await, before);
}

/// No message exists for the phone provider: whatever its frame says is ignored.
#[tokio::test]
async fn sg_10_a_provider_without_messages_listens_to_none() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    app.simulator.finishes_phone("SUCCESS", None).await;
    let before = app.decisions().await;
    for message in [
        json!({ "status": "SUCCESS" }),
        json!({ "type": "ONEKYC_QR_CALLBACK", "data": { "status": "COMPLETED", "partner_session_id": "x" } }),
        json!("SUCCESS"),
    ] {
        let page = applicant.hears("confirm", &frame, &message).await;
        assert_eq!(page.json()["go_to"], json!(null), "{page:?}");
    }
    assert_eq!(app.decisions().await, before);
    assert_eq!(app.simulator.calls("signicat", "status").await, 0);
}

/// The island's own refusals are counted, never their content.
#[tokio::test]
async fn what_the_island_refused_is_counted() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let before = app.decisions().await;
    for rule in ["source", "origin", "size", "shape", "rate"] {
        let report = json!({
            "at": { "onboarding": applicant.onboarding(), "step": "face" },
            "attempt": frame.attempt, "origin": "https://evil.test", "bytes": 12, "rule": rule, "count": 7,
        });
        let page = applicant
            .browser
            .call("report_refused", &json!({ "report": report }))
            .await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
    }
    assert_eq!(app.decisions().await, before);
    let sql = "SELECT CAST(SUM(count) AS BIGINT) FROM messages WHERE origin = 'https://evil.test' AND raw IS NULL";
    assert_eq!(app.ground.number(sql).await, 35);
}
