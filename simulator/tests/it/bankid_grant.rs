//! The signed permission (BI-23, BI-24, SEC-86, SEC-87).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::StatusCode;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::bankid_merchant::{KARI, Merchant, OLA, Opened, START_S, token_of};
use crate::bankid_verifier::verify_signature;
use crate::harness::text;

async fn keys(merchant: &Merchant, path: &str) -> Value {
    merchant.get(&merchant.bis(path)).await.body
}

async fn approved(merchant: &Merchant, scenario: &str) -> Opened {
    merchant.next(scenario).await;
    let opened = merchant.open(scenario).await;
    merchant.finish(&opened.id, "granted").await;
    opened
}

/// The claims of a right grant; otherwise the part that is wrong.
async fn checked(
    merchant: &Merchant,
    opened: &Opened,
    nonce: &str,
    token: &str,
) -> Result<Map<String, Value>, &'static str> {
    let keys = keys(merchant, "/permissions/v1/jwks").await;
    let claims = verify_signature(token, &keys, &["ES256"])?;
    for (name, expected) in [
        ("iss", json!(merchant.bis(""))),
        ("nonce", json!(nonce)),
        ("permissionId", json!(opened.id)),
        ("type", json!("payment.v1")),
        ("sub", json!(format!("nnin:{KARI}"))),
    ] {
        if claims.get(name) != Some(&expected) {
            return Err(name);
        }
    }
    Ok(claims)
}

/// BI-23, BI-24
#[tokio::test]
async fn bi_23_the_grant_is_404_until_the_person_approves() {
    let merchant = Merchant::start().await;
    let opened = merchant.open("n-1").await;
    assert_eq!(merchant.grant(&opened.id).await.0, StatusCode::NOT_FOUND);
    merchant.finish(&opened.id, "granted").await;
    let (status, token) = merchant.grant(&opened.id).await;
    assert_eq!(status, StatusCode::OK);
    let claims = checked(&merchant, &opened, "n-1", &token)
        .await
        .expect("a good grant");
    let registered = crate::bankid_merchant::registration(&crate::bankid_merchant::payment("n-1"));
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(text(&registered["permission"])));
    assert_eq!(claims["digest"], digest);
    assert_eq!(
        (&claims["gv"], &claims["rpId"], &claims["iat"]),
        (&json!(1), &json!("bankid-app"), &json!(START_S))
    );
    let denied = merchant.open("n-2").await;
    merchant.finish(&denied.id, "denied").await;
    assert_eq!(merchant.grant(&denied.id).await.0, StatusCode::NOT_FOUND);
}

/// BI-23, SEC-86: 410 when the permission has run out without a grant.
#[tokio::test]
async fn sec_86_a_permission_that_runs_out_is_gone() {
    let mut merchant = Merchant::start().await;
    let ungranted = merchant.open("n-1").await;
    let granted = approved(&merchant, "happy").await;
    merchant.simulator.advance_s(900).await;
    merchant.token = token_of(&merchant.simulator, "sim-bankid").await;
    assert_eq!(merchant.grant(&ungranted.id).await.0, StatusCode::GONE);
    assert_eq!(merchant.grant(&granted.id).await.0, StatusCode::OK);
    let end = merchant.finish(&ungranted.id, "granted").await;
    assert_eq!(end["outcome"], "timeout", "exp is enforced");
}

/// BI-23
#[tokio::test]
async fn bi_23_grants_need_a_token_and_belong_to_their_client() {
    let mut merchant = Merchant::start().await;
    let opened = approved(&merchant, "happy").await;
    assert_eq!(
        merchant.grant("1.BY.unknown.unknown").await.0,
        StatusCode::NOT_FOUND
    );
    merchant.token = token_of(&merchant.simulator, "sim-bankid-other").await;
    assert_eq!(merchant.grant(&opened.id).await.0, StatusCode::NOT_FOUND);
    merchant.token = "unknown".to_owned();
    assert_eq!(merchant.grant(&opened.id).await.0, StatusCode::UNAUTHORIZED);
}

/// BI-23: an id that needs percent-encoding.
#[tokio::test]
async fn bi_23_an_odd_id_works_when_it_is_encoded() {
    let merchant = Merchant::start().await;
    let opened = approved(&merchant, "permission_id_odd").await;
    assert!(opened.id.contains("/../"));
    let (status, token) = merchant.grant(&opened.id).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        checked(&merchant, &opened, "permission_id_odd", &token)
            .await
            .is_ok()
    );
}

/// BI-23, SEC-86
#[tokio::test]
async fn sec_86_the_grant_may_come_late_never_or_not_at_all() {
    let mut merchant = Merchant::start().await;
    let late = approved(&merchant, "grant_late").await;
    for expected in [404, 404, 404, 200, 200] {
        assert_eq!(merchant.grant(&late.id).await.0, expected);
    }
    assert_eq!(merchant.state_of(&late.id).await["grant_reads"], 5);
    let gone = approved(&merchant, "grant_gone").await;
    assert_eq!(merchant.grant(&gone.id).await.0, StatusCode::GONE);
    let forbidden = approved(&merchant, "grant_forbidden").await;
    assert_eq!(merchant.grant(&forbidden.id).await.0, StatusCode::FORBIDDEN);
    let never = approved(&merchant, "grant_never").await;
    assert_eq!(merchant.grant(&never.id).await.0, StatusCode::NOT_FOUND);
    merchant.simulator.advance_s(900).await;
    merchant.token = token_of(&merchant.simulator, "sim-bankid").await;
    assert_eq!(merchant.grant(&never.id).await.0, StatusCode::GONE);
}

/// BI-24, SEC-86, SEC-87
#[tokio::test]
async fn sec_86_each_forged_grant_is_wrong_where_it_says() {
    let merchant = Merchant::start().await;
    for (scenario, wrong) in [
        ("grant_wrong_nonce", "nonce"),
        ("grant_oidc_nonce", "nonce"),
        ("grant_missing_nonce", "nonce"),
        ("grant_wrong_permission", "permissionId"),
        ("grant_missing_permission", "permissionId"),
        ("grant_wrong_type", "type"),
        ("grant_wrong_sub", "sub"),
        ("grant_sub_without_scheme", "sub"),
        ("grant_missing_sub", "sub"),
        ("grant_wrong_issuer", "iss"),
        ("grant_signed_with_id_token_key", "kid"),
        ("grant_signed_with_oidc_key", "alg"),
        ("grant_signed_with_attacker_key", "signature"),
        ("grant_kid_unknown", "kid"),
        ("grant_alg_none", "alg"),
        ("grant_tampered", "signature"),
        ("grant_signature_stripped", "signature"),
        ("grant_empty", "segments"),
        ("grant_as_json", "segments"),
        ("grant_of_other_permission", "nonce"),
    ] {
        let opened = approved(&merchant, scenario).await;
        let (status, token) = merchant.grant(&opened.id).await;
        assert_eq!(status, StatusCode::OK, "{scenario}");
        assert_eq!(
            checked(&merchant, &opened, scenario, &token).await.err(),
            Some(wrong),
            "{scenario}"
        );
    }
}

/// SEC-87: the forged grants verify with the keys that they are forged with.
#[tokio::test]
async fn sec_87_grants_signed_with_other_keys_verify_with_those() {
    let merchant = Merchant::start().await;
    let oidc = merchant.oidc("/auth/realms/current/protocol/openid-connect/certs");
    for (scenario, keys, algorithm) in [
        (
            "grant_signed_with_id_token_key",
            keys(&merchant, "/oidc/v1/jwks").await,
            "ES256",
        ),
        (
            "grant_signed_with_oidc_key",
            merchant.get(&oidc).await.body,
            "RS256",
        ),
    ] {
        let opened = approved(&merchant, scenario).await;
        let (_, token) = merchant.grant(&opened.id).await;
        assert!(
            verify_signature(&token, &keys, &[algorithm]).is_ok(),
            "{scenario}"
        );
    }
}

/// BI-24: claims that the contract lets a client read or leave.
#[tokio::test]
async fn bi_24_digest_and_iat_can_be_wrong_in_a_grant_that_verifies() {
    let merchant = Merchant::start().await;
    let claims = async |scenario: &str| {
        let opened = approved(&merchant, scenario).await;
        let (_, token) = merchant.grant(&opened.id).await;
        checked(&merchant, &opened, scenario, &token)
            .await
            .expect("signed well")
    };
    assert_eq!(claims("grant_iat_future").await["iat"], START_S + 3_600);
    let wrong = claims("grant_wrong_digest").await["digest"].clone();
    assert_ne!(wrong, claims("happy").await["digest"]);
}

/// SEC-43
#[tokio::test]
async fn sec_43_the_id_token_can_stand_in_the_place_of_the_grant() {
    let merchant = Merchant::start().await;
    let (opened, answer) = merchant.exchanged("grant_is_id_token", "n-1").await;
    assert_eq!(
        merchant.grant(&opened.id).await.1,
        text(&answer.body["id_token"])
    );
}

/// BI-24: another person than the login hint's approves.
#[tokio::test]
async fn bi_24_the_grant_and_the_id_token_name_who_approved() {
    let merchant = Merchant::start().await;
    let opened = merchant.open("n-1").await;
    let path = format!("{}/finish", Merchant::session_path(&opened.id));
    let end = merchant
        .simulator
        .control(&path, json!({ "outcome": "granted", "nnin": OLA }))
        .await;
    let answer = merchant.exchange(&text(&end["code"])).await;
    let claims = crate::bankid_merchant::payload(&text(&answer.body["id_token"]));
    assert_eq!(
        (&claims["sub_nnin"], &claims["given_name"]),
        (&json!(OLA), &json!("Ola"))
    );
    let (_, token) = merchant.grant(&opened.id).await;
    assert_eq!(
        crate::bankid_merchant::payload(&token)["sub"],
        format!("nnin:{OLA}")
    );
}

/// SEC-35
#[tokio::test]
async fn sec_35_the_keys_of_grants_can_be_rotated() {
    let merchant = Merchant::start().await;
    let opened = approved(&merchant, "happy").await;
    let (_, old) = merchant.grant(&opened.id).await;
    merchant
        .simulator
        .control("/control/bankid/rotate-keys", json!({ "set": "grants" }))
        .await;
    assert_eq!(
        checked(&merchant, &opened, "happy", &old).await.err(),
        Some("kid")
    );
    let (_, new) = merchant.grant(&opened.id).await;
    assert!(checked(&merchant, &opened, "happy", &new).await.is_ok());
}
