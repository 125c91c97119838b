//! Payments that are approved with BankID, in a frame that comes back to us.

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use vestibule::check::{Ending, State};
use vestibule_server::{
    db,
    services::{case::Case, core::Core},
};

use crate::{
    app::{SECOND, TestApp},
    applicant::{Applicant, Frame, go_to},
};

pub const STEP: &str = "approve";

/// Up to the provider's step, which is the first.
pub async fn ready_to_pay(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("payment").await;
    applicant
}

/// The same, with the frame open.
pub async fn with_a_frame(app: &TestApp) -> (Applicant, Frame) {
    let mut applicant = ready_to_pay(app).await;
    let frame = applicant.launches_frame(STEP).await;
    (applicant, frame)
}

/// The details of an applicant's moves, as the audit log has them.
pub async fn moves(core: &Core, applicant: &Applicant) -> Vec<Value> {
    let mut connection = core.db.read().await.unwrap();
    let case = Case::load(core, &mut connection, &applicant.id(), None)
        .await
        .unwrap();
    let rows = db::audit::page(&mut connection, applicant.onboarding(), 0)
        .await
        .unwrap();
    rows.into_iter()
        .filter(|row| row.kind == "check.moved")
        .map(|row| {
            let sealed = row.detail.unwrap();
            let plain = case.open_bytes(("audit_events", "detail"), sealed).unwrap();
            serde_json::from_slice(&plain).unwrap()
        })
        .collect()
}

/// BI-01, BI-02, BI-03, BI-05, BI-08, BI-09, BI-10, BI-11, BI-12, BI-15, BI-18, BI-19, BI-20, BI-21, BI-22, BI-23,
/// BI-24, BI-27
#[tokio::test]
async fn bi_27_a_payment_is_approved_in_a_frame_and_claimed_by_its_parent() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = with_a_frame(&app).await;
    let session = app.simulator.newest("bankid").await;
    assert_eq!(frame.spec["binding_message"], session["binding_message"]);
    assert_eq!(frame.spec["lives_ms"], 60_000);
    assert_eq!(frame.origin(), app.simulator.bankid_url());
    let asked = &session["authorization"];
    assert_eq!(asked["redirect_uri"], "http://localhost:3000/return/bankid");
    assert_eq!(asked["frame_ancestor"], "http://localhost:3000");
    assert_eq!(session["statement"]["id"], "order-17");

    let back = app.simulator.decides_payment("granted").await;
    let claimed = applicant.claims(STEP, &frame.attempt, &back).await;
    assert_eq!(go_to(&claimed), applicant.path("/result"));
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
    assert_eq!(app.facts(&applicant).await, ["payment_approved"]);
    assert_eq!(app.onboarding_status(&applicant).await, "completed");
    let evidence = "SELECT CAST(COUNT(*) AS BIGINT) FROM evidence";
    assert_eq!(app.ground.number(evidence).await, 1);
    assert_eq!(app.simulator.calls("bankid", "exchange").await, 1);
}

/// BI-12, SEC-85, SEC-199: the page that opens the frame says where it is; no other page does, least of all the one
/// that
/// the frame comes back to.
#[tokio::test]
async fn bi_12_only_the_page_with_the_frame_tells_where_it_is() {
    let app = TestApp::start().await;
    let mut applicant = ready_to_pay(&app).await;
    let page = applicant.chooses_frame(STEP).await;
    assert_eq!(page.header("referrer-policy"), "origin");
    let policy = page.header("content-security-policy");
    let frames = format!("frame-src 'self' {}", app.simulator.bankid_url());
    assert!(policy.contains(&frames), "{policy}");
    // A frame gets no feature that its page lacks (SEC-135).
    let passkeys = format!(
        "publickey-credentials-get=(self \"{}\")",
        app.simulator.bankid_url()
    );
    assert!(page.header("permissions-policy").contains(&passkeys));
    for path in [applicant.path(""), applicant.step(STEP)] {
        let page = applicant.browser.visit(&path).await;
        assert_ne!(page.header("referrer-policy"), "origin", "{path}");
        let features = page.header("permissions-policy");
        assert!(features.contains("publickey-credentials-get=()"), "{path}");
    }
    let back = applicant.browser.get("/return/bankid?state=x&code=y").await;
    assert_eq!(back.status, StatusCode::OK);
    assert_eq!(back.header("referrer-policy"), "no-referrer");
    let policy = back.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    assert!(!back.body.contains("code=y"));
}

/// BI-13, BI-14, SEC-88: whatever the frame says, the check stays where it is, and the funnel shows it.
#[tokio::test]
async fn bi_14_no_event_moves_a_check() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = with_a_frame(&app).await;
    let before = app.decisions().await;
    let mut events = [
        "initialization_pending",
        "initialization_completed",
        "initialization_errored",
        "authorization_pending",
        "authorization_granted",
        "authorization_denied",
        "authorization_timeout",
        "authorization_errored",
        "awaiting_user_identity_input",
        "awaiting_delegated_authentication",
        "redirecting_to_merchant",
    ];
    for event in events {
        let message = json!({ "type": "analytics", "event": event });
        let page = applicant.hears(STEP, &frame, &message).await;
        assert_eq!(page.json()["go_to"], Value::Null, "{event}: {page:?}");
    }
    let unknown = json!({ "type": "analytics", "event": "authorization_certain" });
    applicant.hears(STEP, &frame, &unknown).await;
    let elsewhere = json!({ "type": "analytics", "event": "authorization_granted" }).to_string();
    applicant
        .reports(
            STEP,
            &frame.attempt,
            app.simulator.bankid_oidc_url(),
            &elsewhere,
        )
        .await;
    assert_eq!(app.decisions().await, before);
    events.sort_unstable();
    let sorted = async |sql: &str| {
        let mut texts = app.ground.texts(sql).await;
        texts.sort_unstable();
        texts
    };
    let counted = sorted("SELECT event FROM messages WHERE event IS NOT NULL").await;
    assert_eq!(counted, events);
    let verdicts = sorted("SELECT verdict FROM messages WHERE event IS NULL").await;
    assert_eq!(verdicts, ["origin", "unexpected"]);
    assert_eq!(app.simulator.calls("bankid", "grant").await, 0);
}

/// BI-11, SEC-84: a frame that was not opened in time is launched anew, with other words and another state.
#[tokio::test]
async fn bi_11_each_load_of_the_page_has_an_authorize_uri_of_its_own() {
    let app = TestApp::start().await;
    let (mut applicant, first) = with_a_frame(&app).await;
    app.passes(61 * SECOND).await;
    let second = applicant.launches_again(STEP).await;
    assert_ne!(first.src(), second.src());
    assert_ne!(first.spec["binding_message"], Value::Null);
    let back = app.simulator.decides_payment("granted").await;
    let claimed = applicant.claims(STEP, &second.attempt, &back).await;
    assert_eq!(go_to(&claimed), applicant.path("/result"));
    // The page was loaded twice; nobody was approved twice.
    assert_eq!(app.simulator.calls("bankid", "permissions").await, 2);
    assert_eq!(app.simulator.calls("bankid", "exchange").await, 1);
}

/// BI-16, SEC-50, SEC-52: a superseded state is used up; the newer one is not.
#[tokio::test]
async fn bi_16_a_second_tab_takes_over_and_the_first_return_is_refused() {
    let app = TestApp::start().await;
    let (mut applicant, first) = with_a_frame(&app).await;
    let old = app.simulator.decides_payment("granted").await;
    let mut other = applicant.clone();
    let second = other.launches_again(STEP).await;
    let late = applicant.claims(STEP, &first.attempt, &old).await;
    assert_ne!(late.status, StatusCode::OK, "{late:?}");
    assert_eq!(app.simulator.calls("bankid", "exchange").await, 0);
    assert!(matches!(app.state(&applicant).await, State::Open { .. }));
    let back = app.simulator.decides_payment("granted").await;
    let claimed = other.claims(STEP, &second.attempt, &back).await;
    assert_eq!(go_to(&claimed), other.path("/result"));
}

/// BI-16, SEC-52, SEC-59, SEC-60: one exchange, however often and from wherever the return is claimed.
#[tokio::test]
async fn sec_60_parallel_claims_of_one_return_make_one_exchange() {
    let app = TestApp::start().await;
    let (applicant, frame) = with_a_frame(&app).await;
    let back = app.simulator.decides_payment("granted").await;
    let mut stranger = ready_to_pay(&app).await;
    let theirs = stranger.launches_frame(STEP).await;
    let foreign = stranger.claims(STEP, &theirs.attempt, &back).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{foreign:?}");
    let mut claims = JoinSet::new();
    for _ in 0..20 {
        let (mut tab, attempt, back) = (applicant.clone(), frame.attempt.clone(), back.clone());
        claims.spawn(async move { tab.claims(STEP, &attempt, &back).await.status });
    }
    claims.join_all().await;
    assert_eq!(app.simulator.calls("bankid", "exchange").await, 1);
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
    // Replayed a day later, too.
    app.passes(24 * 3600 * SECOND).await;
    let before = app.decisions().await;
    let mut tab = applicant.clone();
    let replayed = tab.claims(STEP, &frame.attempt, &back).await;
    assert_ne!(replayed.status, StatusCode::OK);
    assert_eq!(app.decisions().await, before);
    assert_eq!(app.simulator.calls("bankid", "exchange").await, 1);
}

/// SEC-49, SEC-50, SEC-51, SEC-55: returns that are nobody's change nothing and cause no call.
#[tokio::test]
async fn sec_50_forged_returns_change_nothing() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = with_a_frame(&app).await;
    let back = app.simulator.decides_payment("granted").await;
    let query = back.split_once('?').unwrap().1.to_owned();
    let state = query
        .split('&')
        .find(|pair| pair.starts_with("state="))
        .unwrap()
        .to_owned();
    let before = app.decisions().await;
    for path in [
        "/return/bankid".to_owned(),
        "/return/bankid?code=x".to_owned(),
        "/return/bankid?state=&code=x".to_owned(),
        "/return/bankid?state=unknown&code=x".to_owned(),
        format!("/return/bankid?{state}&{state}&code=x"),
        // SEC-55: the right state on another connection's route.
        format!("/return/phone?{query}"),
    ] {
        let url = format!("http://localhost:3000{path}");
        let page = applicant.claims(STEP, &frame.attempt, &url).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(app.decisions().await, before);
    assert_eq!(app.simulator.calls("bankid", "exchange").await, 0);
    // The right one is not too late.
    let claimed = applicant.claims(STEP, &frame.attempt, &back).await;
    assert_eq!(go_to(&claimed), applicant.path("/result"));
}
