//! What operators do to a case, and what they may not.

mod attempts;
mod deciding;

use axum::http::StatusCode;
use vestibule::{id::OnboardingId, permission::Role};
use vestibule_server::services::{
    dashboard::actions,
    webhooks::{self, NewEndpoint},
};

use super::desk::{Desk, EVERYBODY, REASON, begun, handed_over, only, revision, status};
use crate::{app::TestApp, browser::Browser, inviting::caller, links::told};

/// SEC-149: what is another client's is as unknown as what there is not.
#[tokio::test]
async fn nobody_acts_on_what_they_may_not() {
    let app = TestApp::start().await;
    let (shop, bank) = (only(&app, "shop").await, only(&app, "bank").await);
    let mut vera = Desk::of(&app, "vera", Role::Viewer, &shop).await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &shop).await;
    let mut other = Desk::of(&app, "other", Role::Admin, &bank).await;
    let (_, id) = handed_over(&app, "shop").await;
    let unknown = OnboardingId::new("0190f3a4-7c1e-7b2d-8000-0123456789ab").unwrap();
    let revision = revision(&app, &id).await;
    let reference = actions::reference(&id);
    let fields = [
        ("verdict", "reject"),
        ("step", "sign"),
        ("delivery", "x"),
        ("revision", revision.as_str()),
        ("reason", REASON),
        ("typed", reference.as_str()),
    ];
    let all = [
        "decision",
        "attempts",
        "cancel",
        "erase",
        "link",
        "redeliver",
    ];
    for rest in all {
        let page = vera.sends(&id, rest, &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{rest}: {page:?}");
        let foreign = other.sends(&id, rest, &fields).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{rest}: {foreign:?}");
        let none = other.sends(&unknown, rest, &fields).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND, "{rest}: {none:?}");
        assert_eq!(foreign.without_codes(), none.without_codes(), "{rest}");
    }
    // Erasing takes an admin; here, and not only somewhere.
    let page = rita.sends(&id, "erase", &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
    vestibule_server::services::operators::grant(
        &app.core,
        &rita.name,
        (Role::Admin, &bank),
        vestibule_server::services::audit::Actor::CommandLine,
    )
    .await
    .unwrap();
    let page = rita.sends(&id, "erase", &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
    let nobody = Browser::on(&app.line)
        .post(&format!("/dashboard/onboardings/{id}/cancel"), &fields)
        .await;
    assert_eq!(nobody.location(), "/dashboard/sign-in", "{nobody:?}");
    assert_eq!(status(&app, &id).await, "needs_review");
    assert_eq!(app.audited("action.taken").await, 0);
}

#[tokio::test]
async fn a_case_is_cancelled_once() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = begun(&app, "shop", "paper").await;
    let page = rita.ends(&app, &id, "cancel").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(status(&app, &id).await, "cancelled");
    let by = "SELECT actor FROM audit_events WHERE kind = 'onboarding.closed'";
    assert_eq!(app.ground.texts(by).await, ["operator:rita"]);
    let page = rita.ends(&app, &id, "cancel").await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
    assert_eq!(told(&app, &id).await.len(), 2);
}

#[tokio::test]
async fn an_admin_erases_a_case_and_then_there_is_none() {
    let app = TestApp::start().await;
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await;
    let (_, id) = begun(&app, "shop", "paper").await;
    let revision = revision(&app, &id).await;
    let page = ada.ends(&app, &id, "erase").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(
        told(&app, &id).await,
        [
            "onboarding.started",
            "onboarding.cancelled",
            "onboarding.erased"
        ]
    );
    let by = "SELECT actor FROM audit_events WHERE kind = 'onboarding.erased'";
    assert_eq!(app.ground.texts(by).await, ["operator:ada"]);
    let reference = actions::reference(&id);
    let fields = [
        ("revision", revision.as_str()),
        ("reason", REASON),
        ("typed", reference.as_str()),
    ];
    let again = ada.sends(&id, "erase", &fields).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "{again:?}");
}

/// SEC-143: the link is shown this once, and only in the answer.
#[tokio::test]
async fn a_new_link_takes_the_place_of_the_one_before() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let (_, id) = begun(&app, "shop", "paper").await;
    let revision = revision(&app, &id).await;
    let page = rita.sends(&id, "link", &[("revision", &revision)]).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert_eq!(page.header("cache-control"), "no-store");
    let link = page.body.split("http://localhost:3000").nth(1).unwrap();
    let link = link.split('<').next().unwrap().to_owned();
    assert!(link.starts_with("/l/"), "{link}");
    let mut laptop = Browser::on(&app.line);
    let claimed = laptop.post(&link, &[]).await;
    assert_eq!(claimed.location(), format!("/o/{id}"), "{claimed:?}");
    let made = "SELECT actor FROM audit_events WHERE kind = 'link.made'";
    assert_eq!(app.ground.texts(made).await, ["operator:rita"]);
    // Sent twice, the form makes one link.
    let again = rita.sends(&id, "link", &[("revision", &revision)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{again:?}");
}

#[tokio::test]
async fn there_is_no_link_to_what_nobody_was_sent() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    let mut person = app.applicant();
    person.begins("paper").await;
    let id = person.id();
    let revision = revision(&app, &id).await;
    let page = rita.sends(&id, "link", &[("revision", &revision)]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "{page:?}");
}

#[tokio::test]
async fn a_webhook_of_the_case_and_of_no_other_is_sent_again() {
    let app = TestApp::start().await;
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY).await;
    only(&app, "shop").await;
    let new = NewEndpoint {
        url: "http://127.0.0.1:9/hook".to_owned(),
        description: String::new(),
        events: Vec::new(),
        schemes: Vec::new(),
    };
    webhooks::create_endpoint(&app.core, &caller("shop"), new)
        .await
        .unwrap();
    let (_, id) = begun(&app, "shop", "paper").await;
    let (_, other) = begun(&app, "shop", "paper").await;
    let delivery = format!(
        "SELECT d.id FROM webhook_deliveries d JOIN events e ON e.id = d.event_id WHERE e.onboarding_id = '{id}'"
    );
    let delivery = app.ground.texts(&delivery).await.remove(0);
    for (case, answer) in [
        (&id, StatusCode::SEE_OTHER),
        (&other, StatusCode::NOT_FOUND),
    ] {
        let revision = revision(&app, case).await;
        let fields = [("revision", revision.as_str()), ("delivery", &delivery)];
        let page = rita.sends(case, "redeliver", &fields).await;
        assert_eq!(page.status, answer, "{page:?}");
    }
    let by = "SELECT actor FROM audit_events WHERE kind = 'webhook_delivery.redelivered'";
    assert_eq!(app.ground.texts(by).await, ["operator:rita"]);
}
