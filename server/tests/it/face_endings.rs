//! Every way in which the face provider's submission can end.

use serde_json::json;
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::{Applicant, Frame, go_to},
    happy::ready_to_be_seen,
    pages::heading,
};

/// The callback message of the frame.
pub fn callback(session: &str, status: &str, error_code: Option<&str>) -> serde_json::Value {
    let mut data = json!({ "status": status, "partner_session_id": session });
    if let Some(code) = error_code {
        data["error_code"] = json!(code);
    }
    json!({ "type": "ONEKYC_QR_CALLBACK", "data": data })
}

/// In front of the frame, which has made itself known.
pub async fn in_front_of_the_frame(app: &TestApp) -> (Applicant, Frame) {
    let mut applicant = ready_to_be_seen(app).await;
    let frame = applicant.launches_frame("face").await;
    applicant.is_greeted("face", &frame).await;
    (applicant, frame)
}

const REFUSED: State = State::Ended(Ending::Refused(Reason::NotAccepted));
const BROKEN: State = State::Ended(Ending::Failed(Reason::ProviderError));
const DONE: State = State::Ended(Ending::Succeeded);

/// Scenario, status and result of the submission; the state that they lead to, `None` for "still processing".
const ROWS: &[(&str, &str, Option<&str>, Option<State>)] = &[
    ("valid", "COMPLETED", Some("VALID"), Some(DONE)),
    ("valid", "COMPLETED", Some("INVALID"), Some(REFUSED)),
    ("valid", "COMPLETED", Some("MAYBE"), None),
    ("valid", "COMPLETED", None, None),
    ("valid", "ERROR", None, Some(BROKEN)),
    ("valid", "PARTIALLY_COMPLETED", None, None),
    ("valid", "PAUSED", None, None),
    ("details_other_session", "COMPLETED", Some("VALID"), None),
    ("completed_never", "COMPLETED", Some("VALID"), None),
    (
        "completed_without_submission",
        "COMPLETED",
        Some("VALID"),
        None,
    ),
];

async fn leads(app: &TestApp, applicant: &mut Applicant, path: &str, to: Option<State>, row: &str) {
    let state = app.state(applicant).await;
    let page = applicant.browser.visit(path).await;
    match to {
        None => {
            assert!(
                matches!(state, State::Processing { .. }),
                "{row}: {state:?}"
            );
            assert_eq!(page.path, applicant.step("face/wait"), "{row}");
        }
        Some(DONE) => {
            assert_eq!(state, DONE, "{row}");
            assert_eq!(page.path, applicant.path("/result"), "{row}");
        }
        Some(expected) => {
            assert_eq!(state, expected, "{row}");
            assert_eq!(page.path, applicant.step("face/ended"), "{row}");
            let State::Ended(ending) = expected else {
                panic!("{row}");
            };
            assert_eq!(page.heading(), heading(ending.reason().unwrap()), "{row}");
        }
    }
    if to != Some(DONE) {
        assert!(app.facts(applicant).await.is_empty(), "{row}");
    }
}

/// OK-09, SEC-100, SEC-102
#[tokio::test]
async fn ok_09_completed_in_the_frame_is_worth_what_the_server_is_told() {
    let app = TestApp::start().await;
    for (scenario, status, result, to) in ROWS {
        app.simulator.will_play("onekyc", scenario).await;
        let (mut applicant, frame) = in_front_of_the_frame(&app).await;
        let session = app.simulator.finishes_face(status, *result).await;
        let message = callback(&session, "COMPLETED", None);
        let heard = applicant.hears("face", &frame, &message).await;
        let row = format!("{scenario} {status} {result:?}");
        leads(&app, &mut applicant, &go_to(&heard), *to, &row).await;
    }
}

/// OK-09
#[tokio::test]
async fn ok_09_completed_on_a_page_of_its_own_is_worth_what_the_server_is_told() {
    let app = TestApp::start().await;
    for (scenario, status, result, to) in ROWS {
        app.simulator.will_play("onekyc", scenario).await;
        let mut applicant = ready_to_be_seen(&app).await;
        applicant.chooses_page("face").await;
        app.simulator.finishes_face(status, *result).await;
        let back = app.simulator.face_return("COMPLETED", None).await;
        let page = applicant.comes_back(&back).await;
        let row = format!("{scenario} {status} {result:?}");
        let path = page.location().to_owned();
        leads(&app, &mut applicant, &path, *to, &row).await;
    }
}

/// OK-09, SEC-102
#[tokio::test]
async fn ok_09_completed_without_a_submission_waits_and_then_times_out() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app.simulator.newest_face().await;
    let message = callback(&session, "COMPLETED", None);
    let heard = applicant.hears("face", &frame, &message).await;
    assert_eq!(go_to(&heard), applicant.step("face/wait"));
    app.lives_for(40 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
    assert!(app.facts(&applicant).await.is_empty());
    let page = applicant.browser.visit(&applicant.step("face/wait")).await;
    assert_eq!(page.heading(), heading(Reason::SessionExpired));
}

/// OK-09
#[tokio::test]
async fn ok_09_a_result_that_comes_late_is_polled_for() {
    let app = TestApp::start().await;
    app.simulator
        .will_play("onekyc", "completed_in_progress")
        .await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let message = callback(&session, "COMPLETED", None);
    let heard = applicant.hears("face", &frame, &message).await;
    assert_eq!(go_to(&heard), applicant.step("face/wait"));
    app.lives_for(2 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, DONE);
}

/// A tab that was closed after submitting never reports: the poll finds out.
#[tokio::test]
async fn a_closed_tab_does_not_lose_the_result() {
    let app = TestApp::start().await;
    let (applicant, _) = in_front_of_the_frame(&app).await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    app.passes(25 * SECOND).await;
    app.runs_due_jobs().await;
    assert_eq!(app.state(&applicant).await, DONE);
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

/// Error codes of a page of its own come with the return; the server's knowledge comes first.
#[tokio::test]
async fn ok_10_the_return_may_say_why_the_page_stopped() {
    let app = TestApp::start().await;
    for (code, reason) in [
        ("PENDING", Reason::Left),
        ("SESSION_TIMEOUT", Reason::SessionExpired),
        ("PERMISSION_ERROR", Reason::CameraDenied),
        ("ATTEMPTS_EXHAUSTED", Reason::AttemptsExhausted),
        ("GENERIC_ERROR", Reason::ProviderError),
    ] {
        let mut applicant = ready_to_be_seen(&app).await;
        applicant.chooses_page("face").await;
        let back = app.simulator.face_return("ERROR", Some(code)).await;
        let page = applicant.comes_back(&back).await;
        assert_eq!(page.location(), applicant.step("face/ended"), "{code}");
        let page = applicant.browser.get(&applicant.step("face/ended")).await;
        assert_eq!(page.heading(), heading(reason), "{code}");

        let mut applicant = ready_to_be_seen(&app).await;
        applicant.chooses_page("face").await;
        app.simulator
            .finishes_face("COMPLETED", Some("VALID"))
            .await;
        let back = app.simulator.face_return("ERROR", Some(code)).await;
        let page = applicant.comes_back(&back).await;
        assert_eq!(page.location(), applicant.path("/result"), "{code}");
    }
}
