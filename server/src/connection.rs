//! A connection: one configured account at a provider.

use std::{collections::BTreeMap, path::PathBuf};

use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;
use vestibule::{
    id::{ConnectionName, Kind},
    purpose::Purpose,
};

/// What a connection talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// The simulator on this machine.
    Simulator,
    /// The provider's sandbox.
    Sandbox,
    /// The provider's production: real people, real invoices.
    Live,
}

/// How a connection's calls leave this machine. Connections with the same egress share one HTTP client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Egress {
    /// Forward proxy for all calls.
    pub proxy: Option<Url>,
    /// PEM file with certificate authorities to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// PEM file with a client certificate and its private key.
    pub client_certificate_file: Option<PathBuf>,
    /// From where the provider sees our calls come, as it was told. Nothing depends on it: `vestibule provider sheet`
    /// prints it, and `vestibule doctor` compares.
    pub source_addresses: Vec<IpNet>,
}

/// One configured account at a provider.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Its name in URLs and journeys.
    pub name: ConnectionName,
    /// The adapter.
    pub kind: Kind,
    /// What it talks to.
    pub environment: Environment,
    /// How the provider is called in front of applicants.
    pub display_name: String,
    /// The adapter's own settings; checked by the adapter at start.
    pub settings: BTreeMap<String, serde_json::Value>,
    /// Credentials, by the names that the adapter gives them.
    pub secrets: BTreeMap<String, SecretString>,
    /// How calls leave this machine.
    pub egress: Egress,
    /// Where the provider keeps and uses the data: a country (`SG`) or a union (`EU`).
    pub region: Option<String>,
    /// The trust framework under which it identifies people, e.g. `eidas`; OpenID Identity Assurance calls it so.
    pub trust_framework: Option<String>,
    /// Purposes that a contract of this account permits beside the adapter's own policy.
    pub purposes: BTreeMap<Purpose, PurposeGrant>,
}

/// Why a purpose is permitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeGrant {
    /// What says so, e.g. the contract and its paragraph.
    pub source: String,
    /// Since when, or when it was last looked up, `YYYY-MM-DD`.
    pub date: String,
}

/// What is wrong with a connection's settings. Names the key, never a secret's value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("connections.{connection}.{key}: {problem}")]
pub struct SettingsError {
    /// The connection.
    pub connection: ConnectionName,
    /// The key below it, e.g. `settings.api` or `secrets.client_secret`.
    pub key: String,
    /// What to do about it.
    pub problem: String,
}

impl Connection {
    /// Reads the settings into the adapter's own type, which should `deny_unknown_fields`.
    ///
    /// # Errors
    /// When a key is unknown, missing or of the wrong type.
    pub fn read_settings<T: serde::de::DeserializeOwned>(&self) -> Result<T, SettingsError> {
        let map: serde_json::Map<String, serde_json::Value> =
            self.settings.clone().into_iter().collect();
        serde_json::from_value(serde_json::Value::Object(map))
            .map_err(|error| self.problem("settings", error.to_string()))
    }

    /// The secret with this name.
    ///
    /// # Errors
    /// When it is missing or empty.
    pub fn secret(&self, name: &str) -> Result<&SecretString, SettingsError> {
        match self.secrets.get(name) {
            Some(secret) if !secret.expose_secret().is_empty() => Ok(secret),
            _ => Err(self.problem(&format!("secrets.{name}"), "is missing or empty".to_owned())),
        }
    }

    /// An error that names a key of this connection.
    #[must_use]
    pub fn problem(&self, key: &str, problem: String) -> SettingsError {
        SettingsError {
            connection: self.name.clone(),
            key: key.to_owned(),
            problem,
        }
    }
}
