//! Public origins: where browsers reach this server.

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// `scheme://host[:port]`, in the form in which browsers write it: lower case, no default port, no slash at the end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicOrigin(String);

/// Why a text is not an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrigin {
    /// Not an absolute http or https URL.
    #[error("is not an http or https origin such as https://id.example.com")]
    NotAnOrigin,
    /// More than scheme, host and port, or not in the browser's form.
    #[error(
        "must be only scheme, host and port, in lower case, without a slash at the end and without the default port"
    )]
    NotOnlyAnOrigin,
}

impl PublicOrigin {
    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and, where it is not the default, port: what a `Host` header says.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.0
            .split_once("://")
            .map_or(self.0.as_str(), |(_, authority)| authority)
    }

    /// The host without its port: what cookies are bound to.
    #[must_use]
    pub fn host(&self) -> Option<Host<String>> {
        Url::parse(&self.0).ok()?.host().map(|host| host.to_owned())
    }

    /// Whether it is https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Whether its host is this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| is_loopback(&url))
    }
}

/// Whether a URL's host is this machine: `localhost`, below it, or a loopback address.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => {
            IpAddr::V6(address).to_canonical().is_loopback() || address.is_unspecified()
        }
        None => false,
    }
}

impl FromStr for PublicOrigin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let url = Url::parse(text).map_err(|_| InvalidOrigin::NotAnOrigin)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(InvalidOrigin::NotAnOrigin);
        }
        if url.origin().ascii_serialization() != text {
            return Err(InvalidOrigin::NotOnlyAnOrigin);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for PublicOrigin {
    type Error = InvalidOrigin;

    fn try_from(text: String) -> Result<Self, InvalidOrigin> {
        text.parse()
    }
}

impl From<PublicOrigin> for String {
    fn from(origin: PublicOrigin) -> Self {
        origin.0
    }
}

impl fmt::Display for PublicOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_browser_s_own_form_is_an_origin() {
        for right in [
            "http://localhost:3000",
            "https://id.example.com",
            "https://id.example.com:8443",
            "http://[::1]:3000",
        ] {
            assert_eq!(right.parse::<PublicOrigin>().unwrap().as_str(), right);
        }
        for wrong in [
            "",
            "localhost:3000",
            "ftp://example.com",
            "https://id.example.com/",
            "https://ID.example.com",
            "https://id.example.com:443",
            "https://a@id.example.com",
            "https://id.example.com/path",
            "https://id.example.com?x",
            "null",
        ] {
            assert!(wrong.parse::<PublicOrigin>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn loopback_is_recognised_in_every_spelling() {
        for ours in [
            "http://localhost:3000",
            "http://app.localhost",
            "http://127.0.0.1:1",
            "http://127.9.9.9",
            "http://[::1]",
            "http://0x7f.1",
            "http://2130706433",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0",
            "http://localhost.",
        ] {
            assert!(is_loopback(&Url::parse(ours).unwrap()), "{ours}");
        }
        for theirs in [
            "http://localhost.example.com",
            "http://128.0.0.1",
            "http://example.com",
            "http://notlocalhost",
        ] {
            assert!(!is_loopback(&Url::parse(theirs).unwrap()), "{theirs}");
        }
    }

    #[test]
    fn the_authority_is_what_the_host_header_says() {
        let authority = |text: &str| text.parse::<PublicOrigin>().unwrap().authority().to_owned();
        assert_eq!(authority("http://localhost:3000"), "localhost:3000");
        assert_eq!(authority("https://id.example.com"), "id.example.com");
    }
}
