//! The layer around every route: counts the call, then lets the fault that waits for it happen.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use bytes::Bytes;
use http_body_util::channel::Channel;
use serde_json::json;

use crate::fault::{Fault, Kind, ProviderName};
use crate::listen::Line;
use crate::simulator::Sim;

const LATE: Duration = Duration::from_secs(15);
const PER_BYTE: Duration = Duration::from_secs(1);
const HUGE_CHUNK: usize = 64 * 1024;
const HUGE_CHUNKS: usize = 1024;
/// No true answer here is longer.
const MOST_BYTES: usize = 8 * 1024 * 1024;

#[derive(Clone)]
struct Gate {
    sim: Sim,
    provider: ProviderName,
    route: &'static str,
}

/// The routes of `methods`, under the name that faults and counters use.
pub(crate) fn gated<S: Clone + Send + Sync + 'static>(
    sim: &Sim,
    provider: ProviderName,
    route: &'static str,
    methods: MethodRouter<S>,
) -> MethodRouter<S> {
    debug_assert!(
        provider.routes().contains(&route),
        "{route} is missing in ProviderName::routes"
    );
    methods.layer(from_fn_with_state(
        Gate {
            sim: sim.clone(),
            provider,
            route,
        },
        pass,
    ))
}

async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let is_preflight = request.method() == axum::http::Method::OPTIONS;
    if !is_preflight {
        gate.sim.calls.count(gate.provider, gate.route);
    }
    let Some(fault) = gate.sim.faults.take(gate.provider, gate.route) else {
        return next.run(request).await;
    };
    let line = request
        .extensions()
        .get::<ConnectInfo<Line>>()
        .map(|info| info.0.clone());
    let delay = fault.delay_ms.map(Duration::from_millis);
    match fault.fault {
        Kind::Down => {
            if let Some(line) = line {
                line.cut();
            }
            StatusCode::BAD_GATEWAY.into_response()
        }
        Kind::Http500 => own_error(gate.provider, StatusCode::INTERNAL_SERVER_ERROR),
        Kind::Http503 => own_error(gate.provider, StatusCode::SERVICE_UNAVAILABLE),
        Kind::Unauthorized => own_error(gate.provider, StatusCode::UNAUTHORIZED),
        Kind::Forbidden => own_error(gate.provider, StatusCode::FORBIDDEN),
        Kind::RateLimited => {
            let mut response = own_error(gate.provider, StatusCode::TOO_MANY_REQUESTS);
            response.headers_mut().insert(
                RETRY_AFTER,
                HeaderValue::from(fault.retry_after.unwrap_or(2)),
            );
            response
        }
        Kind::Slow => trickle(next.run(request).await, delay.unwrap_or(PER_BYTE)).await,
        Kind::Truncated => cut_short(next.run(request).await).await,
        Kind::Late => {
            tokio::time::sleep(delay.unwrap_or(LATE)).await;
            next.run(request).await
        }
        Kind::Hang => {
            gate.sim.until_stopped().await;
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Kind::WrongContentType => {
            let mut response = next.run(request).await;
            response.headers_mut().insert(
                CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            );
            response
        }
        Kind::Huge => huge(),
        Kind::Redirect => (
            StatusCode::FOUND,
            [(LOCATION, "http://127.0.0.2:9/elsewhere")],
        )
            .into_response(),
        Kind::Empty => ([(CONTENT_TYPE, "application/json")], "").into_response(),
        Kind::NotJson => (
            [(CONTENT_TYPE, "application/json")],
            "<!doctype html><title>Maintenance</title>",
        )
            .into_response(),
        Kind::Answer => answer(fault),
    }
}

fn own_error(provider: ProviderName, status: StatusCode) -> Response {
    match provider {
        ProviderName::Signicat => crate::signicat::problem::plain(status),
        ProviderName::FrankieOne => crate::frankieone::errors::plain(status),
        ProviderName::BankId => crate::bankid::errors::plain(status),
        ProviderName::External => crate::external::errors::plain(status),
        ProviderName::OneKyc | ProviderName::SelfieLiveness => crate::onekyc::errors::plain(status),
    }
}

fn answer(fault: Fault) -> Response {
    let status = fault
        .status
        .and_then(|status| StatusCode::from_u16(status).ok())
        .unwrap_or(StatusCode::OK);
    (status, Json(fault.body.unwrap_or_else(|| json!({})))).into_response()
}

async fn trickle(response: Response, pause: Duration) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let (mut sender, body) = Channel::<Bytes>::new(1);
    tokio::spawn(async move {
        for place in 0..bytes.len() {
            if sender.send_data(bytes.slice(place..=place)).await.is_err() {
                return;
            }
            tokio::time::sleep(pause).await;
        }
    });
    Response::from_parts(parts, Body::new(body))
}

async fn cut_short(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    tokio::spawn(async move {
        if sender
            .send_data(bytes.slice(..bytes.len() / 2))
            .await
            .is_ok()
        {
            sender.abort(std::io::ErrorKind::ConnectionReset.into());
        }
    });
    Response::from_parts(parts, Body::new(body))
}

fn huge() -> Response {
    let (mut sender, body) = Channel::<Bytes>::new(2);
    tokio::spawn(async move {
        let filling = Bytes::from(vec![b'a'; HUGE_CHUNK]);
        let mut send = async |bytes: Bytes| sender.send_data(bytes).await.is_ok();
        if !send(Bytes::from_static(b"{\"filling\":\"")).await {
            return;
        }
        for _ in 0..HUGE_CHUNKS {
            if !send(filling.clone()).await {
                return;
            }
        }
        send(Bytes::from_static(b"\"}")).await;
    });
    ([(CONTENT_TYPE, "application/json")], Body::new(body)).into_response()
}
