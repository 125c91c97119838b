//! ID tokens that are not what they should be: every scenario of the simulator, and the rule that refuses it. The tokens
//! are put together by the simulator, which shares no code with the adapter.

use super::*;

/// Plays each scenario against one connection; none may end in anything but its rule, and none may call the attacker.
async fn are_refused(peer: &Peer, scenarios: &[(&str, &str)]) {
    for (name, expected) in scenarios {
        let result = plays(peer, name).await;
        assert_eq!(rule(&result), *expected, "{name}: {result:?}");
    }
    assert_eq!(peer.calls("attacker_jwks").await, 0);
    // After the first rule that is broken nothing else is asked for.
    assert_eq!(peer.calls("grant").await, 0);
}

/// SEC-01, SEC-02, SEC-04, SEC-05, SEC-06, SEC-07, SEC-08, SEC-09; BI-19, BI-25
#[tokio::test]
async fn sec_04_signatures_and_algorithms() {
    let peer = peer().await;
    let scenarios = [
        // SEC-01, SEC-02
        ("signature_altered", "signature"),
        ("payload_altered", "signature"),
        ("header_altered", "signature"),
        ("signature_stripped", "signature"),
        ("signature_zeros", "signature"),
        // SEC-04, SEC-05
        ("alg_none", "alg"),
        ("alg_none_signed", "alg"),
        ("alg_missing", "alg"),
        ("alg_null", "alg"),
        ("alg_none_capital", "alg"),
        ("alg_none_upper", "alg"),
        ("alg_none_mixed", "alg"),
        // SEC-06
        ("hs256_with_public_pem", "alg"),
        ("hs256_with_public_bytes", "alg"),
        ("hs256_with_public_jwk", "alg"),
        ("hs256_with_client_secret", "alg"),
        ("hs256_with_nothing", "alg"),
        // SEC-07
        ("unregistered_algorithm", "alg"),
        // SEC-08
        ("signed_with_attacker_key", "signature"),
        // SEC-09
        ("crit_header", "crit"),
        // SEC-43
        ("header_typ_wrong", "header_typ"),
        ("is_access_token", "alg"),
        ("kid_number", "kid"),
    ];
    are_refused(&peer, &scenarios).await;
}

/// SEC-08, SEC-33, SEC-43, SEC-87: keys that are published elsewhere, or brought along, are no keys for an ID token.
#[tokio::test]
async fn sec_87_only_keys_of_the_biometrics_configuration_verify_an_id_token() {
    let peer = peer().await;
    for name in [
        "signed_with_oidc_key",
        "signed_with_grants_key",
        "jwk_header",
        "jku_header",
        "x5u_header",
        "kid_unknown",
        "kid_odd",
        "is_grant",
    ] {
        let result = plays(&peer, name).await;
        let expected = match name {
            "signed_with_oidc_key" => ["alg", "unknown_key"],
            _ => ["unknown_key", "signature"],
        };
        assert!(expected.contains(&rule(&result)), "{name}: {result:?}");
    }
    assert_eq!(peer.calls("attacker_jwks").await, 0);
    assert_eq!(peer.calls("oidc_jwks").await, 0);
    assert_eq!(peer.calls("grant").await, 0);
    // However many unknown keys: one fetch, and one more (SEC-33).
    assert_eq!(peer.calls("jwks").await, 2);
}

/// SEC-11, SEC-12, SEC-13, SEC-15, SEC-16, SEC-17, SEC-18, SEC-21, SEC-22, SEC-23, SEC-24, SEC-25, SEC-26, SEC-27,
/// SEC-28, SEC-29, SEC-30, SEC-40, SEC-41, SEC-43; BI-20, BI-21, BI-22, BI-25, BI-26
#[tokio::test]
async fn sec_11_claims() {
    let peer = peer_with(json!({ "scopes": ["profile", "sub_nnin"], "nnin_access": true })).await;
    // Somebody else is under way: its nonce and its code are not ours.
    begin(&peer).await;
    assert!(is_done(&plays(&peer, "happy").await));
    let before = peer.calls("grant").await;
    for (name, expected) in [
        ("iss_wrong", "iss"),
        ("iss_of_oidc", "iss"),
        ("iss_trailing_slash", "iss"),
        ("iss_case", "iss"),
        ("iss_port", "iss"),
        ("iss_missing", "iss"),
        ("sub_missing", "sub"),
        ("sub_empty", "sub"),
        ("sub_too_long", "sub"),
        ("sub_number", "sub"),
        ("aud_wrong", "aud"),
        ("aud_missing", "aud"),
        ("aud_empty", "aud"),
        ("aud_object", "aud"),
        ("aud_several_without_azp", "aud"),
        ("aud_several_azp_wrong", "aud"),
        ("azp_wrong", "azp"),
        ("exp_missing", "exp"),
        ("expired", "exp"),
        ("exp_text", "exp"),
        ("exp_negative", "exp"),
        ("exp_null", "exp"),
        ("iat_missing", "iat"),
        ("iat_future", "iat"),
        ("iat_long_ago", "iat"),
        ("nbf_future", "nbf"),
        ("nonce_wrong", "nonce"),
        ("nonce_missing", "nonce"),
        // SEC-30
        ("nonce_replayed", "nonce"),
        ("nonce_foreign", "nonce"),
        ("nonce_of_permission", "nonce"),
        ("nonce_case", "nonce"),
        ("nonce_number", "nonce"),
        // SEC-40, SEC-41
        ("acr_loa_30", "acr"),
        ("acr_too_low", "acr"),
        ("acr_plain", "acr"),
        ("acr_high", "acr"),
        ("acr_other_service", "acr"),
        ("acr_several", "acr"),
        ("acr_missing", "acr"),
        ("acr_array", "acr"),
        ("acr_number", "acr"),
        ("typ_wrong", "typ"),
        ("sub_nnin_malformed", "claim_type"),
        ("sub_nnin_number", "claim_type"),
        ("names_number", "claim_type"),
        ("names_long", "token_too_long"),
        ("birthdate_malformed", "claim_type"),
    ] {
        let result = plays(&peer, name).await;
        assert_eq!(rule(&result), expected, "{name}: {result:?}");
    }
    let logout = plays(&peer, "is_logout_token").await;
    assert!(!rule(&logout).is_empty(), "{logout:?}");
    assert_eq!(peer.calls("grant").await, before);
}

/// SEC-44
#[tokio::test]
async fn sec_44_shapes() {
    let peer = peer().await;
    let scenarios = [
        ("two_segments", "token_parts"),
        ("four_segments", "token_parts"),
        ("five_segments", "token_parts"),
        ("no_segments", "token_parts"),
        ("empty_payload", "token_payload"),
        ("deeply_nested", "token_payload"),
        ("duplicate_nonce", "token_payload"),
        ("duplicate_aud", "token_payload"),
        ("invalid_utf8", "token_payload"),
        ("exp_overflow", "token_payload"),
        ("payload_array", "token_payload"),
        ("payload_text", "token_payload"),
        ("header_array", "token_header"),
    ];
    let unreadable = [
        "padded",
        "not_base64url",
        "blanks",
        "one_megabyte",
        "deeply_nested",
    ];
    for (name, expected) in scenarios {
        let result = plays(&peer, name).await;
        let told = rule(&result);
        assert!(
            told == expected || (unreadable.contains(&name) && told == "token_too_long"),
            "{name}: {result:?}"
        );
    }
    for name in unreadable {
        let result = plays(&peer, name).await;
        assert!(!is_done(&result) && result.is_err(), "{name}: {result:?}");
    }
    assert_eq!(peer.calls("grant").await, 0);
}

/// SEC-19, SEC-26, SEC-31, SEC-34: what is odd and right all the same.
#[tokio::test]
async fn sec_19_what_is_right_in_another_way_is_accepted() {
    let peer = peer_with(json!({ "identity": true })).await;
    for name in [
        "happy",
        "aud_array",
        "slightly_future",
        "amr_text",
        "names_markup",
        "claims_unasked",
        "at_hash_wrong",
        "token_expires_in_missing",
        "token_expires_in_text",
        "token_expires_in_negative",
        "rotated_before_token",
        "extra_parameters",
        "grant_sub_without_scheme",
        "grant_missing_sub",
        "grant_wrong_digest",
    ] {
        let result = plays(&peer, name).await;
        assert!(is_done(&result), "{name}: {result:?}");
    }
    let peer = peer_with(json!({})).await;
    assert!(is_done(&plays(&peer, "profile_missing").await));
}

/// BI-19, SEC-07: each algorithm that may be registered, and no other than the registered one.
#[tokio::test]
async fn bi_19_the_registered_algorithm_is_the_only_one() {
    for algorithm in ["ES256", "RS256", "PS256"] {
        let peer = peer_with(json!({ "id_token_algorithm": algorithm })).await;
        peer.switches(json!({ "id_token_alg": algorithm })).await;
        assert!(is_done(&plays(&peer, "happy").await), "{algorithm}");
        for name in [
            "unregistered_algorithm",
            "hs256_with_public_pem",
            "alg_none",
        ] {
            assert_eq!(rule(&plays(&peer, name).await), "alg", "{algorithm} {name}");
        }
        for name in ["signature_altered", "signature_zeros", "payload_altered"] {
            assert_eq!(
                rule(&plays(&peer, name).await),
                "signature",
                "{algorithm} {name}"
            );
        }
    }
    // A registered algorithm that the provider does not sign with is found out before anybody is sent there.
    let peer = peer_with(json!({ "id_token_algorithm": "PS256" })).await;
    let said = advice(try_start(&peer).await.map(drop));
    assert!(said.contains("settings.id_token_algorithm"), "{said}");
}

/// BI-22: other levels by configuration only, and then those alone.
#[tokio::test]
async fn bi_22_other_levels_are_accepted_by_configuration_only() {
    let peer = peer_with(json!({ "acr_values": ["urn:bankid:bis", "urn:bankid:bih"] })).await;
    for (name, accepted) in [
        ("acr_plain", true),
        ("acr_high", true),
        ("happy", false),
        ("acr_too_low", false),
    ] {
        let result = plays(&peer, name).await;
        assert_eq!(is_done(&result), accepted, "{name}: {result:?}");
        assert_eq!(rule(&result), if accepted { "" } else { "acr" }, "{name}");
    }
}
