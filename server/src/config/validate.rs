//! What the types alone cannot say: the rules under which the server starts. Everything fails closed.

use std::sync::Arc;

use secrecy::ExposeSecret;
use url::Url;
use vestibule::id::Kind;

use super::{
    Config, audit, budgets, callbacks, dashboard,
    error::{ConfigError, Finding},
    lint, onboardings,
    origin::is_loopback,
    retention, telemetry, webhooks,
};
use crate::{
    connection::{Connection, Environment},
    provider::Provider,
    providers::Registry,
};

/// How the simulator's credentials begin.
const SIMULATOR_MARK: &str = "sim-";
/// What nobody's credentials are.
const DEFAULT_SECRETS: [&str; 8] = [
    "changeme",
    "change-me",
    "default",
    "example",
    "password",
    "secret",
    "test",
    "todo",
];

impl Config {
    /// Refuses a configuration that cannot work or is not safe; lists everything that is wrong.
    ///
    /// # Errors
    /// With one finding per problem.
    pub fn validate(&self, registry: &Registry) -> Result<(), ConfigError> {
        self.validate_with(|kind| registry.get(kind).cloned())
    }

    /// The same for any way of finding a provider.
    ///
    /// # Errors
    /// With one finding per problem.
    pub fn validate_with(
        &self,
        provider: impl Fn(&Kind) -> Option<Arc<dyn Provider>>,
    ) -> Result<(), ConfigError> {
        let mut findings = Vec::new();
        self.check_origins(&mut findings);
        self.check_values(&mut findings);
        callbacks::check(self, &mut findings);
        budgets::check(self, &mut findings);
        onboardings::check(self, &mut findings);
        retention::check(self, &mut findings);
        telemetry::check(self, &mut findings);
        audit::check(self, &mut findings);
        webhooks::check(self, &mut findings);
        dashboard::check(self, &mut findings);
        for connection in self.connections.values() {
            check_egress(connection, &mut findings);
            if connection.environment == Environment::Live {
                check_live(connection, &mut findings);
            }
            match provider(&connection.kind) {
                None => findings.push(Finding::new(
                    format!("connections.{}.provider", connection.name),
                    format!("there is no provider named {}", connection.kind),
                )),
                Some(provider) => {
                    if let Err(error) = provider.check_settings(connection, &self.origins()) {
                        findings.push(Finding::new(
                            format!("connections.{}.{}", error.connection, error.key),
                            error.problem,
                        ));
                    }
                    if provider.policy().sdk {
                        self.check_sdk_origin(connection, &mut findings);
                    }
                }
            }
        }
        findings.extend(lint::findings(self, &provider));
        ConfigError::from_findings(findings).map_err(|error| error.placed(&self.places))
    }

    /// A provider's script may share neither host nor cookies with our pages (architecture, rule 8).
    fn check_sdk_origin(&self, connection: &Connection, findings: &mut Vec<Finding>) {
        let needed_by = format!("connections.{}", connection.name);
        let Some(sdk) = &self.sdk_origin else {
            findings.push(Finding::new(
                "sdk_origin",
                format!("is missing, but {needed_by} runs its provider's script on it"),
            ));
            return;
        };
        let mut refuse = |problem: String| {
            let finding = Finding::new("sdk_origin", problem);
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        };
        for origin in &self.public_origins {
            if origin.host() == sdk.host() {
                refuse(format!(
                    "has the host of {origin}; cookies ignore ports, so give it another"
                ));
            }
            if origin.is_https() != sdk.is_https() {
                refuse(format!("must be https exactly when {origin} is"));
            }
        }
    }

    fn check_origins(&self, findings: &mut Vec<Finding>) {
        if self.public_origins.is_empty() {
            findings.push(Finding::new(
                "public_origins",
                "is empty; name at least one origin",
            ));
        }
        for (place, origin) in self.public_origins.iter().enumerate() {
            if !origin.is_https() && !origin.is_loopback() {
                findings.push(Finding::new(
                    "public_origins",
                    format!("{origin} is http and not on this machine; use https"),
                ));
            }
            if self.public_origins[..place].contains(origin) {
                findings.push(Finding::new(
                    "public_origins",
                    format!("{origin} is given twice"),
                ));
            }
            if !origin.is_https() && self.has_live_connection() {
                findings.push(Finding::new(
                    "public_origins",
                    format!("{origin} is not https, which a live connection requires"),
                ));
            }
        }
        let secure = self
            .public_origins
            .iter()
            .filter(|origin| origin.is_https())
            .count();
        if secure > 0 && secure < self.public_origins.len() {
            findings.push(Finding::new(
                "public_origins",
                "mixes http and https, which need different cookies; use one of them",
            ));
        }
    }

    fn check_values(&self, findings: &mut Vec<Finding>) {
        let mut refuse = |wrong: bool, key: &str, problem: &str| {
            if wrong {
                findings.push(Finding::new(key, problem));
            }
        };
        let url = self.database.url.expose_secret();
        refuse(
            !["sqlite:", "postgres://", "postgresql://"]
                .iter()
                .any(|scheme| url.starts_with(scheme)),
            "database.url",
            "begins neither with sqlite: nor with postgres://",
        );
        refuse(
            self.server.listen.is_empty(),
            "server.listen",
            "is empty; name at least one address",
        );
        refuse(
            !(1024..=16 * 1024 * 1024).contains(&self.server.max_body_bytes),
            "server.max_body_bytes",
            "must be 1024 to 16777216",
        );
        refuse(
            !(1..=50).contains(&self.server.request_timeout_seconds),
            "server.request_timeout_seconds",
            "must be 1 to 50",
        );
        refuse(
            self.server.shutdown_grace_seconds > 600,
            "server.shutdown_grace_seconds",
            "must be at most 600",
        );
        refuse(
            !(1..=24 * 60).contains(&self.sessions.idle_minutes),
            "sessions.idle_minutes",
            "must be 1 to 1440",
        );
        refuse(
            !(1..=24 * 90).contains(&self.sessions.absolute_hours),
            "sessions.absolute_hours",
            "must be 1 to 2160",
        );
        for (key, rate) in [
            ("limits.address", self.limits.address),
            ("limits.session", self.limits.session),
            ("limits.start", self.limits.start),
            ("limits.webhook", self.limits.webhook),
            ("limits.api_key", self.limits.api_key),
            ("limits.api_address", self.limits.api_address),
            ("limits.api_refused", self.limits.api_refused),
        ] {
            refuse(
                rate.per_minute == 0 || rate.burst == 0,
                key,
                "per_minute and burst must be at least 1",
            );
        }
        refuse(
            !(100..=10_000_000).contains(&self.limits.keys),
            "limits.keys",
            "must be 100 to 10000000",
        );
        refuse(
            self.logging
                .filter
                .parse::<tracing_subscriber::EnvFilter>()
                .is_err(),
            "logging.filter",
            "is not a filter such as \"info,vestibule_server=debug\"",
        );
        if self.keys.ring.is_none() && !self.development() && !self.keys.file.exists() {
            findings.push(self.keys.missing());
        }
    }
}

fn check_egress(connection: &Connection, findings: &mut Vec<Finding>) {
    let files = [
        ("ca_file", &connection.egress.ca_file),
        (
            "client_certificate_file",
            &connection.egress.client_certificate_file,
        ),
    ];
    for (key, path) in files {
        if let Some(path) = path.as_ref().filter(|path| !path.is_file()) {
            findings.push(Finding::new(
                format!("connections.{}.egress.{key}", connection.name),
                format!("{} is not a file", path.display()),
            ));
        }
    }
}

/// Real people and real invoices: nothing of the simulator's may be left.
fn check_live(connection: &Connection, findings: &mut Vec<Finding>) {
    let key = |rest: &str| format!("connections.{}.{rest}", connection.name);
    for (name, value) in &connection.settings {
        check_live_setting(&key(&format!("settings.{name}")), value, findings);
    }
    for (name, secret) in &connection.secrets {
        let secret = secret.expose_secret();
        if is_simulators(secret) {
            findings.push(Finding::new(
                key(&format!("secrets.{name}")),
                "is the simulator's, but the connection is live; use the provider's",
            ));
        } else if secret.trim().is_empty()
            || DEFAULT_SECRETS.contains(&secret.to_ascii_lowercase().as_str())
        {
            findings.push(Finding::new(
                key(&format!("secrets.{name}")),
                "is a default, but the connection is live; use the provider's",
            ));
        }
    }
}

fn check_live_setting(key: &str, value: &serde_json::Value, findings: &mut Vec<Finding>) {
    match value {
        serde_json::Value::String(text) => {
            if is_simulators(text) {
                findings.push(Finding::new(
                    key,
                    "is the simulator's, but the connection is live; use the provider's",
                ));
            }
            let Ok(url) = Url::parse(text) else { return };
            if is_loopback(&url) {
                findings.push(Finding::new(
                    key,
                    "is a URL on this machine, but the connection is live",
                ));
            } else if url.scheme() == "http" {
                findings.push(Finding::new(
                    key,
                    "is an http URL, but the connection is live; use https",
                ));
            }
        }
        serde_json::Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                check_live_setting(&format!("{key}.{place}"), value, findings);
            }
        }
        serde_json::Value::Object(map) => {
            for (name, value) in map {
                check_live_setting(&format!("{key}.{name}"), value, findings);
            }
        }
        _ => {}
    }
}

fn is_simulators(text: &str) -> bool {
    text.get(..SIMULATOR_MARK.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(SIMULATOR_MARK))
}
