//! What the SDK host keeps apart: other sites, our own pages, cookies, frames.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule::check::{Ending, State};

use super::{OURS, SDK, ask, continuation, is_announced, opens, opens_from};
use crate::{app::TestApp, paper::done};

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
