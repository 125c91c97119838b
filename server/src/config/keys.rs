//! `[keys]`: the key ring.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    error::ConfigError, error::Finding, folder, secret::SecretSource, sources::parse_toml,
};
use crate::{
    crypto::{KEY_BYTES, KeyRing, RingKey},
    random::Randomness,
};

/// The table as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeysSection {
    ring: Vec<KeySection>,
    file: PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeySection {
    id: String,
    secret: SecretSource,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    ring: Vec<KeySection>,
}

/// `[keys]`, its secrets read.
#[derive(Debug, Clone)]
pub struct KeysConfig {
    /// The ring, when one is configured.
    pub ring: Option<KeyRing>,
    /// The file that holds the ring when none is configured.
    pub file: PathBuf,
}

impl KeysSection {
    pub(super) fn read(self) -> Result<KeysConfig, Vec<Finding>> {
        let ring = if self.ring.is_empty() {
            None
        } else {
            Some(read_ring("keys.ring", self.ring)?)
        };
        Ok(KeysConfig {
            ring,
            file: self.file,
        })
    }
}

fn read_ring(key: &str, sections: Vec<KeySection>) -> Result<KeyRing, Vec<Finding>> {
    let mut keys = Vec::new();
    let mut findings = Vec::new();
    for section in sections {
        let key = format!("{key}.{}.secret", section.id);
        let secret = section
            .secret
            .read(&key)
            .and_then(|text| decode(&key, &text));
        match secret {
            Ok(secret) => keys.push(RingKey::new(section.id, *secret)),
            Err(finding) => findings.push(finding),
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    KeyRing::new(keys).map_err(|error| vec![Finding::new(key, error.to_string())])
}

fn decode(key: &str, text: &SecretString) -> Result<Zeroizing<[u8; KEY_BYTES]>, Finding> {
    let wrong = || {
        Finding::new(
            key,
            "is not 32 bytes in base64; make one: openssl rand -base64 32",
        )
    };
    let bytes = BASE64_STANDARD
        .decode(text.expose_secret())
        .map(Zeroizing::new)
        .map_err(|_| wrong())?;
    let mut secret = Zeroizing::new([0_u8; KEY_BYTES]);
    if bytes.len() != KEY_BYTES {
        return Err(wrong());
    }
    secret.copy_from_slice(&bytes);
    if secret.iter().all(|byte| *byte == secret[0]) {
        return Err(Finding::new(
            key,
            "is one byte 32 times, which is no secret; make one: openssl rand -base64 32",
        ));
    }
    Ok(secret)
}

impl KeysConfig {
    /// The key ring: from the configuration, or from the file. In Development a missing file is made, readable by its
    /// owner only; elsewhere it is refused.
    ///
    /// # Errors
    /// When there is no ring, or the file cannot be read or made.
    pub fn open(&self, development: bool, random: &dyn Randomness) -> Result<KeyRing, ConfigError> {
        if let Some(ring) = &self.ring {
            return Ok(ring.clone());
        }
        if !self.file.exists() {
            if !development {
                return Err(ConfigError {
                    findings: vec![self.missing()],
                });
            }
            make(&self.file, random)
                .map_err(|error| self.problem(format!("cannot be made: {error}")))?;
            tracing::info!(file = %self.file.display(), "made a key ring for development");
        }
        let text = std::fs::read_to_string(&self.file)
            .map(Zeroizing::new)
            .map_err(|error| self.problem(format!("cannot be read: {error}")))?;
        let file: KeyFile = parse_toml(&self.file.display().to_string(), &text)?;
        read_ring("ring", file.ring).map_err(|findings| ConfigError { findings })
    }

    pub(super) fn missing(&self) -> Finding {
        Finding::new(
            "keys.ring",
            format!(
                "is empty and {} is not there; configure a key (openssl rand -base64 32)",
                self.file.display()
            ),
        )
    }

    fn problem(&self, problem: String) -> ConfigError {
        ConfigError::one("keys.file", format!("{} {problem}", self.file.display()))
    }
}

fn make(path: &Path, random: &dyn Randomness) -> std::io::Result<()> {
    folder::make_for(path)?;
    let mut secret = Zeroizing::new([0_u8; KEY_BYTES]);
    random.fill(secret.as_mut_slice());
    let text = Zeroizing::new(format!(
        "# Made on the first start in Development. Without it nothing in the database can be read.\n\n\
         [[ring]]\nid = \"development\"\nsecret = \"{}\"\n",
        BASE64_STANDARD.encode(secret.as_slice())
    ));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
