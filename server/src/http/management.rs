//! The management listener: health, metrics, what providers said that is new and, in Development, the settable clock. Not for
//! the public.

mod metrics;
mod novelties;
mod onboardings;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use axum::{
    Json, Router,
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::{Deserialize, Serialize};
use vestibule::time::Timestamp;

pub use metrics::router as metrics;
pub use novelties::router as novelties;
pub use onboardings::router as onboardings;

use super::refusal::Refusal;
use crate::clock::{Clock, SettableClock};

/// A database that does not answer within this time is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether requests can be answered: the database answers and its migrations are applied.
#[async_trait]
pub trait Readiness: Send + Sync + 'static {
    /// Asks now.
    ///
    /// # Errors
    /// With a word for operators: no secret, nothing personal.
    async fn check(&self) -> Result<(), String>;
}

/// Set once, when start-up is done. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Started(Arc<AtomicBool>);

impl Started {
    /// Start-up is done.
    pub fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it is.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

#[derive(Clone)]
struct Management {
    readiness: Arc<dyn Readiness>,
    started: Started,
}

/// The routes. `clock` is given in Development only; elsewhere `/dev/clock` does not exist.
pub fn router(
    readiness: Arc<dyn Readiness>,
    started: Started,
    clock: Option<SettableClock>,
) -> Router {
    let router = Router::new()
        .route("/health/live", get(|| async { "alive\n" }))
        .route("/health/started", get(is_started))
        .route("/health/ready", get(is_ready))
        .with_state(Management { readiness, started });
    match clock {
        None => router,
        Some(clock) => router.merge(
            Router::new()
                .route("/dev/clock", get(read_clock).post(set_clock))
                .layer(middleware::from_fn(only_this_machine))
                .with_state(clock),
        ),
    }
}

async fn is_started(State(management): State<Management>) -> (StatusCode, &'static str) {
    if management.started.is_set() {
        (StatusCode::OK, "started\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "starting\n")
    }
}

async fn is_ready(State(management): State<Management>) -> (StatusCode, String) {
    let not_ready = |why: &str| {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("not ready: {why}\n"),
        )
    };
    if !management.started.is_set() {
        return not_ready("starting");
    }
    match tokio::time::timeout(PATIENCE, management.readiness.check()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n".to_owned()),
        Ok(Err(why)) => not_ready(&why),
        Err(_) => not_ready("the database does not answer"),
    }
}

/// How the clock is moved: one of the two.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
enum Move {
    /// By this many milliseconds.
    #[serde(rename = "advance_ms")]
    Advance(i64),
    /// To this moment, in milliseconds UTC.
    #[serde(rename = "set_ms")]
    Set(i64),
}

#[derive(Debug, Serialize)]
struct Reading {
    now_ms: i64,
}

async fn read_clock(State(clock): State<SettableClock>) -> Json<Reading> {
    Json(Reading {
        now_ms: clock.now().0,
    })
}

async fn set_clock(State(clock): State<SettableClock>, Json(to): Json<Move>) -> Json<Reading> {
    match to {
        Move::Advance(millis) => clock.advance(millis),
        Move::Set(millis) => clock.set(Timestamp(millis)),
    }
    tracing::info!(now_ms = clock.now().0, "the clock was moved");
    Json(Reading {
        now_ms: clock.now().0,
    })
}

/// A web page that somebody visits while developing must not move the clock through a name that points here.
async fn only_this_machine(request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if matches!(name, "localhost" | "127.0.0.1" | "[::1]") {
        next.run(request).await
    } else {
        Refusal::UnknownHost.into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use tower::ServiceExt;

    use super::*;

    struct Answer(Result<(), String>);

    #[async_trait]
    impl Readiness for Answer {
        async fn check(&self) -> Result<(), String> {
            self.0.clone()
        }
    }

    async fn ask(
        router: Router,
        request: axum::http::request::Builder,
        body: &str,
    ) -> (u16, String) {
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1000)
            .await
            .unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    fn started() -> Started {
        let started = Started::default();
        started.set();
        started
    }

    #[tokio::test]
    async fn a_server_is_ready_only_when_it_started_and_the_database_answers() {
        for (ready, is_started, status) in [
            (Ok(()), true, 200),
            (Ok(()), false, 503),
            (Err("migrations are missing".to_owned()), true, 503),
        ] {
            let started = if is_started {
                started()
            } else {
                Started::default()
            };
            let router = router(Arc::new(Answer(ready)), started, None);
            let ready = ask(router.clone(), Request::get("/health/ready"), "").await;
            assert_eq!(ready.0, status, "{}", ready.1);
            let live = ask(router.clone(), Request::get("/health/live"), "").await;
            assert_eq!(live.0, 200);
            let up = ask(router, Request::get("/health/started"), "").await;
            assert_eq!(up.0, if is_started { 200 } else { 503 });
        }
    }

    fn post(host: &str) -> axum::http::request::Builder {
        Request::post("/dev/clock")
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/json")
    }

    #[tokio::test]
    async fn in_development_the_clock_can_be_moved() {
        let clock = SettableClock::fixed(Timestamp(1000));
        let router = router(Arc::new(Answer(Ok(()))), started(), Some(clock.clone()));
        let moved = ask(
            router.clone(),
            post("127.0.0.1:3001"),
            r#"{"advance_ms":500}"#,
        )
        .await;
        assert_eq!(moved, (200, r#"{"now_ms":1500}"#.to_owned()));
        let moved = ask(router.clone(), post("localhost:3001"), r#"{"set_ms":9000}"#).await;
        assert_eq!(moved, (200, r#"{"now_ms":9000}"#.to_owned()));
        assert_eq!(clock.now(), Timestamp(9000));
        for wrong in [
            "{}",
            r#"{"advance_ms":1,"set_ms":2}"#,
            r#"{"other":1}"#,
            "x",
        ] {
            let (status, _) = ask(router.clone(), post("localhost:3001"), wrong).await;
            assert!((400..500).contains(&status), "{wrong}: {status}");
        }
        assert_eq!(clock.now(), Timestamp(9000));
    }

    #[tokio::test]
    async fn another_site_cannot_move_the_clock() {
        let clock = SettableClock::fixed(Timestamp(1000));
        let router = router(Arc::new(Answer(Ok(()))), started(), Some(clock.clone()));
        let body = r#"{"advance_ms":500}"#;
        assert_eq!(
            ask(router.clone(), post("evil.test:3001"), body).await.0,
            421
        );
        // What a form or a script without preflight can send.
        let simple = Request::post("/dev/clock")
            .header(header::HOST, "localhost:3001")
            .header(header::CONTENT_TYPE, "text/plain");
        assert_eq!(ask(router, simple, body).await.0, 415);
        assert_eq!(clock.now(), Timestamp(1000));
    }

    #[tokio::test]
    async fn outside_development_there_is_no_clock_to_move() {
        let router = router(Arc::new(Answer(Ok(()))), started(), None);
        assert_eq!(
            ask(router, post("localhost:3001"), r#"{"advance_ms":1}"#)
                .await
                .0,
            404
        );
    }
}
