//! Retention at the desk: what is due, what waits for an admin, and what is left of what was erased.

use axum::http::StatusCode;
use vestibule::{id::OnboardingId, permission::Role};
use vestibule_server::services::clients::Mode;

use super::{
    bench::operator,
    desk::{Desk, EVERYBODY},
};
use crate::{
    api::{
        bench::{Partner, beginning, partner},
        samples::JOURNEY,
    },
    app::{MINUTE, TestApp},
    browser::Browser,
};

const DAY: i64 = 24 * 60 * MINUTE;
const PATH: &str = "/dashboard/settings/retention";
const LIST: &str = "/dashboard/onboardings";
const REFERENCE: &str = "canary-reference-4711";

async fn cancelled(shop: &Partner) -> OnboardingId {
    let mut asked = beginning(JOURNEY);
    asked["client_reference"] = REFERENCE.into();
    let begun = shop.post("/onboardings", &asked).await.is(201);
    let id = begun["onboarding"]["id"].as_str().unwrap().to_owned();
    shop.post(&format!("/onboardings/{id}/cancel"), &serde_json::json!({}))
        .await
        .is(200);
    OnboardingId::new(id).unwrap()
}

/// Where a search by the client's reference leads.
async fn finds(browser: &mut Browser) -> String {
    let fields = [("q", REFERENCE)];
    let found = browser.post(&format!("{LIST}/search"), &fields).await;
    format!("{} {}", found.location(), found.body)
}

async fn exported(browser: &mut Browser) -> String {
    let fields = [("format", "json")];
    browser.post(&format!("{LIST}/export"), &fields).await.body
}

/// SEC-185
#[tokio::test]
async fn sec_185_what_is_due_is_erased_and_no_search_or_export_has_it() {
    let app = TestApp::with(&[("RETENTION__UNFINISHED_DAYS", "1")]).await;
    app.runs_due_jobs().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let id = cancelled(&shop).await;
    let mut browser = operator(&app, "ada", &[(Role::Admin, "*")]).await;
    assert!(finds(&mut browser).await.contains(id.as_str()));
    let due = browser.get(&format!("{LIST}/{id}")).await;
    assert!(due.body.contains("Will be erased"), "{due:?}");
    app.passes(DAY + 10 * MINUTE).await;
    app.runs_due_jobs().await;
    let mut browser = Desk::signs_in(&app, "ada").await.browser;
    assert!(!finds(&mut browser).await.contains(id.as_str()));
    let page = browser.get(&format!("{LIST}/{id}")).await;
    assert!(!page.body.contains(REFERENCE) && !page.body.contains("Will be erased"));
    assert!(!exported(&mut browser).await.contains(REFERENCE));
    shop.get(&format!("/onboardings/{id}/facts")).await.is(409);
}

#[tokio::test]
async fn an_admin_types_how_many_and_then_it_goes_on() {
    let app = TestApp::with(&[("RETENTION__UNFINISHED_DAYS", "30")]).await;
    app.runs_due_jobs().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    for _ in 0..2 {
        cancelled(&shop).await;
    }
    app.clock.advance(3_652 * DAY);
    app.runs_due_jobs().await;
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await.browser;
    let page = ada.get(PATH).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body
            .contains("2 onboardings would be erased for good."),
        "{page:?}"
    );
    for typed in ["", "two", "3", "02x"] {
        let fields = [("do", "confirm"), ("count", typed)];
        let wrong = ada.post(PATH, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(wrong.body.contains("That is not how many"), "{wrong:?}");
    }
    app.runs_due_jobs().await;
    let erased = "SELECT CAST(COUNT(*) AS BIGINT) FROM erasure_ledger";
    assert_eq!(app.ground.number(erased).await, 0);
    let done = ada.post(PATH, &[("do", "confirm"), ("count", "2")]).await;
    assert_eq!(done.location(), PATH, "{done:?}");
    app.runs_due_jobs().await;
    assert_eq!(app.ground.number(erased).await, 2);
    let page = ada.get(PATH).await;
    assert!(page.body.contains("operator:ada"), "{page:?}");
    assert!(!page.body.contains("would be erased"), "{page:?}");
    let again = ada.post(PATH, &[("do", "confirm"), ("count", "2")]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_screen_says_that_nothing_is_configured() {
    let app = TestApp::start().await;
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await.browser;
    let page = ada.get(PATH).await;
    assert!(page.body.contains("no period is configured"), "{page:?}");
    let confirmed = ada.post(PATH, &[("do", "confirm"), ("count", "0")]).await;
    assert_eq!(confirmed.status, StatusCode::CONFLICT);
    let nothing = ada.post(PATH, &[]).await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
}

/// Whoever could let it go on reads of it where they begin their day; the others have nothing of it.
#[tokio::test]
async fn the_overview_says_that_the_guard_waits_until_somebody_confirmed() {
    let app = TestApp::with(&[("RETENTION__UNFINISHED_DAYS", "30")]).await;
    app.runs_due_jobs().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    cancelled(&shop).await;
    let says = "Retention is stopped by its guard";
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await.browser;
    assert!(!ada.get("/dashboard").await.body.contains(says));
    app.clock.advance(3_652 * DAY);
    app.runs_due_jobs().await;
    let mut ada = Desk::signs_in(&app, "ada").await.browser;
    let page = ada.get("/dashboard").await;
    assert!(page.body.contains(says), "{page:?}");
    assert!(page.body.contains(&format!("href=\"{PATH}\"")), "{page:?}");
    for grant in [(Role::Reviewer, "*"), (Role::Admin, "shop")] {
        let name = format!("of-{}", grant.0.code());
        let mut other = operator(&app, &name, &[grant]).await;
        let page = other.get("/dashboard").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains(says), "{page:?}");
    }
    ada.post(PATH, &[("do", "confirm"), ("count", "1")]).await;
    assert!(!ada.get("/dashboard").await.body.contains(says));
}
