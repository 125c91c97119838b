//! What the face provider's frame says, short of success.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::{Applicant, Frame, go_to},
    face_endings::{callback, in_front_of_the_frame},
    pages::{heading, text},
};

/// The frame stops with this error code; the applicant arrives at the page for this reason.
async fn stops(app: &TestApp, code: &str, reason: Reason) -> (Applicant, Frame) {
    let (mut applicant, frame) = in_front_of_the_frame(app).await;
    let session = app.simulator.newest_face().await;
    let message = callback(&session, "ERROR", Some(code));
    let heard = applicant.hears("face", &frame, &message).await;
    assert_eq!(go_to(&heard), applicant.step("face/ended"), "{code}");
    let page = applicant.browser.get(&applicant.step("face/ended")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.heading(), heading(reason), "{code}");
    let state = app.state(&applicant).await;
    assert!(
        matches!(state, State::Stopped { reason: stopped, .. } if stopped == reason),
        "{code}: {state:?}"
    );
    assert!(app.facts(&applicant).await.is_empty());
    (applicant, frame)
}

/// OK-10, SEC-100
#[tokio::test]
async fn ok_10_pending_is_not_a_failure() {
    let app = TestApp::start().await;
    let (mut applicant, _) = stops(&app, "PENDING", Reason::Left).await;
    let page = applicant.browser.get(&applicant.step("face/ended")).await;
    let wait = applicant.step("face/wait");
    assert!(
        page.body.contains(&format!("href=\"{wait}\"")),
        "{}",
        page.body
    );
    // Keep waiting.
    let page = applicant.browser.get(&wait).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(applicant.asks("face").await["go_to"], json!(null));
    // Submitted on another device meanwhile.
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    app.passes(2 * SECOND).await;
    let page = applicant.browser.visit(&wait).await;
    assert_eq!(page.path, applicant.path("/result"));
}

/// OK-10
#[tokio::test]
async fn ok_10_resuming_starts_again_in_the_same_check() {
    let app = TestApp::start().await;
    let (mut applicant, _) = stops(&app, "PENDING", Reason::Left).await;
    applicant.launches_frame("face").await;
    let checks = app.checks(&applicant).await;
    assert_eq!(checks.len(), 1);
    assert!(matches!(checks[0].state, State::Open { starts: 2, .. }));
}

/// OK-10, SEC-98
#[tokio::test]
async fn ok_10_completed_after_pending_counts() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = stops(&app, "PENDING", Reason::Left).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let message = callback(&session, "COMPLETED", None);
    let heard = applicant.hears("face", &frame, &message).await;
    assert_eq!(go_to(&heard), applicant.path("/result"));
}

/// OK-11
#[tokio::test]
async fn ok_11_after_a_session_timeout_a_new_attempt_has_a_new_session() {
    let app = TestApp::start().await;
    let (mut applicant, _) = stops(&app, "SESSION_TIMEOUT", Reason::SessionExpired).await;
    let first = app.simulator.newest_face().await;
    applicant.launches_frame("face").await;
    assert_ne!(app.simulator.newest_face().await, first);
    assert_eq!(app.checks(&applicant).await.len(), 1);
}

/// SEC-98
#[tokio::test]
async fn ok_11_what_a_frame_says_after_its_timeout_is_for_the_inspector_only() {
    let app = TestApp::start().await;
    for code in ["SESSION_TIMEOUT", "ATTEMPTS_EXHAUSTED"] {
        let reason = match code {
            "SESSION_TIMEOUT" => Reason::SessionExpired,
            _ => Reason::AttemptsExhausted,
        };
        let (mut applicant, frame) = stops(&app, code, reason).await;
        let before = (
            app.decisions().await,
            app.simulator.calls("onekyc", "details").await,
        );
        let session = app.simulator.newest_face().await;
        app.passes(SECOND).await;
        let message = callback(&session, "COMPLETED", None);
        applicant.hears("face", &frame, &message).await;
        let after = (
            app.decisions().await,
            app.simulator.calls("onekyc", "details").await,
        );
        assert_eq!(before, after, "{code}");
        let sql = "SELECT verdict FROM messages ORDER BY id DESC LIMIT 1";
        assert_eq!(app.ground.texts(sql).await, ["late"], "{code}");
    }
}

/// OK-12
#[tokio::test]
async fn ok_12_after_a_denied_camera_the_page_says_how_to_allow_it() {
    let app = TestApp::start().await;
    let (mut applicant, _) = stops(&app, "PERMISSION_ERROR", Reason::CameraDenied).await;
    let page = applicant.browser.get(&applicant.step("face/ended")).await;
    assert!(page.body.contains(text("camera-heading")), "{}", page.body);
    applicant.launches_frame("face").await;
    let checks = app.checks(&applicant).await;
    assert_eq!(checks.len(), 1, "again in the same check");
    assert!(matches!(checks[0].state, State::Open { starts: 2, .. }));
}

/// OK-13
#[tokio::test]
async fn ok_13_when_the_provider_allows_no_more_nothing_more_is_offered() {
    let app = TestApp::start().await;
    let (mut applicant, _) = stops(&app, "ATTEMPTS_EXHAUSTED", Reason::AttemptsExhausted).await;
    let page = applicant.browser.get(&applicant.step("face/ended")).await;
    assert!(!page.body.contains("<form"), "{}", page.body);
    // Nor given to whoever asks all the same.
    let again = applicant.launches("face").await;
    assert_eq!(again.json()["go_to"]["path"], applicant.step("face/ended"));
    let post = [("presentation", "page")];
    let page = applicant.browser.post(&applicant.step("face"), &post).await;
    assert_eq!(page.location(), applicant.step("face/ended"));
    assert_eq!(app.simulator.sessions("onekyc").await.len(), 1);
    app.lives_for(40 * MINUTE).await;
    assert_eq!(
        app.state(&applicant).await,
        State::Ended(Ending::Exhausted(Reason::AttemptsExhausted))
    );
    assert_eq!(app.onboarding_status(&applicant).await, "stopped");
}

/// OK-14
#[tokio::test]
async fn ok_14_after_a_generic_error_the_server_asks_for_the_truth_first() {
    let app = TestApp::start().await;
    let before = app.simulator.calls("onekyc", "details").await;
    stops(&app, "GENERIC_ERROR", Reason::ProviderError).await;
    assert_eq!(app.simulator.calls("onekyc", "details").await, before + 1);

    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let message = callback(&session, "ERROR", Some("GENERIC_ERROR"));
    let heard = applicant.hears("face", &frame, &message).await;
    assert_eq!(go_to(&heard), applicant.path("/result"));
}

/// OK-15
#[tokio::test]
async fn ok_15_closing_the_screen_while_it_is_being_processed_leads_to_the_waiting_page() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app.simulator.finishes_face("PAUSED", None).await;
    let message = callback(&session, "ERROR", Some("PENDING"));
    let heard = applicant.hears("face", &frame, &message).await;
    assert_eq!(go_to(&heard), applicant.step("face/wait"));
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    app.lives_for(MINUTE).await;
    assert_eq!(applicant.arrives().await.path, applicant.path("/result"));
}

/// SEC-99
#[tokio::test]
async fn sec_99_an_unknown_status_or_code_causes_a_fetch_and_nothing_else() {
    let app = TestApp::start().await;
    for (status, code) in [
        ("PAUSED", None),
        ("ERROR", None),
        ("ERROR", Some("SOMETHING_NEW")),
        ("completed", None),
    ] {
        let (mut applicant, frame) = in_front_of_the_frame(&app).await;
        let session = app.simulator.newest_face().await;
        let before = app.simulator.calls("onekyc", "details").await;
        let message = callback(&session, status, code);
        let heard = applicant.hears("face", &frame, &message).await;
        assert_eq!(heard.json()["go_to"], json!(null), "{status} {code:?}");
        assert!(matches!(app.state(&applicant).await, State::Open { .. }));
        let after = app.simulator.calls("onekyc", "details").await;
        assert_eq!(after, before + 1, "{status} {code:?}");
    }
}
