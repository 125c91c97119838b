//! Every way in which the phone provider's session can end, in a frame and on a page of its own.

use axum::http::StatusCode;
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::{Applicant, go_to},
    happy::ready_to_confirm,
    pages::heading,
};

/// Where a story leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leads {
    /// To the result page.
    Through,
    /// To the waiting page.
    Waiting,
    /// To the page for this reason.
    Ended(Ending, Reason),
}

const CANCELLED: Leads = Leads::Ended(Ending::Cancelled, Reason::Cancelled);
const BROKEN: Leads = Leads::Ended(Ending::Failed(Reason::ProviderError), Reason::ProviderError);
const NOT_OURS: Leads = Leads::Ended(Ending::Failed(Reason::NotOurs), Reason::NotOurs);
const EXPIRED: Leads = Leads::Ended(Ending::Expired, Reason::SessionExpired);
const MISMATCH: Leads = Leads::Ended(
    Ending::Refused(Reason::ContactMismatch),
    Reason::ContactMismatch,
);

/// Scenario of the simulator, status that the session ends with, where that leads.
const ROWS: &[(&str, &str, Leads)] = &[
    ("normal", "SUCCESS", Leads::Through),
    ("normal", "ABORT", CANCELLED),
    ("normal", "CANCELLED", CANCELLED),
    ("normal", "ERROR", BROKEN),
    ("normal", "INVALID", BROKEN),
    ("normal", "EXPIRED", EXPIRED),
    ("unknown_status", "SUCCESS", Leads::Waiting),
    ("status_missing", "SUCCESS", Leads::Waiting),
    ("status_never", "SUCCESS", Leads::Waiting),
    ("edited_phone", "SUCCESS", MISMATCH),
    ("no_nonce", "SUCCESS", NOT_OURS),
    ("wrong_nonce", "SUCCESS", NOT_OURS),
    ("no_subject", "SUCCESS", BROKEN),
    ("no_phone", "SUCCESS", BROKEN),
    ("wrong_provider", "SUCCESS", BROKEN),
    ("wrong_session_id", "SUCCESS", Leads::Waiting),
    ("phone_with_plus", "SUCCESS", Leads::Through),
    ("phone_with_double_zero", "SUCCESS", Leads::Through),
    ("phone_with_blanks", "SUCCESS", Leads::Through),
    ("success_return_but_error", "ERROR", BROKEN),
    ("error_return_but_success", "SUCCESS", Leads::Through),
];

async fn leads(app: &TestApp, applicant: &mut Applicant, path: &str, leads: Leads, row: &str) {
    let state = app.state(applicant).await;
    let facts = app.facts(applicant).await;
    let page = applicant.browser.visit(path).await;
    assert_eq!(page.status, StatusCode::OK, "{row}: {page:?}");
    match leads {
        Leads::Through => {
            assert_eq!(state, State::Ended(Ending::Succeeded), "{row}");
            assert_eq!(facts, ["contact_control"], "{row}");
            assert_eq!(page.path, applicant.path("/result"), "{row}");
        }
        Leads::Waiting => {
            assert!(
                matches!(state, State::Processing { .. }),
                "{row}: {state:?}"
            );
            assert_eq!(page.path, applicant.step("confirm/wait"), "{row}");
        }
        Leads::Ended(ending, reason) => {
            assert_eq!(state, State::Ended(ending), "{row}");
            assert_eq!(page.path, applicant.step("confirm/ended"), "{row}");
            assert_eq!(page.heading(), heading(reason), "{row}");
        }
    }
    if leads != Leads::Through {
        assert!(facts.is_empty(), "{row}: {facts:?}");
        assert_eq!(
            app.onboarding_status(applicant).await,
            "in_progress",
            "{row}"
        );
    }
}

/// SG-10, SG-16, SEC-109, SEC-110, SEC-112
#[tokio::test]
async fn sg_10_every_status_has_its_page_in_a_frame() {
    let app = TestApp::start().await;
    let of_frames = [("nonce_twice", "SUCCESS", NOT_OURS)];
    for (scenario, outcome, where_to) in ROWS.iter().chain(&of_frames) {
        let mut applicant = ready_to_confirm(&app).await;
        app.simulator.will_play("signicat", scenario).await;
        let frame = applicant.launches_frame("confirm").await;
        let back = app.simulator.finishes_phone(outcome, None).await.unwrap();
        let claimed = applicant.claims("confirm", &frame.attempt, &back).await;
        let row = format!("{scenario} {outcome}");
        leads(&app, &mut applicant, &go_to(&claimed), *where_to, &row).await;
    }
}

/// SG-10, SG-13, SG-16
#[tokio::test]
async fn sg_10_every_status_has_its_page_on_a_page_of_its_own() {
    let app = TestApp::start().await;
    for (scenario, outcome, where_to) in ROWS {
        let mut applicant = ready_to_confirm(&app).await;
        app.simulator.will_play("signicat", scenario).await;
        applicant.chooses_page("confirm").await;
        let back = app.simulator.finishes_phone(outcome, None).await.unwrap();
        let page = applicant.comes_back(&back).await;
        let row = format!("{scenario} {outcome}");
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{row}: {page:?}");
        let path = page.location().to_owned();
        leads(&app, &mut applicant, &path, *where_to, &row).await;
    }
}

/// SG-16, SEC-110
#[tokio::test]
async fn sg_16_another_number_than_the_one_given_is_refused() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    let edited = Some("+447700900456");
    let back = app.simulator.finishes_phone("SUCCESS", edited).await;
    let claimed = applicant
        .claims("confirm", &frame.attempt, &back.unwrap())
        .await;
    leads(&app, &mut applicant, &go_to(&claimed), MISMATCH, "edited").await;
    // Another try, with the number that was given.
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.claims("confirm", &frame.attempt, &back).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
    assert_eq!(app.checks(&applicant).await.len(), 2);
}

/// SG-10
#[tokio::test]
async fn sg_10_a_status_that_comes_late_is_polled_for() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    app.simulator.will_play("signicat", "status_late").await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let claimed = applicant.claims("confirm", &frame.attempt, &back).await;
    assert_eq!(go_to(&claimed), applicant.step("confirm/wait"));
    app.lives_for(MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
    assert_eq!(applicant.arrives().await.path, applicant.path("/result"));
}

/// SG-10
#[tokio::test]
async fn sg_10_the_waiting_page_asks_by_itself_and_leads_on() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    app.simulator.will_play("signicat", "status_late").await;
    applicant.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.comes_back(&back).await;
    let wait = applicant.step("confirm/wait");
    for _ in 0..2 {
        app.passes(5 * SECOND).await;
        let page = applicant.browser.get(&wait).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.body.contains("http-equiv=\"refresh\""),
            "{}",
            page.body
        );
    }
    app.passes(5 * SECOND).await;
    assert_eq!(
        applicant.browser.visit(&wait).await.path,
        applicant.path("/result")
    );
}

/// SG-09
#[tokio::test]
async fn sg_09_nothing_is_asked_before_the_applicant_came_back() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_page("confirm").await;
    app.simulator.finishes_phone("SUCCESS", None).await;
    app.lives_for(5 * MINUTE).await;
    assert!(matches!(app.state(&applicant).await, State::Open { .. }));
    assert_eq!(app.simulator.calls("signicat", "status").await, 0);
    assert!(app.facts(&applicant).await.is_empty());
}

/// Cancelled three times, there is no further try.
#[tokio::test]
async fn the_step_s_limit_of_checks_ends_the_onboarding() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    for _ in 0..3 {
        applicant.chooses_page("confirm").await;
        let back = app.simulator.finishes_phone("ABORT", None).await.unwrap();
        applicant.comes_back(&back).await;
    }
    assert_eq!(app.onboarding_status(&applicant).await, "stopped");
    assert_eq!(applicant.arrives().await.path, applicant.path("/result"));
    let page = applicant
        .browser
        .post(&applicant.step("confirm"), &[("presentation", "frame")])
        .await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(app.checks(&applicant).await.len(), 3);
}

/// Finished checks are not yet a verified person.
#[tokio::test]
async fn facts_that_the_journey_needs_and_did_not_get_need_a_review() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("review").await;
    let name = applicant.step("name");
    applicant.browser.post(&name, &[("name", "Ana")]).await;
    applicant.chooses_page("confirm").await;
    let back = app
        .simulator
        .finishes_phone("SUCCESS", Some("+447700900123"))
        .await
        .unwrap();
    let page = applicant.comes_back(&back).await;
    assert_eq!(page.location(), applicant.path("/result"));
    assert_eq!(app.onboarding_status(&applicant).await, "needs_review");
}
