//! Keys and types.

use super::*;

#[test]
fn an_unknown_key_is_named_with_its_neighbours() {
    assert_snapshot!(refusal("[logging]\nformt = \"text\"", &[]), @"vestibule.toml:2: logging.formt: there is no such key; known here: format, filter");
    assert_snapshot!(refusal("loging = 1", &[]), @"vestibule.toml:1: loging: there is no such key; known here: public_origins, sdk_origin, server, provider_callbacks, database, keys, sessions, dashboard, limits, budgets, signals, onboardings, retention, logging, telemetry, audit, webhooks, connections, journeys");
    assert_snapshot!(refusal(BASE, &[("VESTIBULE_SESSIONS__IDLE_MINUTE", "1")]), @"VESTIBULE_SESSIONS__IDLE_MINUTE: sessions.idle_minute: there is no such key; known here: idle_minutes, absolute_hours");
    assert_snapshot!(refusal(&base_with("display_name", "displayname"), &[]), @"vestibule.toml:5: connections.phone.displayname: there is no such key; known here: provider, environment, display_name, settings, secrets, egress, region, trust_framework, purposes");
    assert_snapshot!(refusal(&base_with("minutes = 2", "minuts = 2"), &[]), @"vestibule.toml:11: journeys.phone.minuts: there is no such key; known here: title, company, minutes, stored, contact, open, needs, regions, order, choices, steps, matches, decisions, automatic_reject");
    assert_snapshot!(refusal(&base_with("client_id =", "clientid ="), &[]), @"vestibule.toml:6: connections.phone.settings: unknown field `clientid`, expected one of `api`, `client_id`, `account_id`, `otp_sms_sender`, `languages`, `session_lifetime_seconds`, `requested_loa`, `frame_origins`, `parent_domains`");
}

#[test]
fn a_value_of_the_wrong_type_is_named_but_not_repeated() {
    assert_snapshot!(refusal("[sessions]\nidle_minutes = \"canary\"", &[]), @"vestibule.toml:2: sessions.idle_minutes: is a text, but must be a whole number");
    assert_snapshot!(refusal(&base_with("\"sim-signicat-secret\"", "12345678"), &[]), @r#"vestibule.toml:7: connections.phone.secrets.client_secret: is a number, but must be a text or { file = "..." }"#);
    assert_snapshot!(refusal("public_origins = \"http://localhost:3000\"", &[]), @"vestibule.toml:1: public_origins: is a text, but must be a list");
    assert_snapshot!(refusal("[server]\nlisten = [\"localhost\"]", &[]), @"vestibule.toml:2: server.listen.0: is not an address with a port such as 127.0.0.1:3000 or [::1]:3000");
    assert_snapshot!(refusal(&base_with("\"simulator\"", "\"production\""), &[]), @"vestibule.toml:4: connections.phone.environment: is none of simulator, sandbox, live");
    assert_snapshot!(refusal(&base_with("[\"contact_control\"]", "[\"phone\"]"), &[]), @"vestibule.toml:13: journeys.phone.needs.0: is none of identity, contact_control, document_genuine, face_live, face_matches, payment_approved, self_asserted");
    assert_snapshot!(refusal(&base_with("name = \"confirm\"", "name = \"Confirm me\""), &[]), @"vestibule.toml:17: journeys.phone.steps.0.name: a name is 1 to 40 characters: a lower-case letter, then lower-case letters, digits, '-' or '_'");
}

/// SEC-187
#[test]
fn sec_187_a_file_that_does_not_parse_is_not_quoted() {
    let error = refusal("[a]\n\nclient_secret = \"canary", &[]);
    assert!(!error.contains("canary"), "{error}");
    assert_snapshot!(error, @"vestibule.toml: line 3 is not valid TOML: invalid basic string");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Config::load(&Sources {
        file: Some("/nowhere/vestibule.toml".into()),
        environment: Vec::new(),
    })
    .unwrap_err();
    assert_snapshot!(error.to_string(), @"/nowhere/vestibule.toml: cannot be read: No such file or directory (os error 2)");
    let text = base_with("\"sim-signicat-secret\"", "{ file = \"/nowhere/secret\" }");
    assert_snapshot!(refusal(&text, &[]), @"vestibule.toml:7: connections.phone.secrets.client_secret: /nowhere/secret: cannot be read: No such file or directory (os error 2)");
}
