//! What comes back from the provider, and what is made of it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    BEGIN, browser, is_refused,
    issuer::{Asked, Issuer, Says, Signed},
    last_reason, leaves, signs_in, start,
};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    dashboard::person::is_in,
};

/// SEC-193: each of them alone is a reason; which one, only the log knows.
#[tokio::test]
async fn sec_193_an_answer_that_is_not_right_in_everything_lets_nobody_in() {
    let (app, issuer) = start().await;
    let now = app.core.clock.now().0 / SECOND;
    let claims = |claims: Value| Says::of(claims);
    let signed = |signed: Signed| Says {
        signed,
        ..Says::default()
    };
    let cases = [
        ("nonce", claims(json!({ "nonce": "another" }))),
        ("nonce", claims(json!({ "nonce": null }))),
        ("iss", claims(json!({ "iss": "https://login.evil.test" }))),
        ("iss", claims(json!({ "iss": format!("{}/", issuer.url) }))),
        ("aud", claims(json!({ "aud": "another client" }))),
        (
            "aud",
            claims(json!({ "aud": ["vestibule test", "another client"] })),
        ),
        ("azp", claims(json!({ "azp": "another client" }))),
        ("exp", claims(json!({ "exp": now - 61 }))),
        ("iat", claims(json!({ "iat": now - 120 }))),
        ("iat", claims(json!({ "iat": now + 120, "exp": now + 500 }))),
        ("sub", claims(json!({ "sub": null }))),
        ("auth_time", claims(json!({ "auth_time": now - 13 * 3600 }))),
        ("typ", claims(json!({ "events": {} }))),
        ("alg", signed(Signed::Not)),
        ("signature", signed(Signed::ByAnother)),
    ];
    let mut pages = Vec::new();
    for (rule, says) in cases {
        let mut eve = browser(&app);
        let page = signs_in((&app, &issuer), &mut eve, "anna", &says).await;
        is_refused(&page);
        assert!(!is_in(&mut eve).await, "{rule}");
        assert_eq!(last_reason(&app).await, format!(r#"{{"reason":"{rule}"}}"#));
        pages.push(page.without_codes());
    }
    assert!(
        pages.iter().all(|page| *page == pages[0]),
        "one page for all"
    );
    let bound = "SELECT subject FROM operators WHERE subject IS NOT NULL";
    assert!(app.ground.texts(bound).await.is_empty());
    let mut anna = browser(&app);
    signs_in((&app, &issuer), &mut anna, "anna", &Says::default()).await;
    assert!(is_in(&mut anna).await, "the honest one gets in");
}

/// SEC-193: a return belongs to the browser that was sent, to this provider, and works once.
#[tokio::test]
async fn sec_193_a_return_is_good_once_and_in_the_browser_that_was_sent() {
    let (app, issuer) = start().await;
    let now = app.core.clock.now().0;
    let mut anna = browser(&app);
    let sent = leaves(&mut anna).await;
    let back = issuer.signs_in(&sent, now, "anna", &Says::default());

    // Another browser: nothing was sent there, so nothing is asked of the provider.
    let mut eve = browser(&app);
    let page = eve.get(&back).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("Begin again"), "{}", page.body);
    // Nor is the return of one browser another's.
    leaves(&mut eve).await;
    is_refused(&eve.get(&back).await);
    assert_eq!(last_reason(&app).await, r#"{"reason":"state"}"#);
    assert_eq!(issuer.exchanges(), 0);

    // A copy of the browser from before it came back.
    let mut copy = anna.clone();
    anna.get(&back).await;
    assert!(is_in(&mut anna).await);
    let again = anna.get(&back).await;
    assert!(again.body.contains("Begin again"), "{}", again.body);
    is_refused(&copy.get(&back).await);
    assert_eq!(last_reason(&app).await, r#"{"reason":"invalid_grant"}"#);
    assert!(!is_in(&mut copy).await);

    // Ten minutes are enough.
    let mut slow = browser(&app);
    let sent = leaves(&mut slow).await;
    app.clock.advance(10 * MINUTE);
    let back = issuer.signs_in(&sent, app.core.clock.now().0, "anna", &Says::default());
    let late = slow.get(&back).await;
    assert!(late.body.contains("That took too long"), "{}", late.body);
    assert!(!is_in(&mut slow).await);
}

/// SEC-193: RFC 9207, and parameters that are there twice.
#[tokio::test]
async fn sec_193_another_issuer_s_answer_is_not_exchanged() {
    let (app, issuer) = start().await;
    let evil = "https://login.evil.test";
    for (rule, change) in [
        ("iss_parameter", ("iss", Some(evil))),
        ("iss_parameter", ("iss", None)),
        ("neither_code_nor_error", ("code", None)),
    ] {
        let mut someone = browser(&app);
        let asked = Asked::read(&leaves(&mut someone).await);
        let state = asked.get("state");
        let mut pairs = vec![
            ("code", "stolen"),
            ("state", &*state),
            ("iss", &*issuer.url),
        ];
        pairs.retain(|(name, _)| *name != change.0);
        pairs.extend(change.1.map(|value| (change.0, value)));
        is_refused(&someone.get(&asked.comes_back(&pairs)).await);
        assert_eq!(last_reason(&app).await, format!(r#"{{"reason":"{rule}"}}"#));
    }
    for (twice, rule) in [
        ("state", "state"),
        ("iss", "repeated_parameter"),
        ("code", "repeated_parameter"),
    ] {
        let mut someone = browser(&app);
        let asked = Asked::read(&leaves(&mut someone).await);
        let state = asked.get("state");
        let mut pairs = vec![
            ("code", "stolen"),
            ("state", &*state),
            ("iss", &*issuer.url),
        ];
        let again = *pairs.iter().find(|(name, _)| *name == twice).unwrap();
        pairs.push(again);
        is_refused(&someone.get(&asked.comes_back(&pairs)).await);
        assert_eq!(
            last_reason(&app).await,
            format!(r#"{{"reason":"{rule}"}}"#),
            "{twice}"
        );
    }
    assert_eq!(issuer.exchanges(), 0);
}

/// SEC-193
#[tokio::test]
async fn sec_193_nobody_is_sent_anywhere_else_afterwards() {
    let (app, issuer) = start().await;
    for (next, to) in [
        ("/dashboard/account?a=b", "/dashboard/account?a=b"),
        ("https://evil.test/", "/dashboard"),
        ("//evil.test/dashboard", "/dashboard"),
        ("/dashboard/sign-in/single", "/dashboard"),
        ("/dashboard/../o/1", "/dashboard"),
    ] {
        let mut anna = browser(&app);
        let wanted = serde_urlencoded::to_string([("next", next)]).unwrap();
        let left = anna.get(&format!("{BEGIN}?{wanted}")).await;
        assert!(!left.location().contains("evil.test"));
        let now = app.core.clock.now().0;
        let back = issuer.signs_in(left.location(), now, "anna", &Says::default());
        // Nor by what is added to the return.
        let page = anna
            .get(&format!("{back}&next=https%3A%2F%2Fevil.test"))
            .await;
        assert_eq!(page.location(), to, "{next}");
        // Whoever is in goes on without the provider.
        assert_eq!(anna.get(&format!("{BEGIN}?{wanted}")).await.location(), to);
    }
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_not_the_operator_s_failure() {
    let (app, issuer) = start().await;
    let mut anna = browser(&app);
    let asked = Asked::read(&leaves(&mut anna).await);
    let state = asked.get("state");
    let said = |error: &'static str| {
        asked.comes_back(&[("error", error), ("state", &state), ("iss", &issuer.url)])
    };
    let mut tabs = [anna.clone(), anna.clone()];
    let page = tabs[0].get(&said("access_denied")).await;
    assert!(
        page.body.contains("Signing in was stopped there"),
        "{}",
        page.body
    );
    let page = tabs[1].get(&said("server_error")).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.body.contains("Try again in a few minutes"),
        "{}",
        page.body
    );
    let counted = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM sign_in_failures";
    assert_eq!(app.ground.number(counted).await, 0);

    let issuer = Issuer::start().await;
    issuer.breaks();
    let app = TestApp::with(&issuer.settings()).await;
    let page = browser(&app).get(BEGIN).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.body.contains("Try again in a few minutes"),
        "{}",
        page.body
    );
}

/// SEC-193
#[tokio::test]
async fn sec_193_whoever_tries_again_and_again_waits() {
    let (app, issuer) = start().await;
    let site = (&app, &issuer);
    for _ in 0..20 {
        is_refused(&signs_in(site, &mut browser(&app), "ivan", &Says::default()).await);
    }
    let mut anna = browser(&app);
    let page = signs_in(site, &mut anna, "anna", &Says::default()).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.header("retry-after"), "4");
    assert_eq!(issuer.exchanges(), 20);
    app.clock.advance(4 * SECOND);
    signs_in(site, &mut anna, "anna", &Says::default()).await;
    assert!(is_in(&mut anna).await);
}
