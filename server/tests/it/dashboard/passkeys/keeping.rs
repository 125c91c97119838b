//! Passkeys are added by whoever holds the account, and removed.

use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde_json::json;

use super::{
    ACCOUNT, OWN, SIGN_IN, VERIFIED, adds, asked, authenticator::Authenticator, browser, count,
    enters, sends, with_passkey,
};
use crate::{
    app::{MINUTE, TestApp},
    dashboard::person::{another, is_in},
};

/// SEC-193: whoever finds a session adds no way in of their own.
#[tokio::test]
async fn sec_193_a_passkey_is_added_by_whoever_shows_a_second_factor_just_now() {
    let app = TestApp::start().await;
    let (mut anna, authenticator) = with_passkey(&app).await;
    let id = BASE64.encode(&authenticator.id);
    let options = asked(&mut anna.browser, OWN).await;
    let made = Authenticator::new(8).makes(&options);
    app.clock.advance(10 * MINUTE);
    let page = anna.browser.post(&format!("{OWN}/challenge"), &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    let sent = sends(&mut anna.browser, &made, "Phone").await;
    let fields = [("act", "remove"), ("id", id.as_str())];
    let removed = anna.browser.post(OWN, &fields).await;
    for page in [sent, removed] {
        assert_eq!(page.location(), ACCOUNT);
    }
    assert_eq!(count(&app).await, 1);
    let page = anna.browser.get(ACCOUNT).await;
    assert!(!page.body.contains(r#"data-passkey="create""#));
    assert!(page.body.contains("Laptop"));
    // Nor by what another one was asked, or by somebody who is nobody.
    let mut otto = another(&app, "otto").await;
    let options = asked(&mut otto.browser, OWN).await;
    let made = Authenticator::new(8).makes(&options);
    let mut ivan = another(&app, "ivan").await;
    asked(&mut ivan.browser, OWN).await;
    let page = sends(&mut ivan.browser, &made, "Phone").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = sends(&mut browser(&app), &made, "Phone").await;
    assert_eq!(page.location(), SIGN_IN);
    assert_eq!(count(&app).await, 1);
    let page = sends(&mut otto.browser, &made, "Phone").await;
    assert_eq!(page.location(), ACCOUNT);
}

#[tokio::test]
async fn a_new_passkey_has_to_be_made_here_and_for_whoever_holds_it() {
    let app = TestApp::start().await;
    let (mut anna, good) = with_passkey(&app).await;
    let mut otto = another(&app, "otto").await;
    let (mut elsewhere, mut unverified) = (Authenticator::new(8), Authenticator::new(8));
    elsewhere.origin = "https://evil.test";
    unverified.flags &= !VERIFIED;
    let (of_another, nameless) = (good.clone(), Authenticator::new(8));
    for (mut authenticator, label, said) in [
        (elsewhere, "Phone", "was not added"),
        (unverified, "Phone", "was not added"),
        // Anna's.
        (of_another, "Phone", "was not added"),
        (nameless.clone(), "   ", "a name of at most"),
        (nameless, &"x".repeat(61), "a name of at most"),
    ] {
        let page = adds(&mut otto, &mut authenticator, label).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{label}");
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert_eq!(count(&app).await, 1);
    // Browsers are told which ones there are, and who it is.
    let options = asked(&mut anna.browser, OWN).await;
    assert_eq!(
        options["excludeCredentials"][0]["id"],
        BASE64.encode(&good.id)
    );
    assert_eq!(options["user"]["id"], good.user.as_str());
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(
        options["authenticatorSelection"]["userVerification"],
        "required"
    );
    // Nothing that only some authenticators have.
    assert_eq!(options["extensions"], json!({}));
    for seed in 11..20 {
        let page = adds(&mut anna, &mut Authenticator::new(seed), "One more").await;
        assert_eq!(page.location(), ACCOUNT);
    }
    let page = anna.browser.post(&format!("{OWN}/challenge"), &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "ten are enough");
    let page = anna.browser.get(ACCOUNT).await;
    assert!(!page.body.contains(r#"data-passkey="create""#));
}

/// SEC-193: and whoever came in with it is out.
#[tokio::test]
async fn sec_193_a_passkey_that_was_removed_opens_nothing() {
    let app = TestApp::start().await;
    let (mut anna, mut authenticator) = with_passkey(&app).await;
    let mut thief = browser(&app);
    enters(&app, &mut thief, &mut authenticator).await;
    assert!(is_in(&mut thief).await);
    let id = BASE64.encode(&authenticator.id);
    let mut otto = another(&app, "otto").await;
    for act in ["rename", "remove"] {
        let fields = [("act", act), ("id", id.as_str()), ("label", "Mine")];
        let page = otto.browser.post(OWN, &fields).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{act}");
    }
    let fields = [("act", "rename"), ("id", &id), ("label", " Old <laptop> ")];
    let page = anna.browser.post(OWN, &fields).await;
    assert_eq!(page.location(), ACCOUNT);
    let page = anna.browser.get(ACCOUNT).await;
    assert!(page.body.contains("Old &lt;laptop&gt;"), "{}", page.body);
    let page = anna
        .browser
        .post(OWN, &[("act", "remove"), ("id", &id)])
        .await;
    assert_eq!(page.location(), ACCOUNT);
    assert!(is_in(&mut anna.browser).await && !is_in(&mut thief).await);
    let page = enters(&app, &mut browser(&app), &mut authenticator).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kind in ["added", "renamed", "removed"] {
        assert_eq!(app.audited(&format!("operator.passkey_{kind}")).await, 1);
    }
}
