//! Where webhooks may go: clients choose URLs, and must not reach through us what they cannot reach themselves (server side
//! request forgery).
//!
//! Two questions. [`Guard::check_url`] is asked of a URL, when it is registered and again at each attempt. [`Guard::allows`]
//! is asked of each address, by the HTTP client's resolver at the moment of connecting ([`crate::outbound::Guarded`]): a
//! name that resolves differently a moment later gains nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::{Host, Url};

use crate::config::is_loopback;

/// Longest URL, in bytes.
const MAX_URL: usize = 1000;

/// Not globally reachable, or nobody's (IANA IPv4 Special-Purpose Address Registry; multicast: RFC 5771). The metadata
/// services of clouds are among the link-local ones.
const REFUSED_V4: [([u8; 4], u8); 17] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 52, 193, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([192, 175, 48, 0], 24),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    // Multicast, reserved, broadcast.
    ([224, 0, 0, 0], 3),
];
/// Global unicast (RFC 4291, 2.4). Everything else is loopback, unspecified, mapped, translated, unique local, link-local,
/// site-local, multicast or nobody's.
const GLOBAL_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// Exceptions within it (IANA IPv6 Special-Purpose Address Registry): protocol assignments with Teredo, documentation, 6to4,
/// AS112, documentation again.
const REFUSED_V6: [(Ipv6Addr, u8); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];
/// Behind it is an IPv4 address (RFC 6052): allowed only where both are.
const NAT64: [u16; 6] = [0x64, 0xff9b, 0, 0, 0, 0];

/// Where webhooks may go.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    allowed: Vec<IpNet>,
    http: bool,
}

/// Why nothing is sent to a URL. The text is for whoever registers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlRefusal {
    /// No absolute URL, or too long.
    #[error("url: must be an absolute URL of at most 1000 bytes")]
    Malformed,
    /// Another scheme.
    #[error("url: must be https")]
    Scheme,
    /// User, password or fragment.
    #[error("url: must have neither user nor password nor fragment")]
    Parts,
    /// This machine, a private network or an address that is nobody's.
    #[error("url: must be at a public address")]
    Address,
}

impl UrlRefusal {
    /// The text.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Malformed => "url: must be an absolute URL of at most 1000 bytes",
            Self::Scheme => "url: must be https",
            Self::Parts => "url: must have neither user nor password nor fragment",
            Self::Address => "url: must be at a public address",
        }
    }
}

impl Guard {
    /// Public addresses, and these networks; https only, or http too.
    #[must_use]
    pub fn new(allowed: Vec<IpNet>, http: bool) -> Self {
        Self { allowed, http }
    }

    /// The same for Development: http, and this machine.
    #[must_use]
    pub fn development(mut self) -> Self {
        self.http = true;
        self.allowed.push(IpNet::V4(Ipv4Net::new_assert(
            Ipv4Addr::new(127, 0, 0, 0),
            8,
        )));
        self.allowed
            .push(IpNet::V6(Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128)));
        self
    }

    /// Whether something may be sent to this address.
    #[must_use]
    pub fn allows(&self, address: IpAddr) -> bool {
        // An IPv4-mapped address is the IPv4 address to the operating system.
        let address = address.to_canonical();
        let is_listed = self
            .allowed
            .iter()
            .any(|network| network.contains(&address));
        match address {
            IpAddr::V4(address) => is_listed || is_public_v4(address),
            IpAddr::V6(address) => match behind_nat64(address) {
                Some(behind) => is_listed && self.allows(IpAddr::V4(behind)),
                None => is_listed || is_public_v6(address),
            },
        }
    }

    /// Reads a URL and says why nothing is sent to it. Names are not resolved here: what they resolve to counts when we
    /// connect.
    ///
    /// # Errors
    /// As said.
    pub fn check_url(&self, text: &str) -> Result<Url, UrlRefusal> {
        if text.len() > MAX_URL {
            return Err(UrlRefusal::Malformed);
        }
        let url = Url::parse(text).map_err(|_| UrlRefusal::Malformed)?;
        match url.scheme() {
            "https" => {}
            "http" if self.http => {}
            _ => return Err(UrlRefusal::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(UrlRefusal::Parts);
        }
        // The parser has read every spelling of an IPv4 address: decimal, octal, hexadecimal, shortened.
        let is_allowed = match url.host() {
            None => return Err(UrlRefusal::Malformed),
            Some(Host::Ipv4(address)) => self.allows(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => self.allows(IpAddr::V6(address)),
            // RFC 6761, 6.3: this name is always this machine.
            Some(Host::Domain(_)) if is_loopback(&url) => {
                self.allows(IpAddr::V4(Ipv4Addr::LOCALHOST))
                    || self.allows(IpAddr::V6(Ipv6Addr::LOCALHOST))
            }
            Some(Host::Domain(_)) => true,
        };
        match is_allowed {
            true => Ok(url),
            false => Err(UrlRefusal::Address),
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !REFUSED_V4
        .iter()
        .any(|(network, length)| Ipv4Net::new_assert((*network).into(), *length).contains(&address))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let is_in = |(network, length): &(Ipv6Addr, u8)| {
        Ipv6Net::new_assert(*network, *length).contains(&address)
    };
    is_in(&GLOBAL_V6) && !REFUSED_V6.iter().any(is_in)
}

fn behind_nat64(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [.., a, b, c, d] = address.octets();
    (address.segments()[..6] == NAT64).then(|| Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests;
