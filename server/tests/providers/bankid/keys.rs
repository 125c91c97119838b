//! Configurations and key sets: kept, refreshed, rotated, broken.

use std::sync::Arc;

use super::*;

/// BI-01, BI-02, SEC-107: a thousand starts at once make one token call and one call for each configuration.
#[tokio::test]
async fn bi_01_a_thousand_starts_make_one_token_call_and_one_discovery_each() {
    let peer = Arc::new(peer().await);
    let mut starts = tokio::task::JoinSet::new();
    for _ in 0..1000 {
        let peer = peer.clone();
        starts.spawn(async move { begin(&peer).await.session().reference.clone() });
    }
    let references: std::collections::BTreeSet<String> =
        starts.join_all().await.into_iter().collect();
    assert_eq!(references.len(), 1000);
    let calls = peer.state().await["calls"]["bankid"].clone();
    assert_eq!(calls["token"], 1, "{calls}");
    assert_eq!(calls["discovery"], 1, "{calls}");
    assert_eq!(calls["oidc_discovery"], 1, "{calls}");
    assert_eq!(calls["permissions"], 1000, "{calls}");
}

/// BI-01: no endpoint is hard-coded, and both ways of publishing them work.
#[tokio::test]
async fn bi_01_endpoints_are_where_the_configuration_says() {
    for switches in [
        json!({ "permissions_slash": false }),
        json!({ "iframe_endpoint_published": true }),
        json!({ "permission_created": true, "lower_case_token_type": true, "access_token_in_exchange": true }),
    ] {
        let peer = peer().await;
        peer.switches(switches.clone()).await;
        assert!(is_done(&plays(&peer, "happy").await), "{switches}");
    }
    let peer = peer().await;
    let url = Url::parse(&format!("{}/{WELL_KNOWN}", peer.simulator.bankid_bis_url())).unwrap();
    let request = vestibule_server::outbound::OutboundRequest::get("control", url);
    let good: Value = peer.http.send(request).await.unwrap().json().unwrap();
    for (member, value) in [
        ("permissions_endpoint", Value::Null),
        ("token_endpoint", json!("http://bis.example/token")),
        ("jwks_uri", json!("ftp://127.0.0.1/keys")),
        (
            "jwks_uri_grants",
            json!("https://user:word@bis.example/keys"),
        ),
        ("token_endpoint", json!(7)),
        ("issuer", Value::Null),
    ] {
        let mut document = good.clone();
        document[member] = value;
        let answer = json!({ "status": 200, "body": document });
        peer.fault("answer", "discovery", answer).await;
        let result = try_start(&peer).await.map(drop);
        assert!(is_unexpected(&result), "{member}: {result:?}");
    }
    assert!(try_start(&peer).await.is_ok());
}

/// SEC-14: a configuration that names another issuer is none of ours, and nobody is sent anywhere.
#[tokio::test]
async fn sec_14_a_configuration_of_another_issuer_is_refused() {
    for (which, key) in [
        ("oidc", "settings.oidc_discovery"),
        ("biometrics", "settings.bis_discovery"),
    ] {
        let peer = peer().await;
        peer.switches(json!({ "wrong_issuer": which })).await;
        let said = advice(try_start(&peer).await.map(drop));
        assert!(said.contains(key), "{said}");
        assert_eq!(peer.calls("permissions").await, 0);
        peer.switches(json!({ "wrong_issuer": "none" })).await;
        assert!(is_done(&plays(&peer, "happy").await));
    }
}

/// SEC-31, SEC-32, SEC-33; BI-19: sets of other shapes.
#[tokio::test]
async fn sec_31_key_sets_of_other_shapes() {
    for (shape, name, expected) in [
        ("one", "happy", ""),
        // SEC-31
        ("one", "kid_missing", ""),
        ("one_per_algorithm", "kid_missing", ""),
        ("several", "happy", ""),
        // SEC-32
        ("several", "kid_missing", "ambiguous_key"),
        ("duplicate_kid", "happy", "ambiguous_key"),
        ("no_kid", "happy", "unknown_key"),
        ("no_kid", "kid_missing", ""),
        ("empty", "happy", "unknown_key"),
    ] {
        let peer = peer().await;
        peer.switches(json!({ "jwks": shape })).await;
        let result = plays(&peer, name).await;
        assert_eq!(rule(&result), expected, "{shape} {name}: {result:?}");
        assert_eq!(is_done(&result), expected.is_empty(), "{shape} {name}");
    }
}

/// SEC-33, SEC-34, SEC-35: a new key is fetched once; a key that was taken out is refused when our copy is old.
#[tokio::test]
async fn sec_34_keys_are_rotated_between_two_people() {
    let peer = peer().await;
    assert!(is_done(&plays(&peer, "happy").await));
    assert_eq!(peer.calls("jwks").await, 1);
    let rotate = |set: &str| json!({ "set": set, "keep_previous": false });
    for set in ["id_token", "grants"] {
        peer.control("/control/bankid/rotate-keys", rotate(set))
            .await;
    }
    assert!(is_done(&plays(&peer, "happy").await));
    assert_eq!(
        (peer.calls("jwks").await, peer.calls("jwks_grants").await),
        (2, 2)
    );
    // SEC-33: within the minute nothing more is asked, whatever comes.
    for _ in 0..20 {
        assert_eq!(rule(&plays(&peer, "kid_unknown").await), "unknown_key");
    }
    assert_eq!(peer.calls("jwks").await, 2);
    // SEC-35: the key that was taken out meanwhile is in our copy of the set until that is old.
    let result = plays(&peer, "signed_with_removed_key").await;
    assert!(is_done(&result), "{result:?}");
    peer.clock.advance(31 * 60 * 1000);
    peer.control("/clock", json!({ "advance_ms": 31 * 60 * 1000 }))
        .await;
    assert_eq!(
        rule(&plays(&peer, "signed_with_removed_key").await),
        "unknown_key"
    );
}

/// SEC-37: documents that are broken are bounded, and older ones are used meanwhile.
#[tokio::test]
async fn sec_37_broken_documents_do_not_stop_anybody_at_once() {
    let peer = peer().await;
    assert!(is_done(&plays(&peer, "happy").await));
    let passes = async |minutes: i64| {
        peer.clock.advance(minutes * 60_000);
        let body = json!({ "advance_ms": minutes * 60_000 });
        peer.control("/clock", body).await;
    };
    for fault in ["http500", "huge", "not_json", "redirect", "empty"] {
        passes(61).await;
        for route in ["discovery", "oidc_discovery", "jwks", "jwks_grants"] {
            peer.fault(fault, route, json!({})).await;
        }
        assert!(is_done(&plays(&peer, "happy").await), "{fault}");
        peer.control("/control/bankid/faults/clear", json!({}))
            .await;
        // A minute later everything is as new.
        passes(1).await;
        assert!(is_done(&plays(&peer, "happy").await), "{fault}");
    }
    // Not for ever: keys are used for two hours more, configurations for a day.
    passes(151).await;
    peer.fault("http500", "jwks", json!({ "times": 2 })).await;
    assert!(is_unavailable(&plays(&peer, "happy").await));
    passes(26 * 60).await;
    peer.fault("http500", "discovery", json!({ "times": 2 }))
        .await;
    assert!(is_unavailable(&try_start(&peer).await.map(drop)));
}

/// BI-19: the document's own word, "the BankID OIDC configuration", as a setting. It does not work against a provider
/// whose tokens come from the biometrics service.
#[tokio::test]
async fn bi_19_the_other_key_set_is_a_setting() {
    let peer = peer_with(json!({ "id_token_keys": "oidc" })).await;
    assert_eq!(rule(&plays(&peer, "happy").await), "unknown_key");
    assert_eq!(peer.calls("jwks").await, 0);
    assert!(peer.calls("oidc_jwks").await > 0);
}
