//! Applicants who get through.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::check::{Ending, State};

use crate::{
    app::{SECOND, TestApp},
    applicant::{Applicant, go_to},
};

pub const NUMBER: &str = "+44 7700 900123";

/// Up to the provider's step of the journey `phone`.
pub async fn ready_to_confirm(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    applicant.agrees("terms").await;
    applicant.answers_phone("number", NUMBER).await;
    applicant
}

/// Up to the provider's step of the journey `face`, which is its first.
pub async fn ready_to_be_seen(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("face").await;
    applicant
}

/// SG-08, SG-09, SG-11
#[tokio::test]
async fn sg_08_sg_09_an_applicant_confirms_a_number_in_a_frame() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    assert!(back.contains("sessionNonce="), "{back}");

    let claimed = applicant.claims("confirm", &frame.attempt, &back).await;
    assert_eq!(go_to(&claimed), applicant.path("/result"));
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
    assert_eq!(app.facts(&applicant).await, ["contact_control"]);
    let result = applicant.arrives().await;
    assert_eq!(result.path, applicant.path("/result"));
    assert_eq!(result.status, StatusCode::OK);
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

/// SG-09, SG-13
#[tokio::test]
async fn sg_13_an_applicant_confirms_a_number_on_a_page_of_its_own() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let link = applicant.chooses_page("confirm").await;
    let session = app.simulator.newest("signicat").await;
    assert_eq!(session["flow"], "redirect");
    assert_eq!(session["authentication_url"], link);
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();

    let returned = applicant.comes_back(&back).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER, "{returned:?}");
    assert_eq!(returned.location(), applicant.path("/result"));
    assert_eq!(app.facts(&applicant).await, ["contact_control"]);
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

/// OK-09, OK-04
#[tokio::test]
async fn ok_09_an_applicant_shows_their_face_in_a_frame() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    let frame = applicant.launches_frame("face").await;
    applicant.is_greeted("face", &frame).await;
    let session = app
        .simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    app.passes(SECOND).await;

    let message = json!({ "type": "ONEKYC_QR_CALLBACK",
        "data": { "status": "COMPLETED", "partner_session_id": session } });
    let heard = applicant.hears("face", &frame, &message).await;
    assert_eq!(go_to(&heard), applicant.path("/result"));
    assert_eq!(app.facts(&applicant).await, ["face_live", "face_matches"]);
    assert_eq!(applicant.arrives().await.path, applicant.path("/result"));
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

/// OK-09
#[tokio::test]
async fn ok_09_an_applicant_shows_their_face_on_a_page_of_its_own() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    applicant.chooses_page("face").await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let back = app.simulator.face_return("COMPLETED", None).await;
    let page = applicant.comes_back(&back).await;
    assert_eq!(page.location(), applicant.path("/result"), "{page:?}");
    assert_eq!(app.facts(&applicant).await, ["face_live", "face_matches"]);
}
