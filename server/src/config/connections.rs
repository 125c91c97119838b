//! `[connections.<name>]`: the configured accounts at providers.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::Deserialize;
use vestibule::id::{ConnectionName, Kind};

use super::{error::Finding, secret::SecretSource};
use crate::connection::{Connection, Egress, Environment};

/// The table as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConnectionSection {
    provider: Kind,
    environment: Environment,
    display_name: String,
    #[serde(default)]
    settings: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    secrets: BTreeMap<String, SecretSource>,
    #[serde(default)]
    egress: Egress,
}

impl ConnectionSection {
    /// The connection, its secrets read.
    pub(super) fn read(self, name: ConnectionName) -> Result<Connection, Vec<Finding>> {
        let mut secrets: BTreeMap<String, SecretString> = BTreeMap::new();
        let mut findings = Vec::new();
        for (key, source) in self.secrets {
            match source.read(&format!("connections.{name}.secrets.{key}")) {
                Ok(secret) => {
                    secrets.insert(key, secret);
                }
                Err(finding) => findings.push(finding),
            }
        }
        if !findings.is_empty() {
            return Err(findings);
        }
        Ok(Connection {
            name,
            kind: self.provider,
            environment: self.environment,
            display_name: self.display_name,
            settings: self.settings,
            secrets,
            egress: self.egress,
        })
    }
}
