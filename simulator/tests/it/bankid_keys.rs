//! The keys and algorithms of ID tokens (BI-19, SEC-07, SEC-31 to SEC-37, SEC-87).

use serde_json::json;

use crate::bankid_id_token::{check, keys, played};
use crate::bankid_merchant::Merchant;
use crate::bankid_verifier::verify_signature;
use crate::harness::text;

/// BI-19, SEC-87: the keys of BankID OIDC and of the grants verify no ID token.
#[tokio::test]
async fn sec_87_only_the_biometrics_keys_verify_an_id_token() {
    let merchant = Merchant::start().await;
    let (_, answer) = merchant.exchanged("happy", "n-1").await;
    let token = text(&answer.body["id_token"]);
    for (path, expected) in [
        (merchant.bis("/oidc/v1/jwks"), Ok(())),
        (merchant.bis("/permissions/v1/jwks"), Err("kid")),
        (
            merchant.oidc("/auth/realms/current/protocol/openid-connect/certs"),
            Err("kid"),
        ),
    ] {
        let keys = merchant.get(&path).await.body;
        assert_eq!(
            verify_signature(&token, &keys, &["ES256"]).map(|_| ()),
            expected,
            "{path}"
        );
    }
}

/// SEC-07: every algorithm of the switch verifies with what discovery and the key set say.
#[tokio::test]
async fn sec_07_the_registered_algorithm_is_a_switch() {
    let merchant = Merchant::start().await;
    for algorithm in ["RS256", "PS256", "ES256"] {
        merchant.switch(json!({ "id_token_alg": algorithm })).await;
        let discovery = merchant
            .get(&merchant.bis("/.well-known/openid-configuration"))
            .await
            .body;
        assert_eq!(
            discovery["id_token_signing_alg_values_supported"],
            json!([algorithm])
        );
        let (_, answer) = merchant.exchanged("happy", algorithm).await;
        let token = text(&answer.body["id_token"]);
        assert!(
            verify_signature(&token, &keys(&merchant).await, &[algorithm]).is_ok(),
            "{algorithm}"
        );
        let (_, forged) = merchant
            .exchanged("unregistered_algorithm", &format!("other {algorithm}"))
            .await;
        let token = text(&forged.body["id_token"]);
        let error = verify_signature(&token, &keys(&merchant).await, &[algorithm]).err();
        assert_eq!(error, Some("alg"), "{algorithm}");
    }
}

/// SEC-31, SEC-34, SEC-35
#[tokio::test]
async fn sec_34_keys_can_be_rotated_and_removed() {
    let merchant = Merchant::start().await;
    let (opened, answer) = merchant.exchanged("happy", "n-1").await;
    let old = text(&answer.body["id_token"]);
    let rotate = json!({ "set": "id_token", "keep_previous": true });
    merchant
        .simulator
        .control("/control/bankid/rotate-keys", rotate)
        .await;
    assert!(
        check(&merchant, &old, &opened.nonce).await.is_ok(),
        "the old key is published still"
    );
    assert!(played(&merchant, "happy").await.is_ok());
    merchant
        .simulator
        .control("/control/bankid/rotate-keys", json!({}))
        .await;
    assert_eq!(
        check(&merchant, &old, &opened.nonce).await.err(),
        Some("kid")
    );
    assert_eq!(
        played(&merchant, "signed_with_removed_key").await.err(),
        Some("kid")
    );
    let before = keys(&merchant).await;
    let (after, answer) = merchant.exchanged("rotated_before_token", "n-2").await;
    let token = text(&answer.body["id_token"]);
    assert_eq!(
        verify_signature(&token, &before, &["ES256"]).err(),
        Some("kid"),
        "a cached set is too old"
    );
    assert!(
        check(&merchant, &token, &after.nonce).await.is_ok(),
        "a fresh one is not"
    );
    merchant
        .simulator
        .control("/control/reset", json!({}))
        .await;
    assert!(
        check(&merchant, &old, &opened.nonce).await.is_ok(),
        "a reset brings the first key back"
    );
}

/// SEC-31, SEC-32, SEC-37
#[tokio::test]
async fn sec_32_the_key_set_has_many_shapes() {
    let merchant = Merchant::start().await;
    let (opened, answer) = merchant.exchanged("happy", "n-1").await;
    let token = text(&answer.body["id_token"]);
    for (shape, count, outcome) in [
        ("one_per_algorithm", 2, None),
        ("one", 1, None),
        ("several", 3, None),
        ("duplicate_kid", 3, Some("kid")),
        ("no_kid", 2, Some("kid")),
        ("empty", 0, Some("kid")),
    ] {
        merchant.switch(json!({ "jwks": shape })).await;
        assert_eq!(
            keys(&merchant).await["keys"].as_array().map(Vec::len),
            Some(count),
            "{shape}"
        );
        assert_eq!(
            check(&merchant, &token, &opened.nonce).await.err(),
            outcome,
            "{shape}"
        );
    }
}
