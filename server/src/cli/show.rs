//! `vestibule config show`: what is in effect, without secrets. SEC-187.

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use crate::{
    config::{Config, journey_version},
    connection::Connection,
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
        "limits": config.limits,
        "budgets": config.budgets,
        "signals": config.signals,
        "onboardings": config.onboardings,
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
        "settings": connection.settings,
        "secrets": secrets,
        "egress": {
            "proxy": connection.egress.proxy.as_ref().map(|proxy| url(proxy.as_str())),
            "ca_file": connection.egress.ca_file,
            "client_certificate_file": connection.egress.client_certificate_file,
            "source_addresses": connection.egress.source_addresses,
        },
    })
}

/// A URL may hold a password wherever a URL may stand, also where it is refused later.
fn without_passwords(value: Value) -> Value {
    match value {
        Value::String(text) => match Url::parse(&text) {
            Ok(found) if found.password().is_some() => url(&text).into(),
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

/// A URL without password and query, which may hold one too; what is not a URL is not shown at all.
pub(super) fn url(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else {
        return HIDDEN.to_owned();
    };
    if !url.has_host() && url.scheme() != "sqlite" {
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
    }

    /// SEC-187: also in sections and settings that came later, or where nobody expects a URL.
    #[test]
    fn sec_187_no_url_anywhere_is_shown_with_its_password() {
        let shown = without_passwords(json!({
            "telemetry": { "otlp_endpoint": "https://app:canary@otlp.example/v1?key=canary" },
            "list": ["https://app:canary@a.example/", "text", 1, null],
        }));
        let text = shown.to_string();
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains("otlp.example") && text.contains("\"text\",1,null"));
    }
}
