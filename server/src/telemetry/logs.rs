//! Logs: structured lines to standard output, without personal data.
//!
//! What a line may hold: names from the configuration, route templates, ids, codes, sizes, durations. Never a query, a
//! body, a header, a claim or the text of a panic. Other crates' lines below `info` are dropped whatever the filter
//! says, because HTTP clients write URLs there.

use tracing::{Level, Metadata, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::filter_fn,
    fmt::{MakeWriter, format::JsonFields},
    registry::LookupSpan,
};

use super::TelemetryError;
use crate::config::{LogFormat, LoggingConfig};

/// The layer that writes lines.
pub(super) fn lines<S, W>(
    config: &LoggingConfig,
    writer: W,
) -> Result<Box<dyn Layer<S> + Send + Sync>, TelemetryError>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter: EnvFilter = config.filter.parse()?;
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    let layer = match config.format {
        LogFormat::Json => layer
            .json()
            .fmt_fields(JsonFields::new())
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .boxed(),
        LogFormat::Text => layer.with_ansi(false).boxed(),
    };
    Ok(layer
        .with_filter(filter)
        .with_filter(filter_fn(may_be_written).with_max_level_hint(LevelFilter::TRACE))
        .boxed())
}

fn may_be_written(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("vestibule") || *metadata.level() <= Level::INFO
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(format: LogFormat, filter: &str, log: impl FnOnce()) -> String {
        let written = Written::default();
        let writer = written.clone();
        let config = LoggingConfig {
            format,
            filter: filter.to_owned(),
        };
        let layer = lines(&config, move || writer.clone()).unwrap();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), log);
        let bytes = written.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_json_line_holds_the_fields_and_the_span() {
        let text = written(LogFormat::Json, "info", || {
            let _span = tracing::info_span!("request", id = "ABCD2345").entered();
            tracing::info!(status = 200, "answered");
        });
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!(line["message"], "answered");
        assert_eq!(line["status"], 200);
        assert_eq!(line["span"]["id"], "ABCD2345");
    }

    /// SEC-183
    #[test]
    fn other_crates_debug_lines_are_dropped_whatever_the_filter_says() {
        let text = written(LogFormat::Text, "trace", || {
            tracing::debug!(target: "hyper_util::client", "https://provider.example/?code=canary");
            tracing::trace!(target: "reqwest", "canary");
            tracing::info!(target: "sqlx", "kept");
            tracing::debug!(target: "vestibule_server::jobs", "ours");
        });
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains("kept") && text.contains("ours"), "{text}");
    }
}
