//! Passkeys, with an authenticator made of software (Web Authentication, level 3, 6.1 and 6.5).

mod authenticator;
mod entering;
mod keeping;

use axum::http::StatusCode;
use serde_json::Value;

use self::authenticator::Authenticator;
use super::person::{Person, first};
use crate::{
    app::{SECOND, TestApp},
    browser::{Browser, Page},
};

const SIGN_IN: &str = "/dashboard/sign-in";
const ENTER: &str = "/dashboard/sign-in/passkey";
const ACCOUNT: &str = "/dashboard/account";
const OWN: &str = "/dashboard/account/passkeys";
const VERIFIED: u8 = 0x04;

async fn asked(browser: &mut Browser, path: &str) -> Value {
    let page = browser.post(&format!("{path}/challenge"), &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    page.json()
}

async fn adds(person: &mut Person, authenticator: &mut Authenticator, label: &str) -> Page {
    let options = asked(&mut person.browser, OWN).await;
    let made = authenticator.makes(&options);
    sends(&mut person.browser, &made, label).await
}

async fn sends(browser: &mut Browser, made: &str, label: &str) -> Page {
    let fields = [("act", "add"), ("label", label), ("credential", made)];
    browser.post(OWN, &fields).await
}

async fn enters(app: &TestApp, browser: &mut Browser, authenticator: &mut Authenticator) -> Page {
    app.clock.advance(SECOND);
    let options = asked(browser, ENTER).await;
    let answer = authenticator.answers(&options);
    browser.post(ENTER, &[("credential", &answer)]).await
}

/// Somebody with a passkey, and what holds it.
async fn with_passkey(app: &TestApp) -> (Person, Authenticator) {
    with(app, Authenticator::new(7)).await
}

async fn with(app: &TestApp, mut authenticator: Authenticator) -> (Person, Authenticator) {
    let mut anna = first(app).await;
    let added = adds(&mut anna, &mut authenticator, "Laptop").await;
    assert_eq!(added.location(), ACCOUNT, "{added:?}");
    (anna, authenticator)
}

fn browser(app: &TestApp) -> Browser {
    Browser::on(&app.line)
}

async fn reasons(app: &TestApp) -> String {
    app.ground.dump(&["audit_events"]).await
}

async fn count(app: &TestApp) -> i64 {
    app.ground
        .number("SELECT COUNT(*) FROM operator_passkeys")
        .await
}
