//! What an admin says about whom the single sign-on means, and what is not offered where it is the only way in.

use axum::http::StatusCode;
use vestibule::permission::Role;

use super::{Says, browser, is_in, is_refused, leaves, signs_in, start, with};
use crate::{
    app::TestApp,
    browser::Page,
    dashboard::desk::{Desk, EVERYBODY},
};

const ANNA: &str = "/dashboard/settings/operators/anna";
const ACCOUNT: &str = "/dashboard/account";

/// What is written down for anna, and what is bound to her.
async fn known(app: &TestApp) -> Vec<String> {
    let sql = "SELECT COALESCE(claimed_as, '-') || ' ' || COALESCE(subject, '-') FROM operators WHERE name = 'anna'";
    app.ground.texts(sql).await
}

fn says_whom<'a>(called: &'a str, typed: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("do", "claimed_as"),
        ("to", "anna"),
        ("claimed_as", called),
        ("typed", typed),
    ]
}

fn leads_back(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(page.location(), ANNA);
}

/// SEC-149, SEC-193: it takes an admin, and for an account that is bound the operator's name; it is in the audit log.
#[tokio::test]
async fn sec_193_an_admin_says_whom_the_single_sign_on_means() {
    let (app, issuer) = start().await;
    let site = (&app, &issuer);
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await.browser;
    let page = ada.get(ANNA).await;
    assert!(page.body.contains("User name there"), "{}", page.body);
    assert!(!page.body.contains("Bind another account"));
    leads_back(&ada.post(ANNA, &says_whom(" Anna.Berg ", "")).await);
    assert_eq!(known(&app).await, ["anna.berg -"]);
    let page = ada.get(ANNA).await;
    assert!(page.body.contains("value=\"anna.berg\""), "{}", page.body);
    assert_eq!(app.audited("operator.single_sign_on_expected").await, 1);

    // Another's is refused, and what was typed is not lost.
    let otto = "/dashboard/settings/operators/otto";
    let page = ada.post(otto, &says_whom("ANNA.berg", "")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("value=\"ANNA.berg\""), "{}", page.body);

    is_refused(&signs_in(site, &mut browser(&app), "anna", &Says::default()).await);
    let mut anna = browser(&app);
    signs_in(site, &mut anna, "anna.berg", &Says::default()).await;
    assert!(is_in(&mut anna).await);

    // An account is bound now: no other one without the name, and nobody is in by the one from before.
    let bound = format!("anna.berg {}|anna.berg", issuer.url);
    for typed in ["", "ann", "otto"] {
        let page = ada.post(ANNA, &says_whom("anna.b", typed)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.body.contains("value=\"anna.b\""), "{}", page.body);
        assert!(page.body.contains("Bind another account"));
        assert_eq!(known(&app).await, [bound.as_str()]);
    }
    assert!(is_in(&mut anna).await);
    leads_back(&ada.post(ANNA, &says_whom("anna.b", "anna")).await);
    assert_eq!(known(&app).await, ["anna.b -"]);
    assert_eq!(app.audited("operator.single_sign_on_expected").await, 2);
    assert!(!is_in(&mut anna).await);
    is_refused(&signs_in(site, &mut anna, "anna.berg", &Says::default()).await);
    signs_in(site, &mut anna, "anna.b", &Says::default()).await;
    assert!(is_in(&mut anna).await);
    // Whoever bound it could have bound their own: the operator is told, but not of what was written down before the first time.
    let page = anna.get("/dashboard/account").await;
    assert_eq!(page.body.matches("By ada").count(), 1, "{page:?}");
}

/// SEC-149
#[tokio::test]
async fn sec_149_nobody_says_it_of_themselves_or_without_being_an_admin() {
    let (app, _issuer) = start().await;
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await.browser;
    let own = "/dashboard/settings/operators/ada";
    let page = ada.get(own).await;
    assert!(
        page.body.contains("Signing in with Example Login"),
        "{page:?}"
    );
    assert!(!page.body.contains("name=\"claimed_as\""), "{}", page.body);
    let page = ada.post(own, &says_whom("anna", "ada")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut rita = Desk::of(&app, "rita", Role::Reviewer, &EVERYBODY)
        .await
        .browser;
    let page = rita.post(ANNA, &says_whom("rita", "")).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{page:?}");
    assert_eq!(known(&app).await, ["- -"]);
    assert_eq!(app.audited("operator.single_sign_on_expected").await, 0);

    // Where there is no single sign-on there is nothing to say.
    let app = TestApp::start().await;
    Desk::of(&app, "anna", Role::Viewer, &EVERYBODY).await;
    let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await.browser;
    let page = ada.get(ANNA).await;
    assert!(!page.body.contains("name=\"claimed_as\""), "{}", page.body);
    let page = ada.post(ANNA, &says_whom("anna.berg", "")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// What would let nobody in is not offered, and it is said why.
#[tokio::test]
async fn where_there_is_only_the_single_sign_on_no_other_way_in_is_offered() {
    let others = [
        "Set up your sign-in anew",
        "To change how you sign in",
        "recovery codes left",
        "id=\"passkeys\"",
    ];
    for only in [false, true] {
        let value = only.to_string();
        let (app, issuer) = with(&[("DASHBOARD__SINGLE_SIGN_ON__ONLY", &value)]).await;
        let mut anna = browser(&app);
        signs_in((&app, &issuer), &mut anna, "anna", &Says::default()).await;
        let page = anna.get(ACCOUNT).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let offered = others.iter().any(|text| page.body.contains(text));
        assert_eq!(offered, !only, "{}", page.body);
        let why = "You sign in with Example Login, and nobody signs in any other way";
        assert_eq!(page.body.contains(why), only, "{}", page.body);
        assert!(page.body.contains("Sign out everywhere"));

        let mut ada = Desk::of(&app, "ada", Role::Admin, &EVERYBODY).await.browser;
        let page = ada.get(ANNA).await;
        assert_eq!(page.body.contains("Make a set-up link"), !only);
        assert_eq!(page.body.contains("There are no set-up links"), only);
        let page = ada.get("/dashboard/settings/operators").await;
        assert_eq!(page.body.contains("until you make them a link"), !only);
    }
}

/// Whoever is not let in and tries again comes to the page that they had asked for.
#[tokio::test]
async fn who_comes_back_without_being_let_in_is_still_led_where_they_wanted() {
    let (app, issuer) = start().await;
    let again = "/dashboard/sign-in/single?next=%2Fdashboard%2Faccount";
    let mut anna = browser(&app);
    for refusal in ["denied", "nobody", "away"] {
        let left = anna.get(again).await;
        let asked = super::Asked::read(left.location());
        let now = app.core.clock.now().0;
        let back = match refusal {
            "denied" => asked.comes_back(&[
                ("error", "access_denied"),
                ("state", &asked.get("state")),
                ("iss", &issuer.url),
            ]),
            "nobody" => issuer.signs_in(left.location(), now, "ivan", &Says::default()),
            _ => asked.comes_back(&[
                ("error", "server_error"),
                ("state", &asked.get("state")),
                ("iss", &issuer.url),
            ]),
        };
        let page = anna.get(&back).await;
        assert!(!page.status.is_success(), "{refusal}: {page:?}");
        assert!(
            page.body.contains(&format!("href=\"{again}\"")),
            "{refusal}"
        );
        let field = "name=\"next\" value=\"/dashboard/account\"";
        assert!(page.body.contains(field), "{refusal}: {}", page.body);
    }
    let left = anna.get(again).await;
    let now = app.core.clock.now().0;
    let back = issuer.signs_in(left.location(), now, "anna", &Says::default());
    assert_eq!(anna.get(&back).await.location(), ACCOUNT);

    // Nobody who was not sent by us has anything to be led to.
    let mut eve = browser(&app);
    let back = issuer.signs_in(&leaves(&mut eve).await, now, "ivan", &Says::default());
    let page = eve
        .get(&format!("{back}&next=%2Fdashboard%2Faccount"))
        .await;
    is_refused(&page);
    assert!(!page.body.contains("dashboard%2Faccount"), "{}", page.body);
}
