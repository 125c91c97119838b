//! `[telemetry]`: where traces go.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Config, error::Finding};

/// Where the OTLP specification has traces below a collector's address (OTLP 1.x, "OTLP/HTTP Request").
const TRACES: &str = "v1/traces";

/// `[telemetry]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetryConfig {
    /// Address of an OpenTelemetry collector (OTLP over HTTP); empty: no traces.
    pub otlp_endpoint: String,
    /// `service.name` of the traces.
    pub service_name: String,
    /// Which share of the requests and jobs is traced, 0 to 1.
    pub sample_ratio: f64,
}

impl TelemetryConfig {
    /// Where traces are posted to; `None` when there are to be none, or the address is not usable.
    #[must_use]
    pub fn traces_url(&self) -> Option<Url> {
        let mut url: Url = self.otlp_endpoint.parse().ok()?;
        let fits = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if !fits {
            return None;
        }
        let path = format!("{}/{TRACES}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Some(url)
    }
}

/// What keeps the section from being used.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    let section = &config.telemetry;
    let mut refuse = |is: bool, key: &str, problem: &str| {
        if is {
            findings.push(Finding::new(format!("telemetry.{key}"), problem.to_owned()));
        }
    };
    refuse(
        !section.otlp_endpoint.is_empty() && section.traces_url().is_none(),
        "otlp_endpoint",
        "must be the http or https address of a collector, without user, query and fragment, or empty",
    );
    refuse(
        section.service_name.is_empty() || section.service_name.len() > 100,
        "service_name",
        "must be 1 to 100 bytes",
    );
    refuse(
        !(0.0..=1.0).contains(&section.sample_ratio),
        "sample_ratio",
        "must be 0 to 1",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(endpoint: &str) -> Option<String> {
        let config = TelemetryConfig {
            otlp_endpoint: endpoint.to_owned(),
            service_name: "vestibule".to_owned(),
            sample_ratio: 1.0,
        };
        config.traces_url().map(String::from)
    }

    #[test]
    fn traces_go_below_the_address_of_the_collector() {
        for (endpoint, expected) in [
            ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
            ("https://otel.example/", "https://otel.example/v1/traces"),
            (
                "https://otel.example/in/",
                "https://otel.example/in/v1/traces",
            ),
        ] {
            assert_eq!(url(endpoint).as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_address_that_carries_more_than_an_address_is_none() {
        for endpoint in [
            "",
            "collector",
            "grpc://127.0.0.1:4317",
            "https://user:secret@otel.example",
            "https://otel.example/?key=secret",
            "https://otel.example/#there",
        ] {
            assert_eq!(url(endpoint), None, "{endpoint}");
        }
    }
}
