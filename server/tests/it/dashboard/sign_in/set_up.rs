//! How somebody comes to a way in, and to another one.

use axum::http::StatusCode;
use vestibule_server::services::{
    audit::Actor,
    operators::{self, setups},
};

use super::{ACCOUNT, HOUR, SECOND_PAGE, SIGN_IN, browser, name};
use crate::{
    app::{MINUTE, TestApp},
    dashboard::person::{PASSWORD, STEP, choice, first, is_in, set_up, types_code},
};

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
