//! Waiting, leaving, and a person who goes on with it.

use axum::http::StatusCode;

use super::{REFUSED, at_the_choice, begun};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    pages::text,
    paper,
};

#[tokio::test]
async fn whoever_has_to_wait_is_told_how_long_and_may_do_something_else() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    applicant.chooses("paper").await;
    applicant.tries(&app, "sign", REFUSED).await;
    app.passes(MINUTE).await;
    let ended = applicant.sees("/steps/sign/ended").await;
    assert!(
        ended.body.contains("You can try again in 14 minutes."),
        "{ended:?}"
    );
    assert!(!ended.body.contains(r#"name="presentation""#));
    for offered in ["/help", "/later", "/choices/sheet"] {
        assert!(ended.body.contains(&applicant.path(offered)), "{offered}");
    }
    let early = applicant
        .posts("/steps/sign", &[("presentation", "page")])
        .await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    assert_eq!(early.heading(), text("error-too-soon"));
    assert!(early.body.contains("You can try again in 14 minutes."));
    assert!(early.body.contains(&applicant.path("/help")));
    assert_eq!(app.checks(&applicant).await.len(), 1);

    app.passes(14 * MINUTE - SECOND).await;
    let early = applicant.sees("/steps/sign/ended").await;
    assert!(early.body.contains("You can try again in 1 minute."));
    app.passes(SECOND).await;
    let ended = applicant.sees("/steps/sign/ended").await;
    assert!(!ended.body.contains("You can try again in"));
    assert!(ended.body.contains("You have 1 try left."));
    applicant.tries(&app, "sign", paper::done()).await;
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
}

#[tokio::test]
async fn whoever_does_it_without_this_site_is_handed_over_to_a_person() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "counter").await;
    let path = applicant.step("sign/instead");
    assert!(applicant.sees("/steps/sign").await.body.contains(&path));
    let instead = applicant.sees("/steps/sign/instead").await;
    assert_eq!(instead.heading(), "Another way: Sign");
    assert!(instead.body.contains("Sign at the counter."));
    assert_eq!(
        app.onboarding_status(&applicant).await,
        "in_progress",
        "reading changes nothing"
    );

    for _ in 0..2 {
        let chosen = applicant.browser.post(&path, &[]).await;
        assert_eq!(chosen.location(), applicant.path("/result"), "{chosen:?}");
    }
    assert_eq!(app.onboarding_status(&applicant).await, "needs_review");
    assert_eq!(app.audited("onboarding.handed_over").await, 1);
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), text("result-handed"));
    // Nothing goes on here any more.
    for path in ["", "/steps/sign", "/steps/sign/instead", "/later"] {
        let page = applicant.browser.visit(&applicant.path(path)).await;
        assert_eq!(page.path, applicant.path("/result"), "{path}");
    }
    let begun = applicant
        .posts("/steps/sign", &[("presentation", "page")])
        .await;
    assert_eq!(begun.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_step_without_another_way_has_no_page_about_one() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    let path = applicant.step("sign/instead");
    assert_eq!(
        applicant.browser.get(&path).await.status,
        StatusCode::NOT_FOUND
    );
    let posted = applicant.browser.post(&path, &[]).await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
    assert_eq!(app.onboarding_status(&applicant).await, "in_progress");
}

#[tokio::test]
async fn whoever_runs_out_of_tries_is_offered_a_person_and_the_other_way() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "counter").await;
    applicant.tries(&app, "sign", REFUSED).await;
    assert_eq!(app.onboarding_status(&applicant).await, "stopped");
    let ended = applicant.sees("/steps/sign/ended").await;
    assert!(ended.body.contains(&applicant.step("sign/instead")));
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), text("result-stopped"));
    assert!(result.body.contains(&applicant.step("sign/instead")));
    let instead = applicant.step("sign/instead");
    let chosen = applicant.browser.post(&instead, &[]).await;
    assert_eq!(chosen.location(), applicant.path("/result"));
    assert_eq!(app.onboarding_status(&applicant).await, "needs_review");
}

#[tokio::test]
async fn a_person_can_be_asked_for_from_anywhere_until_it_is_decided() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "ways").await;
    let help = applicant.path("/help");
    for path in ["", "/steps/nickname", "/later"] {
        assert!(applicant.sees(path).await.body.contains(&help), "{path}");
    }
    let page = applicant.sees("/help").await;
    let reference = applicant
        .onboarding()
        .rsplit('-')
        .next()
        .unwrap()
        .to_uppercase();
    assert!(page.body.contains(&reference));
    assert!(page.body.contains("help@bank.example"));
    assert!(page.body.contains(text("help-over-action")));
    let over = applicant.browser.post(&help, &[]).await;
    assert_eq!(over.location(), applicant.path("/result"));
    let page = applicant.sees("/help").await;
    assert!(!page.body.contains(text("help-over-action")));
    assert!(page.body.contains("A person at Example Bank goes on"));

    let mut other = begun(&app, "paper").await;
    other.tries(&app, "sign", paper::done()).await;
    assert_eq!(app.onboarding_status(&other).await, "completed");
    let page = other.sees("/help").await;
    assert!(!page.body.contains(text("help-over-action")));
    let late = other.posts("/help", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(app.onboarding_status(&other).await, "completed");
}

#[tokio::test]
async fn nobody_hands_over_or_looks_at_what_is_another_persons() {
    let app = TestApp::start().await;
    let applicant = begun(&app, "counter").await;
    let mut stranger = begun(&app, "counter").await;
    for path in [
        "/help",
        "/later",
        "/choices/sheet",
        "/steps/sign/instead",
        "/steps/sign/skip",
    ] {
        let path = applicant.path(path);
        let posted = stranger.browser.post(&path, &[("skipped", "yes")]).await;
        let wanted = match path.ends_with("/later") {
            true => StatusCode::METHOD_NOT_ALLOWED,
            false => StatusCode::NOT_FOUND,
        };
        assert_eq!(posted.status, wanted, "{path}");
        if !path.ends_with("/skip") {
            let read = stranger.browser.get(&path).await;
            assert_eq!(read.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert_eq!(app.onboarding_status(&applicant).await, "in_progress");
}

#[tokio::test]
async fn whoever_stops_is_told_until_when_this_browser_goes_on() {
    let limits = [
        ("SESSIONS__IDLE_MINUTES", "120"),
        ("SESSIONS__ABSOLUTE_HOURS", "3"),
    ];
    let app = TestApp::with(&limits).await;
    let mut applicant = begun(&app, "ways").await;
    let later = applicant.sees("/later").await;
    assert!(
        later.body.contains("if you come back within 2 hours."),
        "{later:?}"
    );
    let address = format!("http://localhost:3000{}", applicant.path(""));
    assert!(later.body.contains(&address));
    // The session's end comes nearer, whatever is asked for.
    app.passes(90 * MINUTE).await;
    let later = applicant.sees("/later").await;
    assert!(
        later.body.contains("if you come back within 90 minutes."),
        "{later:?}"
    );
    app.passes(89 * MINUTE).await;
    assert_eq!(
        applicant.sees("").await.status,
        StatusCode::OK,
        "the promise holds"
    );
    app.passes(2 * MINUTE).await;
    let gone = applicant.browser.get(&applicant.path("")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_root_lists_what_this_browser_began_and_nothing_else() {
    let app = TestApp::start().await;
    let other = begun(&app, "counter").await;
    let mut applicant = app.applicant();
    let before = applicant.browser.get("/").await;
    assert!(!before.body.contains(text("own-heading")));
    applicant.begins("ways").await;
    let ways = applicant.path("");
    applicant.begins("paper").await;
    applicant.tries(&app, "sign", paper::done()).await;
    let root = applicant.browser.get("/").await;
    assert!(root.body.contains(text("own-heading")));
    assert!(root.body.contains(&format!(r#"href="{ways}""#)), "{root:?}");
    assert!(
        root.body
            .contains(&format!(r#"href="{}""#, applicant.path("")))
    );
    assert!(root.body.contains(text("own-look")));
    assert!(!root.body.contains(&other.path("")));
}

/// Whoever may go on is never told why a person looks at it, nor by which rule.
#[tokio::test]
async fn no_page_names_rules_signals_or_matches() {
    let app = TestApp::start().await;
    let mut applicant = at_the_choice(&app).await;
    applicant.chooses("paper").await;
    applicant.tries(&app, "sign", paper::done()).await;
    applicant.arrives().await;
    applicant.sees("/help").await;
    for seen in applicant.browser.seen() {
        for word in ["nothing-falls-short", "shortfall", "signal", "verdict"] {
            assert!(!seen.contains(word), "{word}: {seen}");
        }
    }
}

/// GDPR, article 22: a person can be asked for, and nothing says which rule it was.
#[tokio::test]
async fn whoever_is_rejected_is_told_how_a_person_looks_at_it() {
    let app = TestApp::start().await;
    let mut applicant = begun(&app, "strict").await;
    applicant.posts("/steps/wish", &[("card", "no")]).await;
    assert_eq!(app.onboarding_status(&applicant).await, "rejected");
    let result = applicant.arrives().await;
    assert_eq!(result.heading(), "Example Bank has decided");
    assert!(
        result
            .body
            .contains("a person looks at this decision. You can say what you think")
    );
    let root = applicant.browser.get("/").await;
    assert!(root.body.contains(text("own-status-rejected")));
    for seen in applicant.browser.seen() {
        assert!(!seen.contains("no-card-no-customer"), "{seen}");
    }
    // It was decided: a person is asked by mail or phone, and the page says so.
    let help = applicant.sees("/help").await;
    assert!(help.body.contains("help@bank.example"));
    assert!(!help.body.contains(text("help-over-action")));
}
