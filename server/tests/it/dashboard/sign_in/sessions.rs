//! What there is once somebody is in: a session, its end, and a trace of both.

use axum::http::StatusCode;

use super::{ACCOUNT, SIGN_IN, browser, fails};
use crate::{
    app::{MINUTE, TestApp},
    dashboard::{
        bench::operator,
        person::{PASSWORD, STEP, another, between, first, is_in, types_code},
    },
};

/// SEC-193, SEC-139: what a browser came with is not what it leaves with.
#[tokio::test]
async fn sec_193_a_session_is_new_at_every_sign_in_and_the_one_before_is_over() {
    let app = TestApp::start().await;
    let anna = first(&app).await;
    let mut planted = browser(&app);
    planted.sends("cookie", "vestibule-operator=planted");
    assert!(!is_in(&mut planted).await);
    let mut own = anna.browser.clone();
    let mut stolen = anna.browser.clone();
    let page = anna.signs_in(&app, &mut own).await;
    let cookies: Vec<_> = page
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .collect();
    let session = cookies
        .iter()
        .find(|cookie| cookie.starts_with("vestibule-operator="))
        .unwrap();
    let (value, attributes) = session.split_once(';').unwrap();
    assert_eq!(attributes, " HttpOnly; SameSite=Lax; Path=/");
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.starts_with("vestibule-way-in=;"))
    );
    assert!(is_in(&mut own).await);
    assert!(!is_in(&mut stolen).await, "the session before is over");
    let token = value.strip_prefix("vestibule-operator=").unwrap();
    let stored = app
        .ground
        .dump(&["operator_sessions", "audit_events"])
        .await;
    assert!(!stored.contains(token), "only its hash is stored");
}

#[tokio::test]
async fn whoever_may_do_nothing_yet_is_led_to_where_that_is_said() {
    let app = TestApp::start().await;
    let mut new = operator(&app, "new", &[]).await;
    let page = new.get("/dashboard").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let go_on = format!("<a href=\"{ACCOUNT}\" class=\"button button--second\">");
    assert!(page.body.contains(&go_on), "{}", page.body);
    let account = new.get(ACCOUNT).await;
    assert!(account.body.contains("Ask an admin for a role."));
}

#[tokio::test]
async fn whoever_signs_in_comes_back_to_where_they_were_going() {
    let app = TestApp::start().await;
    let anna = first(&app).await;
    for (next, to) in [
        (
            "/dashboard/onboardings?status=needs_review",
            "/dashboard/onboardings?status=needs_review",
        ),
        ("https://evil.test/", "/dashboard"),
        ("//evil.test/dashboard", "/dashboard"),
        ("/o/1", "/dashboard"),
    ] {
        app.clock.advance(STEP);
        let mut someone = browser(&app);
        let wanted = serde_urlencoded::to_string([("next", next)]).unwrap();
        let page = someone.get(&format!("{SIGN_IN}?{wanted}")).await;
        assert!(!page.body.contains("evil.test"), "{}", page.body);
        let fields = [("name", "anna"), ("password", PASSWORD), ("next", next)];
        someone.post(SIGN_IN, &fields).await;
        let page = types_code(&mut someone, &anna.code(&app)).await;
        assert_eq!(page.location(), to);
        // Whoever is in already goes on at once.
        let page = someone.get(&format!("{SIGN_IN}?{wanted}")).await;
        assert_eq!(page.location(), to);
    }
}

#[tokio::test]
async fn an_operator_ends_this_session_one_of_the_others_all_others_or_all() {
    let app = TestApp::start().await;
    let mut anna = first(&app).await;
    let mut others = Vec::new();
    for _ in 0..4 {
        let mut other = browser(&app);
        other.sends("user-agent", "Another browser");
        anna.signs_in(&app, &mut other).await;
        others.push(other);
    }
    let mut otto = another(&app, "otto").await;
    // Nobody ends another's.
    let ids = "SELECT id FROM operator_sessions WHERE operator = 'anna' ORDER BY created_at, id";
    let ids = app.ground.texts(ids).await;
    let fields = [("act", "end"), ("session", ids[1].as_str())];
    let page = otto.browser.post(ACCOUNT, &fields).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);

    let account = anna.browser.get(ACCOUNT).await;
    assert_eq!(
        between(&account.body, "class=\"session\"", "</li>").len(),
        5
    );
    assert!(account.body.contains("Another browser"));
    assert_eq!(
        anna.browser.post(ACCOUNT, &fields).await.location(),
        ACCOUNT
    );
    let mut are_in = Vec::new();
    for other in &mut others {
        are_in.push(is_in(other).await);
    }
    assert_eq!(are_in, [false, true, true, true]);

    let page = others[1].post("/dashboard/sign-out", &[]).await;
    assert_eq!(page.location(), SIGN_IN);
    assert!(
        page.header("set-cookie")
            .starts_with("vestibule-operator=;")
    );
    assert!(!is_in(&mut others[1]).await);

    others[2].post(ACCOUNT, &[("act", "end_others")]).await;
    assert!(is_in(&mut others[2]).await);
    assert!(!is_in(&mut anna.browser).await && !is_in(&mut others[3]).await);

    anna.signs_in(&app, &mut others[3]).await;
    let page = others[2].post(ACCOUNT, &[("act", "end_all")]).await;
    assert_eq!(page.location(), SIGN_IN);
    assert!(!is_in(&mut others[2]).await && !is_in(&mut others[3]).await);
    assert!(is_in(&mut otto.browser).await, "somebody else");
    assert_eq!(app.audited("operator.signed_out").await, 4);
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_in_any_case() {
    let app = TestApp::with(&[
        ("DASHBOARD__IDLE_MINUTES", "10"),
        ("DASHBOARD__ABSOLUTE_HOURS", "1"),
    ])
    .await;
    let mut anna = first(&app).await;
    let mut idle = anna.browser.clone();
    for _ in 0..5 {
        app.clock.advance(10 * MINUTE - 1);
        assert!(is_in(&mut idle).await);
    }
    app.clock.advance(10 * MINUTE);
    assert!(!is_in(&mut idle).await, "idle, or after an hour");
    let mut busy = browser(&app);
    anna.signs_in(&app, &mut busy).await;
    app.clock.advance(10 * MINUTE);
    assert!(!is_in(&mut busy).await, "idle");
    anna.signs_in(&app, &mut anna.browser.clone()).await;
    let mut busy = browser(&app);
    anna.signs_in(&app, &mut busy).await;
    for _ in 0..11 {
        app.clock.advance(5 * MINUTE);
        assert!(is_in(&mut busy).await);
    }
    app.clock.advance(5 * MINUTE);
    assert!(!is_in(&mut busy).await, "after an hour");
    assert!(!is_in(&mut anna.browser).await);
}

/// Every success and every failure is in the system's chain.
#[tokio::test]
async fn whatever_becomes_of_signing_in_is_in_the_audit_log() {
    let app = TestApp::start().await;
    let anna = first(&app).await;
    let mut someone = browser(&app);
    fails(&mut someone, 1).await;
    anna.types_password(&mut someone).await;
    types_code(&mut someone, "000000").await;
    anna.signs_in(&app, &mut someone).await;
    someone.post("/dashboard/sign-out", &[]).await;
    let log =
        "SELECT kind || ' ' || actor FROM audit_events WHERE chain = 'system' ORDER BY sequence";
    let log = app.ground.texts(log).await;
    let begun = log
        .iter()
        .position(|line| line.starts_with("operator."))
        .unwrap();
    assert_eq!(
        log[begun..],
        [
            "operator.set_up_link_made system",
            "operator.added operator:anna",
            "operator.granted operator:anna",
            "operator.set_up operator:anna",
            "operator.signed_in operator:anna",
            "sign_in.refused system",
            "sign_in.refused system",
            "operator.signed_in operator:anna",
            "operator.signed_out operator:anna",
        ]
    );
}
