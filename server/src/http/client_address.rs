//! Which machine a request came from, behind the reverse proxies that we trust and no others. SEC-155.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName},
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Longest chain of proxies that is followed.
const MAX_HOPS: usize = 16;

/// The client's address. In the request's extensions; unspecified where the listener does not tell (tests).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// What is counted as one client: an IPv4 address, or the /64 network of an IPv6 address, which is one customer's.
    #[must_use]
    pub fn network(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            v4 @ IpAddr::V4(_) => v4,
        }
    }
}

/// Middleware: finds the client's address. The server must be served with
/// `into_make_service_with_connect_info::<SocketAddr>()`.
pub async fn find(
    State(trusted): State<Arc<[IpNet]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let address = client(peer, request.headers(), &trusted);
    request.extensions_mut().insert(ClientAddress(address));
    next.run(request).await
}

/// The last address that a proxy of ours did not write about itself. Everything further left was sent by the client,
/// who may have made it up.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| {
        let address = address.to_canonical();
        trusted.iter().any(|network| network.contains(&address))
    };
    let mut current = peer.to_canonical();
    let mut hops = headers
        .get_all(X_FORWARDED_FOR)
        .iter()
        .rev()
        // Not as text: a client may have written any bytes before what the proxy added to its line.
        .flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','))
        .take(MAX_HOPS);
    while is_trusted(current) {
        let Some(next) = hops.next().and_then(address) else {
            break;
        };
        current = next.to_canonical();
    }
    current
}

fn address(hop: &[u8]) -> Option<IpAddr> {
    std::str::from_utf8(hop).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn found(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(X_FORWARDED_FOR, value.parse().unwrap());
        }
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn sec_155_a_client_s_own_header_is_not_believed() {
        assert_eq!(found("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_is_believed() {
        assert_eq!(found("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(found("::ffff:10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(found("::1", &["2001:db8::5"]), "2001:db8::5");
    }

    #[test]
    fn sec_155_what_the_client_wrote_before_the_proxy_is_not_believed() {
        assert_eq!(
            found("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"]),
            "198.51.100.1"
        );
        assert_eq!(
            found("10.0.0.1", &["1.1.1.1", "198.51.100.1"]),
            "198.51.100.1"
        );
    }

    /// Proxies add to the line that they were sent, and a client may have written bytes there that are no text.
    #[test]
    fn sec_155_what_the_client_wrote_does_not_hide_what_the_proxy_added() {
        for line in [&b"\xc3\xa9, 198.51.100.1"[..], b"\xff,198.51.100.1"] {
            let mut headers = HeaderMap::new();
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(line).unwrap());
            let trusted: [IpNet; 1] = ["10.0.0.0/8".parse().unwrap()];
            let found = client("10.0.0.1".parse().unwrap(), &headers, &trusted);
            assert_eq!(found.to_string(), "198.51.100.1", "{line:?}");
        }
        // Nor does a line of the client's count in the place of one that cannot be read.
        let mut headers = HeaderMap::new();
        headers.append(X_FORWARDED_FOR, HeaderValue::from_static("1.1.1.1"));
        headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(b"\xff").unwrap());
        let trusted: [IpNet; 1] = ["10.0.0.0/8".parse().unwrap()];
        let found = client("10.0.0.1".parse().unwrap(), &headers, &trusted);
        assert_eq!(found.to_string(), "10.0.0.1");
    }

    #[test]
    fn nonsense_ends_the_search() {
        assert_eq!(found("10.0.0.1", &["198.51.100.1, nonsense"]), "10.0.0.1");
        assert_eq!(found("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(
            found("10.0.0.1", &["10.0.0.3,".repeat(100).as_str()]),
            "10.0.0.1"
        );
    }

    #[test]
    fn one_ipv6_customer_is_one_client() {
        let network = |text: &str| ClientAddress(text.parse().unwrap()).network().to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.9");
    }
}
