//! Completion callbacks: early, late, twice, never, forged.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::check::{Ending, State};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::go_to,
    face_endings::{callback, in_front_of_the_frame},
    happy::ready_to_be_seen,
    simulator::CALLBACK_AUTHORIZATION,
};

const DONE: State = State::Ended(Ending::Succeeded);

/// The callbacks name our session, as those of the sibling products do.
async fn with_named_sessions() -> TestApp {
    let app = TestApp::start().await;
    let named = json!({ "callback_with_session": true });
    app.simulator.switches("onekyc", named).await;
    app
}

/// SL-16, SEC-52, SEC-172
#[tokio::test]
async fn a_webhook_may_overtake_the_browser() {
    let app = with_named_sessions().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    assert_eq!(app.receives_planned_callbacks().await, 1);
    assert_eq!(app.state(&applicant).await, DONE);
    let before = app.decisions().await;
    let heard = applicant
        .hears("face", &frame, &callback(&session, "COMPLETED", None))
        .await;
    assert_eq!(go_to(&heard), applicant.path("/result"));
    assert_eq!(app.decisions().await, before);
}

/// As documented, the callback has no session of ours in it: the gateway is asked whose submission it is.
#[tokio::test]
async fn a_webhook_that_names_its_submission_only_finds_its_check() {
    let app = TestApp::start().await;
    let (applicant, _) = in_front_of_the_frame(&app).await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let planned = app.simulator.callbacks().await;
    assert!(
        planned[0]["body"].get("partnerSessionId").is_none(),
        "{planned:?}"
    );
    assert_eq!(app.receives_planned_callbacks().await, 1);
    assert_eq!(app.state(&applicant).await, DONE);
}

/// A gateway that cannot say yet is answered 503, and its callback, sent again, is not taken for a duplicate.
#[tokio::test]
async fn a_webhook_that_cannot_be_located_yet_is_asked_to_come_again() {
    let app = TestApp::start().await;
    let (applicant, _) = in_front_of_the_frame(&app).await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let down = json!({ "fault": "http_503", "route": "details", "times": 2 });
    app.simulator.breaks("onekyc", down).await;
    let body = app.simulator.callbacks().await[0]["body"].clone();
    let sent = app
        .receives_callback(&body, Some(CALLBACK_AUTHORIZATION))
        .await;
    assert_eq!(sent.status, StatusCode::SERVICE_UNAVAILABLE, "{sent:?}");
    assert!(matches!(app.state(&applicant).await, State::Open { .. }));
    app.simulator.is_repaired("onekyc").await;
    let again = app
        .receives_callback(&body, Some(CALLBACK_AUTHORIZATION))
        .await;
    assert_eq!(again.status, StatusCode::OK, "{again:?}");
    assert_eq!(app.state(&applicant).await, DONE);
}

/// SEC-52
#[tokio::test]
async fn a_webhook_may_overtake_the_return_of_a_page_of_its_own() {
    let app = with_named_sessions().await;
    let mut applicant = ready_to_be_seen(&app).await;
    applicant.chooses_page("face").await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    app.receives_planned_callbacks().await;
    assert_eq!(app.state(&applicant).await, DONE);
    let fetches = app.simulator.calls("onekyc", "details").await;
    let back = app.simulator.face_return("COMPLETED", None).await;
    let page = applicant.comes_back(&back).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(page.location(), applicant.path("/result"));
    assert_eq!(app.simulator.calls("onekyc", "details").await, fetches);
}

#[tokio::test]
async fn a_webhook_may_come_after_everything() {
    let app = with_named_sessions().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let message = callback(&session, "COMPLETED", None);
    applicant.hears("face", &frame, &message).await;
    let before = app.decisions().await;
    app.receives_planned_callbacks().await;
    app.passes(MINUTE).await;
    app.runs_due_jobs().await;
    assert_eq!(app.decisions().await, before);
}

#[tokio::test]
async fn a_webhook_that_comes_twice_has_one_effect() {
    let app = with_named_sessions().await;
    app.simulator.will_play("onekyc", "callback_twice").await;
    let (applicant, _) = in_front_of_the_frame(&app).await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    assert_eq!(app.receives_planned_callbacks().await, 2);
    assert_eq!(app.receives_planned_callbacks().await, 2);
    assert_eq!(app.state(&applicant).await, DONE);
    assert_eq!(app.facts(&applicant).await.len(), 2);
    assert_eq!(app.audited("webhook.received").await, 1);
    assert_eq!(
        app.ground
            .number("SELECT CAST(COUNT(*) AS BIGINT) FROM inbox")
            .await,
        1
    );
}

#[tokio::test]
async fn a_webhook_that_never_comes_is_not_missed() {
    let app = with_named_sessions().await;
    let (applicant, _) = in_front_of_the_frame(&app).await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    app.lives_for(MINUTE).await;
    assert_eq!(app.state(&applicant).await, DONE);
}

/// A webhook whose fetch fails is not lost: the job that it scheduled asks again.
#[tokio::test]
async fn a_webhook_during_an_outage_is_followed_up_later() {
    let app = with_named_sessions().await;
    let (applicant, _) = in_front_of_the_frame(&app).await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let fault = json!({ "fault": "http503", "route": "details" });
    app.simulator.breaks("onekyc", fault).await;
    app.receives_planned_callbacks().await;
    assert!(matches!(app.state(&applicant).await, State::Open { .. }));
    app.simulator.is_repaired("onekyc").await;
    app.lives_for(2 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, DONE);
}

/// SEC-105: the body decides nothing.
#[tokio::test]
async fn a_webhook_that_contradicts_the_details_loses() {
    let app = with_named_sessions().await;
    let contradicts = "callback_contradicts";
    app.simulator.will_play("onekyc", contradicts).await;
    let (applicant, _) = in_front_of_the_frame(&app).await;
    app.simulator
        .finishes_face("COMPLETED", Some("INVALID"))
        .await;
    let planned = app.simulator.callbacks().await;
    assert_eq!(planned[0]["body"]["result"], "VALID");
    app.receives_planned_callbacks().await;
    assert!(matches!(
        app.state(&applicant).await,
        State::Ended(Ending::Refused(_))
    ));
    assert!(app.facts(&applicant).await.is_empty());
}

/// The gateway knows of no such submission either.
#[tokio::test]
async fn a_webhook_about_an_unknown_submission_is_taken_in_and_changes_nothing() {
    let app = TestApp::start().await;
    let (_applicant, _) = in_front_of_the_frame(&app).await;
    let before = app.decisions().await;
    let body = json!({ "submissionId": "nobody's", "status": "COMPLETED", "result": "VALID", "reasonCode": "" });
    let answer = app
        .receives_callback(&body, Some(CALLBACK_AUTHORIZATION))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(app.decisions().await, before);
}

/// SEC-105
#[tokio::test]
async fn sec_105_forged_webhooks_are_refused_and_change_nothing() {
    let app = with_named_sessions().await;
    let (_applicant, _) = in_front_of_the_frame(&app).await;
    // The truth is there: a webhook that got through would be seen.
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let before = app.decisions().await;
    let fetches = app.simulator.calls("onekyc", "details").await;
    let body = json!({ "submissionId": "s", "status": "COMPLETED", "result": "VALID", "reasonCode": "",
        "partnerSessionId": session });
    let genuine = CALLBACK_AUTHORIZATION;
    for authorization in [
        None,
        Some(""),
        Some("Bearer forged"),
        Some("sim-onekyc-callback"),
        Some("bearer sim-onekyc-callback"),
        Some("Bearer sim-onekyc-callback "),
        Some("Bearer sim-onekyc-callbac"),
    ] {
        // Browsers and servers cut blanks at the end of a header's value.
        if authorization.is_some_and(|value| value.trim_end() == genuine) {
            continue;
        }
        let answer = app.receives_callback(&body, authorization).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{authorization:?}");
        assert_eq!(answer.body, "");
    }
    for (kind, raw, status) in [
        ("text/plain", body.to_string(), StatusCode::BAD_REQUEST),
        ("application/json", "{".to_owned(), StatusCode::BAD_REQUEST),
        ("application/json", "[]".to_owned(), StatusCode::BAD_REQUEST),
        ("application/json", "{}".to_owned(), StatusCode::BAD_REQUEST),
        (
            "application/json",
            "x".repeat(5 * 1024 * 1024),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ] {
        let answer = app.receives(raw.into_bytes(), Some(genuine), kind).await;
        assert_eq!(answer.status, status, "{kind}");
    }
    assert_eq!(app.decisions().await, before);
    assert_eq!(app.simulator.calls("onekyc", "details").await, fetches);
    assert_eq!(app.audited("webhook.refused").await, 10);
    assert_eq!(
        app.ground
            .number("SELECT CAST(COUNT(*) AS BIGINT) FROM inbox")
            .await,
        0
    );
}

/// SEC-105
#[tokio::test]
async fn sec_105_a_webhook_for_a_connection_that_has_none_is_not_found() {
    let app = TestApp::start().await;
    for path in [
        "/providers/phone/callback",
        "/providers/nobody/callback",
        "/providers/No%20Name/callback",
        "/providers/%FF/callback",
    ] {
        let mut browser = app.applicant().browser;
        browser.sends("sec-fetch-site", "cross-site");
        let page = browser
            .post_raw(path, "application/json", b"{}".to_vec())
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// SEC-173
#[tokio::test]
async fn a_flood_of_forged_webhooks_is_cut_off_and_applicants_go_on() {
    let app = TestApp::with(&[("LIMITS__WEBHOOK", "{per_minute=60,burst=20}")]).await;
    let mut applicant = ready_to_be_seen(&app).await;
    let (mut refused, mut cut_off) = (0, 0);
    for _ in 0..500 {
        let answer = app
            .receives_callback(&json!({}), Some("Bearer forged"))
            .await;
        match answer.status {
            StatusCode::UNAUTHORIZED => refused += 1,
            StatusCode::TOO_MANY_REQUESTS => {
                assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
                cut_off += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!((refused, cut_off), (20, 480));
    // What was cut off is not written down one by one.
    assert_eq!(app.audited("webhook.refused").await, 20);
    assert_eq!(applicant.arrives().await.status, StatusCode::OK);
    app.passes(MINUTE).await;
    let answer = app
        .receives_callback(&json!({}), Some("Bearer forged"))
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

/// A check that stopped hears of its result by the webhook.
#[tokio::test]
async fn a_webhook_reaches_a_check_whose_frame_was_closed() {
    let app = with_named_sessions().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app.simulator.newest_face().await;
    let left = callback(&session, "ERROR", Some("PENDING"));
    applicant.hears("face", &frame, &left).await;
    app.passes(SECOND).await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    app.receives_planned_callbacks().await;
    assert_eq!(app.state(&applicant).await, DONE);
}
