//! SEC-193: the company's single sign-on lets in whom it means, and nobody whom it does not.

mod issuer;
mod looked_after;

use axum::http::StatusCode;
use serde_json::{Value, json};
use vestibule::id::OperatorName;
use vestibule_server::services::{
    audit::Actor,
    operators::{self, setups, single_sign_on},
};

use self::issuer::{Asked, Issuer, Says, Signed};
use super::person::{self, is_in};
use crate::{
    app::{MINUTE, SECOND, TestApp},
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

/// SEC-193, SEC-139
#[tokio::test]
async fn sec_193_whom_the_single_sign_on_means_is_in_and_bound_to_it() {
    let (app, issuer) = start().await;
    let site = (&app, &issuer);
    let mut anna = browser(&app);
    let page = anna
        .get(&format!("{SIGN_IN}?next=%2Fdashboard%2Faccount"))
        .await;
    assert!(
        page.body.contains("Sign in with Example Login"),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("href=\"/dashboard/sign-in/single?next=%2Fdashboard%2Faccount\"")
    );
    let left = anna
        .get(&format!("{BEGIN}?next=%2Fdashboard%2Faccount"))
        .await;
    let cookie = left.header("set-cookie").to_owned();
    assert!(cookie.starts_with("vestibule-away="), "{cookie}");
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=600"),
        "{cookie}"
    );
    let asked = Asked::read(left.location());
    assert_eq!(asked.get("scope"), "openid profile");
    assert_eq!(
        asked.get("redirect_uri"),
        format!("http://localhost:3000{RETURN}")
    );
    for secret in ["state", "nonce", "code_challenge"] {
        assert!(asked.get(secret).len() >= 43, "{secret}");
        assert!(!cookie.contains(&asked.get(secret)), "{secret} is sealed");
    }
    let now = app.core.clock.now().0;
    let back = issuer.signs_in(
        left.location(),
        now,
        "subject-1",
        &Says::of(json!({ "preferred_username": "Anna" })),
    );
    let page = anna.get(&back).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(page.location(), "/dashboard/account");
    assert!(is_in(&mut anna).await);
    let sessions = "SELECT operator || ' ' || factor FROM operator_sessions";
    assert_eq!(app.ground.texts(sessions).await, ["anna single_sign_on"]);
    let bound = "SELECT subject FROM operators WHERE name = 'anna'";
    assert_eq!(
        app.ground.texts(bound).await,
        [format!("{}|subject-1", issuer.url)]
    );
    assert_eq!(app.audited("operator.single_sign_on_bound").await, 1);
    assert_eq!(app.audited("operator.signed_in").await, 1);

    // From now on the subject counts, whatever the provider calls it ...
    let renamed = Says::of(json!({ "preferred_username": "otto" }));
    let mut again = browser(&app);
    signs_in(site, &mut again, "subject-1", &renamed).await;
    assert!(is_in(&mut again).await);
    let sessions = "SELECT DISTINCT operator FROM operator_sessions";
    assert_eq!(app.ground.texts(sessions).await, ["anna"]);
    // ... and nobody else who is called so.
    let mut eve = browser(&app);
    let same_name = Says::of(json!({ "preferred_username": "anna" }));
    is_refused(&signs_in(site, &mut eve, "subject-2", &same_name).await);
    assert!(!is_in(&mut eve).await);
    assert_eq!(
        last_reason(&app).await,
        r#"{"operator":"anna","reason":"subject"}"#
    );
    // Until an admin says that it is somebody else's account now.
    single_sign_on::expect(&app.core, &name("anna"), None, Actor::CommandLine)
        .await
        .unwrap();
    signs_in(site, &mut eve, "subject-2", &same_name).await;
    assert!(is_in(&mut eve).await);
    let mut before = browser(&app);
    is_refused(
        &signs_in(
            site,
            &mut before,
            "subject-1",
            &Says::of(json!({ "preferred_username": "x" })),
        )
        .await,
    );
}

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

/// SEC-193: by no word, status or header.
#[tokio::test]
async fn sec_193_who_is_an_operator_and_who_is_disabled_is_not_to_be_found_out() {
    let (app, issuer) = start().await;
    let site = (&app, &issuer);
    let mut otto = browser(&app);
    signs_in(site, &mut otto, "otto", &Says::default()).await;
    assert!(is_in(&mut otto).await);
    for one in ["anna", "otto"] {
        operators::set_disabled(&app.core, &name(one), true, Actor::CommandLine)
            .await
            .unwrap();
    }
    assert!(!is_in(&mut otto).await);
    let mut answers = Vec::new();
    for (sub, reason) in [
        ("ivan", r#"{"reason":"unknown"}"#),
        ("no name at all!", r#"{"reason":"unknown"}"#),
        ("anna", r#"{"operator":"anna","reason":"disabled"}"#),
        ("otto", r#"{"operator":"otto","reason":"disabled"}"#),
    ] {
        let mut someone = browser(&app);
        let page = signs_in(site, &mut someone, sub, &Says::default()).await;
        is_refused(&page);
        assert_eq!(last_reason(&app).await, reason);
        let mut headers: Vec<_> = page.headers.keys().map(ToString::to_string).collect();
        headers.sort();
        answers.push((headers, page.without_codes()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    // Nobody became an operator by it.
    let names = "SELECT name FROM operators ORDER BY name";
    assert_eq!(app.ground.texts(names).await, ["anna", "otto"]);
    // Enabled again, the subject from before still counts.
    operators::set_disabled(&app.core, &name("otto"), false, Actor::CommandLine)
        .await
        .unwrap();
    signs_in(
        site,
        &mut otto,
        "otto",
        &Says::of(json!({ "preferred_username": null })),
    )
    .await;
    assert!(is_in(&mut otto).await);
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

/// SEC-193
#[tokio::test]
async fn sec_193_an_address_is_believed_where_the_provider_verified_it() {
    let claim = ("DASHBOARD__SINGLE_SIGN_ON__CLAIM", "email");
    let (app, issuer) = with(&[claim]).await;
    let site = (&app, &issuer);
    let core = &app.core;
    let expect = async |operator: &str, text: &str| {
        single_sign_on::expect(core, &name(operator), Some(text), Actor::CommandLine).await
    };
    expect("anna", "Anna.Berg@bank.example").await.unwrap();
    assert!(
        expect("otto", "anna.berg@BANK.example").await.is_err(),
        "is another's"
    );
    assert!(
        expect("ivan", "ivan@bank.example").await.is_err(),
        "is no operator"
    );
    let address = json!("anna.berg@Bank.example");
    for (claims, userinfo) in [
        (json!({ "email": address }), json!({})),
        (
            json!({ "email": address, "email_verified": false }),
            json!({}),
        ),
        (
            json!({ "email_verified": true, "email": "anna" }),
            json!({}),
        ),
        (
            json!({}),
            json!({ "email": address, "email_verified": true, "sub": "another" }),
        ),
    ] {
        let says = Says {
            claims,
            userinfo,
            ..Says::default()
        };
        is_refused(&signs_in(site, &mut browser(&app), "1", &says).await);
    }
    // Providers may keep it out of the ID token (OpenID Connect Core 1.0, 5.4).
    let says = Says {
        userinfo: json!({ "email": address, "email_verified": true }),
        ..Says::default()
    };
    let mut anna = browser(&app);
    let left = leaves(&mut anna).await;
    assert_eq!(Asked::read(&left).get("scope"), "openid email");
    let page = anna
        .get(&issuer.signs_in(&left, app.core.clock.now().0, "1", &says))
        .await;
    assert_eq!(page.location(), "/dashboard", "{page:?}");
    assert!(is_in(&mut anna).await);
}

#[tokio::test]
async fn how_somebody_signed_in_there_may_be_demanded() {
    let (app, issuer) = with(&[
        ("DASHBOARD__SINGLE_SIGN_ON__ACR", r#"["gold"]"#),
        ("DASHBOARD__SINGLE_SIGN_ON__AMR", r#"["mfa"]"#),
    ])
    .await;
    let site = (&app, &issuer);
    for claims in [
        json!({}),
        json!({ "acr": "silver", "amr": ["pwd", "mfa"] }),
        json!({ "acr": "gold", "amr": ["pwd"] }),
        json!({ "acr": "gold" }),
    ] {
        is_refused(&signs_in(site, &mut browser(&app), "anna", &Says::of(claims)).await);
    }
    let mut anna = browser(&app);
    let says = Says::of(json!({ "acr": "gold", "amr": ["pwd", "mfa"] }));
    signs_in(site, &mut anna, "anna", &says).await;
    assert!(is_in(&mut anna).await);
}

/// Whoever comes by a session that the provider had cannot change how its owner signs in here.
#[tokio::test]
async fn what_needs_a_fresh_proof_needs_one_at_the_provider_too() {
    let (app, issuer) = start().await;
    let now = app.core.clock.now().0 / SECOND;
    for (auth_time, is_fresh) in [
        (json!(now), true),
        (json!(now - 11 * 60), false),
        (json!(null), false),
    ] {
        let mut anna = browser(&app);
        let says = Says::of(json!({ "auth_time": auth_time }));
        signs_in((&app, &issuer), &mut anna, "anna", &says).await;
        let page = anna.post("/dashboard/account", &[("act", "anew")]).await;
        let is_let = page.location().starts_with("/dashboard/set-up/");
        assert_eq!(is_let, is_fresh, "{auth_time}: {page:?}");
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

/// SEC-193: then there is one way in, also for whoever had another.
#[tokio::test]
async fn sec_193_where_there_is_only_the_single_sign_on_nothing_else_lets_in() {
    let mut app = TestApp::start().await;
    let anna = person::first(&app).await;
    let unused = setups::make(&app.core, &name("anna"), Actor::CommandLine)
        .await
        .unwrap();
    let issuer = Issuer::start().await;
    let section = format!(
        "\n[dashboard.single_sign_on]\nissuer = \"{}\"\nclient_id = \"vestibule test\"\n\
         client_secret = \"a secret: with signs%\"\ndisplay_name = \"Example Login\"\nclaim = \"preferred_username\"\n\
         id_token_algorithm = \"ES256\"\nonly = true\n",
        issuer.url
    );
    app.is_restarted_with(|text| format!("{text}{section}"))
        .await;
    let mut someone = browser(&app);
    let page = someone.get(SIGN_IN).await;
    assert!(!page.body.contains("name=\"password\""), "{}", page.body);
    assert!(page.body.contains("Sign in with Example Login"));
    let typed = anna.types_password(&mut someone).await;
    assert_eq!(typed.status, StatusCode::NOT_FOUND, "{typed:?}");
    let link = someone.get(&format!("/dashboard/set-up/{unused}")).await;
    assert_eq!(link.status, StatusCode::GONE);
    assert!(
        setups::make(&app.core, &name("anna"), Actor::CommandLine)
            .await
            .is_err()
    );
    assert_eq!(
        setups::make_first(&app.core, Actor::System).await.unwrap(),
        None
    );
    signs_in((&app, &issuer), &mut someone, "anna", &Says::default()).await;
    assert!(is_in(&mut someone).await);
}

#[tokio::test]
async fn without_a_single_sign_on_there_is_no_way_to_it() {
    let app = TestApp::start().await;
    let mut someone = browser(&app);
    assert!(!someone.get(SIGN_IN).await.body.contains("sign-in/single"));
    for path in [BEGIN.to_owned(), format!("{RETURN}?code=1&state=2")] {
        assert_eq!(
            someone.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
