//! What adapters' settings have in common: URLs and origins, and when they may be trusted.

use url::{Host, Url};

use crate::{
    connection::{Connection, Environment, SettingsError},
    provider::ProviderError,
};

impl From<SettingsError> for ProviderError {
    fn from(error: SettingsError) -> Self {
        Self::Misconfigured {
            detail: error.to_string(),
        }
    }
}

/// Whether a browser treats it as secure: https, or http on loopback (Secure Contexts, 3.1).
#[must_use]
pub fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// Whether it stays on this machine.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Refuses a URL of an API that is not secure, carries credentials, a query or a fragment, or does not fit the
/// connection's environment.
///
/// # Errors
/// Names the key.
pub fn check_api(connection: &Connection, key: &str, url: &Url) -> Result<(), SettingsError> {
    let problem = if !is_secure(url) {
        "must be an https URL (http only on loopback)"
    } else if !url.username().is_empty() || url.password().is_some() {
        "must not contain credentials"
    } else if url.query().is_some() || url.fragment().is_some() {
        "must have neither a query nor a fragment"
    } else if connection.environment == Environment::Live && is_loopback(url) {
        "a live connection cannot talk to this machine"
    } else {
        return Ok(());
    };
    Err(connection.problem(key, problem.to_owned()))
}

/// Refuses what is not, letter by letter, an origin as browsers write it (HTML, 7.1.1), or is one of our own: a
/// sandboxed frame on our own origin could remove its sandbox.
///
/// # Errors
/// Names the key.
pub fn check_origins(
    connection: &Connection,
    key: &str,
    origins: &[String],
    ours: &[String],
) -> Result<(), SettingsError> {
    for origin in origins {
        let url = Url::parse(origin)
            .ok()
            .filter(|url| url.origin().ascii_serialization() == *origin);
        let problem = match url {
            None => {
                "is not an origin: scheme://host, and :port where it is not the default".to_owned()
            }
            Some(_) if ours.contains(origin) => "is one of our own public origins".to_owned(),
            Some(url) => {
                check_api(connection, key, &url)?;
                continue;
            }
        };
        return Err(connection.problem(key, format!("\"{origin}\" {problem}")));
    }
    Ok(())
}

/// The origin of a URL as browsers write it.
#[must_use]
pub fn origin_of(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// A path below a base URL; the segments are escaped.
#[must_use]
pub fn endpoint(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// Refuses a text that is empty or does not fit into a header.
///
/// # Errors
/// Names the key.
pub fn check_word(connection: &Connection, key: &str, text: &str) -> Result<(), SettingsError> {
    if text.is_empty()
        || text.len() > 200
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ')
    {
        return Err(connection.problem(
            key,
            "must be 1 to 200 printable ASCII characters".to_owned(),
        ));
    }
    Ok(())
}
