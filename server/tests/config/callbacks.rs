//! The listener that only providers use, and the networks that they call from.

use super::*;

fn base_and(section: &str) -> String {
    format!("{section}\n{BASE}")
}

#[test]
fn a_listener_of_their_own_needs_an_origin_and_an_origin_a_listener() {
    let text = base_and("[provider_callbacks]\nlisten = [\"127.0.0.1:3003\"]");
    assert_snapshot!(refusal(&text, &[]), @"vestibule.toml:1: provider_callbacks.origin: is missing; name the public URL of the listener in provider_callbacks.listen");
    let text = base_and("[provider_callbacks]\norigin = \"https://callbacks.example.net\"");
    assert_snapshot!(refusal(&text, &[]), @"default: provider_callbacks.listen: is empty, but provider_callbacks.origin is set; name an address, or leave the origin out");
    let text = base_and(
        "[provider_callbacks]\nlisten = [\"127.0.0.1:3003\"]\norigin = \"https://callbacks.example.net\"",
    );
    let config = load(&text, &[]).unwrap();
    config.validate(&registry()).unwrap();
    let origin = config.provider_callbacks.own_origin().unwrap();
    assert_eq!(origin.as_str(), "https://callbacks.example.net");
    assert!(
        load(BASE, &[])
            .unwrap()
            .provider_callbacks
            .own_origin()
            .is_none()
    );
}

#[test]
fn their_origin_is_https_but_on_this_machine() {
    let section = "[provider_callbacks]\nlisten = [\"127.0.0.1:3003\"]\norigin = \"http://callbacks.example.net\"";
    assert_snapshot!(refusal(&base_and(section), &[]), @"vestibule.toml:3: provider_callbacks.origin: http://callbacks.example.net is http and not on this machine; use https");
    let loopback =
        "[provider_callbacks]\nlisten = [\"127.0.0.1:3003\"]\norigin = \"http://localhost:3003\"";
    load(&base_and(loopback), &[])
        .unwrap()
        .validate(&registry())
        .unwrap();
    let live = live_with("[keys]", &format!("{loopback}\n[keys]"));
    assert_snapshot!(refusal(&live, &[]), @"vestibule.toml:6: provider_callbacks.origin: http://localhost:3003 is not https, which a live connection requires");
}

#[test]
fn an_address_serves_one_thing() {
    let section = "[provider_callbacks]\nlisten = [\"127.0.0.1:3000\", \"127.0.0.1:3001\", \"127.0.0.1:3003\", \"127.0.0.1:3003\"]\norigin = \"http://localhost:3003\"";
    assert_snapshot!(refusal(&base_and(section), &[]), @r#"
    vestibule.toml:2: provider_callbacks.listen: 127.0.0.1:3000 is used in [server] already
    vestibule.toml:2: provider_callbacks.listen: 127.0.0.1:3001 is used in [server] already
    vestibule.toml:2: provider_callbacks.listen: 127.0.0.1:3003 is given twice
    "#);
}

#[test]
fn networks_are_of_connections_that_there_are() {
    let section = "[provider_callbacks.sources]\nphone = []\nfax = [\"203.0.113.0/24\"]";
    assert_snapshot!(refusal(&base_and(section), &[]), @r#"
    vestibule.toml:2: provider_callbacks.sources.phone: is empty, so that nobody may call; leave it out to let the provider call from anywhere
    vestibule.toml:3: provider_callbacks.sources.fax: there is no connections.fax
    "#);
    let section = "[provider_callbacks.sources]\nphone = [\"203.0.113.0\"]";
    assert_snapshot!(refusal(&base_and(section), &[]), @"vestibule.toml:2: provider_callbacks.sources.phone.0: invalid IP address syntax");
}
