//! The connection's settings and secrets.

use secrecy::ExposeSecret;
use serde::Deserialize;
use url::Url;
use vestibule::fact::FactKind;

use crate::{
    connection::{Connection, Environment, SettingsError},
    providers::settings::{check_api, check_origins, origin_of},
};

use super::signature::Secrets;

/// Name of the secrets by which we sign.
pub(super) const OURS: &str = "our_secrets";
/// Name of the secrets by which the service signs.
pub(super) const THEIRS: &str = "their_secrets";
/// A page is left within a minute by nobody.
const SHORTEST_LIFETIME: i64 = 60;
/// A week: somebody may have to look at it by hand.
const LONGEST_LIFETIME: i64 = 604_800;

/// The keys below `settings`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// Base URL of the service.
    pub(super) url: Url,
    /// What the service may assert.
    pub(super) facts: Vec<FactKind>,
    /// Whether the service may have a page of its own for the applicant.
    #[serde(default = "yes")]
    pub(super) page: bool,
    /// Where its pages live; the origin of `url` unless given.
    #[serde(default)]
    page_origins: Vec<String>,
    /// Where the service reports changes, if not at the public origin of the onboarding.
    callback_url: Option<Url>,
    /// How long a check may take, in seconds.
    #[serde(default = "half_an_hour")]
    pub(super) session_lifetime_seconds: i64,
}

fn yes() -> bool {
    true
}

fn half_an_hour() -> i64 {
    1_800
}

impl Settings {
    pub(super) fn read(connection: &Connection) -> Result<Self, SettingsError> {
        connection.read_settings()
    }

    /// Where its pages live; nowhere when it has none.
    pub(super) fn page_origins(&self) -> Vec<String> {
        match (self.page, self.page_origins.is_empty()) {
            (false, _) => Vec::new(),
            (true, true) => vec![origin_of(&self.url)],
            (true, false) => self.page_origins.clone(),
        }
    }

    /// Where the service reports changes.
    pub(super) fn callback_url(&self, connection: &Connection, origin: &str) -> String {
        self.callback_url.as_ref().map_or_else(
            || format!("{origin}/providers/{}/callback", connection.name),
            Url::to_string,
        )
    }

    pub(super) fn check(
        &self,
        connection: &Connection,
        ours: &[String],
    ) -> Result<(), SettingsError> {
        let problem = |key: &str, text: &str| Err(connection.problem(key, text.to_owned()));
        check_api(connection, "settings.url", &self.url)?;
        if let Some(url) = &self.callback_url {
            check_api(connection, "settings.callback_url", url)?;
        }
        if !self.page && !self.page_origins.is_empty() {
            return problem("settings.page_origins", "is of no use with page = false");
        }
        check_origins(
            connection,
            "settings.page_origins",
            &self.page_origins(),
            ours,
        )?;
        if self.facts.is_empty() {
            return problem("settings.facts", "lists what the service may assert");
        }
        let twice = |(at, fact): (usize, &FactKind)| {
            self.facts.iter().skip(at + 1).any(|other| other == fact)
        };
        if self.facts.iter().enumerate().any(twice) {
            return problem("settings.facts", "names a fact twice");
        }
        if !(SHORTEST_LIFETIME..=LONGEST_LIFETIME).contains(&self.session_lifetime_seconds) {
            return problem("settings.session_lifetime_seconds", "must be 60 to 604800");
        }
        let (ours, theirs) = (secrets(connection, OURS)?, secrets(connection, THEIRS)?);
        if ours.shares_one_with(&theirs) {
            // What we signed could be sent back to us as the service's own word.
            return problem(
                "secrets",
                "our_secrets and their_secrets have one in common",
            );
        }
        for (name, secrets) in [(OURS, ours), (THEIRS, theirs)] {
            if connection.environment == Environment::Live && secrets.has_one_of_the_simulator() {
                return problem(
                    &format!("secrets.{name}"),
                    "is the simulator's; a live connection needs one of its own",
                );
            }
        }
        Ok(())
    }
}

/// The secrets with this name.
pub(super) fn secrets(connection: &Connection, name: &str) -> Result<Secrets, SettingsError> {
    Secrets::parse(connection.secret(name)?.expose_secret())
        .map_err(|text| connection.problem(&format!("secrets.{name}"), text.to_owned()))
}
