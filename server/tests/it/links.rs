//! Links that a client sends: looking at one uses nothing up, and the first browser that begins is the only one.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{app::TestApp, applicant::local, browser::Browser, pages::text};

struct Begun {
    id: String,
    link: String,
}

impl TestApp {
    async fn manages(&self, body: &Value, host: &str) -> (StatusCode, Value) {
        let request = Request::post("/dev/onboardings")
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        let response = self.management.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// A client begins an onboarding and gets the link to send.
    async fn is_asked_for_a_link(&self, journey: &str) -> Begun {
        let wanted = json!({ "journey": journey, "client": "example-bank",
            "expected": { "name": "Siti Rahmawati" }, "locale": "en" });
        let (status, begun) = self.manages(&wanted, "localhost:3001").await;
        assert_eq!(status, StatusCode::CREATED, "{begun}");
        let text = |name: &str| begun[name].as_str().unwrap().to_owned();
        Begun {
            id: text("id"),
            link: local(&text("link")).to_owned(),
        }
    }
}

/// SEC-139
#[tokio::test]
async fn a_link_is_looked_at_as_often_as_one_likes_and_begun_once() {
    let app = TestApp::start().await;
    // Nobody may begin this journey from a start page.
    let begun = app.is_asked_for_a_link("closed").await;
    let mut scanner = Browser::on(&app.line);
    for _ in 0..3 {
        let page = scanner.get(&begun.link).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        assert_eq!(page.heading(), "Closed");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cache-control"), "no-store");
    }
    assert!(!scanner.has_cookie());
    assert_eq!(app.audited("link.claimed").await, 0);

    let mut browser = Browser::on(&app.line);
    let claimed = browser.post(&begun.link, &[]).await;
    assert_eq!(claimed.status, StatusCode::SEE_OTHER, "{claimed:?}");
    assert_eq!(claimed.location(), format!("/o/{}", begun.id));
    let tasks = browser.get(claimed.location()).await;
    assert_eq!(tasks.status, StatusCode::OK, "{tasks:?}");
    assert_eq!(app.audited("link.claimed").await, 1);
    let root = browser.get("/").await;
    assert!(root.body.contains(text("own-heading")));

    // Another browser, and this one once more: the same page as for a link that never was.
    let unknown = scanner.get("/l/never").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for browser in [&mut scanner, &mut browser] {
        let read = browser.get(&begun.link).await;
        let posted = browser.post(&begun.link, &[]).await;
        for page in [read, posted] {
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            assert_eq!(page.without_codes(), unknown.without_codes());
        }
    }
    let theirs = scanner.get(&format!("/o/{}", begun.id)).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_two_browsers_that_begin_at_once_one_has_it() {
    let app = TestApp::start().await;
    let begun = app.is_asked_for_a_link("closed").await;
    let (mut one, mut other) = (Browser::on(&app.line), Browser::on(&app.line));
    let (first, second) = tokio::join!(one.post(&begun.link, &[]), other.post(&begun.link, &[]));
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::NOT_FOUND]);
    let path = format!("/o/{}", begun.id);
    let mut seen = [one.get(&path).await.status, other.get(&path).await.status];
    seen.sort();
    assert_eq!(seen, [StatusCode::OK, StatusCode::NOT_FOUND]);
}

#[tokio::test]
async fn beginning_from_links_is_limited_as_beginning_from_start_pages_is() {
    let app = TestApp::with(&[("LIMITS__START", "{per_minute=1,burst=2}")]).await;
    let mut browser = Browser::on(&app.line);
    let mut statuses = Vec::new();
    for number in 0..3 {
        let page = browser.post(&format!("/l/guess-{number}"), &[]).await;
        statuses.push(page.status);
    }
    assert_eq!(
        statuses,
        [
            StatusCode::NOT_FOUND,
            StatusCode::NOT_FOUND,
            StatusCode::TOO_MANY_REQUESTS
        ]
    );
}

/// SEC-78, SEC-183: only a hash of the token is stored, and no event has it.
#[tokio::test]
async fn the_token_of_a_link_is_kept_nowhere() {
    let app = TestApp::start().await;
    let begun = app.is_asked_for_a_link("closed").await;
    let token = begun.link.strip_prefix("/l/").unwrap();
    assert!(token.len() >= 32, "{token}");
    let mut browser = Browser::on(&app.line);
    browser.get(&begun.link).await;
    browser.post(&begun.link, &[]).await;
    browser.get(&begun.link).await;
    let kept = app
        .ground
        .dump(&["onboardings", "audit_events", "browser_sessions"])
        .await;
    assert!(!kept.contains(token));
    assert!(!kept.contains("Siti"));
}

#[tokio::test]
async fn only_this_machine_begins_onboardings_in_development_and_only_sensible_ones() {
    let app = TestApp::start().await;
    let wanted = json!({ "journey": "closed", "client": "example-bank" });
    assert_eq!(
        app.manages(&wanted, "evil.test:3001").await.0,
        StatusCode::MISDIRECTED_REQUEST
    );
    for (wanted, status) in [
        (
            json!({ "journey": "nowhere", "client": "c" }),
            StatusCode::NOT_FOUND,
        ),
        (
            json!({ "journey": "closed", "client": "c", "expected": { "name": "x".repeat(201) } }),
            StatusCode::BAD_REQUEST,
        ),
        (
            json!({ "journey": "closed", "client": "c", "else": 1 }),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        assert_eq!(
            app.manages(&wanted, "localhost:3001").await.0,
            status,
            "{wanted}"
        );
    }
}
