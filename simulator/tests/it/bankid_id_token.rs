//! ID tokens: what a good one says, and that each forged one is wrong where its scenario says (BI-18 to BI-22, BI-26).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::StatusCode;
use serde_json::{Map, Value, json};

use crate::bankid_merchant::{Merchant, START_S, payment, registration};
use crate::bankid_verifier::{Expected, verify_id_token, verify_signature};
use crate::harness::text;

pub async fn keys(merchant: &Merchant) -> Value {
    merchant.get(&merchant.bis("/oidc/v1/jwks")).await.body
}

pub async fn check(
    merchant: &Merchant,
    token: &str,
    nonce: &str,
) -> Result<Map<String, Value>, &'static str> {
    let issuer = merchant.bis("");
    let expected = Expected {
        issuer: &issuer,
        client: "sim-bankid",
        nonce,
        algorithms: &["ES256"],
        now_s: START_S,
    };
    verify_id_token(token, &keys(merchant).await, &expected)
}

/// Plays a scenario and checks its ID token.
pub async fn played(
    merchant: &Merchant,
    scenario: &str,
) -> Result<Map<String, Value>, &'static str> {
    let (opened, answer) = merchant.exchanged(scenario, scenario).await;
    assert_eq!(answer.status, StatusCode::OK, "{scenario}: {}", answer.body);
    check(merchant, &text(&answer.body["id_token"]), &opened.nonce).await
}

/// BI-18, BI-26
#[tokio::test]
async fn bi_26_scopes_decide_the_claims() {
    let merchant = Merchant::start().await;
    for (scope, present, absent) in [
        (
            "openid",
            vec![],
            vec!["name", "birthdate", "updated_at", "sub_nnin", "sub_bankid"],
        ),
        (
            "openid profile",
            vec![
                "name",
                "given_name",
                "family_name",
                "birthdate",
                "updated_at",
            ],
            vec!["sub_nnin", "sub_bankid"],
        ),
        (
            "openid sub_nnin",
            vec!["sub_nnin"],
            vec!["name", "sub_bankid"],
        ),
        (
            "openid sub_bankid",
            vec!["sub_bankid"],
            vec!["name", "sub_nnin"],
        ),
    ] {
        let opened = merchant
            .open_with(&registration(&payment(scope)), scope)
            .await;
        let code = text(&merchant.finish(&opened.id, "granted").await["code"]);
        let answer = merchant.exchange(&code).await;
        assert_eq!(answer.body["expires_in"], 300);
        assert_eq!(answer.headers["cache-control"], "no-store");
        let claims = check(&merchant, &text(&answer.body["id_token"]), &opened.nonce)
            .await
            .expect("a good token");
        assert_eq!(claims["exp"], START_S + 300);
        assert_eq!(claims["nbf"], START_S - 60);
        assert_eq!(claims["azp"], "sim-bankid");
        assert_eq!(text(&claims["sub"]).len(), 43);
        assert!(
            present.iter().all(|name| claims.contains_key(*name)),
            "{scope}: {claims:?}"
        );
        assert!(
            absent.iter().all(|name| !claims.contains_key(*name)),
            "{scope}: {claims:?}"
        );
    }
}

/// BI-19, SEC-01, SEC-02, SEC-04 to SEC-09, SEC-33, SEC-43, SEC-87
#[tokio::test]
async fn sec_01_each_forged_signature_is_wrong_where_it_says() {
    let merchant = Merchant::start().await;
    for (scenario, wrong) in [
        ("signature_altered", "signature"),
        ("payload_altered", "signature"),
        ("header_altered", "signature"),
        ("signature_stripped", "signature"),
        ("signature_zeros", "signature"),
        ("alg_none", "alg"),
        ("alg_none_signed", "alg"),
        ("alg_missing", "alg"),
        ("alg_null", "alg"),
        ("alg_none_capital", "alg"),
        ("alg_none_upper", "alg"),
        ("alg_none_mixed", "alg"),
        ("hs256_with_public_pem", "alg"),
        ("hs256_with_public_bytes", "alg"),
        ("hs256_with_public_jwk", "alg"),
        ("hs256_with_client_secret", "alg"),
        ("hs256_with_nothing", "alg"),
        ("unregistered_algorithm", "alg"),
        ("signed_with_oidc_key", "alg"),
        ("signed_with_grants_key", "kid"),
        ("signed_with_attacker_key", "signature"),
        ("jwk_header", "signature"),
        ("jku_header", "kid"),
        ("x5u_header", "kid"),
        ("crit_header", "crit"),
        ("kid_unknown", "kid"),
        ("kid_number", "kid"),
        ("kid_odd", "kid"),
        ("header_typ_wrong", "header typ"),
        ("is_access_token", "alg"),
        ("is_grant", "kid"),
        ("is_logout_token", "nonce"),
    ] {
        assert_eq!(
            played(&merchant, scenario).await.err(),
            Some(wrong),
            "{scenario}"
        );
    }
    assert!(
        merchant.simulator.state().await["calls"]["bankid"]
            .get("attacker_jwks")
            .is_none()
    );
}

/// SEC-06 to SEC-08: the forgeries would pass with a verifier that makes the mistake.
#[tokio::test]
async fn sec_06_forgeries_verify_for_the_careless() {
    let merchant = Merchant::start().await;
    let keys = keys(&merchant).await;
    let attacker = merchant.get(&merchant.bis("/attacker/jwks")).await.body;
    let rsa = merchant.oidc("/auth/realms/current/protocol/openid-connect/certs");
    let oidc = merchant.get(&rsa).await.body;
    let grants = merchant
        .get(&merchant.bis("/permissions/v1/jwks"))
        .await
        .body;
    for (scenario, keys, algorithm) in [
        ("unregistered_algorithm", &keys, "PS256"),
        ("jku_header", &attacker, "ES256"),
        ("x5u_header", &attacker, "ES256"),
        ("signed_with_oidc_key", &oidc, "RS256"),
        ("signed_with_grants_key", &grants, "ES256"),
        ("is_access_token", &oidc, "RS256"),
        ("is_grant", &grants, "ES256"),
    ] {
        let (_, answer) = merchant.exchanged(scenario, scenario).await;
        let token = text(&answer.body["id_token"]);
        let header = crate::bankid_merchant::header(&token);
        assert_eq!(
            header["alg"],
            if scenario == "unregistered_algorithm" {
                "RS256"
            } else {
                algorithm
            }
        );
        if scenario != "unregistered_algorithm" {
            assert!(
                verify_signature(&token, keys, &[algorithm]).is_ok(),
                "{scenario}"
            );
        }
    }
    let (_, answer) = merchant.exchanged("jwk_header", "embedded").await;
    let token = text(&answer.body["id_token"]);
    let mut embedded = crate::bankid_merchant::header(&token)["jwk"].clone();
    embedded["kid"] = crate::bankid_merchant::header(&token)["kid"].clone();
    assert!(verify_signature(&token, &json!({ "keys": [embedded] }), &["ES256"]).is_ok());
}

/// SEC-06: the HMAC forgeries are made with the very bytes that a careless verifier has as "the key".
#[tokio::test]
async fn sec_06_hmac_forgeries_verify_with_the_public_key_as_the_secret() {
    let merchant = Merchant::start().await;
    let jwk = keys(&merchant).await["keys"][0].clone();
    let part = |name: &str| URL_SAFE_NO_PAD.decode(text(&jwk[name])).expect("base64url");
    let point = [vec![4], part("x"), part("y")].concat();
    // SubjectPublicKeyInfo of P-256 (RFC 5480): 91 bytes, two lines of PEM.
    let info = STANDARD
        .decode("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgA=")
        .expect("base64");
    let der = STANDARD.encode([info, point.clone()].concat());
    let (first, second) = der.split_at(64);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{first}\n{second}\n-----END PUBLIC KEY-----\n");
    for (scenario, secret) in [
        ("hs256_with_public_pem", pem.into_bytes()),
        ("hs256_with_public_bytes", point),
        ("hs256_with_public_jwk", jwk.to_string().into_bytes()),
        ("hs256_with_client_secret", b"sim-bankid-secret".to_vec()),
        ("hs256_with_nothing", Vec::new()),
    ] {
        let (_, answer) = merchant.exchanged(scenario, scenario).await;
        let token = text(&answer.body["id_token"]);
        let (input, signature) = token.rsplit_once('.').expect("three parts");
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret);
        assert!(
            ring::hmac::verify(&key, input.as_bytes(), &signature).is_ok(),
            "{scenario}"
        );
    }
}

/// BI-20 to BI-22, SEC-11 to SEC-30, SEC-40, SEC-41
#[tokio::test]
async fn sec_11_each_wrong_claim_is_wrong_where_it_says() {
    let merchant = Merchant::start().await;
    for (scenario, wrong) in [
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
        ("aud_several_without_azp", "azp"),
        ("aud_several_azp_wrong", "azp"),
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
        ("nonce_replayed", "nonce"),
        ("nonce_foreign", "nonce"),
        ("nonce_of_permission", "nonce"),
        ("nonce_case", "nonce"),
        ("nonce_number", "nonce"),
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
    ] {
        assert_eq!(
            played(&merchant, scenario).await.err(),
            Some(wrong),
            "{scenario}"
        );
    }
}

/// SEC-19, SEC-26: odd, but right.
#[tokio::test]
async fn sec_19_what_is_odd_but_right_verifies() {
    let merchant = Merchant::start().await;
    assert_eq!(
        played(&merchant, "aud_array").await.expect("right")["aud"],
        json!(["sim-bankid"])
    );
    assert_eq!(
        played(&merchant, "slightly_future").await.expect("right")["iat"],
        START_S + 5
    );
    assert_eq!(
        played(&merchant, "amr_text").await.expect("right")["amr"],
        "BIS"
    );
    assert!(
        played(&merchant, "kid_missing").await.is_ok(),
        "one key of the algorithm is published"
    );
    merchant.switch(json!({ "jwks": "several" })).await;
    let several = merchant.exchanged("kid_missing", "several").await;
    let checked = check(
        &merchant,
        &text(&several.1.body["id_token"]),
        &several.0.nonce,
    )
    .await;
    assert_eq!(checked.err(), Some("kid"), "SEC-32");
}

/// SEC-28, SEC-30: the nonce is that of another session, not noise.
#[tokio::test]
async fn sec_30_replayed_and_foreign_nonces_are_those_of_real_sessions() {
    let merchant = Merchant::start().await;
    let (first, _) = merchant.exchanged("happy", "n-1").await;
    let waiting = merchant.open("n-2").await;
    let nonce = async |scenario: &str| {
        let (_, answer) = merchant.exchanged(scenario, scenario).await;
        crate::bankid_merchant::payload(&text(&answer.body["id_token"]))["nonce"].clone()
    };
    assert_eq!(nonce("nonce_foreign").await, waiting.nonce);
    merchant
        .simulator
        .control("/control/reset", json!({}))
        .await;
    let (second, _) = merchant.exchanged("happy", "n-3").await;
    assert_ne!(first.nonce, second.nonce);
    assert_eq!(nonce("nonce_replayed").await, second.nonce);
    assert_eq!(nonce("nonce_of_permission").await, "nonce_of_permission");
}

/// BI-24, BI-26, SEC-179: personal claims that contradict, or are no text.
#[tokio::test]
async fn bi_26_personal_claims_can_be_wrong_in_a_token_that_verifies() {
    let merchant = Merchant::start().await;
    for (scenario, name, value) in [
        ("sub_nnin_mismatch", "sub_nnin", json!("04917511212")),
        ("sub_nnin_malformed", "sub_nnin", json!("1283903O1O8")),
        ("sub_nnin_number", "sub_nnin", json!(12_839_030_108_u64)),
        ("names_number", "given_name", json!(1)),
        ("names_long", "name", json!("K".repeat(10_000))),
        ("birthdate_malformed", "birthdate", json!("1990-02-31")),
        ("claims_unasked", "role", json!("admin")),
    ] {
        assert_eq!(
            played(&merchant, scenario).await.expect("signed well")[name],
            value,
            "{scenario}"
        );
    }
    assert!(
        text(
            &played(&merchant, "names_markup")
                .await
                .expect("signed well")["name"]
        )
        .contains("<img")
    );
    assert!(
        !played(&merchant, "profile_missing")
            .await
            .expect("signed well")
            .contains_key("name")
    );
}

/// SEC-24, SEC-44
#[tokio::test]
async fn sec_44_each_malformed_token_is_wrong_where_it_says() {
    let merchant = Merchant::start().await;
    for (scenario, wrong) in [
        ("two_segments", "segments"),
        ("four_segments", "segments"),
        ("five_segments", "segments"),
        ("no_segments", "segments"),
        ("empty_payload", "signature"),
        ("padded", "base64url"),
        ("not_base64url", "base64url"),
        ("blanks", "base64url"),
        ("one_megabyte", "length"),
        ("deeply_nested", "payload"),
        ("duplicate_nonce", "payload"),
        ("duplicate_aud", "payload"),
        ("invalid_utf8", "payload"),
        ("exp_overflow", "payload"),
        ("payload_array", "payload"),
        ("payload_text", "payload"),
        ("header_array", "header"),
    ] {
        assert_eq!(
            played(&merchant, scenario).await.err(),
            Some(wrong),
            "{scenario}"
        );
    }
}

/// SEC-38
#[tokio::test]
async fn sec_38_at_hash_belongs_to_the_access_token_or_not() {
    let merchant = Merchant::start().await;
    merchant
        .switch(json!({ "access_token_in_exchange": true }))
        .await;
    for (scenario, is_right) in [("happy", true), ("at_hash_wrong", false)] {
        let (opened, answer) = merchant.exchanged(scenario, scenario).await;
        let claims = check(&merchant, &text(&answer.body["id_token"]), &opened.nonce)
            .await
            .expect("signed well");
        let expected = crate::bankid_merchant::left_half(&text(&answer.body["access_token"]));
        assert_eq!(claims["at_hash"] == expected, is_right, "{scenario}");
    }
}

/// BI-22: a forced step-up has its own acr, and the plain one is a switch.
#[tokio::test]
async fn bi_22_acr_follows_the_request_and_the_switch() {
    let merchant = Merchant::start().await;
    let acr = async |nonce: &str, values: Value| {
        let mut body = registration(&payment(nonce));
        body["acr_values"] = values;
        let opened = merchant.open_with(&body, "openid").await;
        let code = text(&merchant.finish(&opened.id, "granted").await["code"]);
        let answer = merchant.exchange(&code).await;
        crate::bankid_merchant::payload(&text(&answer.body["id_token"]))["acr"].clone()
    };
    assert_eq!(
        acr("n-1", json!(["urn:bankid:bis"])).await,
        "urn:bankid:bis;LOA=3"
    );
    assert_eq!(
        acr("n-2", json!(["urn:bankid:bih"])).await,
        "urn:bankid:bih"
    );
    merchant.switch(json!({ "acr": "plain" })).await;
    assert_eq!(acr("n-3", json!([])).await, "urn:bankid:bis");
}
