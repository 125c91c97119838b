//! The code exchange (BI-18, SEC-59, SEC-61, SEC-62).

use serde_json::{Value, json};

use crate::bankid_merchant::{Merchant, VERIFIER, exchange_form, token_of};
use crate::harness::{Answer, text};

fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), text(&answer.body["error"]))
}

async fn code(merchant: &Merchant, nonce: &str) -> (String, String) {
    let opened = merchant.open(nonce).await;
    let code = text(&merchant.finish(&opened.id, "granted").await["code"]);
    (opened.id, code)
}

/// BI-18
#[tokio::test]
async fn bi_18_bearer_and_basic_are_accepted_and_recorded() {
    let merchant = Merchant::start().await;
    let (id, by_bearer) = code(&merchant, "n-1").await;
    let answer = merchant.exchange(&by_bearer).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["token_type"], "Bearer");
    assert_eq!(
        answer.body.get("access_token"),
        None,
        "a client must not need one"
    );
    assert_eq!(
        merchant.state_of(&id).await["authorization"]["exchange"],
        json!({ "done": "bearer" })
    );
    let (id, by_basic) = code(&merchant, "n-2").await;
    let form = exchange_form(&by_basic, VERIFIER);
    let basic = merchant
        .exchange_request(&form)
        .basic_auth("sim-bankid", Some("sim-bankid-secret"));
    assert_eq!(Answer::of(basic).await.status, 200);
    assert_eq!(
        merchant.state_of(&id).await["authorization"]["exchange"],
        json!({ "done": "basic" })
    );
}

/// BI-18
#[tokio::test]
async fn bi_18_which_client_authentication_is_accepted_is_a_switch() {
    let merchant = Merchant::start().await;
    for (accepted, bearer, basic) in [("bearer", 200, 401), ("basic", 401, 200)] {
        merchant.switch(json!({ "exchange_auth": accepted })).await;
        let (_, one) = code(&merchant, &format!("{accepted} 1")).await;
        assert_eq!(merchant.exchange(&one).await.status, bearer, "{accepted}");
        let (_, other) = code(&merchant, &format!("{accepted} 2")).await;
        let form = exchange_form(&other, VERIFIER);
        let request = merchant
            .exchange_request(&form)
            .basic_auth("sim-bankid", Some("sim-bankid-secret"));
        assert_eq!(Answer::of(request).await.status, basic, "{accepted}");
    }
    let (_, code) = code(&merchant, "none").await;
    let nobody = Answer::of(merchant.exchange_request(&exchange_form(&code, VERIFIER))).await;
    assert_eq!(refusal(&nobody), (401, "invalid_client".to_owned()));
}

/// SEC-59
#[tokio::test]
async fn sec_59_a_code_works_once_and_for_60_seconds() {
    let merchant = Merchant::start().await;
    let (_, once) = code(&merchant, "n-1").await;
    assert_eq!(merchant.exchange(&once).await.status, 200);
    assert_eq!(
        refusal(&merchant.exchange(&once).await),
        (400, "invalid_grant".to_owned())
    );
    let (_, in_time) = code(&merchant, "n-2").await;
    merchant.simulator.advance_s(59).await;
    assert_eq!(merchant.exchange(&in_time).await.status, 200);
    let opened = merchant.open("n-3").await;
    let late = text(&merchant.finish(&opened.id, "granted").await["code"]);
    merchant.simulator.advance_s(60).await;
    assert_eq!(
        refusal(&merchant.exchange(&late).await),
        (400, "invalid_grant".to_owned())
    );
}

/// SEC-61, SEC-62
#[tokio::test]
async fn sec_62_a_code_is_bound_to_its_verifier_redirect_uri_and_client() {
    let merchant = Merchant::start().await;
    let other_verifier = "x".repeat(43);
    let long = "x".repeat(129);
    for (nonce, name, value, error) in [
        (
            "n-1",
            "code_verifier",
            Some(other_verifier.as_str()),
            "invalid_grant",
        ),
        ("n-2", "code_verifier", Some("short"), "invalid_request"),
        (
            "n-3",
            "code_verifier",
            Some(long.as_str()),
            "invalid_request",
        ),
        (
            "n-4",
            "code_verifier",
            Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM="),
            "invalid_request",
        ),
        ("n-5", "code_verifier", None, "invalid_request"),
        (
            "n-6",
            "redirect_uri",
            Some("http://localhost:3000/return/other"),
            "invalid_grant",
        ),
        ("n-7", "redirect_uri", None, "invalid_request"),
        ("n-8", "code", Some("unknown"), "invalid_grant"),
        (
            "n-9",
            "grant_type",
            Some("client_credentials"),
            "unsupported_grant_type",
        ),
        ("n-10", "grant_type", None, "invalid_request"),
    ] {
        let (_, code) = code(&merchant, nonce).await;
        let form: Vec<(&str, &str)> = exchange_form(&code, VERIFIER)
            .into_iter()
            .filter_map(|(known, old)| {
                if known == name {
                    value.map(|new| (known, new))
                } else {
                    Some((known, old))
                }
            })
            .collect();
        let answer = Answer::of(
            merchant
                .exchange_request(&form)
                .bearer_auth(&merchant.token),
        )
        .await;
        assert_eq!(
            refusal(&answer),
            (400, error.to_owned()),
            "{name} {value:?}"
        );
        let again = merchant.exchange(&code).await;
        let is_burnt = error == "invalid_grant" && name != "code";
        assert_eq!(
            again.status == 400,
            is_burnt,
            "{name} {value:?}: {}",
            again.body
        );
    }
    let (_, own) = code(&merchant, "n-11").await;
    let foreign = token_of(&merchant.simulator, "sim-bankid-other").await;
    let answer = Answer::of(
        merchant
            .exchange_request(&exchange_form(&own, VERIFIER))
            .bearer_auth(foreign),
    )
    .await;
    assert_eq!(refusal(&answer), (400, "invalid_grant".to_owned()));
    let twice = [exchange_form(&own, VERIFIER), vec![("code", "other")]].concat();
    let answer = Answer::of(
        merchant
            .exchange_request(&twice)
            .bearer_auth(&merchant.token),
    )
    .await;
    assert_eq!(refusal(&answer), (400, "invalid_request".to_owned()));
    assert_eq!(
        merchant.exchange(&own).await.status,
        200,
        "another client's attempt burns nothing"
    );
}

/// BI-01, BI-18: the code belongs to the biometrics token endpoint.
#[tokio::test]
async fn bi_18_bankid_oidc_does_not_know_the_code() {
    let merchant = Merchant::start().await;
    let (_, code) = code(&merchant, "n-1").await;
    let url = merchant.oidc("/auth/realms/current/protocol/openid-connect/token");
    let form = exchange_form(&code, VERIFIER);
    let request = merchant
        .simulator
        .client
        .post(url)
        .form(&form)
        .basic_auth("sim-bankid", Some("sim-bankid-secret"));
    assert_eq!(
        refusal(&Answer::of(request).await),
        (400, "invalid_grant".to_owned())
    );
}

/// BI-18, SEC-70 to SEC-73
#[tokio::test]
async fn sec_73_the_exchange_can_be_told_to_fail_or_to_mislead() {
    let merchant = Merchant::start().await;
    for (scenario, status, error) in [
        ("exchange_invalid_grant", 400, "invalid_grant"),
        ("exchange_invalid_client", 401, "invalid_client"),
        ("exchange_server_error", 500, "server_error"),
    ] {
        let (_, answer) = merchant.exchanged(scenario, scenario).await;
        assert_eq!(refusal(&answer), (status, error.to_owned()), "{scenario}");
    }
    for (scenario, name, value) in [
        ("id_token_missing", "id_token", None),
        ("id_token_null", "id_token", Some(Value::Null)),
        ("id_token_number", "id_token", Some(json!(42))),
        ("id_token_empty", "id_token", Some(json!(""))),
        ("token_type_dpop", "token_type", Some(json!("DPoP"))),
        ("token_expires_in_missing", "expires_in", None),
        ("token_expires_in_text", "expires_in", Some(json!("300"))),
        ("token_expires_in_negative", "expires_in", Some(json!(-300))),
        (
            "exchange_error_beside_token",
            "error",
            Some(json!("access_denied")),
        ),
    ] {
        let (_, answer) = merchant.exchanged(scenario, scenario).await;
        assert_eq!(answer.status, 200, "{scenario}");
        assert_eq!(answer.body.get(name), value.as_ref(), "{scenario}");
    }
}
