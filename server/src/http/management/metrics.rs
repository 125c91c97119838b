//! `GET /metrics`: everything measured, in the text format of Prometheus.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    services::{core::Core, gauges::Gauges},
    telemetry::recorder::Metrics,
};

/// Prometheus exposition formats, "Text format".
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

#[derive(Clone)]
struct Scraped {
    core: Arc<Core>,
    /// Absent when something else measures in this process.
    metrics: Option<Metrics>,
    gauges: Arc<Gauges>,
}

/// The route.
pub fn router(core: Arc<Core>, metrics: Option<Metrics>) -> Router {
    Router::new()
        .route("/metrics", get(show))
        .with_state(Scraped {
            core,
            metrics,
            gauges: Arc::default(),
        })
}

async fn show(State(scraped): State<Scraped>) -> Response {
    let Some(metrics) = &scraped.metrics else {
        return (StatusCode::SERVICE_UNAVAILABLE, "nothing is measured\n").into_response();
    };
    scraped.gauges.refresh(&scraped.core).await;
    let headers = [
        (header::CONTENT_TYPE, TEXT),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, metrics.render()).into_response()
}
