//! Configuration: what overrides what, and what keeps the server from starting. One snapshot per rule.

#![expect(clippy::unwrap_used, reason = "what is not as expected fails the test")]

mod budgets;
mod callbacks;
mod connections;
mod journeys;
mod key_ring;
mod keys;
mod lint;
mod live;
mod origins;
mod precedence;
mod program;
mod single_sign_on;
mod values;

use std::{path::PathBuf, process::Command};

use insta::assert_snapshot;
use vestibule_server::{
    config::{Config, ConfigError, LogFormat, Sources, journey_version},
    providers::{Registry, RegistryBuilder, builtin},
    random::ChaChaRandomness,
};

/// A journey and a connection in the simulator's environment, as small as they can be.
const BASE: &str = r#"
[connections.phone]
provider = "signicat"
environment = "simulator"
display_name = "Signicat"
settings = { api = "http://127.0.0.1:4101", client_id = "sim-signicat" }
secrets = { client_secret = "sim-signicat-secret" }

[journeys.phone]
company = "Example Bank"
minutes = 2
contact = "help@bank.example"
needs = ["contact_control"]
title = { en = "Title", id = "Judul" }
stored = { en = "Stored", id = "Disimpan" }
steps = [
    { name = "confirm", title = { en = "Confirm", id = "Konfirmasi" }, kind = { provider = { connection = "phone", purpose = "contact_verification" } } },
]
"#;

/// The same connection, live and right.
const LIVE: &str = r#"
public_origins = ["https://id.example.com"]

[keys]
ring = [{ id = "one", secret = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=" }]

[connections.phone]
provider = "signicat"
environment = "live"
display_name = "Signicat"
settings = { api = "https://api.signicat.com", client_id = "prod-client" }
secrets = { client_secret = "0f2c5e9b8a" }
"#;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn pairs(environment: &[(&str, &str)]) -> Vec<(String, String)> {
    environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    load_from(&Folder::new(), text, environment)
}

fn load_from(
    folder: &Folder,
    text: &str,
    environment: &[(&str, &str)],
) -> Result<Config, ConfigError> {
    Config::load(&Sources {
        file: Some(folder.write("vestibule.toml", text)),
        environment: pairs(environment),
    })
}

fn registry() -> Registry {
    RegistryBuilder::new().providers(builtin()).build().unwrap()
}

/// What keeps this configuration from being used.
fn refusal(text: &str, environment: &[(&str, &str)]) -> String {
    let folder = Folder::new();
    load_from(&folder, text, environment)
        .and_then(|config| config.validate(&registry()))
        .unwrap_err()
        .to_string()
        .replace(&format!("{}/", folder.0.path().display()), "")
}

/// The base with one text replaced by another.
fn base_with(from: &str, to: &str) -> String {
    assert!(BASE.contains(from), "{from}");
    BASE.replace(from, to)
}

fn live_with(from: &str, to: &str) -> String {
    assert!(LIVE.contains(from), "{from}");
    LIVE.replace(from, to)
}
