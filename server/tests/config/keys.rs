//! Keys and types.

use super::*;

#[test]
fn an_unknown_key_is_named_with_its_neighbours() {
    assert_snapshot!(refusal("[logging]\nformt = \"text\"", &[]), @"logging.formt: there is no such key; known here: format, filter (in vestibule.toml)");
    assert_snapshot!(refusal("loging = 1", &[]), @"loging: there is no such key; known here: public_origins, sdk_origin, server, provider_callbacks, database, keys, sessions, limits, logging, connections, journeys (in vestibule.toml)");
    assert_snapshot!(refusal(BASE, &[("VESTIBULE_SESSIONS__IDLE_MINUTE", "1")]), @"sessions.idle_minute: there is no such key; known here: idle_minutes, absolute_hours (in the environment)");
    assert_snapshot!(refusal(&base_with("display_name", "displayname"), &[]), @"connections.phone.displayname: there is no such key; known here: provider, environment, display_name, settings, secrets, egress (in vestibule.toml)");
    assert_snapshot!(refusal(&base_with("minutes = 2", "minuts = 2"), &[]), @"journeys.phone.minuts: there is no such key; known here: title, company, minutes, stored, contact, open, needs, steps (in vestibule.toml)");
    assert_snapshot!(refusal(&base_with("client_id =", "clientid ="), &[]), @"connections.phone.settings: unknown field `clientid`, expected one of `api`, `client_id`, `account_id`, `otp_sms_sender`, `languages`, `session_lifetime_seconds`, `requested_loa`, `frame_origins`, `parent_domains`");
}

#[test]
fn a_value_of_the_wrong_type_is_named_but_not_repeated() {
    assert_snapshot!(refusal("[sessions]\nidle_minutes = \"canary\"", &[]), @"sessions.idle_minutes: is a text, but must be a whole number (in vestibule.toml)");
    assert_snapshot!(refusal(&base_with("\"sim-signicat-secret\"", "12345678"), &[]), @r#"connections.phone.secrets.client_secret: is a number, but must be a text or { file = "..." } (in vestibule.toml)"#);
    assert_snapshot!(refusal("public_origins = \"http://localhost:3000\"", &[]), @"public_origins: is a text, but must be a list (in vestibule.toml)");
    assert_snapshot!(refusal("[server]\nlisten = [\"localhost\"]", &[]), @"server.listen.0: is not an address with a port such as 127.0.0.1:3000 or [::1]:3000 (in vestibule.toml)");
    assert_snapshot!(refusal(&base_with("\"simulator\"", "\"production\""), &[]), @"connections.phone.environment: is none of simulator, sandbox, live (in vestibule.toml)");
    assert_snapshot!(refusal(&base_with("[\"contact_control\"]", "[\"phone\"]"), &[]), @"journeys.phone.needs.0: is none of identity, contact_control, document_genuine, face_live, face_matches, payment_approved, self_asserted (in vestibule.toml)");
    assert_snapshot!(refusal(&base_with("name = \"confirm\"", "name = \"Confirm me\""), &[]), @"journeys.phone.steps.0.name: a name is 1 to 40 characters: a lower-case letter, then lower-case letters, digits, '-' or '_' (in vestibule.toml)");
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
    assert_snapshot!(refusal(&text, &[]), @"connections.phone.secrets.client_secret: /nowhere/secret: cannot be read: No such file or directory (os error 2)");
}
