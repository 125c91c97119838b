//! The provider's configuration (OpenID Connect Discovery 1.0). No endpoint is written down anywhere else.

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::{
    config::SingleSignOnConfig,
    connection::Environment,
    outbound::DocumentKind,
    provider::{Call, ProviderError},
    providers::settings::is_secure,
};

/// Kept for an hour, and for a day more while it cannot be fetched.
const CONFIGURATION: DocumentKind = DocumentKind {
    route: "single_sign_on.discovery",
    fresh_seconds: 3600,
    stale_seconds: 24 * 3600,
};
/// A key that was taken out is refused after half an hour, or two hours later while the set cannot be fetched.
pub(super) const KEY_SET: DocumentKind = DocumentKind {
    route: "single_sign_on.keys",
    fresh_seconds: 30 * 60,
    stale_seconds: 2 * 3600,
};
/// What is assumed where the configuration does not say it (3, `token_endpoint_auth_methods_supported`).
const BASIC: &str = "client_secret_basic";
const POST: &str = "client_secret_post";

/// How we prove at the token endpoint who we are (OpenID Connect Core 1.0, 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientAuthentication {
    /// In a header.
    Basic,
    /// In the form.
    Post,
}

/// What we need of the configuration.
#[derive(Debug)]
pub(super) struct Endpoints {
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) jwks_uri: Url,
    pub(super) userinfo_endpoint: Option<Url>,
    pub(super) authentication: ClientAuthentication,
    /// Whether every return carries `iss` (RFC 9207, 3).
    pub(super) returns_issuer: bool,
}

#[derive(Deserialize)]
struct Document {
    issuer: Option<String>,
    authorization_endpoint: Option<Url>,
    token_endpoint: Option<Url>,
    jwks_uri: Option<Url>,
    userinfo_endpoint: Option<Url>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// The configuration, as it is kept.
pub(super) async fn find(
    call: Call<'_>,
    config: &SingleSignOnConfig,
) -> Result<Endpoints, ProviderError> {
    let url = config
        .discovery()
        .ok_or_else(|| misconfigured("issuer is no URL"))?;
    let check = |json: &Value| read(call, config, json).map(drop);
    let found = call
        .documents
        .get(call, &CONFIGURATION, &url, check)
        .await?;
    read(call, config, &found.json)
}

fn read(
    call: Call<'_>,
    config: &SingleSignOnConfig,
    json: &Value,
) -> Result<Endpoints, ProviderError> {
    let document = Document::deserialize(json)
        .map_err(|_| unexpected("something that is no OpenID configuration"))?;
    // Letter by letter (4.3): a slash at the end makes another issuer.
    if document.issuer.as_deref() != Some(config.issuer.as_str()) {
        return Err(misconfigured(
            "issuer is not, letter by letter, what the provider's configuration says",
        ));
    }
    let algorithm = config.id_token_algorithm.name();
    if let Some(offered) = &document.id_token_signing_alg_values_supported
        && !offered.iter().any(|offered| offered == algorithm)
    {
        return Err(misconfigured(&format!(
            "id_token_algorithm is {algorithm}, which the provider does not sign with"
        )));
    }
    let offered = document.token_endpoint_auth_methods_supported;
    let offers = |method: &str| match &offered {
        Some(offered) => offered.iter().any(|offered| offered == method),
        None => method == BASIC,
    };
    let authentication = match (offers(BASIC), offers(POST)) {
        (true, _) => ClientAuthentication::Basic,
        (false, true) => ClientAuthentication::Post,
        (false, false) => {
            return Err(misconfigured(
                "the provider takes no client secret at its token endpoint",
            ));
        }
    };
    let usable = |name: &str, url: Option<Url>| {
        let url = url.ok_or_else(|| unexpected(&format!("a configuration without {name}")))?;
        match may_be_called(call, &url) {
            true => Ok(url),
            false => Err(unexpected(&format!("a {name} that may not be called"))),
        }
    };
    Ok(Endpoints {
        authorization_endpoint: usable("authorization_endpoint", document.authorization_endpoint)?,
        token_endpoint: usable("token_endpoint", document.token_endpoint)?,
        jwks_uri: usable("jwks_uri", document.jwks_uri)?,
        userinfo_endpoint: match document.userinfo_endpoint {
            None => None,
            found => Some(usable("userinfo_endpoint", found)?),
        },
        authentication,
        returns_issuer: document.authorization_response_iss_parameter_supported,
    })
}

fn may_be_called(call: Call<'_>, url: &Url) -> bool {
    let is_live = call.connection.environment == Environment::Live;
    is_secure(url)
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
        && (!is_live || url.scheme() == "https")
}

fn unexpected(what: &str) -> ProviderError {
    ProviderError::Unexpected {
        detail: format!("{} answered {what}", CONFIGURATION.route),
    }
}

fn misconfigured(what: &str) -> ProviderError {
    ProviderError::Misconfigured {
        detail: format!("dashboard.single_sign_on: {what}"),
    }
}
