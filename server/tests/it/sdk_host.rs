//! The SDK origin: the way there by a one-time code, away to an identity provider and back, and home again.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State},
    reason::Reason,
};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::Applicant,
    browser::Page,
    paper::done,
};

const SDK: &str = "http://127.0.0.1:3000";
const OURS: &str = "http://localhost:3000";

async fn ask(
    app: &TestApp,
    method: Method,
    path: &str,
    origin: &str,
    kind: &str,
    body: String,
) -> Page {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:3000")
        .header(header::ORIGIN, origin)
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .unwrap();
    app.line.send(request).await
}

async fn opens_from(app: &TestApp, code: &str, origin: &str) -> Page {
    let form = format!("code={code}&back=/o/1/steps/show/leave");
    let kind = "application/x-www-form-urlencoded";
    ask(app, Method::POST, "/sdk/puppet/open", origin, kind, form).await
}

async fn opens(app: &TestApp, code: &str) -> Page {
    opens_from(app, code, OURS).await
}

async fn posts(app: &TestApp, path: &str, body: Value) -> Page {
    ask(
        app,
        Method::POST,
        path,
        SDK,
        "application/json",
        body.to_string(),
    )
    .await
}

async fn resumes(app: &TestApp, code: &str) -> Page {
    posts(app, "/sdk/puppet/resume", json!({ "code": code })).await
}

async fn finishes(app: &TestApp, code: &str, word: &Value) -> Page {
    let body = json!({ "code": code, "message": word.to_string() });
    posts(app, "/sdk/puppet/finish", body).await
}

/// What the page was handed.
fn data(page: &Page) -> Value {
    let rest = page.body.split("id=\"vestibule-data\">").nth(1).unwrap();
    serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()
}

fn continuation(page: &Page) -> String {
    data(page)["opened"]["continuation"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn value_of(page: &Page, name: &str) -> Option<String> {
    let rest = page
        .body
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)?;
    Some(rest.split('"').next()?.to_owned())
}

/// Begins the journey and chooses the page of its own: the hand-over code on the page that announces it.
async fn is_announced(app: &TestApp) -> (Applicant, String) {
    let mut ada = app.applicant();
    ada.begins("puppet").await;
    let code = asks_for_a_code(&mut ada).await;
    (ada, code)
}

async fn asks_for_a_code(ada: &mut Applicant) -> String {
    let path = ada.step("show");
    let chosen = ada.browser.post(&path, &[("presentation", "page")]).await;
    assert_eq!(chosen.location(), format!("{path}/leave"), "{chosen:?}");
    let page = ada.browser.get(&format!("{path}/leave")).await;
    assert!(
        page.body
            .contains(&format!("action=\"{SDK}/sdk/puppet/open\"")),
        "{page:?}"
    );
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains(&format!("form-action 'self' {SDK}")),
        "{policy}"
    );
    value_of(&page, "code").unwrap()
}

#[tokio::test]
async fn an_applicant_goes_to_the_sdk_page_and_away_and_back_and_home() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(
        data(&page)["opened"]["parameters"]["token"]
            .as_str()
            .unwrap()
            .starts_with("first-")
    );
    let back = resumes(&app, &continuation(&page)).await.json();
    assert!(
        back["parameters"]["token"]
            .as_str()
            .unwrap()
            .starts_with("second-")
    );
    app.puppet.strings().says = Some(done());
    let code = back["continuation"].as_str().unwrap();
    let home = finishes(&app, code, &json!({ "type": "approved" }))
        .await
        .json();
    let claimed = ada.comes_back(home["to"].as_str().unwrap()).await;
    assert_eq!(claimed.location(), ada.path("/result"), "{claimed:?}");
    assert_eq!(app.puppet.strings().words, [r#"{"type":"approved"}"#]);
    assert_eq!(app.facts(&ada).await, ["contact_control"]);
}

#[tokio::test]
async fn what_the_page_says_alone_settles_nothing() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    let home = finishes(&app, &continuation(&page), &json!({ "type": "approved" }))
        .await
        .json();
    ada.comes_back(home["to"].as_str().unwrap()).await;
    assert!(matches!(app.state(&ada).await, State::Processing { .. }));
    assert_eq!(app.facts(&ada).await, [""; 0]);
}

#[tokio::test]
async fn a_denial_on_the_page_offers_another_try() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    let home = finishes(&app, &continuation(&page), &json!({ "type": "denied" }))
        .await
        .json();
    let claimed = ada.comes_back(home["to"].as_str().unwrap()).await;
    assert_eq!(claimed.location(), ada.path("/steps/show/ended"));
    let State::Stopped { reason, .. } = app.state(&ada).await else {
        panic!("{:?}", app.state(&ada).await);
    };
    assert_eq!(reason, Reason::Cancelled);
    let code = asks_for_a_code(&mut ada).await;
    assert_eq!(opens(&app, &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_code_is_good_once() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    let again = opens(&app, &code).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(
        again
            .body
            .contains("href=\"http://localhost:3000/o/1/steps/show/leave\""),
        "{again:?}"
    );
    let first = continuation(&page);
    let second = resumes(&app, &first).await.json();
    assert_eq!(resumes(&app, &first).await.status, StatusCode::NOT_FOUND);
    let word = json!({ "type": "approved" });
    assert_eq!(
        finishes(&app, &first, &word).await.status,
        StatusCode::NOT_FOUND
    );
    let second = second["continuation"].as_str().unwrap();
    let home = finishes(&app, second, &word).await.json();
    assert_eq!(
        finishes(&app, second, &word).await.status,
        StatusCode::NOT_FOUND
    );
    let to = home["to"].as_str().unwrap();
    ada.comes_back(to).await;
    assert_eq!(ada.comes_back(to).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn codes_run_out() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    app.passes(60 * SECOND).await;
    assert_eq!(opens(&app, &code).await.status, StatusCode::NOT_FOUND);
    // The announcement gives a new one, for the same provider session.
    let page = ada
        .browser
        .get(&format!("{}/leave", ada.step("show")))
        .await;
    let page = opens(&app, &value_of(&page, "code").unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(app.puppet.strings().starts, 1);
    app.passes(45 * MINUTE).await;
    assert_ne!(
        resumes(&app, &continuation(&page)).await.status,
        StatusCode::OK
    );
    assert_eq!(app.puppet.strings().resumes, 0);
}

#[tokio::test]
async fn a_code_for_one_thing_is_good_for_nothing_else() {
    let app = TestApp::start().await;
    let (_, code) = is_announced(&app).await;
    assert_eq!(resumes(&app, &code).await.status, StatusCode::NOT_FOUND);
    let word = json!({ "type": "approved" });
    assert_eq!(
        finishes(&app, &code, &word).await.status,
        StatusCode::NOT_FOUND
    );
    let page = opens(&app, &code).await;
    assert_eq!(
        opens(&app, &continuation(&page)).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_newer_start_supersedes_the_visit() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    asks_for_a_code(&mut ada).await;
    assert_eq!(
        resumes(&app, &continuation(&page)).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn the_way_home_is_of_no_use_to_another_browser() {
    let app = TestApp::start().await;
    let (ada, code) = is_announced(&app).await;
    app.puppet.strings().says = Some(done());
    let page = opens(&app, &code).await;
    let home = finishes(&app, &continuation(&page), &json!({ "type": "approved" }))
        .await
        .json();
    let mut mallory = app.applicant();
    mallory.begins("puppet").await;
    let refused = mallory.comes_back(home["to"].as_str().unwrap()).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert!(matches!(app.state(&ada).await, State::Open { .. }));
}

/// What a link says is not what the page said.
#[tokio::test]
async fn the_last_word_cannot_be_put_into_the_address() {
    let app = TestApp::start().await;
    let (mut ada, code) = is_announced(&app).await;
    let page = opens(&app, &code).await;
    let home = finishes(&app, &continuation(&page), &json!({ "type": "denied" }))
        .await
        .json();
    let forged = format!(
        "{}&sdk_result=%7B%22type%22%3A%22approved%22%7D",
        home["to"].as_str().unwrap()
    );
    ada.comes_back(&forged).await;
    assert_eq!(app.puppet.strings().words, [r#"{"type":"denied"}"#]);
}

#[tokio::test]
async fn other_sites_open_and_go_on_with_nothing() {
    let app = TestApp::start().await;
    let (_, code) = is_announced(&app).await;
    for origin in ["https://evil.example", "null", SDK] {
        let page = opens_from(&app, &code, origin).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{origin}");
    }
    let page = opens(&app, &code).await;
    let body = json!({ "code": continuation(&page) }).to_string();
    for origin in ["https://evil.example", "null", OURS] {
        let kind = "application/json";
        let answer = ask(
            &app,
            Method::POST,
            "/sdk/puppet/resume",
            origin,
            kind,
            body.clone(),
        )
        .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin}");
    }
}

#[tokio::test]
async fn neither_host_answers_for_the_other() {
    let app = TestApp::start().await;
    let mut visitor = app.applicant();
    for path in [
        "/sdk/puppet/frame?origin=http://localhost:3000",
        "/sdk/puppet/return",
    ] {
        assert_eq!(
            visitor.browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for path in [
        "/",
        "/start/puppet",
        "/return/puppet",
        "/providers/puppet/callback",
        "/favicon.svg",
    ] {
        let page = ask(&app, Method::GET, path, SDK, "text/plain", String::new()).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn sdk_pages_set_no_cookie_and_say_exactly_what_may_run_in_them() {
    let app = TestApp::start().await;
    let (_, code) = is_announced(&app).await;
    let open = opens(&app, &code).await;
    let path = format!("/sdk/puppet/frame?origin={OURS}");
    let framed = ask(&app, Method::GET, &path, SDK, "text/plain", String::new()).await;
    let back = ask(
        &app,
        Method::GET,
        "/sdk/puppet/return?code=a",
        SDK,
        "text/plain",
        String::new(),
    )
    .await;
    for (page, ancestors) in [(&open, "'none'"), (&framed, OURS), (&back, "'none'")] {
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        assert_eq!(page.header("set-cookie"), "");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(
            page.header("permissions-policy")
                .starts_with("camera=(self)")
        );
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains(&format!("frame-ancestors {ancestors}")),
            "{policy}"
        );
        assert!(
            policy.contains("connect-src 'self' http://127.0.0.1:8;"),
            "{policy}"
        );
        assert!(policy.contains("http://127.0.0.1:9; "), "{policy}");
        assert!(
            page.body
                .matches(&format!("nonce=\"{}\"", page.nonce().unwrap()))
                .count()
                == 2
        );
    }
    // Tokens are in the page that was opened with a code, and nowhere else.
    assert!(!framed.body.contains("first-") && !back.body.contains("first-"));
}

#[tokio::test]
async fn only_our_own_pages_frame_it() {
    let app = TestApp::start().await;
    for origin in [
        "https://evil.example",
        "http://localhost:3000.evil.example",
        "",
    ] {
        let path = format!("/sdk/puppet/frame?origin={origin}");
        let page = ask(&app, Method::GET, &path, SDK, "text/plain", String::new()).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{origin}");
    }
    let page = ask(
        &app,
        Method::GET,
        "/sdk/paper/return",
        SDK,
        "text/plain",
        String::new(),
    )
    .await;
    assert_eq!(
        page.status,
        StatusCode::NOT_FOUND,
        "a provider without a script has no page there"
    );
}

#[tokio::test]
async fn a_framed_page_gets_its_parameters_by_message_and_its_words_are_unwrapped() {
    let app = TestApp::start().await;
    let mut ada = app.applicant();
    ada.begins("puppet").await;
    let page = ada.chooses_frame("show").await;
    assert!(
        page.header("permissions-policy")
            .contains(&format!("camera=(self \"{SDK}\")"))
    );
    assert!(
        page.header("content-security-policy")
            .contains(&format!("frame-src 'self' {SDK}"))
    );
    let frame = ada.launches_again("show").await;
    assert_eq!(
        frame.src(),
        "http://127.0.0.1:3000/sdk/puppet/frame?origin=http%3A%2F%2Flocalhost%3A3000"
    );
    assert_eq!(frame.spec["allow"], format!("camera {SDK}"));
    let reply = &frame.spec["replies"][0];
    assert_eq!(reply["on_type"], "vestibule.sdk.ready");
    assert!(
        reply["with"]["parameters"]["token"]
            .as_str()
            .unwrap()
            .starts_with("first-")
    );
    app.puppet.strings().says = Some(done());
    let wrapped = |word: Value| json!({ "type": "vestibule.sdk.message", "message": word });
    // Before it said that it is ready, nothing counts.
    ada.hears("show", &frame, &wrapped(json!({ "type": "approved" })))
        .await;
    assert!(matches!(app.state(&ada).await, State::Open { .. }));
    ada.hears("show", &frame, &json!({ "type": "vestibule.sdk.ready" }))
        .await;
    ada.hears("show", &frame, &wrapped(json!({ "type": "moved" })))
        .await;
    assert!(matches!(app.state(&ada).await, State::Open { .. }));
    // The provider's own words without the wrapping are somebody else's.
    ada.hears("show", &frame, &json!({ "type": "approved" }))
        .await;
    assert!(matches!(app.state(&ada).await, State::Open { .. }));
    ada.hears("show", &frame, &wrapped(json!({ "type": "approved" })))
        .await;
    assert_eq!(app.state(&ada).await, State::Ended(Ending::Succeeded));
    let events = app
        .ground
        .texts("SELECT event FROM messages WHERE event IS NOT NULL")
        .await;
    assert_eq!(events, ["moved"]);
}
