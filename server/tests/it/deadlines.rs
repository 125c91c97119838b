//! Time runs out.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::local,
    happy::{ready_to_be_seen, ready_to_confirm},
    pages::heading,
};

/// SG-17, SEC-111
#[tokio::test]
async fn sg_17_at_its_deadline_a_session_ends_and_may_be_started_again() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.launches_frame("confirm").await;
    let State::Open { deadline, .. } = app.state(&applicant).await else {
        panic!("not open");
    };
    assert_eq!(deadline.0, crate::app::BEGINNING + 1_200 * SECOND);

    app.passes(1_200 * SECOND - 1).await;
    app.runs_due_jobs().await;
    assert!(matches!(app.state(&applicant).await, State::Open { .. }));
    app.passes(1).await;
    app.runs_due_jobs().await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
    let page = applicant.browser.visit(&applicant.step("confirm")).await;
    assert_eq!(page.heading(), heading(Reason::SessionExpired));

    applicant.launches_frame("confirm").await;
    assert_eq!(app.checks(&applicant).await.len(), 2);
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let page = applicant.browser.post(local(&back), &[]).await;
    assert_eq!(page.location(), applicant.path("/result"));
}

/// A start moves the deadline: the old one ends nothing.
#[tokio::test]
async fn sg_17_a_new_session_has_a_deadline_of_its_own() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.launches_frame("confirm").await;
    app.lives_for(15 * MINUTE).await;
    applicant.launches_again("confirm").await;
    app.lives_for(15 * MINUTE).await;
    assert!(matches!(app.state(&applicant).await, State::Open { .. }));
    app.lives_for(6 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
}

/// The provider is asked one last time.
#[tokio::test]
async fn a_result_at_the_last_moment_counts() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    applicant.launches_frame("face").await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    app.passes(60 * MINUTE).await;
    app.runs_due_jobs().await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
}

/// Nothing keeps a check alive for ever: not a provider that is down, not a connection that is gone.
#[tokio::test]
async fn a_check_ends_at_its_deadline_whatever_the_provider_does() {
    let mut app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    applicant.launches_frame("face").await;
    app.simulator
        .breaks("onekyc", json!({ "fault": "down" }))
        .await;
    app.passes(60 * MINUTE).await;
    app.runs_due_jobs().await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
    app.simulator.is_repaired("onekyc").await;

    app.passes(MINUTE).await;
    applicant.launches_frame("face").await;
    app.is_restarted_with(|configuration| {
        configuration
            .replace("[connections.identity", "[connections.renamed")
            .replace("connection = \"identity\"", "connection = \"renamed\"")
    })
    .await;
    app.passes(60 * MINUTE).await;
    app.runs_due_jobs().await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
}

/// The link to the provider's own page is shown while it works, and a form for a new one after that.
#[tokio::test]
async fn sg_17_a_link_that_ran_out_is_asked_for_again() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let old = applicant.chooses_page("confirm").await;
    app.passes(1_200 * SECOND).await;
    let leave = applicant.step("confirm/leave");
    let page = applicant.browser.get(&leave).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("/idps/otp/sms"), "{}", page.body);
    assert_eq!(applicant.browser.post(&leave, &[]).await.location(), leave);
    assert_ne!(applicant.link_to_leave("confirm").await, old);
}

/// SEC-140
#[tokio::test]
async fn sec_140_an_idle_browser_session_is_over() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    app.passes(119 * MINUTE).await;
    assert_eq!(applicant.arrives().await.status, StatusCode::OK);
    app.passes(119 * MINUTE).await;
    assert_eq!(applicant.arrives().await.status, StatusCode::OK);
    app.passes(121 * MINUTE).await;
    assert_eq!(applicant.arrives().await.status, StatusCode::NOT_FOUND);
}

/// SEC-140
#[tokio::test]
async fn sec_140_a_busy_browser_session_is_over_after_a_day() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    for _ in 0..23 {
        app.passes(60 * MINUTE).await;
        assert_eq!(applicant.arrives().await.status, StatusCode::OK);
    }
    app.passes(61 * MINUTE).await;
    assert_eq!(applicant.arrives().await.status, StatusCode::NOT_FOUND);
}
