//! The sections that hold plain values. Their defaults stand in `default.toml`, with what they mean.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use vestibule::id::ConnectionName;

use super::{PublicOrigin, error::ConfigError, folder};

/// `[server]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    /// Where pages are served.
    pub listen: Vec<SocketAddr>,
    /// Health, and in Development the settable clock.
    pub management_listen: SocketAddr,
    /// The folder with the built front end.
    pub assets: PathBuf,
    /// Networks of the reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Largest request body, in bytes.
    pub max_body_bytes: usize,
    /// Longest time for one request, in seconds.
    pub request_timeout_seconds: u64,
    /// How long running requests and jobs may go on after SIGTERM, in seconds.
    pub shutdown_grace_seconds: u64,
    /// Development only: the page on which the simulator shows the codes that it sends.
    pub simulator_inbox: Option<String>,
}

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite://<path>` or `postgres://user:password@host/database`.
    pub url: SecretString,
}

impl DatabaseConfig {
    /// The URL to connect to. For SQLite the folder is made, and the file will be made when it is missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn prepare(&self) -> Result<SecretString, ConfigError> {
        let url = self.url.expose_secret();
        let Some(rest) = url.strip_prefix("sqlite:") else {
            return Ok(self.url.clone());
        };
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
        if path == ":memory:" || options.contains("mode=memory") {
            return Ok(self.url.clone());
        }
        folder::make_for(Path::new(path)).map_err(|error| {
            ConfigError::one(
                "database.url",
                format!("the folder of {path} cannot be made: {error}"),
            )
        })?;
        Ok(SecretString::from(if options.contains("mode=") {
            url.to_owned()
        } else if options.is_empty() {
            format!("sqlite://{path}?mode=rwc")
        } else {
            format!("sqlite://{path}?{options}&mode=rwc")
        }))
    }
}

/// `[sessions]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionsConfig {
    /// A browser session ends after this long without a request, in minutes.
    pub idle_minutes: u32,
    /// A browser session ends after this long in any case, in hours.
    pub absolute_hours: u32,
}

impl SessionsConfig {
    /// The idle limit in milliseconds.
    #[must_use]
    pub fn idle_ms(self) -> i64 {
        i64::from(self.idle_minutes) * 60_000
    }

    /// The absolute limit in milliseconds.
    #[must_use]
    pub fn absolute_ms(self) -> i64 {
        i64::from(self.absolute_hours) * 3_600_000
    }
}

/// How often something may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// In the long run.
    pub per_minute: u32,
    /// At once, after a quiet time.
    pub burst: u32,
}

/// `[limits]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsConfig {
    /// Requests of one client address.
    pub address: Rate,
    /// Requests of one browser session.
    pub session: Rate,
    /// New onboardings from one client address.
    pub start: Rate,
    /// Calls from providers to us, from one address.
    pub webhook: Rate,
    /// Calls of the API with one key.
    pub api_key: Rate,
    /// Calls of the API from one address.
    pub api_address: Rate,
    /// Calls of the API from one address whose key was refused.
    pub api_refused: Rate,
    /// Most addresses and browser sessions that are counted at a time.
    pub keys: usize,
}

/// `[provider_callbacks]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderCallbacksConfig {
    /// Where calls of providers are served, and nothing else. Empty: where pages are.
    pub listen: Vec<SocketAddr>,
    /// The public URL under which providers reach that listener.
    #[serde(default)]
    pub origin: Option<PublicOrigin>,
    /// The networks from which a connection's provider calls; whoever is not listed may call from anywhere.
    #[serde(default)]
    pub sources: BTreeMap<ConnectionName, Vec<IpNet>>,
}

impl ProviderCallbacksConfig {
    /// The origin of the listener that only providers use, where there is one.
    #[must_use]
    pub fn own_origin(&self) -> Option<&PublicOrigin> {
        self.origin.as_ref().filter(|_| !self.listen.is_empty())
    }
}

/// `[logging]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoggingConfig {
    /// For machines or for people.
    pub format: LogFormat,
    /// As in tracing-subscriber's `EnvFilter`.
    pub filter: String,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// One JSON object per line.
    Json,
    /// Text.
    Text,
}
