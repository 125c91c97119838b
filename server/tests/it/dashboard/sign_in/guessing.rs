//! Whoever guesses waits.

use axum::http::StatusCode;

use super::{SIGN_IN, browser, fails};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    dashboard::person::{PASSWORD, STEP, first, is_in, types_code},
};

/// SEC-193: each failure makes the next try wait longer, and nobody else.
#[tokio::test]
async fn sec_193_whoever_guesses_waits_and_the_right_person_does_not() {
    let app = TestApp::start().await;
    let mut anna = first(&app).await;
    let mut eve = browser(&app);
    fails(&mut eve, 5).await;
    let right = [("name", "anna"), ("password", PASSWORD)];
    for wait in [4, 8, 16] {
        // Not even the right password, and from no other browser.
        let page = browser(&app).post(SIGN_IN, &right).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(page.header("retry-after"), wait.to_string());
        app.clock.advance(wait * SECOND - 1);
        let page = eve.post(SIGN_IN, &right).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        app.clock.advance(1);
        fails(&mut eve, 1).await;
    }
    // Another name from there is not meant.
    let fields = [("name", "otto"), ("password", PASSWORD)];
    let page = browser(&app).post(SIGN_IN, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Whoever is signed in notices nothing, and signs in again where they did before.
    assert!(is_in(&mut anna.browser).await);
    let mut own = anna.browser.clone();
    assert_eq!(
        own.post("/dashboard/sign-out", &[]).await.location(),
        SIGN_IN
    );
    assert_eq!(anna.signs_in(&app, &mut own).await.location(), "/dashboard");
    // What was tried while somebody had to wait is not in the log.
    assert_eq!(app.audited("sign_in.refused").await, 9);
    // It ends by itself.
    app.clock.advance(5 * MINUTE);
    assert_eq!(
        anna.signs_in(&app, &mut browser(&app)).await.location(),
        "/dashboard"
    );
    fails(&mut eve, 5).await;
}

/// SEC-193: a hundred at once are no more than one after the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sec_193_many_guesses_at_once_are_counted_as_many() {
    let app = TestApp::start().await;
    first(&app).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let mut someone = browser(&app);
        tries.spawn(async move {
            let fields = [("name", "anna"), ("password", "tandem ocelot granite")];
            someone.post(SIGN_IN, &fields).await.status
        });
    }
    let statuses = tries.join_all().await;
    let looked_at = statuses
        .iter()
        .filter(|status| **status == StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(looked_at.count(), 5, "{statuses:?}");
}

/// SEC-193: one address that tries many names waits, too.
#[tokio::test]
async fn sec_193_an_address_that_tries_every_name_waits() {
    let app = TestApp::with(&[("SERVER__TRUSTED_PROXIES", r#"["0.0.0.0/32"]"#)]).await;
    let mut eve = browser(&app);
    eve.sends("x-forwarded-for", "203.0.113.7");
    for number in 0..20 {
        let fields = [("name", &*format!("name{number}")), ("password", PASSWORD)];
        let page = eve.post(SIGN_IN, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
    }
    let fields = [("name", "another"), ("password", PASSWORD)];
    let page = eve.post(SIGN_IN, &fields).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    eve.sends("x-forwarded-for", "203.0.113.8");
    let page = eve.post(SIGN_IN, &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Neither names nor addresses can be read off.
    let stored = app.ground.dump(&["sign_in_failures"]).await;
    assert!(
        !stored.contains("203.0.113") && !stored.contains("name1"),
        "{stored}"
    );
}

/// SEC-193: a code has a million values, and whoever has the password may not try them.
#[tokio::test]
async fn sec_193_codes_are_not_to_be_guessed() {
    let app = TestApp::start().await;
    let anna = first(&app).await;
    app.clock.advance(STEP);
    let mut eve = browser(&app);
    anna.types_password(&mut eve).await;
    for _ in 0..5 {
        let page = types_code(&mut eve, "000000").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // Typing the password again changes nothing.
    anna.types_password(&mut eve).await;
    let page = types_code(&mut eve, &anna.code(&app)).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.header("retry-after"), "4");
    app.clock.advance(4 * SECOND);
    let page = types_code(&mut eve, &anna.code(&app)).await;
    assert_eq!(page.location(), "/dashboard");
}
