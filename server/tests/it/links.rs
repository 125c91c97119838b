//! Links that a client sends: looking at one uses nothing up, and the first browser that begins is the only one.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use vestibule::id::OnboardingId;
use vestibule_server::services::{
    ServiceError,
    links::{self, Followed, LinkState},
    onboardings::{self, Invitation},
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::local,
    browser::Browser,
    inviting::{caller, invitation, invites},
    pages::text,
};

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

    // For another browser there is nothing to begin any more; this one goes on where it was.
    for (browser, status) in [
        (&mut scanner, StatusCode::GONE),
        (&mut browser, StatusCode::SEE_OTHER),
    ] {
        let read = browser.get(&begun.link).await;
        let posted = browser.post(&begun.link, &[]).await;
        for page in [read, posted] {
            assert_eq!(page.status, status, "{page:?}");
            assert!(status == StatusCode::GONE || page.location() == format!("/o/{}", begun.id));
        }
    }
    assert!(!scanner.has_cookie());
    assert_eq!(app.audited("link.claimed").await, 1);
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
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::GONE]);
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

/// The events of an onboarding, oldest first.
pub async fn told(app: &TestApp, id: &OnboardingId) -> Vec<String> {
    let sql = format!("SELECT kind FROM events WHERE onboarding_id = '{id}' ORDER BY sequence");
    app.ground.texts(&sql).await
}

fn followed(link: &str) -> Followed<'_> {
    Followed {
        origin: "http://localhost:3000",
        token: link.strip_prefix("/l/").unwrap(),
    }
}

/// SEC-143: the client sends a new link, and whoever claims it has the onboarding. The old link leads nowhere.
#[tokio::test]
async fn a_new_link_takes_the_onboarding_over_when_it_is_claimed_and_not_before() {
    let app = TestApp::start().await;
    let shop = caller("shop");
    let (id, first) = invites(&app, &shop, &invitation("strict")).await;
    let (mut phone, mut laptop) = (app.applicant(), app.applicant());
    phone.browser.post(&first, &[]).await;
    phone.is_at(&id);
    laptop.is_at(&id);
    let new = onboardings::new_link(&app.core, &shop, &id, Some(60))
        .await
        .unwrap();
    let second = format!("/l/{}", new.token);
    assert_ne!(first, second);
    assert_eq!(
        phone.browser.get(&first).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(phone.arrives().await.status, StatusCode::OK);

    let claimed = laptop.browser.post(&second, &[]).await;
    assert_eq!(claimed.location(), format!("/o/{id}"), "{claimed:?}");
    assert_eq!(laptop.arrives().await.status, StatusCode::OK);
    assert_eq!(phone.arrives().await.status, StatusCode::GONE);
    let answered = phone
        .browser
        .post(&phone.step("wish"), &[("card", "yes")])
        .await;
    assert_eq!(answered.status, StatusCode::GONE);
    // It began once.
    assert_eq!(told(&app, &id).await, ["onboarding.started"]);
    assert_eq!(app.audited("link.made").await, 1);
    assert_eq!(app.audited("link.claimed").await, 2);

    // Nobody gets a link to what is over, or to what is another's.
    laptop
        .browser
        .post(&laptop.step("wish"), &[("card", "yes")])
        .await;
    let late = onboardings::new_link(&app.core, &shop, &id, None).await;
    assert!(matches!(
        late,
        Err(onboardings::InviteError::Service(ServiceError::OutOfOrder))
    ));
    let foreign = onboardings::new_link(&app.core, &caller("other"), &id, None).await;
    assert!(matches!(
        foreign,
        Err(onboardings::InviteError::Service(ServiceError::NotFound))
    ));
}

/// SEC-143
#[tokio::test]
async fn a_new_link_is_asked_for_once_in_ten_minutes_however_often_somebody_presses() {
    let app = TestApp::start().await;
    let (id, link) = invites(&app, &caller("shop"), &invitation("strict")).await;
    let mut phone = app.applicant();
    // Whoever can begin needs no other link.
    let early = links::request_new(&app.core, followed(&link)).await;
    assert!(matches!(early, Err(ServiceError::OutOfOrder)));
    phone.browser.post(&link, &[]).await;
    for wait in [0, 0, 9 * MINUTE, MINUTE, 0, 10 * MINUTE] {
        app.clock.advance(wait);
        links::request_new(&app.core, followed(&link))
            .await
            .unwrap();
    }
    assert_eq!(
        told(&app, &id).await,
        [
            "onboarding.started",
            "link.requested",
            "link.requested",
            "link.requested"
        ]
    );
    let unknown = links::request_new(&app.core, followed("/l/never")).await;
    assert!(matches!(unknown, Err(ServiceError::NotFound)));
}

/// SEC-143: at another origin of ours it is a link that never was.
#[tokio::test]
async fn a_link_belongs_to_its_origin() {
    let app = TestApp::start().await;
    let (_, link) = invites(&app, &caller("shop"), &invitation("strict")).await;
    let elsewhere = Followed {
        origin: "https://other.example",
        ..followed(&link)
    };
    let seen = links::look(&app.core, elsewhere, None).await;
    assert!(matches!(seen, Err(ServiceError::NotFound)));
    let claimed = links::claim(&app.core, elsewhere, "key").await;
    assert!(matches!(claimed, Err(ServiceError::NotFound)));
}

/// SEC-140: a link lives as long as was said, and never longer than its onboarding.
#[tokio::test]
async fn a_link_ends_when_it_was_said_and_with_its_onboarding_at_the_latest() {
    let app = TestApp::start().await;
    let short = Invitation {
        lifetime_minutes: Some(30),
        link_lifetime_minutes: Some(60),
        ..invitation("strict")
    };
    let (_, link) = invites(&app, &caller("shop"), &short).await;
    app.clock.advance(30 * MINUTE - 1);
    let seen = links::look(&app.core, followed(&link), None).await.unwrap();
    assert!(matches!(seen, LinkState::Open(_)), "{seen:?}");
    app.clock.advance(1);
    let seen = links::look(&app.core, followed(&link), None).await.unwrap();
    assert!(matches!(seen, LinkState::Expired(_)), "{seen:?}");
    let claimed = links::claim(&app.core, followed(&link), "key")
        .await
        .unwrap();
    assert!(matches!(claimed, LinkState::Expired(_)), "{claimed:?}");
    assert_eq!(app.audited("link.claimed").await, 0);
}
