//! SEC-193: the company's single sign-on lets in whom it means, and nobody whom it does not.

mod admitting;
mod issuer;
mod looked_after;
mod returning;

use axum::http::StatusCode;
use vestibule::id::OperatorName;
use vestibule_server::services::{audit::Actor, operators};

use self::issuer::{Asked, Issuer, Says};
use super::person::is_in;
use crate::{
    app::TestApp,
    browser::{Browser, Page},
};

const SIGN_IN: &str = "/dashboard/sign-in";
const BEGIN: &str = "/dashboard/sign-in/single";
const RETURN: &str = "/dashboard/sign-in/single/return";

fn name(text: &str) -> OperatorName {
    OperatorName::new(text).unwrap()
}

async fn with(more: &[(&str, &str)]) -> (TestApp, Issuer) {
    let issuer = Issuer::start().await;
    let mut settings = issuer.settings();
    settings.retain(|(key, _)| !more.iter().any(|(other, _)| other == key));
    settings.extend_from_slice(more);
    let app = TestApp::with(&settings).await;
    for one in ["anna", "otto"] {
        operators::add(&app.core, &name(one), one, Actor::CommandLine)
            .await
            .unwrap();
    }
    (app, issuer)
}

async fn start() -> (TestApp, Issuer) {
    with(&[]).await
}

fn browser(app: &TestApp) -> Browser {
    Browser::on(&app.line)
}

/// Goes to the provider; where it was sent.
async fn leaves(browser: &mut Browser) -> String {
    let page = browser.get(BEGIN).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    page.location().to_owned()
}

/// Goes there, signs in, and comes back.
async fn signs_in(
    (app, issuer): (&TestApp, &Issuer),
    browser: &mut Browser,
    sub: &str,
    says: &Says,
) -> Page {
    let sent = leaves(browser).await;
    let back = issuer.signs_in(&sent, app.core.clock.now().0, sub, says);
    browser.get(&back).await
}

fn is_refused(page: &Page) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
    assert!(page.body.contains("You were not let in"), "{}", page.body);
    assert!(!page.header("set-cookie").contains("vestibule-operator"));
}

async fn last_reason(app: &TestApp) -> String {
    let sql = "SELECT detail FROM audit_events WHERE kind = 'sign_in.refused' ORDER BY sequence DESC LIMIT 1";
    let mut connection = app.core.db.read().await.unwrap();
    let detail: Vec<u8> = sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    String::from_utf8(detail).unwrap()
}
