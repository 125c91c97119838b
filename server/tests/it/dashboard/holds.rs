//! Legal holds: nobody erases what is on hold, by whatever way.

use axum::http::StatusCode;
use vestibule::{id::OnboardingId, permission::Role};
use vestibule_server::services::{
    ServiceError,
    audit::{self, Actor},
    clients::Mode,
    dashboard::actions,
    erasure, retention,
};

use super::desk::{Desk, EVERYBODY, REASON, only, revision, status};
use crate::{
    api::{
        bench::{beginning, partner},
        samples::JOURNEY,
    },
    app::{MINUTE, TestApp},
};

const DAY: i64 = 24 * 60 * MINUTE;

async fn on(desk: &mut Desk, id: &OnboardingId, deed: &str, reason: &str) -> StatusCode {
    let fields = [("do", deed), ("reason", reason)];
    desk.sends(id, "hold", &fields).await.status
}

async fn is_erased(app: &TestApp, id: &OnboardingId) -> bool {
    let sql =
        format!("SELECT CAST(COUNT(*) AS BIGINT) FROM erasure_ledger WHERE onboarding_id = '{id}'");
    app.ground.number(&sql).await == 1
}

/// SEC-185: retention, the API, the command line and the dashboard, each in its own words; and once it is lifted, each may.
#[tokio::test]
async fn sec_185_while_a_hold_is_on_a_case_nobody_erases_it() {
    let app = TestApp::with(&[("RETENTION__UNFINISHED_DAYS", "1")]).await;
    app.runs_due_jobs().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let begun = shop.post("/onboardings", &beginning(JOURNEY)).await.is(201);
    let id = begun["onboarding"]["id"].as_str().unwrap().to_owned();
    let id = OnboardingId::new(id).unwrap();
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await;
    assert_eq!(
        on(&mut ada, &id, "place", REASON).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        on(&mut ada, &id, "place", REASON).await,
        StatusCode::CONFLICT
    );

    shop.post(&format!("/onboardings/{id}/cancel"), &serde_json::json!({}))
        .await
        .is(200);
    let erase = format!("/onboardings/{id}/erase");
    let refused = shop.post(&erase, &serde_json::json!({})).await.is(409);
    assert_eq!(refused["code"], "on_hold");
    let by_command = erasure::erase(&app.core, &id, Actor::CommandLine).await;
    assert!(matches!(by_command, Err(ServiceError::OnHold)));
    let page = ada
        .browser
        .get(&format!("/dashboard/onboardings/{id}"))
        .await;
    assert!(page.body.contains(REASON) && page.body.contains("by ada"));
    assert!(!page.body.contains(&format!("{id}/erase")), "{page:?}");
    // Whoever has the form from before.
    let by_desk = ada.ends(&app, &id, "erase").await;
    assert_eq!(by_desk.status, StatusCode::CONFLICT);
    assert!(by_desk.body.contains("A legal hold is on this case"));
    for _ in 0..4 {
        app.passes(DAY).await;
        app.runs_due_jobs().await;
    }
    assert!(!is_erased(&app, &id).await);
    // Nor does it stand in the way of others that are due.
    let standing = retention::standing(&app.core).await.unwrap();
    assert_eq!((standing.due, standing.holds), (0, 1));

    let mut ada = Desk::signs_in(&app, "ada").await;
    assert_eq!(
        on(&mut ada, &id, "lift", REASON).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        on(&mut ada, &id, "lift", REASON).await,
        StatusCode::CONFLICT
    );
    let page = ada
        .browser
        .get(&format!("/dashboard/onboardings/{id}"))
        .await;
    assert!(page.body.contains("Was to be erased"), "{page:?}");
    let mut connection = app.core.db.read().await.unwrap();
    audit::verify(&app.core, &mut connection, &id)
        .await
        .unwrap();
    drop(connection);
    for kind in ["hold.placed", "hold.lifted"] {
        assert_eq!(app.audited(kind).await, 1);
    }
    app.passes(DAY / 24).await;
    app.runs_due_jobs().await;
    assert!(is_erased(&app, &id).await);
    let left = app
        .ground
        .texts("SELECT placed_by FROM legal_holds WHERE LENGTH(reason) > 0");
    assert_eq!(left.await, [""; 0]);
    let mut ada = Desk::signs_in(&app, "ada").await;
    assert_eq!(
        on(&mut ada, &id, "place", REASON).await,
        StatusCode::NOT_FOUND
    );
}

/// What a second person confirms was proposed before the hold; and nobody proposes it meanwhile.
#[tokio::test]
async fn a_hold_stands_before_four_eyes() {
    let app = TestApp::with(&[("DASHBOARD__FOUR_EYES", "[erase]")]).await;
    let (_, id) = super::desk::handed_over(&app, "shop").await;
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await;
    let mut ben = Desk::of(&app, "ben", Role::Admin, &EVERYBODY).await;
    let proposed = ada.ends(&app, &id, "erase").await;
    assert_eq!(proposed.location(), "/dashboard/proposals", "{proposed:?}");
    assert_eq!(
        on(&mut ben, &id, "place", REASON).await,
        StatusCode::SEE_OTHER
    );
    let proposal = app.ground.texts("SELECT id FROM proposals").await.remove(0);
    let reference = actions::reference(&id);
    let fields = [("answer", "confirm"), ("typed", reference.as_str())];
    let path = format!("/dashboard/proposals/{proposal}");
    let confirmed = ben.browser.post(&path, &fields).await;
    assert_eq!(confirmed.status, StatusCode::CONFLICT, "{confirmed:?}");
    assert_eq!(
        ben.ends(&app, &id, "erase").await.status,
        StatusCode::CONFLICT
    );
    assert!(!is_erased(&app, &id).await);
    assert_eq!(status(&app, &id).await, "needs_review");
    // It keeps from erasing and from nothing else.
    let revision = revision(&app, &id).await;
    let approve = [
        ("verdict", "approve"),
        ("revision", revision.as_str()),
        ("reason", REASON),
    ];
    let approved = ben.sends(&id, "decision", &approve).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{approved:?}");
}

#[tokio::test]
async fn a_hold_needs_a_reason_and_an_admin_of_the_client() {
    let app = TestApp::start().await;
    let shop = only(&app, "shop").await;
    let bank = only(&app, "bank").await;
    let (_, id) = super::desk::handed_over(&app, "shop").await;
    let mut ada = Desk::of(&app, "ada", Role::Admin, &shop).await;
    let (mut tom, mut rita) = (
        Desk::of(&app, "tom", Role::Admin, &bank).await,
        Desk::of(&app, "rita", Role::Reviewer, &shop).await,
    );
    assert_eq!(
        on(&mut tom, &id, "place", REASON).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        on(&mut rita, &id, "place", REASON).await,
        StatusCode::FORBIDDEN
    );
    for reason in ["", "too short", &"x".repeat(501)] {
        let wrong = on(&mut ada, &id, "place", reason).await;
        assert_eq!(wrong, StatusCode::UNPROCESSABLE_ENTITY, "{reason}");
    }
    assert_eq!(app.audited("hold.placed").await, 0);
    assert_eq!(
        on(&mut ada, &id, "place", REASON).await,
        StatusCode::SEE_OTHER
    );
    // Everybody who reads the case reads why it is on hold.
    let page = rita
        .browser
        .get(&format!("/dashboard/onboardings/{id}"))
        .await;
    assert!(page.body.contains(REASON) && !page.body.contains(&format!("{id}/hold")));
}
