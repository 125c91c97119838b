//! The two OpenID configurations. Everything we call is named by one of them; what is called where is the trap of this
//! provider: access tokens come from BankID OIDC, all else is BankID with biometrics (contract 1.1).

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::{
    connection::Environment,
    outbound::DocumentKind,
    provider::{Call, ProviderError},
    providers::settings::{endpoint, is_loopback, is_secure},
};

use super::settings::{IdTokenKeys, Settings};

/// The official sample keeps configurations for an hour. While one cannot be fetched, it is used for a day more.
const CONFIGURATION: DocumentKind = DocumentKind {
    route: "bankid.discovery",
    fresh_seconds: 3600,
    stale_seconds: 24 * 3600,
};

/// The official sample keeps key sets for half an hour; a key that was taken out is refused after that. While the set
/// cannot be fetched, it is used for two hours more.
pub(super) const KEY_SET: DocumentKind = DocumentKind {
    route: "bankid.keys",
    fresh_seconds: 30 * 60,
    stale_seconds: 2 * 3600,
};

/// What we need of BankID OIDC.
pub(super) struct Oidc {
    /// For client credentials only.
    pub(super) token_endpoint: Url,
    jwks_uri: Option<Url>,
}

/// What we need of BankID with biometrics.
pub(super) struct Biometrics {
    /// Ends with a slash, or not.
    pub(super) permissions_endpoint: Url,
    /// For the code.
    pub(super) token_endpoint: Url,
    /// Published under this name nowhere; the document's example has it below the host (contract 1.1).
    pub(super) iframe_authorize_endpoint: Url,
    /// Keys of ID tokens.
    pub(super) jwks_uri: Url,
    /// Keys of grants.
    pub(super) jwks_uri_grants: Url,
    /// Whether every return carries `iss` (RFC 9207, 3).
    pub(super) returns_issuer: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: Option<String>,
    token_endpoint: Option<Url>,
    jwks_uri: Option<Url>,
    permissions_endpoint: Option<Url>,
    jwks_uri_grants: Option<Url>,
    iframe_authorize_endpoint: Option<Url>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// BankID OIDC's configuration.
pub(super) async fn oidc(call: Call<'_>, settings: &Settings) -> Result<Oidc, ProviderError> {
    let issuer = settings.oidc_issuer();
    let read = |json: &Value| read_oidc(call, issuer, json);
    let document = call
        .documents
        .get(call, &CONFIGURATION, &settings.oidc_discovery, |json| {
            read(json).map(drop)
        })
        .await?;
    read(&document.json)
}

/// BankID with biometrics' configuration.
pub(super) async fn biometrics(
    call: Call<'_>,
    settings: &Settings,
) -> Result<Biometrics, ProviderError> {
    let read = |json: &Value| read_biometrics(call, settings, json);
    let document = call
        .documents
        .get(call, &CONFIGURATION, &settings.bis_discovery, |json| {
            read(json).map(drop)
        })
        .await?;
    read(&document.json)
}

/// Where the keys of ID tokens are (BI-19).
pub(super) async fn id_token_keys(
    call: Call<'_>,
    settings: &Settings,
    biometrics: &Biometrics,
) -> Result<Url, ProviderError> {
    match settings.id_token_keys {
        IdTokenKeys::Bis => Ok(biometrics.jwks_uri.clone()),
        IdTokenKeys::Oidc => oidc(call, settings)
            .await?
            .jwks_uri
            .ok_or_else(|| missing("settings.oidc_discovery", "jwks_uri")),
    }
}

fn read_oidc(call: Call<'_>, issuer: &str, json: &Value) -> Result<Oidc, ProviderError> {
    const KEY: &str = "settings.oidc_discovery";
    let document = document(KEY, issuer, json)?;
    Ok(Oidc {
        token_endpoint: usable(call, KEY, "token_endpoint", document.token_endpoint)?,
        jwks_uri: match document.jwks_uri {
            None => None,
            found => Some(usable(call, KEY, "jwks_uri", found)?),
        },
    })
}

fn read_biometrics(
    call: Call<'_>,
    settings: &Settings,
    json: &Value,
) -> Result<Biometrics, ProviderError> {
    const KEY: &str = "settings.bis_discovery";
    let document = document(KEY, settings.bis_issuer(), json)?;
    let algorithm = settings.id_token_algorithm.name();
    let offered = document
        .id_token_signing_alg_values_supported
        .unwrap_or_default();
    if !offered.iter().any(|offered| offered == algorithm) {
        return Err(ProviderError::Misconfigured {
            detail: format!(
                "settings.id_token_algorithm is {algorithm}, which BankID with biometrics does not sign ID tokens with"
            ),
        });
    }
    let fallback = Url::parse(settings.bis_issuer())
        .ok()
        .map(|issuer| endpoint(&issuer, &["iframe-authorize"]));
    let endpoint = |name, url| usable(call, KEY, name, url);
    Ok(Biometrics {
        permissions_endpoint: endpoint("permissions_endpoint", document.permissions_endpoint)?,
        token_endpoint: endpoint("token_endpoint", document.token_endpoint)?,
        iframe_authorize_endpoint: endpoint(
            "iframe_authorize_endpoint",
            document.iframe_authorize_endpoint.or(fallback),
        )?,
        jwks_uri: endpoint("jwks_uri", document.jwks_uri)?,
        jwks_uri_grants: endpoint("jwks_uri_grants", document.jwks_uri_grants)?,
        returns_issuer: document.authorization_response_iss_parameter_supported,
    })
}

/// The configuration, if it is its issuer's own (OpenID Connect Discovery 1.0, 4.3).
fn document(key: &str, issuer: &str, json: &Value) -> Result<Document, ProviderError> {
    let document = Document::deserialize(json).map_err(|_| ProviderError::Unexpected {
        detail: format!("{key} answered with something that is no OpenID configuration"),
    })?;
    match &document.issuer {
        Some(named) if named == issuer => Ok(document),
        Some(_) => Err(ProviderError::Misconfigured {
            detail: format!(
                "the configuration at {key} names another issuer than the URL it is published at"
            ),
        }),
        None => Err(missing(key, "issuer")),
    }
}

fn usable(call: Call<'_>, key: &str, member: &str, url: Option<Url>) -> Result<Url, ProviderError> {
    let url = url.ok_or_else(|| missing(key, member))?;
    let is_usable = is_secure(&url)
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
        && (call.connection.environment != Environment::Live || !is_loopback(&url));
    if is_usable {
        return Ok(url);
    }
    Err(ProviderError::Unexpected {
        detail: format!("{member} in the configuration at {key} is no URL that may be called"),
    })
}

fn missing(key: &str, member: &str) -> ProviderError {
    ProviderError::Unexpected {
        detail: format!("the configuration at {key} has no {member}"),
    }
}
