//! The connection's settings and secrets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;
use vestibule::locale::Locale;

use crate::{
    connection::{Connection, SettingsError},
    providers::settings::{check_api, check_origins, check_word, origin_of},
};

/// The name of the secret in the connection.
pub(super) const CLIENT_SECRET: &str = "client_secret";
/// The shortest session that Signicat makes, in seconds: smaller values are silently raised (contract 2.2 b).
const SHORTEST_SESSION: i64 = 300;
const LONGEST_SESSION: i64 = 86_400;
/// The languages of the OTP pages (Signicat docs, SMS OTP "UI language"); Signicat shows English for any other.
const LANGUAGES: [&str; 7] = ["da", "nl", "en", "fi", "el", "no", "sv"];

/// Level of assurance, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Loa {
    Low,
    Substantial,
    High,
}

impl Loa {
    pub(super) fn read(text: &str) -> Option<Self> {
        match text {
            "low" => Some(Self::Low),
            "substantial" => Some(Self::Substantial),
            "high" => Some(Self::High),
            _ => None,
        }
    }
}

/// The keys below `settings`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// Base URL of the API; `https://api.signicat.com` for sandbox and production alike.
    pub(super) api: Url,
    /// The API client, with the permission "Authentication REST API".
    pub(super) client_id: String,
    /// For clients of an organisation: the account they act for.
    pub(super) account_id: Option<String>,
    /// The sender that the text message shows.
    pub(super) otp_sms_sender: Option<String>,
    /// Overrides of the pages' language, by ours.
    #[serde(default)]
    languages: BTreeMap<Locale, String>,
    /// How long a session may take, in seconds.
    #[serde(default = "default_session_lifetime")]
    pub(super) session_lifetime_seconds: i64,
    /// The least level of assurance; a result below it is refused.
    pub(super) requested_loa: Option<Loa>,
    /// Where the pages live; the API's origin unless given.
    #[serde(default)]
    frame_origins: Vec<String>,
    /// Further hosts whose pages embed ours, beside the onboarding's public origin.
    #[serde(default)]
    pub(super) parent_domains: Vec<String>,
}

/// The default of the API.
fn default_session_lifetime() -> i64 {
    1200
}

impl Settings {
    pub(super) fn read(connection: &Connection) -> Result<Self, SettingsError> {
        connection.read_settings()
    }

    /// Where the pages live.
    pub(super) fn frame_origins(&self) -> Vec<String> {
        if self.frame_origins.is_empty() {
            vec![origin_of(&self.api)]
        } else {
            self.frame_origins.clone()
        }
    }

    /// The language of the pages: as configured, else ours where Signicat has it, else English.
    pub(super) fn language(&self, locale: Locale) -> &str {
        match self.languages.get(&locale) {
            Some(language) => language,
            None if LANGUAGES.contains(&locale.tag()) => locale.tag(),
            None => "en",
        }
    }

    /// The hosts that may frame the pages: the onboarding's public origin, and those of the settings. `None` when the
    /// origin has no host: an omitted or empty list means "any site" to Signicat (SG-02).
    pub(super) fn parent_domains(&self, origin: &str) -> Option<Vec<String>> {
        let mut domains = vec![parent_domain(origin)?];
        for domain in &self.parent_domains {
            if !domains.contains(domain) {
                domains.push(domain.clone());
            }
        }
        Some(domains)
    }

    /// Everything that can be known to be wrong before the first call.
    pub(super) fn check(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError> {
        check_api(connection, "settings.api", &self.api)?;
        check_word(connection, "settings.client_id", &self.client_id)?;
        if let Some(account) = &self.account_id {
            check_word(connection, "settings.account_id", account)?;
        }
        if let Some(sender) = &self.otp_sms_sender {
            check_word(connection, "settings.otp_sms_sender", sender)?;
        }
        connection.secret(CLIENT_SECRET)?;
        if !(SHORTEST_SESSION..=LONGEST_SESSION).contains(&self.session_lifetime_seconds) {
            let problem = format!("must be {SHORTEST_SESSION} to {LONGEST_SESSION}");
            return Err(connection.problem("settings.session_lifetime_seconds", problem));
        }
        if let Some(language) = self
            .languages
            .values()
            .find(|language| !LANGUAGES.contains(&language.as_str()))
        {
            let problem = format!("\"{language}\" is none of {}", LANGUAGES.join(", "));
            return Err(connection.problem("settings.languages", problem));
        }
        check_origins(
            connection,
            "settings.frame_origins",
            &self.frame_origins(),
            origins,
        )?;
        if let Some(domain) = self
            .parent_domains
            .iter()
            .find(|domain| !is_bare_host(domain))
        {
            let problem = format!(
                "\"{domain}\" is not a bare host name, with :port where it is not the default"
            );
            return Err(connection.problem("settings.parent_domains", problem));
        }
        if origins.is_empty() || origins.iter().any(|origin| parent_domain(origin).is_none()) {
            let problem = "every public origin needs a host: Signicat lets any site frame its pages when \
                           embeddedParentDomains is empty";
            return Err(connection.problem("settings.parent_domains", problem.to_owned()));
        }
        Ok(())
    }
}

/// `https://id.example.com:8443` -> `id.example.com:8443`; the default port is left out, any other has to be there
/// (frame-ancestors compares it).
fn parent_domain(origin: &str) -> Option<String> {
    let url = Url::parse(origin).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

fn is_bare_host(text: &str) -> bool {
    !text.contains(['/', '*', '@', '?', '#'])
        && parent_domain(&format!("https://{text}")).as_deref() == Some(text)
}
