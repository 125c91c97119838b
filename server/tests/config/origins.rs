//! Public origins, and when this is Development.

use super::*;

#[test]
fn http_is_for_this_machine_only() {
    assert_snapshot!(refusal("public_origins = [\"http://id.example.com\"]", &[]), @r#"
    vestibule.toml:1: public_origins: http://id.example.com is http and not on this machine; use https
    default: keys.ring: is empty and data/keys.toml is not there; configure a key (openssl rand -base64 32)
    "#);
}

#[test]
fn there_is_at_least_one_and_none_twice() {
    assert_snapshot!(refusal("public_origins = []", &[]), @r#"
    vestibule.toml:1: public_origins: is empty; name at least one origin
    default: keys.ring: is empty and data/keys.toml is not there; configure a key (openssl rand -base64 32)
    "#);
    assert_snapshot!(refusal("public_origins = [\"http://localhost:3000\", \"http://localhost:3000\"]", &[]), @"vestibule.toml:1: public_origins: http://localhost:3000 is given twice");
}

#[test]
fn an_origin_is_an_origin() {
    assert_snapshot!(refusal("public_origins = [\"https://id.example.com/\"]", &[]), @"vestibule.toml:1: public_origins.0: must be only scheme, host and port, in lower case, without a slash at the end and without the default port");
}

#[test]
fn http_and_https_do_not_mix() {
    let text = live_with("\"live\"", "\"sandbox\"").replace(
        "[\"https://id.example.com\"]",
        "[\"https://id.example.com\", \"http://localhost:3000\"]",
    );
    assert_snapshot!(refusal(&text, &[]), @"vestibule.toml:2: public_origins: mixes http and https, which need different cookies; use one of them");
}

#[test]
fn development_ends_with_the_first_https_origin_or_live_connection() {
    assert!(load(BASE, &[]).unwrap().development());
    assert!(!load(LIVE, &[]).unwrap().development());
    let sandbox = live_with("\"live\"", "\"sandbox\"");
    assert!(!load(&sandbox, &[]).unwrap().development());
    let loopback = live_with("https://id.example.com", "http://localhost:3000");
    assert!(!load(&loopback, &[]).unwrap().development());
}
