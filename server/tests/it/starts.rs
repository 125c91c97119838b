//! Starting again: reloads, second tabs, too often, at the wrong moment.

use axum::http::StatusCode;
use serde_json::json;
use vestibule::{
    check::{Ending, MAX_STARTS, State},
    reason::Reason,
};
use vestibule_server::provider::Snapshot;

use crate::{
    app::TestApp,
    applicant::go_to,
    happy::{ready_to_be_seen, ready_to_confirm},
    pages::heading,
    paper,
};

#[tokio::test]
async fn in_two_tabs_the_second_start_supersedes_the_first() {
    let app = TestApp::start().await;
    let mut first = ready_to_confirm(&app).await;
    let old = first.launches_frame("confirm").await;
    let old_back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let mut second = first.clone();
    let new = second.launches_frame("confirm").await;
    assert_ne!(old.attempt, new.attempt);

    let page = first.claims("confirm", &old.attempt, &old_back).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.json(), json!("Superseded"));
    assert!(matches!(
        app.state(&first).await,
        State::Open { starts: 2, .. }
    ));

    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let claimed = second.claims("confirm", &new.attempt, &back).await;
    assert_eq!(go_to(&claimed), second.path("/result"));
    // The first tab learns of it.
    assert_eq!(first.asks("confirm").await["go_to"], first.path("/result"));
    assert_eq!(app.checks(&first).await.len(), 1);
}

#[tokio::test]
async fn a_reload_has_a_fresh_frame_in_the_same_check() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    let old = applicant.launches_frame("face").await;
    let new = applicant.launches_again("face").await;
    assert_ne!(old.src(), new.src());
    assert_eq!(app.checks(&applicant).await.len(), 1);
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM attempts WHERE superseded_at IS NULL";
    assert_eq!(app.ground.number(sql).await, 1);
    assert_eq!(
        app.ground
            .number("SELECT CAST(COUNT(*) AS BIGINT) FROM usage")
            .await,
        2
    );
}

#[tokio::test]
async fn after_ten_starts_the_check_is_exhausted() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.launches_frame("confirm").await;
    for _ in 1..MAX_STARTS {
        applicant.launches_again("confirm").await;
    }
    let page = applicant.launches("confirm").await;
    assert_eq!(
        page.json()["go_to"]["path"],
        applicant.step("confirm/ended")
    );
    assert_eq!(
        app.state(&applicant).await,
        State::Ended(Ending::Exhausted(Reason::TooManyStarts))
    );
    assert_eq!(
        app.simulator.sessions("signicat").await.len(),
        MAX_STARTS as usize
    );
    let page = applicant
        .browser
        .visit(&applicant.step("confirm/ended"))
        .await;
    assert_eq!(page.heading(), heading(Reason::TooManyStarts));
    assert_eq!(app.onboarding_status(&applicant).await, "in_progress");
    applicant.launches_frame("confirm").await;
    assert_eq!(app.checks(&applicant).await.len(), 2);
}

/// Whatever was submitted is not to be submitted again.
#[tokio::test]
async fn a_start_after_an_absence_asks_the_provider_first() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    applicant.launches_frame("face").await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let page = applicant.launches("face").await;
    assert_eq!(page.json()["go_to"]["path"], applicant.path("/result"));
    assert_eq!(app.simulator.sessions("onekyc").await.len(), 1);
}

/// The island asked a moment ago, before the photo was sent; "Continue" beside the frame asks all the same.
#[tokio::test]
async fn continue_beside_the_frame_leads_on_at_once() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    applicant.launches_frame("face").await;
    applicant.asks("face").await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let wait = applicant.step("face/wait");
    let page = applicant.browser.get(&wait).await;
    assert_eq!(page.location(), applicant.path("/result"), "{page:?}");
}

/// Back after the result: no page starts anything again.
#[tokio::test]
async fn back_after_the_result_shows_the_result() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_be_seen(&app).await;
    applicant.launches_frame("face").await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    applicant.launches("face").await;
    let before = app.decisions().await;
    for path in [
        "",
        "/steps/face",
        "/steps/face/frame",
        "/steps/face/wait",
        "/steps/face/ended",
        "/steps/face/leave",
    ] {
        let page = applicant.browser.visit(&applicant.path(path)).await;
        assert_eq!(page.path, applicant.path("/result"), "{path}");
    }
    let page = applicant.launches("face").await;
    assert_eq!(page.json()["go_to"]["path"], applicant.path("/result"));
    let page = applicant
        .browser
        .post(&applicant.step("face"), &[("presentation", "frame")])
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(app.decisions().await, before);
}

/// A second tab asks for a session while the first one comes back: nothing of the first one is lost.
#[tokio::test]
async fn a_start_that_comes_too_late_ends_nothing() {
    let app = TestApp::start().await;
    let mut first = app.applicant();
    first.begins("paper").await;
    first.chooses_page_of_paper().await;
    let back = app.paper.newest_return();

    let gate = app.paper.has_a_gate_at_start();
    let mut second = first.clone();
    let launching = tokio::spawn(async move { second.launches("sign").await });
    gate.is_reached().await;
    app.paper.shared().says = Snapshot::Processing;
    let page = first.comes_back(&back).await;
    assert_eq!(page.location(), first.step("sign/wait"), "{page:?}");
    gate.opens();
    let launched = launching.await.unwrap();
    assert_eq!(launched.json()["go_to"]["path"], first.step("sign/wait"));
    assert!(matches!(app.state(&first).await, State::Processing { .. }));
    assert_eq!(
        app.paper.shared().abandoned,
        1,
        "what was opened is given up"
    );
    assert_eq!(
        app.ground
            .number("SELECT CAST(COUNT(*) AS BIGINT) FROM usage")
            .await,
        2
    );

    app.paper.shared().says = paper::done();
    app.lives_for(crate::app::MINUTE).await;
    assert_eq!(app.onboarding_status(&first).await, "completed");
}

/// Two tabs ask for a session at the same moment: one of the two is live afterwards.
#[tokio::test]
async fn of_two_starts_at_once_the_later_one_is_live() {
    let app = TestApp::start().await;
    let mut first = app.applicant();
    first.begins("paper").await;
    first.chooses_frame("sign").await;
    let gate = app.paper.has_a_gate_at_start();
    let mut second = first.clone();
    let slow = tokio::spawn(async move { second.launches_again("sign").await });
    gate.is_reached().await;
    let quick = first.launches_again("sign").await;
    gate.opens();
    let slow = slow.await.unwrap();
    assert_ne!(quick.attempt, slow.attempt);
    let sql = "SELECT id FROM attempts WHERE superseded_at IS NULL";
    assert_eq!(app.ground.texts(sql).await, [slow.attempt]);
    assert!(matches!(
        app.state(&first).await,
        State::Open { starts: 2, .. }
    ));
    assert_eq!(app.paper.shared().abandoned, 1);
}
