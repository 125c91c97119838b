//! SEC-193: no default password, no enumeration, no guessing, no way around the second factor.

use axum::http::StatusCode;
use vestibule::id::OperatorName;
use vestibule_server::services::{
    audit::Actor,
    operators::{self, setups},
};

use super::person::{
    PASSWORD, STEP, another, app_of, between, choice, first, is_in, set_up, types_code,
};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    browser::Browser,
};

const SIGN_IN: &str = "/dashboard/sign-in";
const SECOND_PAGE: &str = "/dashboard/sign-in/second";
const ACCOUNT: &str = "/dashboard/account";
const HOUR: i64 = 60 * MINUTE;

fn name(text: &str) -> OperatorName {
    OperatorName::new(text).unwrap()
}

fn browser(app: &TestApp) -> Browser {
    Browser::on(&app.line)
}

/// SEC-193
#[tokio::test]
async fn sec_193_there_is_no_default_password_but_a_link_that_works_once() {
    let app = TestApp::start().await;
    for (name, password) in [
        ("admin", "admin"),
        ("admin", ""),
        ("", ""),
        ("vestibule", "vestibule"),
    ] {
        let fields = [("name", name), ("password", password)];
        let refused = browser(&app).post(SIGN_IN, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let make = || setups::make_first(&app.core, Actor::System);
    let (used, unused) = (
        make().await.unwrap().unwrap(),
        make().await.unwrap().unwrap(),
    );
    let mut person = set_up(&app, &used, "anna").await;
    assert!(is_in(&mut person.browser).await);
    assert_eq!(person.recovery.len(), 10);
    // Whoever is first is an admin for every client.
    let grants = "SELECT operator || ' ' || role || ' ' || client FROM operator_grants";
    assert_eq!(app.ground.texts(grants).await, ["anna admin *"]);
    // Nobody is first twice, with this link or with another.
    for token in [used, unused, "x".repeat(43)] {
        let path = format!("/dashboard/set-up/{token}");
        for page in [
            browser(&app).get(&path).await,
            browser(&app).post(&path, &choice("eve", PASSWORD)).await,
        ] {
            assert_eq!(page.status, StatusCode::GONE, "{page:?}");
        }
    }
    assert_eq!(make().await.unwrap(), None);
}

#[tokio::test]
async fn a_link_is_good_for_a_day() {
    let app = TestApp::start().await;
    let token = setups::make_first(&app.core, Actor::System).await;
    let path = format!("/dashboard/set-up/{}", token.unwrap().unwrap());
    app.clock.advance(24 * HOUR - 1);
    assert_eq!(browser(&app).get(&path).await.status, StatusCode::OK);
    app.clock.advance(1);
    assert_eq!(browser(&app).get(&path).await.status, StatusCode::GONE);
}

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

/// Has this many tries with a wrong password answered 422.
async fn fails(who: &mut Browser, times: usize) {
    for _ in 0..times {
        let fields = [("name", "anna"), ("password", "tandem ocelot granite")];
        let page = who.post(SIGN_IN, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
    }
}

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

/// SEC-193: whoever lost everything gets a new link; what was lost is worth nothing then.
#[tokio::test]
async fn sec_193_setting_up_anew_ends_everything_that_was_there() {
    let app = TestApp::start().await;
    let mut before = first(&app).await;
    let make = || async {
        setups::make(&app.core, &name("anna"), Actor::CommandLine)
            .await
            .unwrap()
    };
    let (older, newer) = (make().await, make().await);
    let dead = browser(&app)
        .get(&format!("/dashboard/set-up/{older}"))
        .await;
    assert_eq!(
        dead.status,
        StatusCode::GONE,
        "a newer link ends an older one"
    );
    assert!(
        is_in(&mut before.browser).await,
        "a link alone changes nothing"
    );
    app.clock.advance(STEP);
    let mut after = set_up(&app, &newer, "anna").await;
    assert!(is_in(&mut after.browser).await);
    assert!(!is_in(&mut before.browser).await);
    app.clock.advance(STEP);
    let mut someone = browser(&app);
    after.types_password(&mut someone).await;
    let old = types_code(&mut someone, &before.code(&app)).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let old = [("recovery", before.recovery[0].as_str())];
    let old = someone.post(SECOND_PAGE, &old).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let new = types_code(&mut someone, &after.code(&app)).await;
    assert_eq!(new.location(), "/dashboard");
    // A disabled operator has no link.
    let unused = make().await;
    operators::set_disabled(&app.core, &name("anna"), true, Actor::CommandLine)
        .await
        .unwrap();
    let dead = browser(&app)
        .get(&format!("/dashboard/set-up/{unused}"))
        .await;
    assert_eq!(dead.status, StatusCode::GONE);
    assert!(!is_in(&mut someone).await);
    operators::set_disabled(&app.core, &name("anna"), false, Actor::CommandLine)
        .await
        .unwrap();
    assert!(
        !is_in(&mut someone).await,
        "enabled again, they sign in again"
    );
}

/// Whoever sits down at an unlocked screen cannot change how its owner signs in.
#[tokio::test]
async fn signing_in_is_set_up_anew_by_whoever_showed_a_second_factor_just_now() {
    let app = TestApp::start().await;
    let mut anna = first(&app).await;
    app.clock.advance(10 * MINUTE);
    let anew = [("act", "anew")];
    assert_eq!(anna.browser.post(ACCOUNT, &anew).await.location(), ACCOUNT);
    assert!(
        !anna
            .browser
            .get(ACCOUNT)
            .await
            .body
            .contains("value=\"anew\"")
    );
    let wrong = [("act", "prove"), ("code", "000000")];
    let page = anna.browser.post(ACCOUNT, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = anna.code(&app);
    let right = [("act", "prove"), ("code", code.as_str())];
    assert_eq!(anna.browser.post(ACCOUNT, &right).await.location(), ACCOUNT);
    let page = anna.browser.post(ACCOUNT, &right).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "once");
    let page = anna.browser.post(ACCOUNT, &anew).await;
    let token = page.location().strip_prefix("/dashboard/set-up/").unwrap();
    app.clock.advance(STEP);
    let mut again = set_up(&app, token, "anna").await;
    assert!(is_in(&mut again.browser).await && !is_in(&mut anna.browser).await);
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
