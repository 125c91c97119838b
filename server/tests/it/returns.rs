//! Returns: claimed once, by the browser session that they belong to, or not at all.

use axum::http::StatusCode;
use serde_json::json;
use tokio::task::JoinSet;
use vestibule::check::{Ending, State};

use crate::{
    app::{MINUTE, TestApp},
    applicant::local,
    happy::ready_to_confirm,
    pages::text,
    paper,
};

/// SEC-198
#[tokio::test]
async fn sec_198_the_get_of_a_return_stores_nothing() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let tables = app.ground.tables().await;
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    let before = app.ground.dump(&tables).await;
    for mut browser in [applicant.browser.clone(), app.applicant().browser] {
        let page = browser.get(local(&back)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.header("set-cookie"), "");
        assert!(!page.body.contains(back.split('?').nth(1).unwrap()));
    }
    assert_eq!(app.ground.dump(&tables).await, before);
}

/// SEC-113, SEC-51
#[tokio::test]
async fn sg_08_a_return_in_another_browser_is_not_found_and_audited() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let before = app.decisions().await;

    let unknown = applicant
        .browser
        .post("/return/phone/nobody?sessionId=1", &[])
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let stranger = ready_to_confirm(&app).await;
    let decided = app.decisions().await;
    for mut browser in [stranger.browser, app.applicant().browser] {
        let page = browser.post(local(&back), &[]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(page.without_codes(), unknown.without_codes());
    }
    assert_eq!(app.decisions().await, decided);
    assert!(decided.len() > before.len());
    assert_eq!(app.audited("return.refused").await, 3);

    // The right browser is not too late.
    let page = applicant.comes_back(&back).await;
    assert_eq!(page.location(), applicant.path("/result"));
}

/// SG-08
#[tokio::test]
async fn sg_08_another_browser_cannot_claim_what_returned_in_a_frame() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let mut stranger = ready_to_confirm(&app).await;
    let theirs = stranger.launches_frame("confirm").await;
    let before = app.decisions().await;
    let page = stranger.claims("confirm", &theirs.attempt, &back).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(page.json(), json!("NotFound"));
    assert_eq!(app.decisions().await, before);
    let claimed = applicant.claims("confirm", &frame.attempt, &back).await;
    assert_eq!(claimed.json()["go_to"], applicant.path("/result"));
}

/// SEC-52
#[tokio::test]
async fn a_replayed_return_was_handled_already() {
    let app = TestApp::start().await;
    for outcome in ["SUCCESS", "ABORT"] {
        let mut applicant = ready_to_confirm(&app).await;
        applicant.chooses_page("confirm").await;
        let back = app.simulator.finishes_phone(outcome, None).await.unwrap();
        applicant.comes_back(&back).await;
        let before = app.decisions().await;
        let calls = app.simulator.calls("signicat", "status").await;
        let page = applicant.comes_back(&back).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{outcome}");
        let on = format!("href=\"{}\"", applicant.path(""));
        assert!(page.body.contains(&on), "{}", page.body);
        assert_eq!(app.decisions().await, before, "{outcome}");
        assert_eq!(app.simulator.calls("signicat", "status").await, calls);
    }
    assert_eq!(app.audited("return.refused").await, 2);
}

#[tokio::test]
async fn a_return_of_a_superseded_session_changes_nothing() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_page("confirm").await;
    let old = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.launches_frame("confirm").await;
    let before = app.decisions().await;
    let page = applicant.comes_back(&old).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(app.decisions().await, before);
    assert!(matches!(app.state(&applicant).await, State::Open { .. }));
}

/// SEC-49, SEC-50, SEC-55, SEC-109
#[tokio::test]
async fn forged_returns_change_nothing() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    let path = local(&back).split('?').next().unwrap();
    let handle = path.rsplit('/').next().unwrap();
    let before = app.decisions().await;
    let calls = app.simulator.calls("signicat", "status").await;
    let id = app.simulator.newest("signicat").await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let forged = [
        "/return/phone".to_owned(),
        "/return/phone?sessionId=".to_owned() + &id,
        format!("/return/phone?state={id}"),
        format!("/return/phone?state={handle}&state={handle}"),
        format!("/return/identity/{handle}?sessionId={id}"),
        format!("/return/nobody/{handle}"),
        format!("/return/Phone/{handle}"),
        format!("/return/phone/{}", &handle[1..]),
        format!("/return/phone/{}", handle.to_uppercase()),
        format!("/return/phone/{handle}x"),
        format!("/return/phone/{}", "a".repeat(4_000)),
        "/return/phone/%00".to_owned(),
        "/return/phone/%FF".to_owned(),
    ];
    for path in &forged {
        let page = applicant.browser.post(path, &[]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}: {page:?}");
        assert_eq!(page.heading(), text("error-not-found"), "{path}");
        assert_eq!(app.decisions().await, before, "{path}");
    }
    for (path, why) in [
        (format!("{path}?{}", "a=1&".repeat(40)), "too many pairs"),
        (format!("{path}?a={}", "b".repeat(9_000)), "too long"),
    ] {
        let page = applicant.browser.post(&path, &[]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{why}");
        assert_eq!(app.decisions().await, before, "{why}");
    }
    assert_eq!(app.simulator.calls("signicat", "status").await, calls);
    // None of them used the return up.
    let page = applicant.comes_back(&back).await;
    assert_eq!(page.location(), applicant.path("/result"));
}

/// SEC-55: a return of one connection is none of another's, also for whoever owns it.
#[tokio::test]
async fn a_return_by_a_function_needs_a_return_s_path() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    let before = app.decisions().await;
    for path in [
        "/o/1",
        "//evil.test/return/phone/x",
        "/return/",
        "/return/phone/a/b",
        "",
    ] {
        let claim = json!({
            "at": { "onboarding": applicant.onboarding(), "step": "confirm" },
            "attempt": frame.attempt, "path": path, "search": "",
        });
        let page = applicant
            .browser
            .call("claim_return", &json!({ "claim": claim }))
            .await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
    }
    assert_eq!(app.decisions().await, before);
}

/// SEC-60
#[tokio::test]
async fn sec_60_of_parallel_claims_exactly_one_is_followed_up() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("paper").await;
    applicant.chooses_page_of_paper().await;
    app.paper.shared().says = paper::done();
    let back = app.paper.newest_return();
    let mut claims = JoinSet::new();
    for _ in 0..8 {
        let (mut tab, back) = (applicant.clone(), back.clone());
        claims.spawn(async move { tab.comes_back(&back).await.status });
    }
    let statuses = claims.join_all().await;
    let through = statuses
        .iter()
        .filter(|status| **status == StatusCode::SEE_OTHER)
        .count();
    assert_eq!(through, 1, "{statuses:?}");
    assert_eq!(app.paper.shared().finishes, 1);
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
    assert_eq!(app.facts(&applicant).await.len(), 1);
}

/// SEC-198: never claimed, the check expires and is audited.
#[tokio::test]
async fn sec_198_a_return_that_is_never_claimed_expires() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    applicant.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    app.lives_for(21 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
    assert!(app.facts(&applicant).await.is_empty());
    // Too late, and said so.
    let page = applicant.comes_back(&back).await;
    assert_eq!(page.location(), applicant.step("confirm/ended"));
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
}
