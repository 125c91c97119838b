//! A passkey opens the dashboard: once, soon, for the browser that was asked, and for nobody else.

use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde_json::json;
use vestibule::id::OperatorName;
use vestibule_server::services::{audit::Actor, operators};

use super::{
    ACCOUNT, ENTER, OWN, SIGN_IN, VERIFIED, asked, authenticator::Authenticator, browser, count,
    enters, reasons, sends, with, with_passkey,
};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    dashboard::person::is_in,
};

/// SEC-193: a passkey that verifies who holds it is both factors.
#[tokio::test]
async fn a_passkey_opens_the_dashboard_without_a_password_and_a_code() {
    let app = TestApp::start().await;
    let (mut anna, mut authenticator) = with_passkey(&app).await;
    let account = anna.browser.get(ACCOUNT).await;
    assert!(account.body.contains("Laptop"), "{}", account.body);
    assert!(account.body.contains("never used"));
    let mut someone = browser(&app);
    let page = someone.get(SIGN_IN).await;
    assert!(page.body.contains(r#"data-passkey="get""#), "{}", page.body);
    let policy = page.header("permissions-policy");
    assert!(
        policy.contains("publickey-credentials-get=(self)"),
        "{policy}"
    );
    let options = asked(&mut someone, ENTER).await;
    assert_eq!(options["rpId"], "localhost");
    assert_eq!(options["userVerification"], "required");
    // Nobody learns who has passkeys.
    assert_eq!(options["allowCredentials"], json!([]));
    let answer = authenticator.answers(&options);
    let wanted = "/dashboard/onboardings?status=needs_review";
    let fields = [("credential", answer.as_str()), ("next", wanted)];
    let page = someone.post(ENTER, &fields).await;
    assert_eq!(page.location(), wanted, "{page:?}");
    assert!(is_in(&mut someone).await);
    let sessions =
        "SELECT operator || ' ' || factor FROM operator_sessions ORDER BY created_at, id";
    let sessions = app.ground.texts(sessions).await;
    assert!(
        sessions.contains(&"anna passkey".to_owned()),
        "{sessions:?}"
    );
    assert_eq!(app.audited("operator.passkey_added").await, 1);
    // It counts as a second factor that was shown just now.
    let account = someone.get(ACCOUNT).await;
    assert!(!account.body.contains("never used"), "{}", account.body);
    assert!(account.body.contains(r#"data-passkey="create""#));
    // Again, and to nowhere else.
    for next in ["https://evil.test/", "//evil.test", "/dashboard/sign-out"] {
        app.clock.advance(SECOND);
        let options = asked(&mut someone, ENTER).await;
        let answer = authenticator.answers(&options);
        let fields = [("credential", answer.as_str()), ("next", next)];
        let page = someone.post(ENTER, &fields).await;
        assert_eq!(page.location(), "/dashboard", "{next}");
    }
}

/// SEC-193: also of a passkey that has no counter, as those have that are on several devices.
#[tokio::test]
async fn sec_193_an_answer_works_once_and_for_the_browser_that_was_asked() {
    for authenticator in [Authenticator::new(7), Authenticator::synchronised()] {
        let app = TestApp::start().await;
        let (_, mut authenticator) = with(&app, authenticator).await;
        let mut someone = browser(&app);
        let options = asked(&mut someone, ENTER).await;
        let answer = authenticator.answers(&options);
        let mut thief = someone.clone();
        let mut other = browser(&app);
        asked(&mut other, ENTER).await;
        let fields = [("credential", answer.as_str())];
        for stranger in [&mut other, &mut browser(&app)] {
            let page = stranger.post(ENTER, &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let page = someone.post(ENTER, &fields).await;
        assert_eq!(page.location(), "/dashboard", "{page:?}");
        let page = thief.post(ENTER, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!is_in(&mut thief).await);
        let log = reasons(&app).await;
        assert!(log.contains("passkey_challenge") && log.contains("passkey_over"));
        let why = match authenticator.counter {
            0 => "passkey_used",
            _ => "passkey_counter",
        };
        assert!(log.contains(why), "{log}");
    }
}

/// SEC-193: two requests with one answer, at once.
#[tokio::test]
async fn sec_193_of_two_at_once_one_enters() {
    let app = TestApp::start().await;
    let (_, mut authenticator) = with(&app, Authenticator::synchronised()).await;
    let mut one = browser(&app);
    let options = asked(&mut one, ENTER).await;
    let answer = authenticator.answers(&options);
    let mut two = one.clone();
    let fields = [("credential", answer.as_str())];
    let (first, second) = tokio::join!(one.post(ENTER, &fields), two.post(ENTER, &fields));
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(
        statuses,
        [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]
    );
}

/// SEC-193: by no word, status or header.
#[tokio::test]
async fn sec_193_what_is_wrong_with_a_passkey_is_told_to_the_audit_log_only() {
    let app = TestApp::start().await;
    let (_, good) = with_passkey(&app).await;
    let but = |change: fn(&mut Authenticator)| {
        let mut changed = good.clone();
        change(&mut changed);
        changed
    };
    let mut answers = Vec::new();
    for (mut wrong, reason) in [
        (but(|it| it.origin = "https://evil.test"), "passkey_origin"),
        (
            but(|it| it.origin = "https://localhost:3000"),
            "passkey_origin",
        ),
        (but(|it| it.party = "evil.test"), "passkey_party"),
        (but(|it| it.flags &= !VERIFIED), "passkey_not_verified"),
        (but(|it| it.id = vec![9; 32]), "passkey_unknown"),
        (
            but(|it| it.key = Authenticator::new(9).key),
            "passkey_signature",
        ),
        (but(|it| it.user = BASE64.encode([9; 64])), "passkey\""),
        (
            but(|it| it.user = BASE64.encode([9; 8])),
            "passkey_unreadable",
        ),
    ] {
        let mut someone = browser(&app);
        let page = enters(&app, &mut someone, &mut wrong).await;
        assert!(!is_in(&mut someone).await, "{reason}");
        answers.push(page);
        let log = reasons(&app).await;
        assert!(
            log.contains(&format!("\"reason\":\"{reason}")),
            "{reason}: {log}"
        );
    }
    for junk in ["", "{}", "null", &"[".repeat(20_000)] {
        let mut someone = browser(&app);
        asked(&mut someone, ENTER).await;
        answers.push(someone.post(ENTER, &[("credential", junk)]).await);
    }
    let anna = OperatorName::new("anna").unwrap();
    operators::set_disabled(&app.core, &anna, true, Actor::CommandLine)
        .await
        .unwrap();
    let mut disabled = good.clone();
    answers.push(enters(&app, &mut browser(&app), &mut disabled).await);
    assert!(reasons(&app).await.contains(r#""reason":"disabled""#));
    for page in &answers {
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
        assert!(page.header("set-cookie").is_empty(), "{page:?}");
        assert_eq!(page.without_codes(), answers[0].without_codes());
    }
    // Nothing of it was noted at the passkey.
    operators::set_disabled(&app.core, &anna, false, Actor::CommandLine)
        .await
        .unwrap();
    let page = enters(&app, &mut browser(&app), &mut good.clone()).await;
    assert_eq!(page.location(), "/dashboard", "{page:?}");
}

/// SEC-193: a counter that does not go up is that of a copy (6.1.1).
#[tokio::test]
async fn sec_193_a_copy_of_a_passkey_is_found_out() {
    let app = TestApp::start().await;
    let (_, mut authenticator) = with_passkey(&app).await;
    let mut copy = authenticator.clone();
    for _ in 0..2 {
        let page = enters(&app, &mut browser(&app), &mut authenticator).await;
        assert_eq!(page.location(), "/dashboard", "{page:?}");
    }
    for counter in [copy.counter, 0] {
        copy.counter = counter;
        let page = enters(&app, &mut browser(&app), &mut copy).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{counter}");
    }
    let said = r#""operator":"anna","reason":"passkey_counter""#;
    assert_eq!(reasons(&app).await.matches(said).count(), 2);
}

#[tokio::test]
async fn a_question_is_good_for_five_minutes() {
    let app = TestApp::start().await;
    let (mut anna, mut authenticator) = with_passkey(&app).await;
    for (passed, status) in [
        (5 * MINUTE - 1, StatusCode::SEE_OTHER),
        (5 * MINUTE, StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let mut someone = browser(&app);
        app.clock.advance(SECOND);
        let options = asked(&mut someone, ENTER).await;
        let answer = authenticator.answers(&options);
        app.clock.advance(passed);
        let page = someone.post(ENTER, &[("credential", &answer)]).await;
        assert_eq!(page.status, status, "{passed}");
    }
    anna.signs_in(&app, &mut browser(&app)).await;
    let mut anew = browser(&app);
    anna.signs_in(&app, &mut anew).await;
    anna.browser = anew;
    let options = asked(&mut anna.browser, OWN).await;
    let made = Authenticator::new(8).makes(&options);
    app.clock.advance(5 * MINUTE);
    let page = sends(&mut anna.browser, &made, "Phone").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&app).await, 1);
}

/// SEC-193
#[tokio::test]
async fn sec_193_whoever_fails_with_passkeys_waits_as_well() {
    let app = TestApp::start().await;
    let (_, mut authenticator) = with_passkey(&app).await;
    let mut stranger = browser(&app);
    for _ in 0..20 {
        let page = stranger.post(ENTER, &[("credential", "{}")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let options = asked(&mut stranger, ENTER).await;
    let answer = authenticator.answers(&options);
    let page = stranger.post(ENTER, &[("credential", &answer)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!page.header("retry-after").is_empty());
    app.clock.advance(4 * SECOND);
    let page = stranger.post(ENTER, &[("credential", &answer)]).await;
    assert_eq!(page.location(), "/dashboard", "{page:?}");
}
