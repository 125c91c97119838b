//! The audit log's page: what is found, and that what was tampered with is noticed.

use axum::http::StatusCode;
use vestibule::permission::Role;

use super::desk::{Desk, EVERYBODY, begun, only};
use crate::{app::TestApp, browser::Page};

const AUDIT: &str = "/dashboard/audit";
const VERIFY: &str = "/dashboard/audit/verify";

async fn admin(app: &TestApp) -> Desk {
    Desk::of(app, "ada", Role::Admin, &EVERYBODY).await
}

fn is_shown(page: &Page) {
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
}

#[tokio::test]
async fn events_are_found_by_kind_actor_and_day() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let mut ada = admin(&app).await;
    let all = ada.browser.get(AUDIT).await;
    is_shown(&all);
    assert!(all.body.contains("client.created") && all.body.contains("operator.added"));
    for (query, found) in [
        ("kind=client.", true),
        ("kind=operator.", false),
        ("kind=client.&actor=command_line", true),
        ("kind=client.&actor=operator:", false),
        // Neither stands for any letter here.
        ("kind=client%25", false),
        ("kind=client_created", false),
        ("since=2026-11-01", true),
        ("until=2026-11-01", false),
    ] {
        let page = ada.browser.get(&format!("{AUDIT}?{query}")).await;
        is_shown(&page);
        assert_eq!(
            page.body.contains("client.created"),
            found,
            "{query}: {page:?}"
        );
    }
    for query in ["since=soon", "until=2026-13-01", "onboarding=none"] {
        let page = ada.browser.get(&format!("{AUDIT}?{query}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}

#[tokio::test]
async fn the_events_of_a_case_are_listed_without_what_is_sealed() {
    let app = TestApp::start().await;
    let (_, id) = begun(&app, "shop", "paper").await;
    let mut ada = admin(&app).await;
    let page = ada.browser.get(&format!("{AUDIT}?onboarding={id}")).await;
    is_shown(&page);
    assert!(page.body.contains("onboarding.begun"), "{page:?}");
    assert!(page.body.contains("Sealed."), "{page:?}");
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    let app = TestApp::start().await;
    for number in 0..60 {
        only(&app, &format!("client-{number}")).await;
    }
    let mut ada = admin(&app).await;
    let first = ada.browser.get(&format!("{AUDIT}?kind=client.")).await;
    let second = first.body.split("rel=\"next\"").next().unwrap();
    let second = second.rsplit("href=\"").next().unwrap();
    let second = second.split('"').next().unwrap().replace("&amp;", "&");
    let second = ada.browser.get(&second).await;
    is_shown(&second);
    for number in 0..60 {
        let name = format!("&quot;client-{number}&quot;");
        let (name, plain) = (name.as_str(), name.replace("&quot;", "\""));
        let times = [&first, &second]
            .iter()
            .filter(|page| page.body.contains(name) || page.body.contains(&plain))
            .count();
        assert_eq!(times, 1, "client-{number}");
    }
}

/// SEC-184
#[tokio::test]
async fn a_row_that_was_changed_is_named() {
    let app = TestApp::start().await;
    only(&app, "shop").await;
    let mut ada = admin(&app).await;
    let page = ada.browser.post(VERIFY, &[("onboarding", "")]).await;
    is_shown(&page);
    assert!(page.body.contains("as it was written"), "{page:?}");
    assert!(!page.body.contains("not as it was written"), "{page:?}");
    assert_eq!(app.audited("audit.verified").await, 1);

    app.is_tampered_with();
    app.ground
        .execute("UPDATE audit_events SET actor = 'operator:bob' WHERE kind = 'client.created'")
        .await;
    let page = ada.browser.post(VERIFY, &[("onboarding", "")]).await;
    is_shown(&page);
    assert!(page.body.contains("not as it was written"), "{page:?}");
}

#[tokio::test]
async fn only_admins_of_the_server_read_the_audit_log() {
    let app = TestApp::start().await;
    let shop = only(&app, "shop").await;
    for (name, role, reach) in [
        ("vera", Role::Viewer, &EVERYBODY),
        ("rita", Role::Reviewer, &EVERYBODY),
        ("tom", Role::Admin, &shop),
    ] {
        let mut desk = Desk::of(&app, name, role, reach).await;
        for page in [
            desk.browser.get(AUDIT).await,
            desk.browser.post(VERIFY, &[]).await,
        ] {
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}: {page:?}");
        }
    }
    assert_eq!(app.audited("audit.verified").await, 0);
}
