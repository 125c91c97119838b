//! Set-up links for others: whoever makes one could use it, so the owner learns of it, and two names do not make two persons.

use axum::http::StatusCode;
use vestibule::{
    id::{OnboardingId, OperatorName},
    permission::Role,
};
use vestibule_server::services::{
    audit::Actor,
    operators::{self, Reach, setups},
};

use super::{
    desk::{EVERYBODY, REASON, handed_over, revision, status},
    person::{Person, STEP, another, between, first, set_up},
};
use crate::{
    app::{MINUTE, TestApp},
    browser::{Browser, Page},
};

const DAY: i64 = 24 * 60 * MINUTE;
const OPERATORS: &str = "/dashboard/settings/operators";
const TITLE: &str = "Your sign-in was replaced";

fn name(name: &str) -> OperatorName {
    OperatorName::new(name).unwrap()
}

async fn is_admin(app: &TestApp, who: &str) {
    let grant = (Role::Admin, &EVERYBODY);
    operators::grant(&app.core, &name(who), grant, Actor::CommandLine)
        .await
        .unwrap();
}

/// An admin's link for somebody else; the token, if there is one.
async fn makes_link(admin: &mut Browser, of: &str) -> (Page, Option<String>) {
    let fields = [("do", "set_up"), ("to", of)];
    let page = admin.post(&format!("{OPERATORS}/{of}"), &fields).await;
    let token = between(&page.body, "/dashboard/set-up/", "<")
        .first()
        .map(|token| (*token).to_owned());
    (page, token)
}

/// The first admin, and another one whose sign-in the first one replaced.
async fn taken_over(app: &TestApp) -> (Person, Person) {
    let mut anna = first(app).await;
    let mut bert = another(app, "bert").await;
    is_admin(app, "bert").await;
    let (_, token) = makes_link(&mut anna.browser, "bert").await;
    app.clock.advance(STEP);
    let as_bert = set_up(app, &token.unwrap(), "bert").await;
    assert_eq!(
        bert.browser.get("/dashboard").await.status,
        StatusCode::SEE_OTHER
    );
    (anna, as_bert)
}

/// SEC-193: in both names in the log, and on the owner's own pages for a month.
#[tokio::test]
async fn sec_193_whoever_replaces_another_s_sign_in_is_named_to_them_and_in_the_audit_log() {
    let app = TestApp::start().await;
    let (mut anna, mut bert) = taken_over(&app).await;
    for path in ["/dashboard", "/dashboard/account"] {
        let page = bert.browser.get(path).await;
        assert!(
            page.body.contains(TITLE) && page.body.contains("By anna"),
            "{page:?}"
        );
        assert!(!anna.browser.get(path).await.body.contains(TITLE));
    }
    let log = "SELECT kind || ' ' || actor FROM audit_events WHERE chain = 'system' AND kind LIKE 'operator.set_up%' \
               ORDER BY sequence DESC LIMIT 2";
    assert_eq!(
        app.ground.texts(log).await,
        [
            "operator.set_up operator:bert",
            "operator.set_up_link_made operator:anna"
        ]
    );
    let who = "SELECT made_by || ' ' || operator FROM operator_resets";
    assert_eq!(app.ground.texts(who).await, ["operator:anna bert"]);

    app.passes(31 * DAY).await;
    let mut again = Browser::on(&app.line);
    bert.signs_in(&app, &mut again).await;
    assert!(!again.get("/dashboard").await.body.contains(TITLE));
}

/// The first link of a new operator replaces nothing, and nor does whoever sets up their own sign-in anew.
#[tokio::test]
async fn a_first_sign_in_and_one_s_own_are_no_resets() {
    let app = TestApp::start().await;
    let mut anna = first(&app).await;
    operators::add(&app.core, &name("bert"), "Bert", Actor::CommandLine)
        .await
        .unwrap();
    let (_, token) = makes_link(&mut anna.browser, "bert").await;
    let mut bert = set_up(&app, &token.unwrap(), "bert").await;
    let anew = [("act", "anew")];
    let page = bert.browser.post("/dashboard/account", &anew).await;
    let token = page.location().strip_prefix("/dashboard/set-up/").unwrap();
    app.clock.advance(STEP);
    let mut bert = set_up(&app, token, "bert").await;
    let page = bert.browser.get("/dashboard/account").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains(TITLE), "{page:?}");
    let resets = "SELECT COUNT(*) FROM operator_resets";
    assert_eq!(app.ground.number(resets).await, 0);
}

/// SEC-193: a screen that somebody left open is not enough.
#[tokio::test]
async fn sec_193_a_link_for_another_takes_a_second_factor_that_was_shown_just_now() {
    let app = TestApp::start().await;
    let mut anna = first(&app).await;
    another(&app, "bert").await;
    app.clock.advance(20 * MINUTE);
    let (page, token) = makes_link(&mut anna.browser, "bert").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body.contains("second factor") && token.is_none(),
        "{page:?}"
    );
    let code = anna.code(&app);
    let proof = [("act", "prove"), ("code", code.as_str())];
    anna.browser.post("/dashboard/account", &proof).await;
    let (page, token) = makes_link(&mut anna.browser, "bert").await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(token.is_some());
}

/// SEC-193: an admin who is none any more has no way back by a link for somebody else.
#[tokio::test]
async fn sec_193_a_link_ends_with_the_rights_of_whoever_made_it() {
    let app = TestApp::start().await;
    let mut anna = first(&app).await;
    another(&app, "bert").await;
    let (_, token) = makes_link(&mut anna.browser, "bert").await;
    let path = format!("/dashboard/set-up/{}", token.unwrap());
    assert_eq!(
        Browser::on(&app.line).get(&path).await.status,
        StatusCode::OK
    );
    let grant = (Role::Admin, &Reach::Every);
    operators::revoke(&app.core, &name("anna"), grant, Actor::CommandLine)
        .await
        .unwrap();
    assert_eq!(
        Browser::on(&app.line).get(&path).await.status,
        StatusCode::GONE
    );
    operators::grant(&app.core, &name("anna"), grant, Actor::CommandLine)
        .await
        .unwrap();
    operators::set_disabled(&app.core, &name("anna"), true, Actor::CommandLine)
        .await
        .unwrap();
    assert_eq!(
        Browser::on(&app.line).get(&path).await.status,
        StatusCode::GONE
    );
}

/// Proposes to approve a case; the proposal's path.
async fn proposes(app: &TestApp, who: &mut Person, id: &OnboardingId) -> String {
    let revision = revision(app, id).await;
    let fields = [
        ("verdict", "approve"),
        ("revision", revision.as_str()),
        ("reason", REASON),
    ];
    let path = format!("/dashboard/onboardings/{id}/decision");
    let page = who.browser.post(&path, &fields).await;
    assert_eq!(page.location(), "/dashboard/proposals", "{page:?}");
    let newest = "SELECT id FROM proposals ORDER BY id DESC LIMIT 1";
    format!(
        "/dashboard/proposals/{}",
        app.ground.texts(newest).await.remove(0)
    )
}

/// SEC-192: whichever of the two proposes, until somebody else replaces that sign-in.
#[tokio::test]
async fn sec_192_whoever_replaced_the_other_s_sign_in_is_no_second_person() {
    let app = TestApp::with(&[("DASHBOARD__FOUR_EYES", "[decide]")]).await;
    let (mut anna, mut bert) = taken_over(&app).await;
    let confirm = [("answer", "confirm"), ("typed", "")];
    let (_, id) = handed_over(&app, "shop").await;
    let proposal = proposes(&app, &mut anna, &id).await;
    let list = bert.browser.get("/dashboard/proposals").await;
    assert!(
        list.body.contains("replaced the other") && !list.body.contains("value=\"confirm\""),
        "{list:?}"
    );
    let refused = bert.browser.post(&proposal, &confirm).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{refused:?}");
    bert.browser
        .post(&proposal, &[("answer", "refuse"), ("typed", "")])
        .await;
    app.clock.advance(STEP);
    let proposal = proposes(&app, &mut bert, &id).await;
    let refused = anna.browser.post(&proposal, &confirm).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{refused:?}");
    assert_eq!(status(&app, &id).await, "needs_review");

    let token = setups::make(&app.core, &name("bert"), Actor::CommandLine).await;
    app.clock.advance(STEP);
    let mut bert = set_up(&app, &token.unwrap(), "bert").await;
    let page = bert.browser.get("/dashboard").await;
    assert!(
        page.body.contains("At the command line") && page.body.contains("By anna"),
        "{page:?}"
    );
    let done = anna.browser.post(&proposal, &confirm).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
    assert_eq!(status(&app, &id).await, "completed");
}
