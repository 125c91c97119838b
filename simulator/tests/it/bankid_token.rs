//! BankID OIDC: discovery, access tokens, keys (BI-01, BI-02).

use serde_json::json;

use crate::bankid_merchant::{Merchant, ask_token, payload};
use crate::harness::{Answer, Simulator, text};

const BOTH: &str = "permissions/client permissions/iframe";

/// BI-01
#[tokio::test]
async fn bi_01_two_configurations_with_other_issuers_endpoints_and_keys() {
    let merchant = Merchant::start().await;
    let issuer = merchant.oidc("/auth/realms/current");
    let oidc = merchant
        .get(&format!("{issuer}/.well-known/openid-configuration"))
        .await
        .body;
    let biometrics = merchant
        .get(&merchant.bis("/.well-known/openid-configuration"))
        .await
        .body;
    assert_eq!(oidc["issuer"], issuer);
    assert_eq!(
        oidc["token_endpoint"],
        format!("{issuer}/protocol/openid-connect/token")
    );
    assert_eq!(biometrics["issuer"], merchant.bis(""));
    assert_eq!(
        biometrics["permissions_endpoint"],
        merchant.bis("/permissions/v1/")
    );
    assert_eq!(biometrics["token_endpoint"], merchant.bis("/oidc/v1/token"));
    assert_eq!(
        biometrics["id_token_signing_alg_values_supported"],
        json!(["ES256"])
    );
    assert_eq!(biometrics["iframe_authorize_endpoint"], json!(null));
    let mut kids = Vec::new();
    for uri in [
        &oidc["jwks_uri"],
        &biometrics["jwks_uri"],
        &biometrics["jwks_uri_grants"],
    ] {
        let keys = merchant.get(&text(uri)).await.body["keys"]
            .as_array()
            .cloned()
            .expect("keys");
        assert!(!keys.is_empty());
        for key in keys {
            assert!(key.get("d").is_none());
            assert!(!kids.contains(&key["kid"]), "{} twice", key["kid"]);
            kids.push(key["kid"].clone());
        }
    }
    merchant
        .switch(json!({ "permissions_slash": false, "iframe_endpoint_published": true }))
        .await;
    let other = merchant
        .get(&merchant.bis("/.well-known/openid-configuration"))
        .await
        .body;
    assert_eq!(
        other["permissions_endpoint"],
        merchant.bis("/permissions/v1")
    );
    assert_eq!(
        other["iframe_authorize_endpoint"],
        merchant.bis("/iframe-authorize")
    );
}

/// SEC-14
#[tokio::test]
async fn sec_14_a_discovery_document_may_name_another_issuer() {
    let merchant = Merchant::start().await;
    for (wrong, url) in [
        (
            "oidc",
            merchant.oidc("/auth/realms/current/.well-known/openid-configuration"),
        ),
        (
            "biometrics",
            merchant.bis("/.well-known/openid-configuration"),
        ),
    ] {
        merchant.switch(json!({ "wrong_issuer": wrong })).await;
        assert_eq!(
            merchant.get(&url).await.body["issuer"],
            "https://issuer.example"
        );
    }
}

/// BI-02
#[tokio::test]
async fn bi_02_client_credentials_give_a_bearer_token_of_300_seconds() {
    let simulator = Simulator::start().await;
    let answer = ask_token(&simulator, "sim-bankid", BOTH).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(answer.body["expires_in"], 300);
    assert_eq!(answer.body["refresh_expires_in"], 0);
    assert_eq!(answer.body["scope"], BOTH);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(
        payload(&text(&answer.body["access_token"]))["typ"],
        "Bearer"
    );
    simulator
        .control(
            "/control/bankid/switches",
            json!({ "lower_case_token_type": true, "expires_in": "text" }),
        )
        .await;
    let answer = ask_token(&simulator, "sim-bankid", BOTH).await;
    assert_eq!(
        (&answer.body["token_type"], &answer.body["expires_in"]),
        (&json!("bearer"), &json!("300"))
    );
}

/// BI-02, SEC-83
#[tokio::test]
async fn sec_83_a_client_without_the_scopes_is_told_invalid_scope() {
    let simulator = Simulator::start().await;
    for (client, scope, status, error) in [
        ("sim-bankid-noscope", BOTH, 400, "invalid_scope"),
        (
            "sim-bankid-noscope",
            "permissions/iframe",
            400,
            "invalid_scope",
        ),
        ("sim-bankid", "permissions/other", 400, "invalid_scope"),
        ("sim-bankid-unknown", BOTH, 401, "invalid_client"),
    ] {
        let answer = ask_token(&simulator, client, scope).await;
        assert_eq!(answer.status, status, "{client} {scope}");
        assert_eq!(answer.body["error"], error, "{client} {scope}");
    }
}

/// BI-02
#[tokio::test]
async fn bi_02_every_wrong_token_request_is_refused_with_its_own_error() {
    let merchant = Merchant::start().await;
    let url = merchant.oidc("/auth/realms/current/protocol/openid-connect/token");
    let ask = async |basic: Option<(&str, &str)>, form: &[(&str, &str)]| {
        let mut request = merchant.simulator.client.post(&url).form(form);
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        let answer = Answer::of(request).await;
        (answer.status.as_u16(), text(&answer.body["error"]))
    };
    let good = Some(("sim-bankid", "sim-bankid-secret"));
    let grant = ("grant_type", "client_credentials");
    for (expected, basic, form) in [
        ((401, "invalid_client"), None, vec![grant]),
        (
            (401, "invalid_client"),
            None,
            vec![
                grant,
                ("client_id", "sim-bankid"),
                ("client_secret", "sim-bankid-secret"),
            ],
        ),
        (
            (401, "invalid_client"),
            Some(("sim-bankid", "wrong")),
            vec![grant],
        ),
        (
            (401, "invalid_client"),
            good,
            vec![grant, ("client_id", "sim-bankid-other")],
        ),
        (
            (400, "unsupported_grant_type"),
            good,
            vec![("grant_type", "password")],
        ),
        (
            (400, "invalid_grant"),
            good,
            vec![("grant_type", "authorization_code"), ("code", "c")],
        ),
        ((400, "invalid_request"), good, vec![("scope", BOTH)]),
        ((400, "invalid_request"), good, vec![grant, grant]),
    ] {
        let (status, error) = ask(basic, &form).await;
        assert_eq!((status, error.as_str()), expected, "{form:?}");
    }
    let json = merchant
        .simulator
        .client
        .post(&url)
        .basic_auth("sim-bankid", Some("sim-bankid-secret"));
    let answer = Answer::of(json.json(&json!({ "grant_type": "client_credentials" }))).await;
    assert_eq!(answer.body["error"], "invalid_request");
}

/// BI-02
#[tokio::test]
async fn bi_02_a_token_opens_what_its_scopes_say_until_it_expires_or_is_revoked() {
    let mut merchant = Merchant::start().await;
    let body = json!({ "loginHint": [{ "scheme": "nnin", "value": "12839030108" }] });
    let ask = async |merchant: &Merchant| {
        let url = merchant.bis("/permissions/v1/user-exists");
        let request = merchant
            .simulator
            .client
            .post(url)
            .bearer_auth(&merchant.token)
            .json(&body);
        Answer::of(request).await.status.as_u16()
    };
    assert_eq!(ask(&merchant).await, 200);
    merchant.simulator.advance_s(300).await;
    assert_eq!(ask(&merchant).await, 401);
    for (scope, status) in [
        ("openid", 403),
        ("permissions/iframe", 403),
        ("permissions/client", 200),
    ] {
        let answer = ask_token(&merchant.simulator, "sim-bankid", scope).await;
        merchant.token = text(&answer.body["access_token"]);
        assert_eq!(ask(&merchant).await, status, "{scope}");
    }
    merchant
        .simulator
        .control("/control/bankid/revoke-tokens", json!({}))
        .await;
    assert_eq!(ask(&merchant).await, 401);
    merchant.token = "unknown".to_owned();
    assert_eq!(ask(&merchant).await, 401);
}
