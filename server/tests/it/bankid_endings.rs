//! Payments that are not approved, or not yet.

use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::go_to,
    bankid::{STEP, moves, ready_to_pay, with_a_frame},
    pages::heading,
    privacy::Lines,
};

/// BI-17, BI-25, SEC-56, SEC-57: what comes back instead of an approval has its page.
#[tokio::test]
async fn bi_17_what_comes_back_instead_has_its_page() {
    let app = TestApp::start().await;
    for (scenario, ending) in [
        ("access_denied", Ending::Cancelled),
        ("access_denied_with_codes", Ending::Cancelled),
        ("error_with_markup", Ending::Cancelled),
        ("authorization_denied", Ending::Cancelled),
        ("login_required", Ending::Failed(Reason::Unavailable)),
        (
            "temporarily_unavailable",
            Ending::Failed(Reason::Unavailable),
        ),
        ("server_error", Ending::Failed(Reason::ProviderError)),
        ("unknown_error", Ending::Failed(Reason::ProviderError)),
        ("invalid_request", Ending::Failed(Reason::Misconfigured)),
        (
            "exchange_invalid_client",
            Ending::Failed(Reason::Misconfigured),
        ),
        ("exchange_server_error", Ending::Failed(Reason::Interrupted)),
        ("error_and_code", Ending::Refused(Reason::NotVerified)),
        ("missing_code", Ending::Refused(Reason::NotVerified)),
        ("iss_parameter_wrong", Ending::Refused(Reason::NotVerified)),
        ("grant_gone", Ending::Expired),
    ] {
        app.simulator.will_play("bankid", scenario).await;
        let (mut applicant, frame) = with_a_frame(&app).await;
        let back = app.simulator.decides_payment("granted").await;
        let claimed = applicant.claims(STEP, &frame.attempt, &back).await;
        let state = app.state(&applicant).await;
        assert_eq!(state, State::Ended(ending), "{scenario}");
        let page = applicant.browser.visit(&go_to(&claimed)).await;
        let reason = ending.reason().unwrap();
        assert_eq!(page.heading(), heading(reason), "{scenario}");
        assert!(!page.body.contains("alert(1)"), "{scenario}");
        assert_eq!(app.facts(&applicant).await, Vec::<String>::new());
    }
}

/// BI-25: the page says that it could not be verified; only the audit log says why.
#[tokio::test]
async fn bi_25_the_rule_is_in_the_audit_log_and_on_no_page() {
    let app = TestApp::start().await;
    for (scenario, rule) in [
        ("signature_altered", "signature"),
        ("acr_too_low", "acr"),
        ("two_segments", "token_parts"),
        ("exchange_invalid_grant", "invalid_grant"),
        ("repeated_code", "repeated_parameter"),
        ("grant_wrong_nonce", "grant_nonce"),
    ] {
        app.simulator.will_play("bankid", scenario).await;
        let (mut applicant, frame) = with_a_frame(&app).await;
        let back = app.simulator.decides_payment("granted").await;
        let claimed = applicant.claims(STEP, &frame.attempt, &back).await;
        let page = applicant.browser.visit(&go_to(&claimed)).await;
        assert_eq!(page.heading(), heading(Reason::NotVerified), "{scenario}");
        assert!(!page.body.contains(rule), "{scenario}");
        let last = moves(&app.core, &applicant).await.pop().unwrap();
        assert_eq!(last["rule"], rule, "{scenario}: {last}");
        assert_eq!(last["reason"], "not_verified");
        assert_eq!(last["to"], "refused", "{last}");
    }
}

/// BI-23: the applicant waits while the grant is not there yet; the poll finds it.
#[tokio::test]
async fn bi_23_a_late_grant_is_found_by_the_poll() {
    let app = TestApp::start().await;
    app.simulator.will_play("bankid", "grant_late").await;
    let (mut applicant, frame) = with_a_frame(&app).await;
    let back = app.simulator.decides_payment("granted").await;
    let claimed = applicant.claims(STEP, &frame.attempt, &back).await;
    assert_eq!(go_to(&claimed), format!("{}/wait", applicant.step(STEP)));
    assert!(matches!(
        app.state(&applicant).await,
        State::Processing { .. }
    ));
    // No reload opens another frame meanwhile.
    let relaunched = applicant.launches(STEP).await;
    assert_eq!(relaunched.json()["frame"], Value::Null, "{relaunched:?}");
    app.lives_for(2 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Succeeded));
    assert_eq!(app.facts(&applicant).await, ["payment_approved"]);
    assert_eq!(app.simulator.calls("bankid", "exchange").await, 1);
}

/// BI-23, BI-24, BI-25: a grant that comes later and does not hold is refused, with its rule.
#[tokio::test]
async fn bi_25_a_late_grant_that_does_not_hold_is_refused_with_its_rule() {
    let app = TestApp::start().await;
    app.simulator.will_play("bankid", "grant_tampered").await;
    let (mut applicant, frame) = with_a_frame(&app).await;
    let back = app.simulator.decides_payment("granted").await;
    let missing =
        json!({ "fault": "answer", "route": "grant", "times": 1, "status": 404, "body": {} });
    app.simulator.breaks("bankid", missing).await;
    applicant.claims(STEP, &frame.attempt, &back).await;
    assert!(matches!(
        app.state(&applicant).await,
        State::Processing { .. }
    ));
    app.lives_for(MINUTE).await;
    let refused = State::Ended(Ending::Refused(Reason::NotVerified));
    assert_eq!(app.state(&applicant).await, refused);
    let last = moves(&app.core, &applicant).await.pop().unwrap();
    assert_eq!(last["rule"], "signature", "{last}");
}

/// BI-23, SEC-86: never granted, it is over when the permission has run out.
#[tokio::test]
async fn bi_23_a_grant_that_never_comes_ends_with_the_permission() {
    let app = TestApp::start().await;
    app.simulator.will_play("bankid", "grant_never").await;
    let (mut applicant, frame) = with_a_frame(&app).await;
    let back = app.simulator.decides_payment("granted").await;
    applicant.claims(STEP, &frame.attempt, &back).await;
    app.lives_for(9 * MINUTE).await;
    assert!(matches!(
        app.state(&applicant).await,
        State::Processing { .. }
    ));
    app.lives_for(3 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
    let page = applicant.browser.visit(&applicant.step(STEP)).await;
    assert_eq!(page.heading(), heading(Reason::SessionExpired));
}

/// BI-17, SEC-102: nobody comes back, whatever the frame said.
#[tokio::test]
async fn bi_17_a_frame_that_never_returns_expires() {
    let app = TestApp::start().await;
    let (mut applicant, frame) = with_a_frame(&app).await;
    let granted = json!({ "type": "analytics", "event": "authorization_granted" });
    applicant.hears(STEP, &frame, &granted).await;
    app.lives_for(12 * MINUTE).await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Expired));
    assert_eq!(app.simulator.calls("bankid", "grant").await, 0);
    // The next one works.
    let mut again = applicant.clone();
    let frame = again.launches_frame(STEP).await;
    let back = app.simulator.decides_payment("granted").await;
    let claimed = again.claims(STEP, &frame.attempt, &back).await;
    assert_eq!(go_to(&claimed), again.path("/result"));
}

/// Architecture, rule 2: a process that died with the code under way; nobody learns what it bought, and it is not counted.
#[tokio::test]
async fn a_code_under_way_when_the_process_dies_is_never_sent_again() {
    let mut app = TestApp::start().await;
    let (applicant, frame) = with_a_frame(&app).await;
    let back = app.simulator.decides_payment("granted").await;
    let hang = json!({ "fault": "hang", "route": "exchange", "times": 1 });
    app.simulator.breaks("bankid", hang).await;
    let mut tab = applicant.clone();
    let claiming = tokio::spawn(async move { tab.claims(STEP, &frame.attempt, &back).await });
    while app.simulator.calls("bankid", "exchange").await == 0 {
        tokio::task::yield_now().await;
    }
    // Reloaded meanwhile, the page waits and opens nothing.
    let mut other = applicant.clone();
    let relaunched = other.launches(STEP).await;
    assert_eq!(relaunched.json()["frame"], Value::Null, "{relaunched:?}");
    claiming.abort();
    assert!(claiming.await.unwrap_err().is_cancelled());
    app.is_killed_and_restarted().await;
    assert!(matches!(
        app.state(&applicant).await,
        State::Processing { .. }
    ));
    app.lives_for(3 * MINUTE).await;
    let check = app.check(&applicant).await;
    assert_eq!(
        check.state,
        State::Ended(Ending::Failed(Reason::Interrupted))
    );
    assert!(!check.counted);
    assert_eq!(app.simulator.calls("bankid", "exchange").await, 1);
    let frame = other.launches_frame(STEP).await;
    let back = app.simulator.decides_payment("granted").await;
    let claimed = other.claims(STEP, &frame.attempt, &back).await;
    assert_eq!(go_to(&claimed), other.path("/result"));
}

/// BI-02, SEC-83, SEC-14: what an operator has to repair is said as such before anything is opened.
#[tokio::test]
async fn a_connection_that_is_set_up_wrongly_opens_no_frame() {
    let app = TestApp::start().await;
    for scenario in [
        "permission_forbidden",
        "authorize_invalid_scope",
        "authorize_uri_other_origin",
    ] {
        app.simulator.will_play("bankid", scenario).await;
        let mut applicant = ready_to_pay(&app).await;
        applicant.chooses_frame(STEP).await;
        applicant.launches(STEP).await;
        let failed = State::Ended(Ending::Failed(Reason::Misconfigured));
        assert_eq!(app.state(&applicant).await, failed, "{scenario}");
    }
}

/// SEC-78, SEC-183; architecture, rule 11: nothing personal and no secret in the log.
#[tokio::test]
async fn nothing_of_a_payment_is_logged() {
    let lines = Lines::captured();
    let app = TestApp::start().await;
    for scenario in ["happy", "nonce_wrong", "error_with_markup"] {
        app.simulator.will_play("bankid", scenario).await;
        let (mut applicant, frame) = with_a_frame(&app).await;
        let back = app.simulator.decides_payment("granted").await;
        applicant.claims(STEP, &frame.attempt, &back).await;
        app.passes(SECOND).await;
        let session = app.simulator.newest("bankid").await;
        let asked = &session["authorization"];
        let logged = lines.text();
        for secret in [
            &session["granted_to"],
            &session["statement"]["nonce"],
            &asked["state"],
            &asked["nonce"],
            &asked["code"],
            &json!("sim-bankid-secret"),
            &json!("Synthetic"),
            &json!("eyJ"),
        ] {
            let secret = secret.as_str().unwrap();
            assert!(
                !logged.contains(secret),
                "{scenario}: {secret} is in the log"
            );
        }
        assert!(!logged.contains("Set-Cookie: a=b"), "{scenario}");
    }
    assert!(lines.text().contains("check moved"));
}
