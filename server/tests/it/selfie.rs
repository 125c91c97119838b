//! A selfie in the provider's web SDK, framed on our SDK origin.

use axum::http::StatusCode;
use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::{Applicant, Frame, go_to},
    pages::heading,
    privacy::Lines,
};

pub const STEP: &str = "selfie";
pub const DONE: State = State::Ended(Ending::Succeeded);

/// What `sdk.js` reports, as the page wraps it.
pub fn result(status: &str, error_code: Option<&str>) -> Value {
    said(&json!({ "type": "result", "status": status, "errorCode": error_code }))
}

fn said(message: &Value) -> Value {
    json!({ "type": "vestibule.sdk.message", "message": message })
}

/// In front of the frame, whose page has made itself known.
pub async fn in_front_of_the_sdk(app: &TestApp) -> (Applicant, Frame) {
    let mut applicant = app.applicant();
    applicant.begins("selfie").await;
    let frame = applicant.launches_frame(STEP).await;
    listens(&mut applicant, &frame).await;
    (applicant, frame)
}

pub async fn listens(applicant: &mut Applicant, frame: &Frame) {
    let ready = json!({ "type": "vestibule.sdk.ready" });
    let page = applicant.hears(STEP, frame, &ready).await;
    assert_eq!(page.json()["go_to"], Value::Null, "{page:?}");
}

/// The newest session's id at the provider.
pub async fn newest(app: &TestApp) -> String {
    let session = app.simulator.newest("selfie_liveness").await;
    session["partner_session_id"].as_str().unwrap().to_owned()
}

/// Settles the submission of the newest session.
pub async fn finishes(app: &TestApp, status: &str, result: Option<&str>) {
    ends(app, json!({ "status": status, "result": result })).await;
}

pub async fn ends(app: &TestApp, end: Value) {
    let path = format!(
        "/control/selfie_liveness/sessions/{}/finish",
        newest(app).await
    );
    app.simulator.post(&path, end).await;
}

/// SL-04, SL-06: the token comes with the answer to the page's question, at its exact origin, and in no URL.
#[tokio::test]
async fn sl_06_the_sdk_page_is_handed_what_the_sdk_wants() {
    let app = TestApp::start().await;
    let (_, frame) = in_front_of_the_sdk(&app).await;
    assert_eq!(
        frame.src(),
        "http://127.0.0.1:3000/sdk/selfie/frame?origin=http%3A%2F%2Flocalhost%3A3000"
    );
    assert_eq!(frame.origin(), "http://127.0.0.1:3000");
    assert_eq!(frame.spec["allow"], "camera http://127.0.0.1:3000");
    let [reply] = frame.spec["replies"].as_array().unwrap().as_slice() else {
        panic!("one reply");
    };
    assert_eq!(reply["on_type"], "vestibule.sdk.ready");
    let session = app.simulator.newest("selfie_liveness").await;
    assert_eq!(
        reply["with"]["parameters"],
        json!({
            "token": session["user_token"],
            "correlationId": session["partner_session_id"],
            "baseUrl": app.simulator.selfie_url().trim_end_matches('/'),
            "theme": null,
        })
    );
}

/// SL-08: our page says it before the browser asks.
#[tokio::test]
async fn sl_08_the_page_before_a_camera_says_why_who_when_and_the_other_way() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("selfie").await;
    let before = applicant.browser.get(&applicant.step(STEP)).await;
    let beside = applicant.chooses_frame(STEP).await;
    for page in [before, beside] {
        for words in [
            "OneKYC Selfie",
            "Example Bank",
            "Whether a live face was seen, for 90 days.",
            "I can’t or don’t want to use a camera",
            "help@bank.example",
        ] {
            assert!(page.body.contains(words), "{words}: {page:?}");
        }
    }
    let mut other = app.applicant();
    other.begins("paper").await;
    let page = other.browser.get(&other.step("sign")).await;
    assert!(!page.body.contains("use a camera"), "{page:?}");
}

/// SL-13, SL-15, SEC-100, SEC-102: the table of verdicts.
#[tokio::test]
async fn sl_15_completed_in_the_sdk_is_worth_what_the_server_is_told() {
    let refused = State::Ended(Ending::Refused(Reason::NotAccepted));
    let broken = State::Ended(Ending::Failed(Reason::ProviderError));
    let app = TestApp::start().await;
    for (scenario, status, outcome, to) in [
        ("valid", "COMPLETED", Some("VALID"), Some(DONE)),
        ("valid", "COMPLETED", Some("INVALID"), Some(refused)),
        ("valid", "ERROR", None, Some(broken)),
        ("valid", "COMPLETED", Some("MAYBE"), None),
        ("valid", "COMPLETED", None, None),
        ("valid", "PARTIALLY_COMPLETED", None, None),
        ("valid", "PAUSED", None, None),
        ("details_other_session", "COMPLETED", Some("VALID"), None),
        ("completed_never", "COMPLETED", Some("VALID"), None),
    ] {
        let row = format!("{scenario} {status} {outcome:?}");
        app.simulator.will_play("selfie_liveness", scenario).await;
        let (mut applicant, frame) = in_front_of_the_sdk(&app).await;
        finishes(&app, status, outcome).await;
        let heard = applicant
            .hears(STEP, &frame, &result("COMPLETED", None))
            .await;
        let state = app.state(&applicant).await;
        let path = match to {
            None => {
                assert!(matches!(state, State::Processing { .. }), "{row}");
                applicant.step("selfie/wait")
            }
            Some(expected) => {
                assert_eq!(state, expected, "{row}");
                match expected {
                    DONE => applicant.path("/result"),
                    _ => applicant.step("selfie/ended"),
                }
            }
        };
        assert_eq!(go_to(&heard), path, "{row}");
        let facts = app.facts(&applicant).await;
        let expected: &[&str] = if to == Some(DONE) {
            &["face_live"]
        } else {
            &[]
        };
        assert_eq!(facts, expected, "{row}");
    }
}

/// SL-13, SEC-102: a result without a submission waits, and then the time runs out.
#[tokio::test]
async fn sl_13_a_forged_result_settles_nothing() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_sdk(&app).await;
    let heard = applicant
        .hears(STEP, &frame, &result("COMPLETED", None))
        .await;
    assert_eq!(go_to(&heard), applicant.step("selfie/wait"));
    app.lives_for(40 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
    assert!(app.facts(&applicant).await.is_empty());
}

/// SL-13: every error code has its page, unless the provider knows better.
#[tokio::test]
async fn sl_13_each_error_code_leads_to_its_page_unless_there_is_a_result() {
    let app = TestApp::start().await;
    for (code, reason) in [
        ("CAMERA", Reason::CameraDenied),
        ("PERMISSION", Reason::CameraDenied),
        ("NETWORK", Reason::Unavailable),
        ("API", Reason::ProviderError),
        ("VERIFICATION", Reason::ProviderError),
        ("SECURITY", Reason::ProviderError),
        ("HELP_CLICKED", Reason::Left),
        ("USER_CANCELLED", Reason::Cancelled),
    ] {
        let message = result("ERROR", Some(code));
        let (mut applicant, frame) = in_front_of_the_sdk(&app).await;
        let heard = applicant.hears(STEP, &frame, &message).await;
        let path = applicant.step("selfie/ended");
        assert_eq!(go_to(&heard), path, "{code}");
        let page = applicant.browser.get(&path).await;
        assert_eq!(page.heading(), heading(reason), "{code}");
        // And the applicant may begin again, with another token.
        applicant.launches_frame(STEP).await;

        let (mut applicant, frame) = in_front_of_the_sdk(&app).await;
        finishes(&app, "COMPLETED", Some("VALID")).await;
        let heard = applicant.hears(STEP, &frame, &message).await;
        assert_eq!(go_to(&heard), applicant.path("/result"), "{code}");
    }
}

/// SL-05: a script that is missing or throws, as the page says it.
#[tokio::test]
async fn sl_05_an_sdk_that_does_not_run_leads_to_a_page_that_offers_another_try() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_sdk(&app).await;
    let failed = said(&json!({ "type": "failed" }));
    let heard = applicant.hears(STEP, &frame, &failed).await;
    assert_eq!(go_to(&heard), applicant.step("selfie/ended"));
    let page = applicant.browser.get(&applicant.step("selfie/ended")).await;
    assert_eq!(page.heading(), heading(Reason::ProviderError));
    let again = applicant.launches_frame(STEP).await;
    assert_ne!(again.attempt, frame.attempt);
}

/// SEC-99
#[tokio::test]
async fn unknown_results_change_nothing_and_are_asked_about_at_most() {
    let app = TestApp::start().await;
    for (message, asks) in [
        (result("PAUSED", None), true),
        (result("ERROR", Some("SOMETHING_NEW")), true),
        (result("ERROR", None), true),
        (said(&json!({ "type": "result", "status": null })), true),
        (said(&json!({ "status": "COMPLETED" })), false),
        (said(&json!("COMPLETED")), false),
        (said(&json!(null)), false),
        (json!({ "type": "result", "status": "COMPLETED" }), false),
    ] {
        let (mut applicant, frame) = in_front_of_the_sdk(&app).await;
        let before = app.simulator.calls("selfie_liveness", "details").await;
        let heard = applicant.hears(STEP, &frame, &message).await;
        assert_eq!(heard.status, StatusCode::OK, "{message}");
        assert_eq!(heard.json()["go_to"], Value::Null, "{message}");
        assert!(matches!(app.state(&applicant).await, State::Open { .. }));
        let after = app.simulator.calls("selfie_liveness", "details").await;
        assert_eq!(after - before, u64::from(asks), "{message}");
    }
}

/// SL-04, SEC-183: a reload gets a new token; none is in the database or in the log, however loud.
#[tokio::test]
async fn sl_04_a_reload_gets_a_token_of_its_own_and_none_is_kept() {
    let lines = Lines::captured();
    let app = TestApp::start().await;
    let (mut applicant, first) = in_front_of_the_sdk(&app).await;
    let second = applicant.launches_again(STEP).await;
    listens(&mut applicant, &second).await;
    let token = |frame: &Frame| {
        let parameters = &frame.spec["replies"][0]["with"]["parameters"];
        parameters["token"].as_str().unwrap().to_owned()
    };
    let (one, two) = (token(&first), token(&second));
    assert_ne!(one, two);
    let late = applicant
        .hears(STEP, &first, &result("COMPLETED", None))
        .await;
    assert_ne!(late.status, StatusCode::OK, "{late:?}");
    finishes(&app, "COMPLETED", Some("VALID")).await;
    applicant
        .hears(STEP, &second, &result("COMPLETED", None))
        .await;
    assert_eq!(app.state(&applicant).await, DONE);
    // On a page of its own the parameters wait, sealed, until it is opened.
    let mut other = app.applicant();
    other.begins("selfie").await;
    let path = other.step(STEP);
    other.browser.post(&path, &[("presentation", "page")]).await;
    other.browser.get(&format!("{path}/leave")).await;
    let session = app.simulator.newest("selfie_liveness").await;
    let three = session["user_token"].as_str().unwrap().to_owned();
    assert!(![&one, &two].contains(&&three));
    let tables = app.ground.tables().await;
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let stored = app.ground.dump(&tables).await;
    let log = lines.text();
    assert!(log.contains("onekyc.initiate_flow"), "{log}");
    for secret in [&one, &two, &three, "sim-selfie-passkey"] {
        assert!(!stored.contains(secret), "the database holds {secret}");
        assert!(!log.contains(secret), "the log holds {secret}");
    }
}
