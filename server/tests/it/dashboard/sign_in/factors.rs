//! Two factors, and neither without the other.

use axum::http::StatusCode;
use vestibule_server::services::{
    audit::Actor,
    operators::{self, setups},
};

use super::{ACCOUNT, SECOND_PAGE, SIGN_IN, browser, name};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    dashboard::person::{
        PASSWORD, STEP, another, app_of, choice, first, is_in, set_up, types_code,
    },
};

/// SEC-193: nothing is stored before the app's first code fits, and the link is good until then.
#[tokio::test]
async fn sec_193_nobody_is_there_before_their_second_factor_is() {
    let app = TestApp::start().await;
    let token = setups::make_first(&app.core, Actor::System).await;
    let path = format!("/dashboard/set-up/{}", token.unwrap().unwrap());
    let mut someone = browser(&app);
    // A code before a password.
    let early = someone.post(&path, &[("code", "123456")]).await;
    assert_eq!(early.status, StatusCode::GONE);
    for (typed, said) in [
        (choice("Not A Name", PASSWORD), "This is no name"),
        (choice("anna", "short"), "at least 12 characters"),
        (choice("anna", "password1234"), "attackers try first"),
        (
            [
                ("name", "anna"),
                ("display_name", "Anna"),
                ("password", PASSWORD),
                ("again", "another gravel ocelot"),
            ],
            "two passwords differ",
        ),
    ] {
        let page = someone.post(&path, &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(page.body.contains(said), "{said}: {}", page.body);
        assert!(!page.body.contains(PASSWORD), "a password is not sent back");
    }
    let chosen = someone.post(&path, &choice("anna", PASSWORD)).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER);
    let page = someone.get(&path).await;
    assert!(page.body.contains("code-picture"), "{}", page.body);
    assert!(
        !page.body.contains("style="),
        "the policy allows no inline style"
    );
    let wrong = someone.post(&path, &[("code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(app.ground.number("SELECT COUNT(*) FROM operators").await, 0);
    assert!(!is_in(&mut someone).await);
    // What was chosen is in this browser, and good for a while.
    assert!(!browser(&app).get(&path).await.body.contains("code-picture"));
    let code = |page| {
        let now = u64::try_from(app.core.clock.now().0 / SECOND).unwrap();
        app_of(page, "anna").generate(now)
    };
    app.clock.advance(20 * MINUTE);
    let late = someone.post(&path, &[("code", &code(&page))]).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert_eq!(app.ground.number("SELECT COUNT(*) FROM operators").await, 0);
    assert_eq!(someone.get(&path).await.status, StatusCode::OK);
}

/// SEC-193: by no word, status or header.
#[tokio::test]
async fn sec_193_who_there_is_and_who_is_disabled_is_not_to_be_found_out() {
    let app = TestApp::start().await;
    let anna = first(&app).await;
    another(&app, "otto").await;
    operators::set_disabled(&app.core, &name("otto"), true, Actor::CommandLine)
        .await
        .unwrap();
    operators::add(&app.core, &name("olga"), "Olga", Actor::CommandLine)
        .await
        .unwrap();
    let mut answers = Vec::new();
    for (who, password) in [
        ("anna", "tandem ocelot granite"),
        ("otto", anna.password.as_str()),
        ("olga", anna.password.as_str()),
        ("ivan", anna.password.as_str()),
        ("anna", &"x".repeat(5000)),
    ] {
        let fields = [("name", who), ("password", password)];
        let page = browser(&app).post(SIGN_IN, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{who}");
        let mut headers: Vec<_> = page.headers.keys().map(ToString::to_string).collect();
        headers.sort();
        let value = format!("value=\"{who}\"");
        assert!(page.body.contains(&value), "{}", page.body);
        answers.push((
            headers,
            page.without_codes().replace(&value, "value=\"NAME\""),
        ));
    }
    for answer in &answers {
        assert_eq!(*answer, answers[0]);
    }
    assert!(!answers[0].0.contains(&"set-cookie".to_owned()));
    // The log knows more, but never a name that is nobody's: it may be a password in the wrong field.
    assert_eq!(app.audited("sign_in.refused").await, 5);
    let log = app.ground.dump(&["audit_events", "sign_in_failures"]).await;
    for said in [
        r#""reason":"password""#,
        r#""reason":"disabled""#,
        r#""reason":"not_set_up""#,
        r#"{"reason":"unknown"}"#,
    ] {
        assert!(log.contains(said), "{said}");
    }
    assert!(!log.contains("ivan"));
}

/// SEC-193
#[tokio::test]
async fn sec_193_the_second_factor_cannot_be_stepped_over() {
    let app = TestApp::start().await;
    let anna = first(&app).await;
    let mut half = browser(&app);
    // Not before the password ...
    assert_eq!(half.get(SECOND_PAGE).await.location(), SIGN_IN);
    app.clock.advance(STEP);
    let early = types_code(&mut half, &anna.code(&app)).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!is_in(&mut half).await);
    // ... and nowhere else after it.
    let typed = anna.types_password(&mut half).await;
    assert_eq!(typed.location(), SECOND_PAGE);
    assert!(!is_in(&mut half).await);
    for path in [
        "/dashboard",
        "/dashboard/onboardings",
        "/dashboard/settings",
        ACCOUNT,
    ] {
        let page = half.get(path).await;
        assert_eq!(
            (page.status, page.body.as_str()),
            (StatusCode::SEE_OTHER, ""),
            "{path}"
        );
    }
    let out = half.post("/dashboard/sign-out", &[]).await;
    assert_eq!(out.location(), SIGN_IN);
    // What the browser carries is no session, nor another's half.
    let carried = typed
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let value = carried.strip_prefix("vestibule-way-in=").unwrap();
    for cookie in [
        format!("vestibule-operator={value}"),
        format!("vestibule-way-in={}", &value[1..]),
        format!("vestibule-way-in={value}; vestibule-way-in={value}"),
        format!("vestibule-way-in={value}A"),
    ] {
        let mut forged = browser(&app);
        forged.sends("cookie", &cookie);
        assert!(!is_in(&mut forged).await, "{cookie}");
        assert_eq!(
            forged.get(SECOND_PAGE).await.location(),
            SIGN_IN,
            "{cookie}"
        );
        let page = types_code(&mut forged, &anna.code(&app)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{cookie}");
    }
    // It is good for five minutes.
    app.clock.advance(5 * MINUTE);
    let late = types_code(&mut half, &anna.code(&app)).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!is_in(&mut half).await);
    assert_eq!(
        anna.signs_in(&app, &mut half).await.location(),
        "/dashboard"
    );
    assert!(is_in(&mut half).await);
}

/// SEC-193: not with an older password either, nor after an admin said so.
#[tokio::test]
async fn sec_193_half_a_sign_in_ends_with_the_password_and_with_the_operator() {
    let app = TestApp::start().await;
    let anna = first(&app).await;
    let otto = another(&app, "otto").await;
    app.clock.advance(STEP);
    let mut halves = [browser(&app), browser(&app)];
    anna.types_password(&mut halves[0]).await;
    otto.types_password(&mut halves[1]).await;
    let token = setups::make(&app.core, &name("anna"), Actor::CommandLine).await;
    let anna = set_up(&app, &token.unwrap(), "anna").await;
    operators::set_disabled(&app.core, &name("otto"), true, Actor::CommandLine)
        .await
        .unwrap();
    app.clock.advance(STEP);
    for (half, person) in halves.iter_mut().zip([&anna, &otto]) {
        let page = types_code(half, &person.code(&app)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!is_in(half).await);
    }
}

/// SEC-193: a code that somebody read over a shoulder is worth nothing once it was used.
#[tokio::test]
async fn sec_193_a_code_works_once() {
    let app = TestApp::start().await;
    let anna = first(&app).await;
    app.clock.advance(STEP);
    let code = anna.code(&app);
    let (mut one, mut two) = (browser(&app), browser(&app));
    anna.types_password(&mut one).await;
    anna.types_password(&mut two).await;
    // At once, in two browsers.
    let (first, second) = tokio::join!(types_code(&mut one, &code), types_code(&mut two, &code));
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(
        statuses,
        [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]
    );
    assert_ne!(is_in(&mut one).await, is_in(&mut two).await);
    // The one before it is worth nothing either; the next one is.
    let before = anna.code_in(&app, -STEP);
    let next = anna.code_in(&app, STEP);
    let mut three = browser(&app);
    anna.types_password(&mut three).await;
    for code in [&before, &code, "000000"] {
        let page = types_code(&mut three, code).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
    }
    assert_eq!(types_code(&mut three, &next).await.location(), "/dashboard");
}

#[tokio::test]
async fn a_recovery_code_works_once_and_in_place_of_the_app_only() {
    let app = TestApp::start().await;
    let anna = first(&app).await;
    let recovery = anna.recovery[3].as_str();
    let mut someone = browser(&app);
    let page = someone.post(SECOND_PAGE, &[("recovery", recovery)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "no password");
    anna.types_password(&mut someone).await;
    assert_eq!(someone.get(SECOND_PAGE).await.status, StatusCode::OK);
    for wrong in ["", "aaaa-aaaa-aaaa-aaaa"] {
        let page = someone.post(SECOND_PAGE, &[("recovery", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let typed = recovery.to_uppercase().replace('-', " ");
    let page = someone.post(SECOND_PAGE, &[("recovery", &typed)]).await;
    assert_eq!(page.location(), "/dashboard");
    let account = someone.get(ACCOUNT).await;
    assert!(
        account.body.contains("9 recovery codes"),
        "{}",
        account.body
    );
    let mut again = browser(&app);
    anna.types_password(&mut again).await;
    let page = again.post(SECOND_PAGE, &[("recovery", recovery)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The database holds hashes.
    let stored = app.ground.dump(&["operator_recovery_codes"]).await;
    assert!(!stored.contains(recovery) && !stored.contains(&recovery.replace('-', "")));
}
