//! `[webhooks]`: what is sent to clients, and where to it may be sent.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{Config, error::Finding};

/// `[webhooks]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhooksConfig {
    /// Networks that may be sent to although they are not public.
    pub allowed_networks: Vec<IpNet>,
    /// Whether endpoints may be http.
    pub allow_http: bool,
    /// Longest time for one attempt, in seconds.
    pub timeout_seconds: u64,
    /// Most attempts under way at a time, of this server.
    pub concurrency: u32,
    /// Most attempts under way at a time to one endpoint, of all servers on this database.
    pub per_endpoint: u32,
}

/// What keeps the section from being used.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    let section = &config.webhooks;
    let mut refuse = |is: bool, key: &str, problem: &str| {
        if is {
            findings.push(Finding::new(format!("webhooks.{key}"), problem.to_owned()));
        }
    };
    refuse(
        !(1..=15).contains(&section.timeout_seconds),
        "timeout_seconds",
        "must be 1 to 15",
    );
    refuse(
        !(8..=1024).contains(&section.concurrency),
        "concurrency",
        "must be 8 to 1024",
    );
    refuse(
        section.per_endpoint < 1 || section.per_endpoint > section.concurrency / 4,
        "per_endpoint",
        "must be 1 to a quarter of webhooks.concurrency",
    );
    refuse(
        section.allow_http && config.has_live_connection(),
        "allow_http",
        "lets webhooks go out in plain text, which a live connection forbids",
    );
}
