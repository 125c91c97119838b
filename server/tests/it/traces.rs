//! Traces, as a collector receives them.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use tokio::{net::TcpListener, runtime::Runtime};
use tracing_subscriber::layer::SubscriberExt;
use vestibule_server::{config::TelemetryConfig, telemetry::Traces};

use crate::{
    app::{MINUTE, TestApp},
    happy::ready_to_confirm,
    metrics::Scrape,
};

type Received = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// Another process on this machine that takes spans. It runs, as the sending does, beside the test's own thread.
struct Collector {
    runtime: Option<Runtime>,
    endpoint: String,
    received: Received,
}

async fn take(State(received): State<Received>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let kind = headers["content-type"].to_str().unwrap().to_owned();
    received.lock().unwrap().push((kind, body.to_vec()));
    StatusCode::OK
}

impl Collector {
    fn start() -> Self {
        let received = Received::default();
        let router = Router::new()
            .route("/v1/traces", post(take))
            .with_state(received.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            runtime: Some(runtime),
            endpoint,
            received,
        }
    }

    /// What a server with this collector starts with.
    fn traces(&self, sample_ratio: f64) -> Traces {
        let _inside = self.runtime.as_ref().unwrap().enter();
        let config = TelemetryConfig {
            otlp_endpoint: self.endpoint.clone(),
            service_name: "vestibule-test".to_owned(),
            sample_ratio,
        };
        Traces::start(&config).unwrap().unwrap()
    }

    /// Everything received, and the names of the spans in it.
    fn spans(&self) -> (Vec<u8>, Vec<String>) {
        let received = self.received.lock().unwrap();
        let mut names = Vec::new();
        let mut all = Vec::new();
        for (kind, body) in received.iter() {
            assert_eq!(kind, "application/x-protobuf");
            // ExportTraceServiceRequest.resource_spans, .scope_spans, .spans, .name (opentelemetry-proto 1.x).
            for spans in fields(body, 1) {
                for scope in fields(spans, 2) {
                    for span in fields(scope, 2) {
                        let name = fields(span, 5).remove(0);
                        names.push(String::from_utf8(name.to_vec()).unwrap());
                    }
                }
            }
            all.extend_from_slice(body);
        }
        (all, names)
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.runtime.take().unwrap().shutdown_background();
    }
}

/// A number of 7 bits to the byte, and what follows (Protocol Buffers encoding, "Base 128 Varints").
fn varint(bytes: &[u8]) -> (u64, &[u8]) {
    let length = bytes.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let value = bytes[..length]
        .iter()
        .rev()
        .fold(0, |value, byte| (value << 7) | u64::from(byte & 0x7f));
    (value, &bytes[length..])
}

/// The length-delimited fields of this number in a message.
fn fields(mut message: &[u8], wanted: u64) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while !message.is_empty() {
        let (tag, rest) = varint(message);
        message = match tag & 7 {
            0 => varint(rest).1,
            1 => &rest[8..],
            2 => {
                let (length, rest) = varint(rest);
                let (value, rest) = rest.split_at(usize::try_from(length).unwrap());
                if tag >> 3 == wanted {
                    found.push(value);
                }
                rest
            }
            5 => &rest[4..],
            kind => panic!("wire type {kind}"),
        };
    }
    found
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

/// SEC-183
#[tokio::test]
async fn sec_183_a_collector_gets_requests_jobs_and_calls_and_nothing_about_people() {
    let collector = Collector::start();
    let traces = collector.traces(1.0);
    let subscriber = tracing_subscriber::registry().with(traces.layer());
    let recording = tracing::subscriber::set_default(subscriber);
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app
        .simulator
        .finishes_phone("SUCCESS", Some("+447700900123"))
        .await
        .unwrap();
    app.lives_for(MINUTE).await;
    applicant.claims("confirm", &frame.attempt, &back).await;
    applicant.browser.sends(
        "traceparent",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    );
    let page = applicant
        .browser
        .get("/o/quennelwyn?name=xanthopoulaki")
        .await;
    // The database's own threads hold the span of the request that asked them last.
    app.is_tampered_with();
    app.core.db.pool().close().await;
    drop(recording);
    traces.finish();

    let (bytes, names) = collector.spans();
    for name in [
        "POST /start/{journey}",
        "GET /o/{id}",
        "signicat.token",
        "signicat.session.create",
        "job poll",
    ] {
        assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
    }
    assert!(holds(&bytes, "vestibule-test"), "service.name");
    assert!(holds(&bytes, page.header("x-request-id")), "request_id");
    let cookie = applicant.browser.cookie_value();
    let continued = [
        0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd, 0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31,
        0x9c,
    ];
    assert!(
        !bytes.windows(16).any(|window| window == continued),
        "nobody's trace is continued"
    );
    for canary in [
        "7700900",
        "quennelwyn",
        "xanthopoulaki",
        "sessionNonce",
        "http://",
        applicant.onboarding(),
        cookie.as_str(),
        "src/",
    ] {
        assert!(!holds(&bytes, canary), "{canary}");
    }
}

#[tokio::test]
async fn a_share_of_none_is_none_and_a_collector_that_is_away_costs_nothing() {
    let mut collector = Collector::start();
    let unsampled = collector.traces(0.0);
    let layer = unsampled.layer();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        drop(tracing::info_span!(target: "vestibule_server::test", "request").entered());
    });
    unsampled.finish();
    assert_eq!(collector.spans().1, [""; 0]);

    let app = TestApp::start().await;
    let before = Scrape::of(&app.management).await;
    // Nobody listens there.
    // Held but not listening: nobody else gets the port, and calls are refused.
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    collector.endpoint = format!("http://{}", nobody.local_addr().unwrap());
    let traces = collector.traces(1.0);
    let layer = traces.layer();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        drop(tracing::info_span!(target: "vestibule_server::test", "request").entered());
    });
    traces.finish();
    assert_eq!(collector.spans().1, [""; 0]);
    let after = Scrape::of(&app.management).await;
    let failed = r#"vestibule_trace_exports_total{outcome="failed"}"#;
    assert!(after.value(failed) > before.value(failed));
}
