//! `[connections.<name>]`: the configured accounts at providers.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::Deserialize;
use vestibule::{
    id::{ConnectionName, Kind},
    purpose::Purpose,
};

use super::{error::Finding, secret::SecretSource};
use crate::connection::{Connection, Egress, Environment, PurposeGrant};

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
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    trust_framework: Option<String>,
    #[serde(default)]
    purposes: BTreeMap<Purpose, PurposeGrant>,
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
            region: self.region,
            trust_framework: self.trust_framework,
            purposes: self.purposes,
        })
    }
}
