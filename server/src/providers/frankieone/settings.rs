//! The connection's settings and secrets.

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::{
    attributes::{self, RECOMMENDED},
    claims::{self, ClaimRule, Source},
};
use crate::{
    connection::{Connection, SettingsError},
    providers::settings::{check_api, check_word, is_secure},
};

/// The name of the secret in the connection.
pub(super) const API_KEY: &str = "api_key";
/// Shorter than this nobody finishes an identity provider's pages and a review; in seconds.
const SHORTEST_SESSION: i64 = 600;
const LONGEST_SESSION: i64 = 86_400;
/// How long FrankieOne keeps an individual that was not approved, in minutes ("30 mins by default").
const DEFAULT_DATA_MINUTES: i64 = 30;
/// How many claims a connection may take over.
const MOST_CLAIMS: usize = 60;

/// The keys below `settings`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// Base URL of FrankieOne's BFF. The session token repeats it, and OneSDK calls what the token says.
    pub(super) bff: Url,
    /// URL of OneSDK's UMD script, a fixed version.
    pub(super) sdk_script: Url,
    /// The page to which the identity provider sends the browser back: `{sdk_origin}/sdk/{connection}/return`, letter by
    /// letter as FrankieOne's recipe and the identity provider have it (contract F9).
    pub(super) redirect_url: Url,
    /// The customer.
    pub(super) customer_id: String,
    /// The customer's child that the applicants belong to.
    pub(super) customer_child_id: Option<String>,
    /// The recipe that OneSDK loads.
    #[serde(default = "default_recipe")]
    pub(super) recipe: String,
    /// The recipe's key of the identity provider (`recipe.federation`).
    #[serde(default = "default_idp")]
    pub(super) idp: String,
    /// How applicants know the identity provider.
    #[serde(default = "default_idp_name")]
    pub(super) idp_name: String,
    /// What the recipe asks the identity provider for.
    #[serde(default = "recommended")]
    pub(super) attributes: Vec<String>,
    /// What was approved at Link-Up. A new list takes two weeks.
    #[serde(default = "recommended")]
    pub(super) approved_attributes: Vec<String>,
    /// The attributes without which the step fails.
    #[serde(default = "attributes::mandatory")]
    pub(super) mandatory_attributes: Vec<String>,
    /// What becomes a claim, and what it is worth. Default: the recommended attributes of Singpass.
    #[serde(default = "claims::of_singpass")]
    pub(super) claims: BTreeMap<String, ClaimRule>,
    /// What the codes of sources mean (`extraData.sources`). Default: those of MyInfo.
    #[serde(default = "claims::sources_of_myinfo")]
    pub(super) sources: BTreeMap<String, Source>,
    /// How long the whole of it may take, in seconds.
    #[serde(default = "default_session_lifetime")]
    pub(super) session_lifetime_seconds: i64,
    /// How long FrankieOne keeps an individual that was not approved, in minutes.
    #[serde(default = "default_data_minutes")]
    pub(super) data_lifetime_minutes: i64,
}

/// What OneSDK asks for when it is told nothing.
fn default_recipe() -> String {
    "auto".to_owned()
}

fn default_idp() -> String {
    "singpass".to_owned()
}

fn default_idp_name() -> String {
    "Singpass".to_owned()
}

fn recommended() -> Vec<String> {
    RECOMMENDED.map(str::to_owned).to_vec()
}

/// As long as two visits of the SDK page may last.
fn default_session_lifetime() -> i64 {
    3_600
}

fn default_data_minutes() -> i64 {
    DEFAULT_DATA_MINUTES
}

impl Settings {
    pub(super) fn read(connection: &Connection) -> Result<Self, SettingsError> {
        connection.read_settings()
    }

    /// Everything that can be known to be wrong before the first call.
    pub(super) fn check(&self, connection: &Connection) -> Result<(), SettingsError> {
        let problem = |key: &str, text: &str| Err(connection.problem(key, text.to_owned()));
        check_api(connection, "settings.bff", &self.bff)?;
        check_api(connection, "settings.sdk_script", &self.sdk_script)?;
        let back = format!("/sdk/{}/return", connection.name);
        if !is_secure(&self.redirect_url)
            || self.redirect_url.path() != back
            || self.redirect_url.query().is_some()
            || self.redirect_url.fragment().is_some()
        {
            let text = format!("must be the SDK origin followed by {back}");
            return Err(connection.problem("settings.redirect_url", text));
        }
        check_credential(connection, "settings.customer_id", &self.customer_id)?;
        if let Some(child) = &self.customer_child_id {
            check_credential(connection, "settings.customer_child_id", child)?;
        }
        connection.secret(API_KEY)?;
        for (key, name) in [
            ("settings.recipe", &self.recipe),
            ("settings.idp", &self.idp),
        ] {
            check_word(connection, key, name)?;
        }
        if self.idp_name.trim().is_empty() || self.idp_name.chars().count() > 60 {
            return problem("settings.idp_name", "must be 1 to 60 characters");
        }
        self.check_attributes(connection)?;
        if self.claims.is_empty() || self.claims.len() > MOST_CLAIMS {
            return problem("settings.claims", "must be 1 to 60 claims");
        }
        for (name, rule) in &self.claims {
            if let Err(text) = rule.check(name, &self.attributes) {
                return Err(connection.problem(&format!("settings.claims.{name}"), text));
            }
        }
        for attribute in &self.mandatory_attributes {
            if !self
                .claims
                .values()
                .any(|rule| rule.attribute.as_ref() == Some(attribute))
            {
                let text = format!("\"{attribute}\" is the attribute of none of settings.claims");
                return Err(connection.problem("settings.mandatory_attributes", text));
            }
        }
        if !(SHORTEST_SESSION..=LONGEST_SESSION).contains(&self.session_lifetime_seconds) {
            let text = format!("must be {SHORTEST_SESSION} to {LONGEST_SESSION}");
            return Err(connection.problem("settings.session_lifetime_seconds", text));
        }
        if !(1..=1_440).contains(&self.data_lifetime_minutes) {
            return problem("settings.data_lifetime_minutes", "must be 1 to 1440");
        }
        Ok(())
    }

    /// FO-04, FO-25: nothing is asked for that was not approved.
    fn check_attributes(&self, connection: &Connection) -> Result<(), SettingsError> {
        for (key, list) in [
            ("settings.attributes", &self.attributes),
            ("settings.approved_attributes", &self.approved_attributes),
            ("settings.mandatory_attributes", &self.mandatory_attributes),
        ] {
            if let Some(text) = attributes::problem(list) {
                return Err(connection.problem(key, text));
            }
        }
        if let Some(name) = attributes::outside(&self.attributes, &self.approved_attributes) {
            let text = format!(
                "\"{name}\" was not approved at Link-Up (settings.approved_attributes); a new list takes two weeks"
            );
            return Err(connection.problem("settings.attributes", text));
        }
        if let Some(name) = attributes::outside(&self.mandatory_attributes, &self.attributes) {
            let text = format!("\"{name}\" is not among settings.attributes");
            return Err(connection.problem("settings.mandatory_attributes", text));
        }
        Ok(())
    }
}

/// The parts of `machine base64(customerId[:customerChildId]:apiKey)` are told apart by their colons.
fn check_credential(connection: &Connection, key: &str, text: &str) -> Result<(), SettingsError> {
    check_word(connection, key, text)?;
    if text.contains(':') {
        return Err(connection.problem(key, "must not contain a colon".to_owned()));
    }
    Ok(())
}
