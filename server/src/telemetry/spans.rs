//! What leaves the process of a span: a name from our own code, times, and attributes from a list. Whatever else somebody
//! puts into a span stays here, so that nothing personal gets into a trace (SEC-183).

use std::{borrow::Cow, time::Duration};

use opentelemetry::{
    KeyValue, Value,
    trace::{SpanKind, Status},
};
use opentelemetry_sdk::{
    Resource,
    error::OTelSdkResult,
    trace::{SpanData, SpanEvents, SpanExporter, SpanLinks},
};

/// Attributes that leave: names of the configuration, templates, codes, the support code and durations.
const LEAVES: [&str; 8] = [
    "request_id",
    "method",
    "route",
    "status",
    "duration_ms",
    "connection",
    "failure",
    "kind",
];

/// An exporter that is handed cleaned spans only.
#[derive(Debug)]
pub(super) struct Cleaned<E>(pub(super) E);

impl<E: SpanExporter> SpanExporter for Cleaned<E> {
    fn export(&self, batch: Vec<SpanData>) -> impl Future<Output = OTelSdkResult> + Send {
        self.0.export(batch.into_iter().map(clean).collect())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

fn text(span: &SpanData, name: &str) -> Option<String> {
    let found = span
        .attributes
        .iter()
        .find(|attribute| attribute.key.as_str() == name)?;
    Some(found.value.as_str().into_owned())
}

fn clean(mut span: SpanData) -> SpanData {
    span.attributes
        .retain(|attribute| LEAVES.contains(&attribute.key.as_str()));
    span.events = SpanEvents::default();
    span.links = SpanLinks::default();
    let (name, kind) = match &*span.name {
        "request" => {
            let method = text(&span, "method").unwrap_or_default();
            let route = text(&span, "route").unwrap_or_default();
            (
                Cow::from(format!("{method} {route}").trim().to_owned()),
                SpanKind::Server,
            )
        }
        "outbound.request" => (
            text(&span, "route").map_or_else(|| span.name.clone(), Cow::from),
            SpanKind::Client,
        ),
        "job" => (
            text(&span, "kind").map_or_else(
                || span.name.clone(),
                |kind| Cow::from(format!("job {kind}")),
            ),
            SpanKind::Internal,
        ),
        _ => (span.name.clone(), SpanKind::Internal),
    };
    span.name = name;
    span.span_kind = kind;
    let failed = span.attributes.iter().any(failed);
    span.status = if failed {
        Status::error("")
    } else {
        Status::Unset
    };
    span
}

/// An answer of 500 or more, or none.
fn failed(attribute: &KeyValue) -> bool {
    match (attribute.key.as_str(), &attribute.value) {
        ("status", Value::I64(status)) => *status >= 500,
        ("failure", _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::{
        InstrumentationScope,
        trace::{SpanContext, SpanId},
    };

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "any time does")]
    fn span(name: &'static str, attributes: &[(&'static str, Value)]) -> SpanData {
        SpanData {
            span_context: SpanContext::empty_context(),
            parent_span_id: SpanId::INVALID,
            parent_span_is_remote: false,
            span_kind: SpanKind::Internal,
            name: name.into(),
            start_time: std::time::SystemTime::now(),
            end_time: std::time::SystemTime::now(),
            attributes: attributes
                .iter()
                .map(|(name, value)| KeyValue::new(*name, value.clone()))
                .collect(),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: Status::error("Ada Lovelace was here"),
            instrumentation_scope: InstrumentationScope::builder("test").build(),
        }
    }

    /// SEC-183
    #[test]
    fn an_attribute_that_is_not_on_the_list_stays_here() {
        let attributes = [
            ("phone", "+447700900742".into()),
            ("url", "https://x.example/?code=1".into()),
            ("connection", "face".into()),
        ];
        let cleaned = clean(span("a step", &attributes));
        assert_eq!(cleaned.attributes, [KeyValue::new("connection", "face")]);
        assert_eq!(cleaned.status, Status::Unset);
    }

    #[test]
    fn spans_are_named_by_route_call_and_job() {
        for (given, attributes, name, kind) in [
            (
                "request",
                vec![("method", "GET".into()), ("route", "/o/{id}".into())],
                "GET /o/{id}",
                SpanKind::Server,
            ),
            (
                "outbound.request",
                vec![("route", "signicat.token".into())],
                "signicat.token",
                SpanKind::Client,
            ),
            (
                "job",
                vec![("kind", "poll".into())],
                "job poll",
                SpanKind::Internal,
            ),
        ] {
            let cleaned = clean(span(given, &attributes));
            assert_eq!((&*cleaned.name, cleaned.span_kind), (name, kind));
        }
    }

    #[test]
    fn an_answer_of_500_and_no_answer_are_failures() {
        for (attribute, fails) in [
            (("status", Value::I64(500)), true),
            (("status", Value::I64(404)), false),
            (("failure", "timed_out".into()), true),
        ] {
            let cleaned = clean(span("request", &[attribute]));
            assert_eq!(matches!(cleaned.status, Status::Error { .. }), fails);
        }
    }
}
