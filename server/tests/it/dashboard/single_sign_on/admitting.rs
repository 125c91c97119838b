//! Whom the single sign-on lets in: those whom it means, as often as they may, as lately as they must.

use axum::http::StatusCode;
use serde_json::json;
use vestibule_server::services::{
    audit::Actor,
    operators::{self, setups, single_sign_on},
};

use super::{
    BEGIN, RETURN, SIGN_IN, browser, is_refused,
    issuer::{Asked, Issuer, Says},
    last_reason, leaves, name, signs_in, start, with,
};
use crate::{
    app::{SECOND, TestApp},
    dashboard::person::{self, is_in},
};

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
