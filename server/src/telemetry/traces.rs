//! Traces: spans of requests, jobs and calls to providers, sent to an OpenTelemetry collector (OTLP over HTTP).
//!
//! Off unless a collector is named. Spans wait in a bounded queue and are dropped when it is full; a collector that is slow
//! or away costs nothing else. No trace is continued: whoever calls us must not choose what is recorded, and none is handed
//! on to providers.

use std::time::Duration;

use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider, SpanLimits},
};
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use super::spans::Cleaned;
use crate::{
    config::TelemetryConfig,
    outbound::{Clients, Collector, EgressError, Limits},
};

/// Spans that wait to be sent; more are dropped.
const QUEUE: usize = 2_048;
/// Spans sent at once.
const BATCH: usize = 512;
/// How often they are sent.
const SEND_EVERY: Duration = Duration::from_secs(5);
/// How long a collector may take, and how long the end of the process waits for it.
const PATIENCE: Duration = Duration::from_secs(5);
/// Attributes of one span.
const MOST_ATTRIBUTES: u32 = 32;

/// Why traces cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum TracesError {
    /// The collector's address is not one.
    #[error("telemetry.otlp_endpoint: not the address of a collector")]
    Endpoint,
    /// No HTTP client can be made.
    #[error("telemetry.otlp_endpoint: {0}")]
    Client(#[from] EgressError),
    /// There is no runtime to send with.
    #[error("telemetry.otlp_endpoint: {0}")]
    Runtime(#[from] tokio::runtime::TryCurrentError),
    /// The exporter was refused by its own library.
    #[error("telemetry.otlp_endpoint: {0}")]
    Exporter(String),
}

/// Spans on their way to a collector.
#[derive(Debug)]
pub struct Traces {
    provider: SdkTracerProvider,
}

impl Traces {
    /// Gets ready to send, inside the runtime that sends. `None` when no collector is named.
    ///
    /// # Errors
    /// See [`TracesError`].
    pub fn start(config: &TelemetryConfig) -> Result<Option<Self>, TracesError> {
        if config.otlp_endpoint.is_empty() {
            return Ok(None);
        }
        let url = config.traces_url().ok_or(TracesError::Endpoint)?;
        let clients = Clients::new(Limits {
            total: PATIENCE,
            ..Limits::default()
        });
        let client = clients.get(&crate::connection::Egress::default())?;
        let collector = Collector::new(client, url.clone(), tokio::runtime::Handle::try_current()?);
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(collector)
            .with_endpoint(url)
            .with_timeout(PATIENCE)
            .build()
            .map_err(|error| TracesError::Exporter(error.to_string()))?;
        // Every number is given: those that are not are read from the environment.
        let queue = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE)
            .with_max_export_batch_size(BATCH)
            .with_scheduled_delay(SEND_EVERY)
            .build();
        let provider = SdkTracerProvider::builder()
            .with_span_processor(
                BatchSpanProcessor::builder(Cleaned(exporter))
                    .with_batch_config(queue)
                    .build(),
            )
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(
                config.sample_ratio,
            ))))
            .with_span_limits(SpanLimits {
                max_events_per_span: 0,
                max_attributes_per_span: MOST_ATTRIBUTES,
                max_links_per_span: 0,
                max_attributes_per_event: 0,
                max_attributes_per_link: 0,
            })
            .with_resource(
                Resource::builder_empty()
                    .with_attributes([
                        KeyValue::new("service.name", config.service_name.clone()),
                        KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
                    ])
                    .build(),
            )
            .build();
        Ok(Some(Self { provider }))
    }

    /// The layer that spans come through.
    #[must_use]
    pub fn layer<S>(&self) -> Box<dyn Layer<S> + Send + Sync>
    where
        S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer("vestibule"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_context_activation(false)
            .with_filter(filter_fn(is_traced))
            .boxed()
    }

    /// Sends what is waiting. Blocks: not for tasks of a runtime that has one thread only.
    pub fn flush(&self) {
        if self.provider.force_flush().is_err() {
            tracing::warn!("spans were not sent");
        }
    }

    /// Sends what is waiting and stops, within a few seconds. Blocks like [`Traces::flush`], and needs the runtime alive.
    pub fn finish(self) {
        if self.provider.shutdown_with_timeout(PATIENCE).is_err() {
            tracing::warn!("the last spans were not sent");
        }
    }
}

/// Our own spans; events are for the log.
fn is_traced(metadata: &Metadata<'_>) -> bool {
    metadata.is_span()
        && metadata.target().starts_with("vestibule")
        && *metadata.level() <= Level::INFO
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(endpoint: &str) -> TelemetryConfig {
        TelemetryConfig {
            otlp_endpoint: endpoint.to_owned(),
            service_name: "vestibule".to_owned(),
            sample_ratio: 1.0,
        }
    }

    #[test]
    fn without_a_collector_nothing_is_traced() {
        assert!(Traces::start(&config("")).unwrap().is_none());
    }

    #[test]
    fn a_collector_that_cannot_be_reached_from_here_is_refused() {
        assert!(matches!(
            Traces::start(&config("collector")),
            Err(TracesError::Endpoint)
        ));
        assert!(matches!(
            Traces::start(&config("http://127.0.0.1:4318")),
            Err(TracesError::Runtime(_))
        ));
    }
}
