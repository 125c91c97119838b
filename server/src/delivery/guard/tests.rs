//! SEC-160: where nothing is sent, by address and by URL.

use super::*;

const REFUSED: [&str; 58] = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    // The metadata services of AWS, Azure and GCP, of ECS, of Oracle, of Alibaba.
    "169.254.169.254",
    "169.254.170.2",
    "192.0.0.192",
    "100.100.100.200",
    "169.254.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    // IPv4-compatible, -mapped and -translated.
    "::7f00:1",
    "::169.254.169.254",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    // NAT64, also of its local prefix.
    "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    // Discard, Teredo, benchmarking, ORCHID, documentation, 6to4, segment routing.
    "100::1",
    "2001::1",
    "2001:0:a9fe:a9fe::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "5f00::1",
    // Unique local (with AWS' metadata service), link-local, site-local, multicast, unassigned.
    "fc00::1",
    "fd00:ec2::254",
    "fdff::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
    "e000::1",
];

/// SEC-160
#[test]
fn what_is_not_public_is_refused_whatever_kind_of_address_it_is() {
    let guard = Guard::default();
    for text in REFUSED {
        let address: IpAddr = text.parse().unwrap();
        assert!(!guard.allows(address), "{text}");
        if let IpAddr::V4(address) = address {
            assert!(
                !guard.allows(address.to_ipv6_mapped().into()),
                "::ffff:{text}"
            );
        }
        let host = match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        let url = format!("https://{host}/hook");
        assert_eq!(guard.check_url(&url), Err(UrlRefusal::Address), "{url}");
    }
}

#[test]
fn what_is_public_is_allowed() {
    for text in [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450::1",
    ] {
        assert!(Guard::default().allows(text.parse().unwrap()), "{text}");
    }
}

/// SEC-160: the spellings that the parser knows and a list of forbidden texts would not.
#[test]
fn an_address_is_refused_in_every_spelling() {
    let guard = Guard::default();
    for host in [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.1",
        "127.0.1",
        "0",
        "0x0",
        "2852039166",
        "0xa9fea9fe",
        "169.254.43518",
        "0251.0376.0251.0376",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "hooks.localhost",
    ] {
        let url = format!("https://{host}/hook");
        assert_eq!(guard.check_url(&url), Err(UrlRefusal::Address), "{url}");
    }
}

/// SEC-160
#[test]
fn a_url_says_no_more_than_where() {
    let guard = Guard::default();
    let long = format!("https://hooks.example/{}", "a".repeat(MAX_URL));
    for (url, refusal) in [
        ("http://hooks.example/", UrlRefusal::Scheme),
        ("ftp://hooks.example/", UrlRefusal::Scheme),
        ("file:///etc/passwd", UrlRefusal::Scheme),
        ("gopher://hooks.example/", UrlRefusal::Scheme),
        ("javascript:alert(1)", UrlRefusal::Scheme),
        ("https://user@hooks.example/", UrlRefusal::Parts),
        ("https://:password@hooks.example/", UrlRefusal::Parts),
        ("https://hooks.example/#part", UrlRefusal::Parts),
        ("", UrlRefusal::Malformed),
        ("hooks.example", UrlRefusal::Malformed),
        ("https://", UrlRefusal::Malformed),
        ("https://256.0.0.1/", UrlRefusal::Malformed),
        (long.as_str(), UrlRefusal::Malformed),
    ] {
        assert_eq!(guard.check_url(url), Err(refusal), "{url}");
        assert_eq!(refusal.text(), refusal.to_string());
    }
    assert!(guard.check_url("https://hooks.example:8443/a?b=c").is_ok());
    assert!(guard.check_url("https://1.1.1.1/").is_ok());
}

/// SEC-160: "unless configured".
#[test]
fn a_network_of_the_configuration_is_allowed_and_its_neighbours_are_not() {
    let guard = Guard::new(vec!["10.1.0.0/16".parse().unwrap()], false);
    assert!(guard.allows("10.1.2.3".parse().unwrap()));
    assert!(guard.allows("::ffff:10.1.2.3".parse().unwrap()));
    assert!(!guard.allows("10.2.0.1".parse().unwrap()));
    assert!(guard.check_url("https://10.1.2.3/").is_ok());
    assert_eq!(guard.check_url("http://10.1.2.3/"), Err(UrlRefusal::Scheme));
    assert!(
        Guard::new(Vec::new(), true)
            .check_url("http://hooks.example/")
            .is_ok()
    );
}

/// SEC-160: a translated address is judged as both.
#[test]
fn behind_an_allowed_translator_private_addresses_stay_refused() {
    let guard = Guard::new(vec!["64:ff9b::/96".parse().unwrap()], false);
    assert!(guard.allows("64:ff9b::8.8.8.8".parse().unwrap()));
    for private in ["64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254"] {
        assert!(!guard.allows(private.parse().unwrap()), "{private}");
    }
}

#[test]
fn development_reaches_this_machine_and_no_other_network() {
    let guard = Guard::default().development();
    for url in [
        "http://127.0.0.1:4000/",
        "http://[::1]:4000/",
        "http://localhost:4000/",
    ] {
        assert!(guard.check_url(url).is_ok(), "{url}");
    }
    assert!(!guard.allows("169.254.169.254".parse().unwrap()));
    assert!(!guard.allows("10.0.0.1".parse().unwrap()));
}
