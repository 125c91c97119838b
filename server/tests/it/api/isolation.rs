//! What belongs to others is not there.

use std::sync::{
    LazyLock,
    atomic::{AtomicUsize, Ordering},
};

use axum::{body::Body, http::Method};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};
use vestibule_server::services::clients::{Mode, Scope};

use super::{
    bench::{Answer, Partner, partner, with_key},
    samples::{JOURNEY, Possessions, UNKNOWN, body, operations},
};
use crate::app::TestApp;

/// Counts the statements that the database is given, whichever thread gives them.
struct Statements(&'static AtomicUsize);

static STATEMENTS: AtomicUsize = AtomicUsize::new(0);
/// Only one subscriber can be everybody's; a process of its own runs every test.
static COUNTING: LazyLock<bool> =
    LazyLock::new(|| tracing::subscriber::set_global_default(Statements(&STATEMENTS)).is_ok());

impl Subscriber for Statements {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut of_a_call = OfACall(true);
        event.record(&mut of_a_call);
        self.0.fetch_add(usize::from(of_a_call.0), Ordering::SeqCst);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Not what a new connection of the pool is told first.
struct OfACall(bool);

impl Visit for OfACall {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let is_set_up = [MARK, "PRAGMA", "SET "]
            .iter()
            .any(|words| value.starts_with(words));
        if field.name() == "summary" && is_set_up {
            self.0 = false;
        }
    }
}

/// A statement that is not counted.
const MARK: &str = "SELECT 4711";
/// As many connections as the pool has.
const CONNECTIONS: usize = 8;

/// Waits until everything that was given to the database is counted: SQLite's threads say so a moment after they answered,
/// and before they do anything else.
async fn all_is_counted(app: &TestApp) {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(app.core.db.read().await.unwrap());
    }
    for connection in &mut connections {
        let mark = sqlx::query(MARK).execute(&mut **connection).await;
        mark.unwrap();
    }
}

async fn asks(
    app: &TestApp,
    asking: &Partner,
    (method, path, id): (&str, &str, &str),
) -> (Answer, usize) {
    all_is_counted(app).await;
    let template = path;
    let path = path.strip_prefix("/api/v1").unwrap().replace("{id}", id);
    let method_text = method;
    let method: Method = method.parse().unwrap();
    let before = STATEMENTS.load(Ordering::SeqCst);
    let answer = if template.ends_with("/reference-image") {
        let request = asking
            .request(method, &path)
            .header("content-type", "image/jpeg");
        let picture = Body::from(&b"\xff\xd8\xff\xd9"[..]);
        asking.send(request.body(picture).unwrap()).await
    } else {
        let body = body(method_text, template);
        asking.call(method, &path, &[], body.as_ref()).await
    };
    all_is_counted(app).await;
    (answer, STATEMENTS.load(Ordering::SeqCst) - before)
}

/// SEC-148: every route with an id, from the document, so that none is forgotten; the same answer and the same work for what
/// is another's, of the other mode, or not at all.
#[tokio::test]
async fn what_is_anothers_is_as_unknown_as_what_nobody_has() {
    assert!(*COUNTING);
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Live).await;
    let bank = partner(&app, "bank", Mode::Live).await;
    let test_key = with_key(&app, &shop.client, Mode::Test, &Scope::ALL).await;
    let foreign = Possessions::of(&bank).await;
    let other_mode = Possessions::of(&test_key).await;
    let own = Possessions::of(&shop).await;
    // The key was used within this minute: no answer has to write that.
    shop.get("/client").await.is(200);

    let mut routes = 0;
    for (method, path, _) in operations() {
        if !path.contains("{id}") {
            continue;
        }
        routes += 1;
        let (unknown, work) = asks(&app, &shop, (&method, &path, UNKNOWN)).await;
        unknown.is_problem(404, "not_found");
        assert!(work > 0, "{method} {path}: statements are not seen");
        for id in [foreign.id(&path), other_mode.id(&path)] {
            let (answer, same_work) = asks(&app, &shop, (&method, &path, id)).await;
            assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text());
            let same = unknown.problem_but_for_its_id();
            assert_eq!(answer.problem_but_for_its_id(), same, "{method} {path}");
            assert_eq!(work, same_work, "{method} {path}");
        }
        for nonsense in ["1", "%00", "..%2f..", "UPPER", &"9".repeat(3000)] {
            let (answer, _) = asks(&app, &shop, (&method, &path, nonsense)).await;
            let same = unknown.problem_but_for_its_id();
            assert_eq!(answer.problem_but_for_its_id(), same, "{method} {path}");
        }
    }
    assert!(routes >= 15, "{routes}");

    // Nothing of it touched anything, and the own is there.
    for (owner, theirs) in [(&bank, &foreign), (&test_key, &other_mode), (&shop, &own)] {
        let onboarding = theirs.id("/api/v1/onboardings/{id}");
        let seen = owner.get(&format!("/onboardings/{onboarding}")).await;
        assert_eq!(seen.is(200)["status"], "in_progress");
        let endpoint = theirs.id("/api/v1/webhook-endpoints/{id}");
        let seen = owner.get(&format!("/webhook-endpoints/{endpoint}")).await;
        assert_eq!(seen.is(200)["secrets"].as_array().unwrap().len(), 1);
    }
}

/// SEC-148, SEC-150: lists have what is the caller's, of the key's mode.
#[tokio::test]
async fn lists_are_of_one_client_and_one_mode() {
    let app = TestApp::start().await;
    let shop = partner(&app, "shop", Mode::Test).await;
    let bank = partner(&app, "bank", Mode::Test).await;
    let live = with_key(&app, &shop.client, Mode::Live, &Scope::ALL).await;
    for owner in [&shop, &bank, &live] {
        Possessions::of(owner).await;
    }
    for list in ["/onboardings", "/webhook-endpoints", "/webhook-deliveries"] {
        let found = shop.get(list).await.is(200);
        assert_eq!(found["data"].as_array().unwrap().len(), 1, "{list}");
        assert_eq!(found["next_cursor"], serde_json::Value::Null, "{list}");
    }
    let journeys = shop.get("/journeys").await.is(200);
    let names = journeys["data"].as_array().unwrap().iter();
    assert!(names.clone().any(|journey| journey["name"] == JOURNEY));
}
