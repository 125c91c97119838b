//! Real people and real invoices.

use super::*;

#[test]
fn a_live_connection_with_everything_right_starts() {
    load(LIVE, &[]).unwrap().validate(&registry()).unwrap();
}

#[test]
fn it_needs_https() {
    assert_snapshot!(refusal(&live_with("https://id.example.com", "http://localhost:3000"), &[]), @"vestibule.toml:2: public_origins: http://localhost:3000 is not https, which a live connection requires");
}

#[test]
fn it_does_not_talk_to_the_simulator() {
    assert_snapshot!(refusal(&live_with("https://api.signicat.com", "http://127.0.0.1:4101"), &[]), @r#"
    vestibule.toml:11: connections.phone.settings.api: is a URL on this machine, but the connection is live
    vestibule.toml:11: connections.phone.settings.api: a live connection cannot talk to this machine
    "#);
    assert_snapshot!(refusal(&live_with("https://api.signicat.com", "https://localhost:4101"), &[]), @r#"
    vestibule.toml:11: connections.phone.settings.api: is a URL on this machine, but the connection is live
    vestibule.toml:11: connections.phone.settings.api: a live connection cannot talk to this machine
    "#);
    assert_snapshot!(refusal(&live_with("https://api.signicat.com", "http://api.signicat.com"), &[]), @r#"
    vestibule.toml:11: connections.phone.settings.api: is an http URL, but the connection is live; use https
    vestibule.toml:11: connections.phone.settings.api: must be an https URL (http only on loopback)
    "#);
    assert_snapshot!(refusal(&live_with("prod-client", "sim-signicat"), &[]), @"vestibule.toml:11: connections.phone.settings.client_id: is the simulator's, but the connection is live; use the provider's");
}

#[test]
fn it_does_not_use_the_simulator_s_or_default_secrets() {
    let secret = "0f2c5e9b8a";
    assert_snapshot!(refusal(&live_with(secret, "sim-signicat-secret"), &[]), @"vestibule.toml:12: connections.phone.secrets.client_secret: is the simulator's, but the connection is live; use the provider's");
    assert_snapshot!(refusal(&live_with(secret, "ChangeMe"), &[]), @"vestibule.toml:12: connections.phone.secrets.client_secret: is a default, but the connection is live; use the provider's");
}
