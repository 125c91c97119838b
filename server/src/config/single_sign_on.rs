//! `[dashboard.single_sign_on]`: operators sign in at an OpenID Connect provider of the company.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Config, error::Finding, origin::is_loopback, secret::SecretSource};
use crate::{connection::Egress, jws::Algorithm};

const SECTION: &str = "dashboard.single_sign_on";
/// Longest text, in bytes.
const MAX_TEXT: usize = 200;
/// Most scopes, and most values of `acr` and `amr`.
const MAX_LIST: usize = 10;

/// The claim that says, at the first sign-in, which operator somebody is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamingClaim {
    /// The e-mail address, where the provider says that it verified it.
    #[default]
    Email,
    /// What the provider calls them; in some providers people change it themselves.
    PreferredUsername,
    /// The subject, which never changes.
    Sub,
}

impl NamingClaim {
    /// Its name in tokens.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PreferredUsername => "preferred_username",
            Self::Sub => "sub",
        }
    }

    /// The scope that asks for it (OpenID Connect Core 1.0, 5.4).
    const fn scope(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::PreferredUsername => Some("profile"),
            Self::Sub => None,
        }
    }
}

/// The table as it is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SingleSignOnSection {
    issuer: String,
    client_id: String,
    client_secret: SecretSource,
    display_name: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    claim: NamingClaim,
    #[serde(default = "usual_algorithm")]
    id_token_algorithm: Algorithm,
    #[serde(default)]
    acr: Vec<String>,
    #[serde(default)]
    amr: Vec<String>,
    #[serde(default)]
    only: bool,
    #[serde(default)]
    egress: Egress,
}

/// What providers use where nothing else was registered (OpenID Connect Dynamic Client Registration 1.0, 2).
fn usual_algorithm() -> Algorithm {
    Algorithm::Rs256
}

/// `[dashboard.single_sign_on]`, its secret read.
#[derive(Debug, Clone, Serialize)]
pub struct SingleSignOnConfig {
    /// The provider, letter by letter as its tokens name it.
    pub issuer: String,
    /// How the provider knows us.
    pub client_id: String,
    /// With what we prove it.
    #[serde(skip)]
    pub client_secret: SecretString,
    /// What the button calls the provider.
    pub display_name: String,
    /// Asked for beside `openid` and what the claim needs.
    pub scopes: Vec<String>,
    /// Which claim names the operator at the first sign-in.
    pub claim: NamingClaim,
    /// How the provider signs ID tokens.
    pub(crate) id_token_algorithm: Algorithm,
    /// The authentication context classes of which a token has to name one; empty: any.
    pub acr: Vec<String>,
    /// The methods of authentication that a token has to name, all of them; empty: any.
    pub amr: Vec<String>,
    /// Whether there is no other way in.
    pub only: bool,
    /// How calls leave this machine.
    #[serde(skip)]
    pub egress: Egress,
}

impl SingleSignOnSection {
    pub(super) fn read(self) -> Result<SingleSignOnConfig, Finding> {
        let secret = self.client_secret;
        Ok(SingleSignOnConfig {
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret: secret.read(&format!("{SECTION}.client_secret"))?,
            display_name: self.display_name,
            scopes: self.scopes,
            claim: self.claim,
            id_token_algorithm: self.id_token_algorithm,
            acr: self.acr,
            amr: self.amr,
            only: self.only,
            egress: self.egress,
        })
    }
}

impl SingleSignOnConfig {
    /// Where the provider's configuration is (OpenID Connect Discovery 1.0, 4). `None` when the issuer is no URL of one.
    #[must_use]
    pub fn discovery(&self) -> Option<Url> {
        let url = Url::parse(&self.issuer).ok()?;
        let is_plain = matches!(url.scheme(), "https" | "http")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        let base = self.issuer.trim_end_matches('/');
        let url = Url::parse(&format!("{base}/.well-known/openid-configuration"));
        url.ok().filter(|_| is_plain)
    }

    /// Everything that is asked for, separated by spaces.
    #[must_use]
    pub fn scope(&self) -> String {
        let mut all = vec!["openid"];
        all.extend(self.claim.scope());
        for scope in &self.scopes {
            if !all.contains(&scope.as_str()) {
                all.push(scope);
            }
        }
        all.join(" ")
    }
}

/// RFC 6749, appendix A.1.
fn is_printable(text: &str) -> bool {
    (1..=MAX_TEXT).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Printable ASCII without spaces, `"` and `\` (RFC 6749, appendix A.4).
fn is_token(text: &str) -> bool {
    (1..=MAX_TEXT).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

/// Checks the section.
pub(super) fn check(config: &Config, findings: &mut Vec<Finding>) {
    let Some(section) = &config.single_sign_on else {
        return;
    };
    let mut refuse = |is: bool, key: &str, problem: &str| {
        if is {
            findings.push(Finding::new(format!("{SECTION}.{key}"), problem.to_owned()));
        }
    };
    refuse(
        section.issuer.len() > MAX_TEXT,
        "issuer",
        "must have at most 200 bytes",
    );
    match section.discovery() {
        None => refuse(
            true,
            "issuer",
            "must be the https URL that the provider's tokens name, without user, query and fragment",
        ),
        Some(url) => refuse(
            url.scheme() != "https" && !(config.development() && is_loopback(&url)),
            "issuer",
            "must be https; http only in Development and on this machine",
        ),
    }
    refuse(
        !is_printable(&section.client_id),
        "client_id",
        "must be 1 to 200 printable ASCII characters",
    );
    refuse(
        section.client_secret.expose_secret().is_empty(),
        "client_secret",
        "is empty",
    );
    let name = section.display_name.trim();
    refuse(
        name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control),
        "display_name",
        "must have 1 to 60 characters",
    );
    for (key, list) in [
        ("scopes", &section.scopes),
        ("acr", &section.acr),
        ("amr", &section.amr),
    ] {
        refuse(
            list.len() > MAX_LIST || !list.iter().all(|text| is_token(text)),
            key,
            "must be at most 10 texts of printable ASCII characters without spaces",
        );
    }
    let files = [
        ("ca_file", &section.egress.ca_file),
        (
            "client_certificate_file",
            &section.egress.client_certificate_file,
        ),
    ];
    for (key, path) in files {
        refuse(
            path.as_ref().is_some_and(|path| !path.is_file()),
            &format!("egress.{key}"),
            "is not a file",
        );
    }
}
