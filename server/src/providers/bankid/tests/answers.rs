use vestibule::reason::Reason;

use super::*;

/// BI-13, BI-14, SEC-88, SEC-89: every documented event is an event, as text and as an object alike, and never more.
#[test]
fn bi_13_events_are_counted_and_nothing_else() {
    let session = ProviderSession {
        reference: "1.BY.x".to_owned(),
        presentation: Presentation::Frame,
        memo: Value::Null,
    };
    let read = |raw: &str| BankId::new().unwrap().read_message(&session, raw);
    assert_eq!(messages::EVENTS.len(), 11);
    for event in messages::EVENTS {
        let raw = json!({ "type": "analytics", "event": event }).to_string();
        assert_eq!(read(&raw), Hint::Event(event), "{event}");
        let more = json!({ "type": "analytics", "event": event, "at": 7, "__proto__": { "a": 1 } });
        assert_eq!(read(&more.to_string()), Hint::Event(event), "{event}");
    }
    let deep = "[".repeat(10_000);
    for raw in [
        "",
        "null",
        "42",
        "[]",
        "{",
        "\"authorization_granted\"",
        r#"{"type":"analytics"}"#,
        r#"{"type":"analytics","event":7}"#,
        r#"{"type":"analytics","event":["authorization_granted"]}"#,
        r#"{"type":"analytics","event":"initializing"}"#,
        r#"{"type":"analytics","event":"Authorization_granted"}"#,
        r#"{"type":"analytics","event":"<b>authorization_granted</b>"}"#,
        r#"{"type":"result","event":"authorization_granted"}"#,
        r#"{"event":"authorization_granted"}"#,
        r#"[{"type":"analytics","event":"authorization_granted"}]"#,
        &deep,
        &"x".repeat(1_000_000),
    ] {
        let shown: String = raw.chars().take(80).collect();
        assert_eq!(read(raw), Hint::Unexpected { fetch: false }, "{shown}");
    }
}

fn query(pairs: &[(&str, &str)]) -> ReturnQuery {
    ReturnQuery {
        pairs: pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

/// BI-15, BI-16; SEC-53, SEC-54, SEC-56
#[test]
fn bi_15_a_return_has_a_code_or_an_error() {
    let state = ("state", "s");
    for (pairs, issuer_required, code) in [
        (&[state, ("code", "c")][..], false, Some("c")),
        (
            &[
                ("code", "c"),
                state,
                ("iss", ISSUER),
                ("session_state", "x"),
            ],
            true,
            Some("c"),
        ),
        (
            &[
                state,
                ("error", "access_denied"),
                ("error_description", "<b>"),
            ],
            false,
            None,
        ),
        (&[state, ("error", "x"), ("iss", ISSUER)], true, None),
    ] {
        let query = query(pairs);
        match (read_return(&query, ISSUER, issuer_required), code) {
            (Ok(Returned::Code(found)), Some(code)) => assert_eq!(found, code),
            (Ok(Returned::Error(_)), None) => {}
            _ => panic!("{pairs:?}"),
        }
    }
    for (rule, pairs, issuer_required) in [
        (
            "iss_parameter",
            &[state, ("code", "c"), ("iss", "https://bis.example/")][..],
            false,
        ),
        (
            "iss_parameter",
            &[
                state,
                ("error", "access_denied"),
                ("iss", "https://oidc.example"),
            ],
            false,
        ),
        ("iss_parameter", &[state, ("code", "c"), ("iss", "")], false),
        ("iss_parameter", &[state, ("code", "c")], true),
        (
            "code_and_error",
            &[state, ("code", "c"), ("error", "access_denied")],
            false,
        ),
        (
            "code_and_error",
            &[state, ("code", "c"), ("error", "")],
            false,
        ),
        ("neither_code_nor_error", &[state], false),
        ("neither_code_nor_error", &[state, ("code", "")], false),
        ("neither_code_nor_error", &[state, ("error", "")], false),
        ("state_missing", &[("code", "c")], false),
        ("repeated_parameter", &[state, state, ("code", "c")], false),
        (
            "repeated_parameter",
            &[state, ("code", "c"), ("code", "d")],
            false,
        ),
        (
            "repeated_parameter",
            &[state, ("error", "a"), ("error", "b")],
            false,
        ),
        (
            "repeated_parameter",
            &[state, ("code", "c"), ("iss", ISSUER), ("iss", ISSUER)],
            false,
        ),
    ] {
        let refused = read_return(&query(pairs), ISSUER, issuer_required).err();
        assert_eq!(refused, Some(rule), "{pairs:?}");
    }
}

/// BI-17, SEC-57
#[test]
fn bi_17_every_error_of_a_return_has_its_reason() {
    for (error, reason) in [
        ("access_denied", Some(Reason::Cancelled)),
        ("login_required", Some(Reason::Unavailable)),
        ("temporarily_unavailable", Some(Reason::Unavailable)),
        ("server_error", Some(Reason::ProviderError)),
        ("invalid_request", Some(Reason::Misconfigured)),
        ("something_new", None),
        ("<script>\r\n", None),
    ] {
        assert_eq!(mapping::returned_error(error), reason, "{error}");
    }
}

/// Contract 1.1: the endpoint is published with a slash, or without; the id is one segment, whatever is in it.
#[test]
fn the_grant_is_below_the_permissions_endpoint() {
    for (endpoint, id, told) in [
        (
            "https://bis.example/permissions/v1/",
            "1.BY.a-b.c_d",
            "https://bis.example/permissions/v1/1.BY.a-b.c_d/grant",
        ),
        (
            "https://bis.example/permissions/v1",
            "1.BY.a",
            "https://bis.example/permissions/v1/1.BY.a/grant",
        ),
        (
            "https://bis.example/p/",
            "a/../b?c#d",
            "https://bis.example/p/a%2F..%2Fb%3Fc%23d/grant",
        ),
    ] {
        let url = calls::grant_url(&Url::parse(endpoint).unwrap(), id);
        assert_eq!(url.as_str(), told);
    }
}

/// BI-11; SEC-85: the frame goes where the settings say the client page lives.
#[test]
fn bi_11_an_authorize_uri_elsewhere_is_not_opened() {
    let origins = [ISSUER.to_owned()];
    assert!(check_launch("https://bis.example/a?b=c", &origins).is_ok());
    for uri in [
        "https://bis.example.evil.test/a",
        "https://evil.test/https://bis.example",
        "https://bis.example:8443/a",
        "https://bis.example@evil.test/a",
        "https://user@bis.example/a",
        "http://bis.example/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "blob:https://bis.example/x",
        "//bis.example/a",
        "",
    ] {
        assert!(check_launch(uri, &origins).is_err(), "{uri}");
    }
}
