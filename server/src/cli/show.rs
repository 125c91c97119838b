//! `vestibule config show`: what is in effect, without secrets. SEC-187.

use std::collections::BTreeMap;

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use crate::{
    config::{Config, SingleSignOnConfig, journey_version},
    connection::{Connection, Egress},
};

/// What stands in place of a secret.
const HIDDEN: &str = "(set, not shown)";

/// The configuration in effect as JSON.
pub(crate) fn text(config: &Config) -> String {
    let connections: serde_json::Map<String, Value> = config
        .connections
        .iter()
        .map(|(name, one)| (name.to_string(), connection(one)))
        .collect();
    let journeys: serde_json::Map<String, Value> = config
        .journeys
        .iter()
        .map(|(name, journey)| {
            let shown = json!({
                "version": journey_version(journey),
                "open": journey.open,
                "needs": journey.needs,
                "steps": journey.steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(),
            });
            (name.to_string(), shown)
        })
        .collect();
    let shown = json!({
        "development": config.development(),
        "public_origins": config.origins(),
        "sdk_origin": config.sdk_origin,
        "server": config.server,
        "provider_callbacks": config.provider_callbacks,
        "database": { "url": url(config.database.url.expose_secret()) },
        "keys": {
            "ring": config.keys.ring.as_ref().map(|ring| format!("{ring:?}")),
            "file": config.keys.file,
        },
        "sessions": config.sessions,
        "dashboard": config.dashboard,
        "single_sign_on": config.single_sign_on.as_ref().map(single_sign_on),
        "limits": config.limits,
        "budgets": config.budgets,
        "signals": config.signals,
        "onboardings": config.onboardings,
        "retention": config.retention,
        "logging": config.logging,
        "telemetry": config.telemetry,
        "audit": { "origin": config.audit_origin(), "settings": config.audit },
        "webhooks": config.webhooks,
        "connections": connections,
        "journeys": journeys,
    });
    let shown = without_passwords(shown);
    format!("{shown:#}\n")
}

fn single_sign_on(config: &SingleSignOnConfig) -> Value {
    json!({
        "settings": config,
        "client_secret": HIDDEN,
        "egress": egress(&config.egress),
    })
}

fn egress(egress: &Egress) -> Value {
    json!({
        "proxy": egress.proxy.as_ref().map(|proxy| url(proxy.as_str())),
        "ca_file": egress.ca_file,
        "client_certificate_file": egress.client_certificate_file,
        "source_addresses": egress.source_addresses,
    })
}

fn connection(connection: &Connection) -> Value {
    let secrets: serde_json::Map<String, Value> = connection
        .secrets
        .keys()
        .map(|name| (name.clone(), HIDDEN.into()))
        .collect();
    json!({
        "provider": connection.kind,
        "environment": connection.environment,
        "display_name": connection.display_name,
        "settings": without_misplaced_secrets(&connection.settings),
        "secrets": secrets,
        "egress": egress(&connection.egress),
    })
}

/// A secret that somebody wrote among the settings: such a configuration does not start, and is shown to find out why.
fn without_misplaced_secrets(settings: &BTreeMap<String, Value>) -> Value {
    const NAMES: [&str; 6] = [
        "secret",
        "password",
        "pass_key",
        "api_key",
        "private",
        "credential",
    ];
    let is_secret = |name: &str| {
        let name = name.to_ascii_lowercase();
        NAMES.iter().any(|secret| name.contains(secret))
    };
    let shown: serde_json::Map<String, Value> = settings
        .iter()
        .map(|(name, value)| match is_secret(name) {
            true => (name.clone(), HIDDEN.into()),
            false => (name.clone(), value.clone()),
        })
        .collect();
    shown.into()
}

/// A URL may hold a password wherever a URL may stand, also where it is refused later.
fn without_passwords(value: Value) -> Value {
    match value {
        Value::String(text) => match Url::parse(&text) {
            Ok(found) if holds_a_secret(&found) => url(&text).into(),
            _ => Value::String(text),
        },
        Value::Array(values) => values.into_iter().map(without_passwords).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(name, value)| (name, without_passwords(value)))
            .collect(),
        other => other,
    }
}

/// Of an http address the user alone may be the credential, and the query may have one.
fn holds_a_secret(url: &Url) -> bool {
    let is_http = matches!(url.scheme(), "http" | "https");
    url.password().is_some() || (is_http && (!url.username().is_empty() || url.query().is_some()))
}

/// A URL without password and query, which may hold one too; what is not a URL is not shown at all.
pub(super) fn url(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else {
        return HIDDEN.to_owned();
    };
    if !url.has_host() && url.scheme() != "sqlite" {
        return HIDDEN.to_owned();
    }
    let is_alone = url.password().is_none() && matches!(url.scheme(), "http" | "https");
    if is_alone && !url.username().is_empty() && url.set_username("***").is_err() {
        return HIDDEN.to_owned();
    }
    if url.password().is_some() && url.set_password(Some("***")).is_err() {
        return HIDDEN.to_owned();
    }
    if url.query().is_some() {
        url.set_query(Some("***"));
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sec_187_a_url_is_shown_without_its_password() {
        assert_eq!(
            url("postgres://app:canary@db.example/vestibule?sslpassword=canary"),
            "postgres://app:***@db.example/vestibule?***"
        );
        assert_eq!(
            url("sqlite://data/vestibule.db"),
            "sqlite://data/vestibule.db"
        );
        assert_eq!(url("app:canary@db"), HIDDEN);
        assert_eq!(url("http://canary@proxy:3128/"), "http://***@proxy:3128/");
    }

    /// SEC-187: also in sections and settings that came later, or where nobody expects a URL.
    #[test]
    fn sec_187_no_url_anywhere_is_shown_with_its_password() {
        let shown = without_passwords(json!({
            "telemetry": { "otlp_endpoint": "https://app:canary@otlp.example/v1?key=canary" },
            "list": ["https://app:canary@a.example/", "text", 1, null],
            "user": "https://canary@a.example/",
            "query": "https://a.example/?key=canary",
        }));
        let text = shown.to_string();
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains("otlp.example") && text.contains("\"text\",1,null"));
    }

    /// SEC-187: the configuration is shown although it does not start.
    #[test]
    fn sec_187_a_secret_among_the_settings_is_not_shown() {
        let settings = [
            ("client_secret", "canary"),
            ("API_KEY", "canary"),
            ("client_id", "id"),
            ("token_gateway", "https://gateway.example"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.into()));
        let shown = without_misplaced_secrets(&settings.into());
        assert_eq!(
            shown,
            json!({ "client_secret": HIDDEN, "API_KEY": HIDDEN, "client_id": "id",
                "token_gateway": "https://gateway.example" })
        );
    }
}
