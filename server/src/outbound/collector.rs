//! The way to an OpenTelemetry collector: batches of spans are sent as everything else is, bounded and without redirects,
//! but not through a circuit breaker and not in a span of its own, which would be sent in turn.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use opentelemetry_http::{HttpError, Request, Response};
use reqwest::header::CONTENT_TYPE;
use tokio::runtime::Handle;
use url::Url;

use super::{HttpClient, OutboundRequest, body};
use crate::telemetry::count;

const ROUTE: &str = "collector.traces";
/// A collector's answer holds at most how many spans it did not take.
const MAX_ANSWER: usize = 64 * 1024;

/// Sends to one address, whatever the exporter's own settings (it reads the environment) say.
#[derive(Debug, Clone)]
pub struct Collector {
    client: HttpClient,
    url: Arc<Url>,
    /// The exporter calls from a thread of its own, which has no runtime.
    runtime: Handle,
}

/// Why a batch did not arrive. For nobody but the exporter, which tries again or drops the batch.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("no answer")]
    NoAnswer,
    #[error("an answer that is none")]
    Answer,
}

impl Collector {
    /// A way to `url`, sending on this runtime.
    #[must_use]
    pub fn new(client: HttpClient, url: Url, runtime: Handle) -> Self {
        Self {
            client,
            url: Arc::new(url),
            runtime,
        }
    }
}

async fn send(client: HttpClient, url: Url, spans: Bytes) -> Result<Response<Bytes>, Failed> {
    let request = OutboundRequest::post(ROUTE, url).protobuf(spans.into());
    let answer = client
        .execute(&request)
        .await
        .map_err(|_| Failed::NoAnswer)?;
    let mut response = Response::builder().status(answer.status());
    if let Some(kind) = answer.headers().get(CONTENT_TYPE) {
        response = response.header(CONTENT_TYPE, kind);
    }
    let body = body::read(answer, MAX_ANSWER)
        .await
        .map_err(|_| Failed::Answer)?;
    response.body(body.into()).map_err(|_| Failed::Answer)
}

#[async_trait]
impl opentelemetry_http::HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sending = send(
            self.client.clone(),
            Url::clone(&self.url),
            request.into_body(),
        );
        let answer = self.runtime.spawn(sending).await?;
        let arrived = answer
            .as_ref()
            .is_ok_and(|answer| answer.status().is_success());
        count::trace_export(if arrived { "sent" } else { "failed" });
        if !arrived {
            let status = answer.as_ref().map(|answer| answer.status().as_u16()).ok();
            tracing::warn!(status, "the collector did not take a batch of spans");
        }
        Ok(answer?)
    }
}
