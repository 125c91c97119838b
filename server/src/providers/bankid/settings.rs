//! The connection's settings and secrets.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    connection::{Connection, SettingsError},
    jws::Algorithm,
    providers::settings::{check_api, check_origins, check_word, origin_of},
};

/// The name of the secret in the connection.
pub(super) const CLIENT_SECRET: &str = "client_secret";
/// Where an OpenID configuration is, below its issuer (OpenID Connect Discovery 1.0, 4).
const WELL_KNOWN: &str = "/.well-known/openid-configuration";
/// Level of assurance 3, and nothing that merely contains it (BI-22).
const DEFAULT_ACR: &str = "urn:bankid:bis;LOA=3";

/// Optional scopes of iframe-authorize (BankID iframe documentation, step 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Scope {
    /// Always asked for.
    Openid,
    /// name, given_name, family_name, birthdate, updated_at
    Profile,
    /// The national identity number; needs explicit access.
    SubNnin,
    /// The BankID PID.
    SubBankid,
}

impl Scope {
    /// The text on the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::Profile => "profile",
            Self::SubNnin => "sub_nnin",
            Self::SubBankid => "sub_bankid",
        }
    }

    /// The claims that it stands for; nothing else becomes a claim of ours (BI-26).
    pub(super) fn claims(self) -> &'static [&'static str] {
        match self {
            Self::Openid => &[],
            Self::Profile => &[
                "name",
                "given_name",
                "family_name",
                "birthdate",
                "updated_at",
            ],
            Self::SubNnin => &["sub_nnin"],
            Self::SubBankid => &["sub_bankid"],
        }
    }
}

/// How we authenticate at the biometrics token endpoint; no public source says which (contract 1.3 f).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TokenAuth {
    /// With the access token of BankID OIDC, as at every other call there.
    #[default]
    Bearer,
    /// With the client's credentials.
    Basic,
}

/// Whose `jwks_uri` the ID token is verified with (BI-19).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum IdTokenKeys {
    /// The biometrics configuration's, which issues the token.
    #[default]
    Bis,
    /// BankID OIDC's, as step 11 of the document has it.
    Oidc,
}

/// How `frame_ancestor` is written: the document says "domain", and its client compares a referrer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FrameAncestor {
    /// `https://id.example.com`
    #[default]
    Origin,
    /// `id.example.com`
    Host,
}

/// `type` of a permission.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(super) enum PermissionType {
    #[default]
    #[serde(rename = "payment.v1")]
    Payment,
    #[serde(rename = "authentication.v1")]
    Authentication,
}

impl PermissionType {
    /// The text on the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Payment => "payment.v1",
            Self::Authentication => "authentication.v1",
        }
    }
}

/// The keys below `settings`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// The configuration called "BankID OIDC": for access tokens only.
    pub(super) oidc_discovery: Url,
    /// The configuration called "BankID with biometrics OIDC": for everything else.
    pub(super) bis_discovery: Url,
    /// The client, registered with BankID OIDC.
    pub(super) client_id: String,
    /// Beside `openid`.
    #[serde(default = "default_scopes")]
    scopes: Vec<Scope>,
    /// BankID gave this client explicit access to national identity numbers.
    #[serde(default)]
    nnin_access: bool,
    /// What ID tokens are signed with.
    #[serde(default)]
    pub(super) id_token_algorithm: Algorithm,
    /// What grants are signed with.
    #[serde(default)]
    pub(super) grant_algorithm: Algorithm,
    /// Whose keys verify ID tokens.
    #[serde(default)]
    pub(super) id_token_keys: IdTokenKeys,
    /// The values of `acr` that are accepted, letter by letter.
    #[serde(default = "default_acr_values")]
    pub(super) acr_values: Vec<String>,
    /// Client authentication of the code exchange.
    #[serde(default)]
    pub(super) token_auth: TokenAuth,
    /// What the applicant is asked for.
    #[serde(default)]
    pub(super) permission_type: PermissionType,
    /// BankID agreed to this client authenticating people in a frame.
    #[serde(default)]
    allow_authentication: bool,
    /// BankID agreed to this client using what the frame says about who the person is.
    #[serde(default)]
    pub(super) identity: bool,
    /// How long the applicant has to approve, in seconds.
    #[serde(default = "default_permission_lifetime")]
    pub(super) permission_lifetime_seconds: i64,
    /// How far BankID's clock may be from ours, in seconds.
    #[serde(default = "default_clock_skew")]
    pub(super) clock_skew_seconds: i64,
    /// Where the client page lives; the origin of `bis_discovery` unless given.
    #[serde(default)]
    frame_origins: Vec<String>,
    /// Where its messages come from, when that is only one of `frame_origins`.
    #[serde(default)]
    analytics_origin: Option<String>,
    /// How `frame_ancestor` is written.
    #[serde(default)]
    frame_ancestor: FrameAncestor,
}

fn default_scopes() -> Vec<Scope> {
    vec![Scope::Profile]
}

fn default_acr_values() -> Vec<String> {
    vec![DEFAULT_ACR.to_owned()]
}

/// "normally set just a few minutes into the future" (step 5); the published sample has ten.
fn default_permission_lifetime() -> i64 {
    600
}

/// Between the 10 s that FAPI 2.0 wants accepted and the 60 s that it wants refused.
fn default_clock_skew() -> i64 {
    30
}

impl Settings {
    pub(super) fn read(connection: &Connection) -> Result<Self, SettingsError> {
        connection.read_settings()
    }

    /// The issuer of BankID OIDC.
    pub(super) fn oidc_issuer(&self) -> &str {
        issuer(&self.oidc_discovery)
    }

    /// The issuer of ID tokens and grants.
    pub(super) fn bis_issuer(&self) -> &str {
        issuer(&self.bis_discovery)
    }

    /// Everything that is asked for, `openid` first.
    pub(super) fn scopes(&self) -> Vec<Scope> {
        let mut scopes = vec![Scope::Openid];
        for scope in &self.scopes {
            if !scopes.contains(scope) {
                scopes.push(*scope);
            }
        }
        scopes
    }

    /// Where the client page lives.
    pub(super) fn frame_origins(&self) -> Vec<String> {
        if self.frame_origins.is_empty() {
            vec![origin_of(&self.bis_discovery)]
        } else {
            self.frame_origins.clone()
        }
    }

    /// Where messages may come from.
    pub(super) fn message_origins(&self) -> Vec<String> {
        match &self.analytics_origin {
            Some(origin) => vec![origin.clone()],
            None => self.frame_origins(),
        }
    }

    /// Who may embed, as BankID wants it written. `None` when the origin has no host.
    pub(super) fn frame_ancestor(&self, origin: &str) -> Option<String> {
        match self.frame_ancestor {
            FrameAncestor::Origin => Some(origin.to_owned()),
            FrameAncestor::Host => {
                let url = Url::parse(origin).ok()?;
                let host = url.host_str()?;
                Some(match url.port() {
                    Some(port) => format!("{host}:{port}"),
                    None => host.to_owned(),
                })
            }
        }
    }

    /// Everything that can be known to be wrong before the first call.
    pub(super) fn check(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError> {
        let refuse = |key: &str, problem: &str| Err(connection.problem(key, problem.to_owned()));
        for (key, url) in [
            ("settings.oidc_discovery", &self.oidc_discovery),
            ("settings.bis_discovery", &self.bis_discovery),
        ] {
            check_api(connection, key, url)?;
            if !url.path().ends_with(WELL_KNOWN) {
                return refuse(
                    key,
                    &format!("must be the whole URL, which ends with {WELL_KNOWN}"),
                );
            }
        }
        if self.oidc_discovery == self.bis_discovery {
            return refuse(
                "settings.bis_discovery",
                "is the URL of BankID OIDC; BankID with biometrics has a configuration of its own",
            );
        }
        check_word(connection, "settings.client_id", &self.client_id)?;
        if self.client_id.contains(':') {
            return refuse(
                "settings.client_id",
                "must not contain a colon (RFC 7617, 2)",
            );
        }
        connection.secret(CLIENT_SECRET)?;
        let asks_for = |scope| self.scopes.contains(&scope);
        if asks_for(Scope::SubNnin) && !self.nnin_access {
            return refuse(
                "settings.scopes",
                "sub_nnin needs explicit access from BankID; say nnin_access = true when there is",
            );
        }
        if self.acr_values.is_empty() || self.acr_values.len() > 10 {
            return refuse("settings.acr_values", "must list 1 to 10 values");
        }
        for value in &self.acr_values {
            check_word(connection, "settings.acr_values", value)?;
        }
        if self.permission_type == PermissionType::Authentication {
            if !self.allow_authentication {
                return refuse(
                    "settings.permission_type",
                    "the frame serves payments; where BankID agreed to authentication, say allow_authentication = true",
                );
            }
            if !self.identity {
                return refuse(
                    "settings.identity",
                    "authentication.v1 says nothing but who the person is; say identity = true where BankID agreed to that",
                );
            }
        }
        if self.identity
            && ![Scope::Profile, Scope::SubNnin, Scope::SubBankid]
                .into_iter()
                .any(asks_for)
        {
            return refuse(
                "settings.identity",
                "needs one of the scopes profile, sub_nnin and sub_bankid",
            );
        }
        if !(60..=3600).contains(&self.permission_lifetime_seconds) {
            return refuse("settings.permission_lifetime_seconds", "must be 60 to 3600");
        }
        if !(10..=60).contains(&self.clock_skew_seconds) {
            return refuse("settings.clock_skew_seconds", "must be 10 to 60");
        }
        self.check_origins(connection, origins)
    }

    fn check_origins(
        &self,
        connection: &Connection,
        origins: &[String],
    ) -> Result<(), SettingsError> {
        let own = self.frame_origins();
        if own.len() > 10 {
            let problem = "must list at most 10 origins".to_owned();
            return Err(connection.problem("settings.frame_origins", problem));
        }
        check_origins(connection, "settings.frame_origins", &own, origins)?;
        if let Some(origin) = &self.analytics_origin
            && !own.contains(origin)
        {
            let problem = "is not one of settings.frame_origins".to_owned();
            return Err(connection.problem("settings.analytics_origin", problem));
        }
        if origins
            .iter()
            .any(|origin| self.frame_ancestor(origin).is_none())
        {
            let problem = "every public origin needs a host".to_owned();
            return Err(connection.problem("settings.frame_ancestor", problem));
        }
        Ok(())
    }
}

/// The configuration's URL without what the standard puts behind the issuer.
fn issuer(discovery: &Url) -> &str {
    let url = discovery.as_str();
    url.strip_suffix(WELL_KNOWN).unwrap_or(url)
}
