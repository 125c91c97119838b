//! Reading one masked value: with a reason, for five minutes, by whoever asked.

use axum::http::StatusCode;
use vestibule::permission::Role;
use vestibule_server::{db, services::case::Case};

use super::{
    bench::operator,
    case::{ACCOUNT, METADATA, page_of, story},
};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::Applicant,
    browser::{Browser, Page},
};

const REASON: &str = "The applicant calls and asks for it";

async fn reveals(browser: &mut Browser, person: &Applicant, field: &str, reason: &str) -> Page {
    let path = format!("{}/reveal", page_of(&person.id()));
    browser
        .post(&path, &[("field", field), ("reason", reason)])
        .await
}

async fn shows(browser: &mut Browser, person: &Applicant, value: &str) -> bool {
    let page = browser.get(&page_of(&person.id())).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    page.body.contains(value)
}

/// SEC-149, SEC-183
#[tokio::test]
async fn a_value_is_shown_to_whoever_asked_for_five_minutes() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let grants = [(Role::Reviewer, "shop")];
    let mut one = operator(&app, "one", &grants).await;
    let mut other = operator(&app, "other", &grants).await;
    let revealed = reveals(&mut one, &person, "client/account", REASON).await;
    assert_eq!(revealed.status, StatusCode::SEE_OTHER, "{revealed:?}");
    assert_eq!(
        revealed.location(),
        format!("{}#facts", page_of(&person.id()))
    );
    assert!(shows(&mut one, &person, ACCOUNT).await);
    assert!(!shows(&mut one, &person, "Nameson").await, "one value only");
    assert!(!shows(&mut other, &person, ACCOUNT).await);
    app.clock.advance(5 * MINUTE - SECOND);
    assert!(shows(&mut one, &person, ACCOUNT).await);
    app.clock.advance(SECOND);
    assert!(!shows(&mut one, &person, ACCOUNT).await);
}

#[tokio::test]
async fn who_read_what_and_why_is_in_the_chain_of_the_case_and_sealed() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let mut clerk = operator(&app, "clerk", &[(Role::Reviewer, "shop")]).await;
    for _ in 0..2 {
        // A value that is shown already is not revealed again.
        let revealed = reveals(&mut clerk, &person, "client/account", REASON).await;
        assert_eq!(revealed.status, StatusCode::SEE_OTHER);
    }
    let mut connection = app.core.db.read().await.unwrap();
    let rows = db::audit::page(&mut connection, person.onboarding(), 0)
        .await
        .unwrap();
    let case = Case::load(&app.core, &mut connection, &person.id(), None)
        .await
        .unwrap();
    drop(connection);
    let mut found = rows.iter().filter(|row| row.kind == "value.revealed");
    let row = found.next().unwrap();
    assert!(found.next().is_none());
    assert_eq!(row.actor, "operator:clerk");
    let detail = row.detail.clone().unwrap();
    let detail: serde_json::Value = case.open(("audit_events", "detail"), detail).unwrap();
    assert_eq!(detail["claim"], "account");
    assert_eq!(detail["reason"], REASON);
    assert!(!detail.to_string().contains(ACCOUNT));
    let dump = app.ground.dump(&["reveals", "audit_events"]).await;
    assert!(!dump.contains(REASON) && !dump.contains(ACCOUNT));
    let page = clerk
        .get(&format!("{}?kind=log", page_of(&person.id())))
        .await;
    assert!(page.body.contains("value.revealed") && page.body.contains(REASON));
}

#[tokio::test]
async fn without_a_reason_nothing_is_shown() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let mut clerk = operator(&app, "clerk", &[(Role::Reviewer, "shop")]).await;
    for reason in ["", "because", "          x          ", &"x".repeat(501)] {
        let refused = reveals(&mut clerk, &person, "client/account", reason).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{reason}");
        assert!(!refused.body.contains(ACCOUNT));
        assert!(refused.body.contains("<title>Error:"));
        assert!(refused.body.contains("value=\"client/account\" selected"));
    }
    assert_eq!(app.audited("value.revealed").await, 0);
}

/// SEC-149
#[tokio::test]
async fn viewers_and_strangers_reveal_nothing() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    crate::api::bench::partner(
        &app,
        "bank",
        vestibule_server::services::clients::Mode::Test,
    )
    .await;
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "shop")]).await;
    let refused = reveals(&mut viewer, &person, "client/account", REASON).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let page = viewer.get(&page_of(&person.id())).await;
    assert!(!page.body.contains("/reveal"), "not even offered");
    // May read here, and reveal elsewhere.
    let both = [(Role::Viewer, "shop"), (Role::Reviewer, "bank")];
    let mut both = operator(&app, "both", &both).await;
    let refused = reveals(&mut both, &person, "client/account", REASON).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let mut stranger = operator(&app, "stranger", &[(Role::Admin, "bank")]).await;
    let refused = reveals(&mut stranger, &person, "client/account", REASON).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let mut clerk = operator(&app, "clerk", &[(Role::Reviewer, "shop")]).await;
    for unknown in [
        "",
        "account",
        "client/secret",
        "x/name",
        "client/account\u{1}",
    ] {
        let refused = reveals(&mut clerk, &person, unknown, REASON).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{unknown}");
    }
    assert_eq!(app.audited("value.revealed").await, 0);
}

/// SEC-179
#[tokio::test]
async fn what_is_revealed_is_text_and_its_direction_is_seen() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let mut clerk = operator(&app, "clerk", &[(Role::Reviewer, "shop")]).await;
    for field in [
        "expected/name",
        "client/client_reference",
        "metadata/branch",
    ] {
        let revealed = reveals(&mut clerk, &person, field, REASON).await;
        assert_eq!(revealed.status, StatusCode::SEE_OTHER, "{field}");
    }
    let page = clerk.get(&page_of(&person.id())).await;
    assert!(page.body.contains("Nameson") && page.body.contains("canary-reference"));
    for markup in ["<script>alert", "<img src=x", "\u{202E}", METADATA] {
        assert!(!page.body.contains(markup), "{markup}");
    }
    assert!(page.body.contains("⟨U+202E⟩"));
}

#[tokio::test]
async fn what_was_erased_is_not_revealed_any_more() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let mut clerk = operator(&app, "clerk", &[(Role::Admin, "shop")]).await;
    reveals(&mut clerk, &person, "client/account", REASON).await;
    assert!(shows(&mut clerk, &person, ACCOUNT).await);
    vestibule_server::services::erasure::erase(
        &app.core,
        &person.id(),
        vestibule_server::services::audit::Actor::CommandLine,
    )
    .await
    .unwrap();
    assert!(!shows(&mut clerk, &person, ACCOUNT).await);
    assert!(!shows(&mut clerk, &person, REASON).await);
}
