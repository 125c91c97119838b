//! The process is killed and another one starts: applicants go on.

use axum::http::StatusCode;
use vestibule::check::{Ending, State};

use crate::{
    app::{MINUTE, TestApp},
    applicant::go_to,
    face_endings::{callback, in_front_of_the_frame},
    happy::{NUMBER, ready_to_confirm},
};

#[tokio::test]
async fn after_a_kill_at_every_point_the_applicant_continues() {
    let mut app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    app.is_killed_and_restarted().await;
    applicant.agrees("terms").await;
    app.is_killed_and_restarted().await;
    applicant.answers_phone("number", NUMBER).await;
    app.is_killed_and_restarted().await;
    let frame = applicant.launches_frame("confirm").await;
    app.is_killed_and_restarted().await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let claimed = applicant.claims("confirm", &frame.attempt, &back).await;
    app.is_killed_and_restarted().await;
    assert_eq!(go_to(&claimed), applicant.path("/result"));
    assert_eq!(applicant.arrives().await.path, applicant.path("/result"));
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

#[tokio::test]
async fn jobs_outlive_the_process_that_made_them_necessary() {
    let mut app = TestApp::start().await;
    let (mut applicant, frame) = in_front_of_the_frame(&app).await;
    let session = app.simulator.finishes_face("PAUSED", None).await;
    let message = callback(&session, "COMPLETED", None);
    applicant.hears("face", &frame, &message).await;
    app.is_killed_and_restarted().await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    app.lives_for(MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
}

/// An onboarding keeps the version of the journey that it began with.
#[tokio::test]
async fn a_changed_journey_is_for_those_who_begin_after_it() {
    let mut app = TestApp::start().await;
    let mut early = app.applicant();
    early.begins("phone").await;
    app.is_restarted_with(|configuration| {
        configuration
            .replace("We confirm your number.", "We confirm it differently.")
            .replace("version = \"2026-11\"", "version = \"2026-12\"")
    })
    .await;
    let mut late = app.applicant();
    late.begins("phone").await;
    let page = early.browser.get(&early.step("terms")).await;
    assert!(page.body.contains("We confirm your number."));
    let page = late.browser.get(&late.step("terms")).await;
    assert!(page.body.contains("We confirm it differently."));
    early.agrees("terms").await;
    late.agrees("terms").await;
    let versions = app
        .ground
        .texts("SELECT version FROM consents ORDER BY id")
        .await;
    assert_eq!(versions, ["2026-11", "2026-12"]);
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM journey_versions WHERE name = 'phone'";
    assert_eq!(app.ground.number(sql).await, 2);
}

/// Also where the journey is gone from the configuration.
#[tokio::test]
async fn a_closed_journey_lets_those_inside_finish() {
    let mut app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    app.is_restarted_with(|configuration| configuration.replace("open = true", "open = false"))
        .await;
    let mut late = app.applicant().browser;
    assert_eq!(late.get("/start/phone").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        late.post("/start/phone", &[]).await.status,
        StatusCode::NOT_FOUND
    );
    applicant.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let page = applicant.comes_back(&back).await;
    assert_eq!(page.location(), applicant.path("/result"));
}

/// Without its key nothing of an onboarding can be read, and nothing is shown.
#[tokio::test]
async fn an_onboarding_whose_key_was_destroyed_is_not_found() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    app.is_tampered_with();
    app.ground
        .execute("UPDATE data_keys SET wrapped = NULL, destroyed_at = 1")
        .await;
    let page = applicant.browser.get(&applicant.path("")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
