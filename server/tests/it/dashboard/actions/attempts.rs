//! Another attempt: allowed once, with time for it.

use axum::http::StatusCode;
use vestibule::{permission::Role, reason::Reason};
use vestibule_server::provider::Snapshot;

use crate::{
    app::TestApp,
    dashboard::desk::{Desk, EVERYBODY, REFUSED, begun, case, status, stopped, tries},
    links::told,
    paper::done,
};

/// The limit is gone beyond once, the client hears of it, and after that attempt the step is exhausted again.
#[tokio::test]
async fn another_attempt_is_allowed_once() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (mut person, id) = stopped(&app, "shop").await;
    let page = rita.allows(&app, &id, "sign").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(status(&app, &id).await, "in_progress");
    assert_eq!(
        told(&app, &id).await,
        [
            "onboarding.started",
            "onboarding.stopped",
            "onboarding.resumed"
        ]
    );
    let ended = person.browser.get(&person.step("sign/ended")).await;
    assert!(ended.body.contains(&person.step("sign")), "{ended:?}");
    tries(&app, &mut person, REFUSED).await;
    assert_eq!(status(&app, &id).await, "stopped");
    assert_eq!(app.checks(&person).await.len(), 3);

    rita.allows(&app, &id, "sign").await;
    tries(&app, &mut person, done()).await;
    assert_eq!(status(&app, &id).await, "completed");
    let used = "SELECT CAST(COUNT(*) AS BIGINT) FROM allowed_attempts WHERE used_at IS NOT NULL";
    assert_eq!(app.ground.number(used).await, 2);
}

/// What goes wrong on our side uses nothing up.
#[tokio::test]
async fn an_allowed_attempt_that_ends_by_our_fault_is_given_back() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (mut person, id) = stopped(&app, "shop").await;
    rita.allows(&app, &id, "sign").await;
    tries(&app, &mut person, Snapshot::Failed(Reason::Misconfigured)).await;
    assert_eq!(status(&app, &id).await, "in_progress");
    assert_eq!(case(&app, &id).await.allowed, ["sign"]);
    tries(&app, &mut person, done()).await;
    assert_eq!(status(&app, &id).await, "completed");
}

#[tokio::test]
async fn whoever_asked_for_a_person_goes_on_when_another_attempt_is_allowed() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (mut person, id) = begun(&app, "shop", "paper").await;
    tries(&app, &mut person, REFUSED).await;
    // Nothing is exhausted yet, and nobody waits for a person.
    let page = rita.allows(&app, &id, "sign").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    let help = person.path("/help");
    person.browser.post(&help, &[]).await;
    assert_eq!(status(&app, &id).await, "needs_review");
    let page = rita.allows(&app, &id, "no-such-step").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    rita.allows(&app, &id, "sign").await;
    assert_eq!(status(&app, &id).await, "in_progress");
    tries(&app, &mut person, done()).await;
    assert_eq!(status(&app, &id).await, "completed");
}

/// What waited for a person past its end does not expire as soon as the applicant may go on.
#[tokio::test]
async fn whoever_gets_another_attempt_gets_time_for_it() {
    let app = TestApp::start().await;
    let (_, id) = stopped(&app, "shop").await;
    let end = case(&app, &id).await.row.expires_at.unwrap();
    let left = end - app.core.clock.now().0;
    app.passes(left + 1).await;
    app.runs_due_jobs().await;
    assert_eq!(status(&app, &id).await, "stopped");
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    rita.allows(&app, &id, "sign").await;
    app.runs_due_jobs().await;
    assert_eq!(status(&app, &id).await, "in_progress");
    let end = case(&app, &id).await.row.expires_at.unwrap();
    let minutes = i64::from(app.core.onboardings.link_lifetime_minutes);
    assert_eq!(end, app.core.clock.now().0 + minutes * 60_000);
    app.passes(minutes * 60_000 + 1).await;
    app.runs_due_jobs().await;
    assert_eq!(status(&app, &id).await, "expired");
}

/// A journey whose first step may fail for good, and that a person always looks at.
const ALWAYS_REVIEWED: &str = r#"
[journeys.extra]
company = "Example Bank"
minutes = 1
contact = "help@bank.example"
needs = ["contact_control"]
title = { en = "Sign and seal", id = "Tanda tangan dan segel" }
stored = { en = "The sheet.", id = "Lembar itu." }
decisions = [{ name = "look", then = "review" }]

[[journeys.extra.steps]]
name = "sign"
optional = true
title = { en = "Sign", id = "Tanda tangan" }
kind = { provider = { connection = "paper", purpose = "identity_proofing", max_checks = 1 } }

[[journeys.extra.steps]]
name = "seal"
title = { en = "Seal", id = "Segel" }
kind = { provider = { connection = "parchment", purpose = "identity_proofing", max_checks = 1 } }
"#;

/// What waits for a decision goes on, and is decided again: each time by a row of its own.
#[tokio::test]
async fn a_decision_to_review_is_taken_back_when_another_attempt_is_allowed() {
    let mut app = TestApp::start().await;
    app.is_restarted_with(|text| format!("{text}{ALWAYS_REVIEWED}"))
        .await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (mut person, id) = begun(&app, "shop", "extra").await;
    tries(&app, &mut person, REFUSED).await;
    person.chooses_page("seal").await;
    app.paper.shared().says = done();
    person.comes_back(&app.paper.newest_return()).await;
    assert_eq!(status(&app, &id).await, "needs_review");
    app.passes(1).await;
    let page = rita.allows(&app, &id, "seal").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "that is done: {page:?}");
    rita.allows(&app, &id, "sign").await;
    assert_eq!(status(&app, &id).await, "in_progress");
    app.passes(1).await;
    tries(&app, &mut person, done()).await;
    assert_eq!(status(&app, &id).await, "needs_review");
    app.passes(1).await;
    rita.decides(&app, &id, "approve").await;
    assert_eq!(status(&app, &id).await, "completed");
    let rows = "SELECT conclusion || ' ' || actor FROM decisions ORDER BY id";
    assert_eq!(
        app.ground.texts(rows).await,
        [
            "review system",
            "reopen operator:rita",
            "review system",
            "approve operator:rita"
        ]
    );
    assert_eq!(
        told(&app, &id).await,
        [
            "onboarding.started",
            "onboarding.needs_review",
            "onboarding.resumed",
            "onboarding.needs_review",
            "onboarding.completed"
        ]
    );
}
