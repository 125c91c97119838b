//! The process dies at the worst moment.

use serde_json::json;
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};
use vestibule_server::provider::Snapshot;

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::Applicant,
    happy::ready_to_confirm,
    pages::heading,
    paper,
};

/// The process dies after a return was marked as used and before anybody learned what it bought.
async fn dies_in_the_middle_of_a_return(app: &mut TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("paper").await;
    applicant.chooses_page_of_paper().await;
    let back = app.paper.newest_return();
    let gate = app.paper.has_a_gate_at_return();
    let mut tab = applicant.clone();
    let claiming = tokio::spawn(async move { tab.comes_back(&back).await });
    gate.is_reached().await;
    claiming.abort();
    assert!(claiming.await.unwrap_err().is_cancelled());
    app.is_killed_and_restarted().await;
    applicant
}

/// Rule 2: a code is never sent twice; without news from the provider the check is interrupted, and not counted.
#[tokio::test]
async fn a_one_time_code_is_never_sent_twice() {
    let mut app = TestApp::start().await;
    let mut applicant = dies_in_the_middle_of_a_return(&mut app).await;
    app.lives_for(3 * MINUTE).await;
    assert_eq!(app.paper.shared().finishes, 1);
    let check = app.check(&applicant).await;
    assert_eq!(
        check.state,
        State::Ended(Ending::Failed(Reason::Interrupted))
    );
    assert!(!check.counted);
    let page = applicant.arrives().await;
    let page = applicant.browser.visit(&page.path).await;
    assert_eq!(page.path, applicant.path(""));
    let page = applicant.browser.visit(&applicant.step("sign")).await;
    assert_eq!(page.heading(), heading(Reason::Interrupted));
    // A new check at once.
    applicant.chooses_page_of_paper().await;
    app.paper.shared().says = paper::done();
    applicant.comes_back(&app.paper.newest_return()).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

#[tokio::test]
async fn what_the_code_bought_is_fetched_where_the_provider_knows() {
    let mut app = TestApp::start().await;
    let applicant = dies_in_the_middle_of_a_return(&mut app).await;
    app.paper.shared().says = paper::done();
    app.lives_for(3 * MINUTE).await;
    assert_eq!(app.paper.shared().finishes, 1);
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
}

/// While the first exchange may still be under way, nobody draws conclusions.
#[tokio::test]
async fn a_return_under_way_is_left_alone_for_a_minute() {
    let mut app = TestApp::start().await;
    let applicant = dies_in_the_middle_of_a_return(&mut app).await;
    app.passes(30 * SECOND).await;
    app.runs_due_jobs().await;
    let state = app.state(&applicant).await;
    assert!(matches!(state, State::Processing { .. }), "{state:?}");
    assert_eq!(app.paper.shared().fetches, 0);
}

#[tokio::test]
async fn the_browser_s_second_try_after_a_crash_is_a_replay() {
    let mut app = TestApp::start().await;
    let mut applicant = dies_in_the_middle_of_a_return(&mut app).await;
    let back = app.paper.newest_return();
    let page = applicant.comes_back(&back).await;
    assert_eq!(page.status, axum::http::StatusCode::CONFLICT);
    assert_eq!(app.paper.shared().finishes, 1);
    app.paper.shared().says = Snapshot::Failed(Reason::NotAccepted);
    app.lives_for(3 * MINUTE).await;
    assert_eq!(
        app.state(&applicant).await,
        State::Ended(Ending::Refused(Reason::NotAccepted))
    );
}

/// SG-08: where a return may be followed up again, it is.
#[tokio::test]
async fn sg_08_a_repeatable_return_is_followed_up_by_the_next_process() {
    let mut app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let fault = json!({ "fault": "hang", "route": "status" });
    app.simulator.breaks("signicat", fault).await;
    let mut tab = applicant.clone();
    let claiming = tokio::spawn(async move { tab.claims("confirm", &frame.attempt, &back).await });
    while app.simulator.calls("signicat", "status").await == 0 {
        tokio::task::yield_now().await;
    }
    claiming.abort();
    assert!(claiming.await.unwrap_err().is_cancelled());
    app.simulator.is_repaired("signicat").await;
    app.is_killed_and_restarted().await;
    app.lives_for(MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
    assert_eq!(applicant.arrives().await.path, applicant.path("/result"));
}

/// The waiting page may be there before the exchange is done, and the browser gives the request up.
#[tokio::test]
async fn a_browser_that_leaves_does_not_end_the_exchange() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("paper").await;
    applicant.chooses_page_of_paper().await;
    let back = app.paper.newest_return();
    let gate = app.paper.has_a_gate_at_return();
    let mut tab = applicant.clone();
    let claiming = tokio::spawn(async move { tab.comes_back(&back).await });
    gate.is_reached().await;
    // A reload meanwhile opens nothing new.
    assert!(matches!(
        app.state(&applicant).await,
        State::Processing { .. }
    ));
    claiming.abort();
    assert!(claiming.await.unwrap_err().is_cancelled());
    app.paper.shared().says = paper::done();
    gate.opens();
    while !matches!(app.state(&applicant).await, State::Ended(_)) {
        tokio::task::yield_now().await;
    }
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
    assert_eq!(app.paper.shared().finishes, 1);
}
