//! The calls before the frame: tokens, registrations, iframe-authorize, and what is said when one is refused.

use super::*;

/// BI-02, SEC-83: a client without a scope is a matter for the operator, who is told what to do.
#[tokio::test]
async fn sec_83_a_missing_scope_is_said_clearly() {
    let peer = peer_with(json!({ "client_id": "sim-bankid-noscope" })).await;
    let said = advice(try_start(&peer).await.map(drop));
    for word in ["permissions/client", "permissions/iframe", "ask BankID"] {
        assert!(said.contains(word), "{said}");
    }
    // Given a token that lacks one of them, too.
    let peer = self::peer().await;
    let body = json!({ "access_token": "t", "token_type": "Bearer", "expires_in": 300, "scope": "permissions/client" });
    peer.fault("answer", "token", json!({ "status": 200, "body": body }))
        .await;
    let said = advice(try_start(&peer).await.map(drop));
    assert!(said.contains("permissions/iframe"), "{said}");
    let peer = peer_with(json!({ "client_id": "nobody" })).await;
    let said = advice(try_start(&peer).await.map(drop));
    assert!(said.contains("secrets.client_secret"), "{said}");
    // Not the scope that this client may not have.
    let peer = peer_with(
        json!({ "client_id": "sim-bankid-nonnin", "scopes": ["sub_nnin"], "nnin_access": true }),
    )
    .await;
    let said = advice(try_start(&peer).await.map(drop));
    assert!(said.contains("settings.scopes"), "{said}");
}

/// BI-02: answers of the token endpoint that hold no usable token.
#[tokio::test]
async fn bi_02_an_access_token_is_a_bearer_token() {
    let peer = peer().await;
    for body in [
        json!({ "token_type": "Bearer", "expires_in": 300 }),
        json!({ "access_token": "", "token_type": "Bearer" }),
        json!({ "access_token": "t", "token_type": "DPoP" }),
        json!({ "access_token": "t" }),
        json!({ "access_token": "t".repeat(20_000), "token_type": "Bearer" }),
    ] {
        peer.fault("answer", "token", json!({ "status": 200, "body": body }))
            .await;
        assert!(is_unexpected(&try_start(&peer).await.map(drop)), "{body}");
    }
    for (expires_in, calls) in [
        ("seconds", 1),
        ("missing", 1),
        ("negative", 5),
        ("huge", 1),
        ("text", 1),
    ] {
        let peer = self::peer().await;
        peer.switches(json!({ "expires_in": expires_in })).await;
        assert!(is_done(&plays(&peer, "happy").await), "{expires_in}");
        let made = peer.calls("token").await;
        assert!((1..=calls).contains(&made), "{expires_in}: {made}");
    }
}

/// BI-05, BI-06, BI-10, SEC-80: each refusal has its advice.
#[tokio::test]
async fn each_refusal_before_the_frame_has_its_advice() {
    let peer = peer().await;
    for (name, told) in [
        ("permission_invalid_iat", "clock"),
        ("permission_invalid_permission", "parameters.payment"),
        ("permission_unauthorized", "settings.bis_discovery"),
        ("permission_forbidden", "permissions/iframe"),
        ("authorize_invalid_request", "return URL"),
        ("authorize_invalid_scope", "settings.scopes"),
        ("authorize_insufficient_scope", "permissions/iframe"),
        ("authorize_uri_other_origin", "settings.frame_origins"),
    ] {
        // What is answered 401 is asked for twice.
        let twice = json!({ "scenario": name, "times": 2 });
        peer.control("/control/bankid/next", twice).await;
        let said = advice(try_start(&peer).await.map(drop));
        assert!(said.contains(told), "{name}: {said}");
        peer.control("/control/reset", json!({})).await;
        let uris = json!({ "uris": [format!("{ORIGIN}/return/tested")] });
        peer.control("/control/bankid/redirect-uris", uris).await;
    }
    peer.fault("unauthorized", "authorize", json!({ "times": 2 }))
        .await;
    let said = advice(try_start(&peer).await.map(drop));
    assert!(said.contains("access token"), "{said}");
    for name in [
        "permission_invalid_request",
        "permission_conflict",
        "permission_oauth_error",
        "permission_id_missing",
        "permission_token_missing",
        "binding_message_long",
        "authorize_expired_hint",
        "authorize_unknown_user",
        "authorize_uri_script",
        "authorize_uri_data",
        "authorize_uri_missing",
        "authorize_uri_number",
        "expires_in_zero",
        "expires_in_negative",
    ] {
        scenario(&peer, name).await;
        let result = try_start(&peer).await.map(drop);
        assert!(is_unexpected(&result), "{name}: {result:?}");
    }
    for name in [
        "permission_rate_limited",
        "permission_server_error",
        "authorize_server_error",
    ] {
        scenario(&peer, name).await;
        let result = try_start(&peer).await.map(drop);
        assert!(is_unavailable(&result), "{name}: {result:?}");
    }
    // A user name that looks like the right host is none.
    scenario(&peer, "authorize_uri_credentials").await;
    assert!(try_start(&peer).await.is_err());
}

/// BI-07, BI-08, BI-11, SEC-90: odd answers that are right.
#[tokio::test]
async fn odd_answers_before_the_frame_are_taken_as_they_are() {
    let peer = peer().await;
    for (name, lives_ms) in [
        ("expires_in_missing", 60_000),
        ("expires_in_text", 60_000),
        ("expires_in_huge", 600_000),
    ] {
        let begun = begin_playing(&peer, name).await;
        assert_eq!(begun.frame().lives_ms, Some(lives_ms), "{name}");
    }
    let begun = begin_playing(&peer, "binding_message_missing").await;
    assert_eq!(begun.frame().binding_message, None);
    // The words go on as they came; the page escapes them.
    let begun = begin_playing(&peer, "binding_message_markup").await;
    assert!(
        begun
            .frame()
            .binding_message
            .as_ref()
            .unwrap()
            .contains('<')
    );
    assert!(is_done(&plays(&peer, "permission_id_odd").await));
}

/// BI-07: without eleven digits there is no hint, and the frame asks.
#[tokio::test]
async fn bi_07_a_login_hint_is_optional() {
    for (national_id, hint) in [
        (None, Value::Null),
        (Some("1234"), Value::Null),
        (Some(KARI), json!(KARI)),
    ] {
        let peer = peer().await;
        let person = applicant(&peer, national_id);
        try_start_as(&peer, &person).await.unwrap();
        assert_eq!(
            only_session(&peer).await["login_hint"],
            hint,
            "{national_id:?}"
        );
    }
}

/// BI-10, BI-12: a bare host where BankID wants one.
#[tokio::test]
async fn bi_12_the_frame_ancestor_is_written_as_the_connection_says() {
    let peer = peer_with(json!({ "frame_ancestor": "host" })).await;
    peer.switches(json!({ "bare_host_ancestor": true })).await;
    begin(&peer).await;
    let session = only_session(&peer).await;
    assert_eq!(session["authorization"]["frame_ancestor"], "localhost:3000");
}

/// BI-02, SEC-107: one token for all, a new one before it ends, one more after a 401.
#[tokio::test]
async fn bi_02_the_access_token_is_used_until_shortly_before_its_end() {
    let peer = peer().await;
    for (millis, calls) in [(0, 1), (200_000, 1), (100_000, 2), (0, 2)] {
        peer.clock.advance(millis);
        peer.control("/clock", json!({ "advance_ms": millis }))
            .await;
        begin(&peer).await;
        assert_eq!(peer.calls("token").await, calls, "{millis}");
    }
    peer.fault("unauthorized", "authorize", json!({})).await;
    begin(&peer).await;
    assert_eq!(peer.calls("token").await, 3);
}

/// SEC-77, BI-10: our return URL is one that is registered, letter by letter; what is nearly one is refused.
#[tokio::test]
async fn sec_77_only_the_registered_return_url_is_taken() {
    let peer = peer().await;
    let ours = format!("{ORIGIN}/return/tested");
    for url in [
        format!("{ours}/"),
        format!("{ours}?next=1"),
        format!("{ours}#x"),
        format!("{ours}/handle"),
        ours.replace("http://", "HTTP://"),
        ours.replace("http://", "https://"),
        ours.replace("localhost", "localhost.evil.test"),
        ours.replace("localhost", "evil@localhost"),
        ours.replace("/return", "\\return"),
        ours.replace("http:", ""),
        "javascript:alert(1)".to_owned(),
    ] {
        let attempt = Attempt {
            return_url: url.clone(),
            ..peer.attempt()
        };
        let person = applicant(&peer, None);
        let refused = peer
            .provider
            .start(peer.call(), &person, &attempt, Presentation::Frame)
            .await;
        let said = advice(refused.map(drop));
        assert!(said.contains("return URL"), "{url}: {said}");
    }
    assert!(try_start(&peer).await.is_ok());
}

/// SEC-73, SEC-79: a broken service never looks like an answer, and credentials follow no redirect.
#[tokio::test]
async fn a_broken_service_opens_no_frame() {
    let peer = peer().await;
    for (fault, unavailable) in FAULTS {
        for route in ["permissions", "authorize", "token"] {
            assert!(try_start(&peer).await.is_ok());
            if route == "token" {
                peer.clock.advance(300_000);
                peer.control("/clock", json!({ "advance_ms": 300_000 }))
                    .await;
            }
            peer.fault(fault, route, json!({})).await;
            let result = try_start(&peer).await.map(drop);
            assert!(is_told(&result, unavailable), "{fault} {route}: {result:?}");
        }
    }
}
