//! `[audit]`: the signed checkpoints of the audit log.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Config, error::Finding};
use crate::audit_log::note::VerifierKey;

/// `[audit]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditConfig {
    /// The log's name on checkpoints; without it the first public origin and `/audit`.
    #[serde(default)]
    pub origin: Option<String>,
    /// How often a checkpoint is made while there is something new, in minutes.
    pub checkpoint_minutes: u32,
    /// Where checkpoints are written to, beside the log lines and the webhooks.
    #[serde(default)]
    pub checkpoint_file: Option<PathBuf>,
}

impl Config {
    /// The audit log's name on checkpoints (c2sp.org/tlog-checkpoint: a URL without scheme).
    #[must_use]
    pub fn audit_origin(&self) -> String {
        let default = || {
            let authority = self
                .public_origins
                .first()
                .map(super::PublicOrigin::authority);
            format!("{}/audit", authority.unwrap_or("localhost"))
        };
        self.audit.origin.clone().unwrap_or_else(default)
    }
}

/// What keeps the section from being used.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    /// The public key of RFC 8032, 7.1, test 1: any will do to try a name.
    const ANY_KEY: [u8; 32] = [
        0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07,
        0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07,
        0x51, 0x1a,
    ];
    let section = &config.audit;
    let mut refuse = |is: bool, key: &str, problem: &str| {
        if is {
            findings.push(Finding::new(format!("audit.{key}"), problem.to_owned()));
        }
    };
    let origin = config.audit_origin();
    refuse(
        origin.len() > 200 || VerifierKey::new(&origin, &ANY_KEY).is_err(),
        "origin",
        "must be a name such as id.example.com/audit: 1 to 200 bytes, no spaces, no +",
    );
    refuse(
        !(1..=1440).contains(&section.checkpoint_minutes),
        "checkpoint_minutes",
        "must be 1 to 1440",
    );
}
