//! How operators watch the server: log lines, metrics and, where they are wanted, traces.
//!
//! Nothing personal is in any of them. Logs keep to it by what they may hold (see [`logs`]), metrics by a table of names and
//! labels that nothing gets around (see [`recorder`]), traces by a list of attributes (see [`spans`]).

pub mod count;
mod logs;
pub mod names;
pub mod recorder;
mod spans;
pub mod traces;

use tracing_subscriber::layer::SubscriberExt;

use crate::config::{LoggingConfig, TelemetryConfig};

pub use self::traces::{Traces, TracesError};

/// Why logging or tracing did not start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter does not parse.
    #[error("logging.filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Traces cannot be sent.
    #[error(transparent)]
    Traces(#[from] TracesError),
    /// Something else logs already.
    #[error("logging was started before")]
    Started(#[from] tracing::subscriber::SetGlobalDefaultError),
}

/// Starts logging for the whole process, panics included, and traces where `telemetry` names a collector. Traces need a
/// runtime to send with: call it inside one then.
///
/// # Errors
/// When the filter does not parse, traces cannot be sent, or logging was started before.
pub fn init(
    logging: &LoggingConfig,
    telemetry: Option<&TelemetryConfig>,
) -> Result<Option<Traces>, TelemetryError> {
    let traces = telemetry.map(Traces::start).transpose()?.flatten();
    let subscriber = tracing_subscriber::registry()
        .with(logs::lines(logging, std::io::stdout)?)
        .with(traces.as_ref().map(Traces::layer));
    tracing::subscriber::set_global_default(subscriber)?;
    std::panic::set_hook(Box::new(|panic| {
        // The message may quote whatever the code was working on; the place is enough to find it.
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place = place.as_deref().unwrap_or("unknown"), "panicked");
    }));
    Ok(traces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LogFormat;

    #[test]
    fn a_filter_that_does_not_parse_is_refused() {
        let config = LoggingConfig {
            format: LogFormat::Json,
            filter: "info,=,".to_owned(),
        };
        assert!(matches!(
            init(&config, None),
            Err(TelemetryError::Filter(_))
        ));
    }
}
