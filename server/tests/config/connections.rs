//! Connections.

use super::*;

#[test]
fn the_provider_is_known_and_finds_its_settings_good() {
    assert_snapshot!(refusal(&base_with("\"signicat\"", "\"signicta\""), &[]), @"vestibule.toml:3: connections.phone.provider: there is no provider named signicta");
    assert_snapshot!(refusal(&base_with(", client_id = \"sim-signicat\"", ""), &[]), @"vestibule.toml:6: connections.phone.settings: missing field `client_id`");
    assert_snapshot!(refusal(&base_with("secrets = { client_secret = \"sim-signicat-secret\" }", ""), &[]), @"vestibule.toml:2: connections.phone.secrets.client_secret: is missing or empty");
}

#[test]
fn egress_files_are_there() {
    let text = base_with(
        "[journeys",
        "[connections.phone.egress]\nca_file = \"/nowhere/ca.pem\"\n\n[journeys",
    );
    assert_snapshot!(refusal(&text, &[]), @"vestibule.toml:10: connections.phone.egress.ca_file: /nowhere/ca.pem is not a file");
}
