//! iframe-authorize (BI-09, BI-10, BI-12, SEC-61, SEC-82).

use serde_json::{Value, json};

use crate::bankid_merchant::{
    Merchant, authorize_form, challenge, payment, registration, token_of,
};
use crate::harness::{Answer, Simulator, text};

async fn hint(merchant: &Merchant, nonce: &str) -> String {
    let answer = merchant.register(&registration(&payment(nonce))).await;
    text(&answer.body["permissionToken"])
}

fn changed<'a>(
    form: &[(&'static str, &'a str)],
    name: &str,
    value: Option<&'a str>,
) -> Vec<(&'static str, &'a str)> {
    form.iter()
        .filter_map(|(known, old)| match (*known == name, value) {
            (false, _) => Some((*known, *old)),
            (true, new) => new.map(|new| (*known, new)),
        })
        .collect()
}

fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), text(&answer.body["error"]))
}

/// BI-10, BI-11
#[tokio::test]
async fn bi_10_a_right_request_gives_a_uri_for_60_seconds() {
    let merchant = Merchant::start().await;
    let hint = hint(&merchant, "n-1").await;
    let answer = merchant.authorize(&authorize_form(&hint, "s", "n")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["expires_in"], 60);
    assert!(text(&answer.body["authorize_uri"]).starts_with(&merchant.bis("/iframe/")));
    assert_eq!(answer.headers["cache-control"], "no-store");
}

/// BI-09, BI-10, SEC-61: plain PKCE, a bad challenge, another redirect_uri, a missing field.
#[tokio::test]
async fn bi_10_every_wrong_field_is_refused() {
    let merchant = Merchant::start().await;
    let hint = hint(&merchant, "n-1").await;
    let good = authorize_form(&hint, "s", "n");
    for (name, value, error) in [
        ("login_hint_token", None, "invalid_request"),
        ("login_hint_token", Some("unknown"), "unknown_user_id"),
        ("scope", None, "invalid_request"),
        ("scope", Some("profile"), "invalid_scope"),
        ("scope", Some("openid email"), "invalid_scope"),
        ("scope", Some("openid  profile"), "invalid_scope"),
        ("redirect_uri", None, "invalid_request"),
        (
            "redirect_uri",
            Some("http://localhost:3000/return/bankid/"),
            "invalid_request",
        ),
        (
            "redirect_uri",
            Some("http://localhost:3000/return/bankid?a=b"),
            "invalid_request",
        ),
        (
            "redirect_uri",
            Some("http://LOCALHOST:3000/return/bankid"),
            "invalid_request",
        ),
        ("state", None, "invalid_request"),
        ("state", Some(""), "invalid_request"),
        ("nonce", None, "invalid_request"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some("short"), "invalid_request"),
        (
            "code_challenge",
            Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"),
            "invalid_request",
        ),
        ("code_challenge_method", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("code_challenge_method", Some("s256"), "invalid_request"),
        ("frame_ancestor", None, "invalid_request"),
        ("frame_ancestor", Some("localhost:3000"), "invalid_request"),
        (
            "frame_ancestor",
            Some("http://localhost:3000/"),
            "invalid_request",
        ),
        (
            "frame_ancestor",
            Some("http://localhost:3000/pay"),
            "invalid_request",
        ),
        (
            "frame_ancestor",
            Some("https://*.shop.example"),
            "invalid_request",
        ),
        (
            "frame_ancestor",
            Some("http://shop.example"),
            "invalid_request",
        ),
    ] {
        let answer = merchant.authorize(&changed(&good, name, value)).await;
        assert_eq!(
            refusal(&answer),
            (400, error.to_owned()),
            "{name} {value:?}"
        );
    }
    let mut twice = good.clone();
    twice.push(("state", "s"));
    assert_eq!(
        refusal(&merchant.authorize(&twice).await),
        (400, "invalid_request".to_owned())
    );
    let mut more = good.clone();
    more.push(("response_type", "code"));
    assert_eq!(
        merchant.authorize(&more).await.status,
        200,
        "refusals use nothing up; other fields are ignored"
    );
}

/// SEC-82
#[tokio::test]
async fn sec_82_a_permission_token_works_once_and_for_its_own_client() {
    let mut merchant = Merchant::start().await;
    let own = hint(&merchant, "n-1").await;
    assert_eq!(
        merchant
            .authorize(&authorize_form(&own, "s", "n"))
            .await
            .status,
        200
    );
    let again = merchant.authorize(&authorize_form(&own, "s2", "n2")).await;
    assert_eq!(refusal(&again), (400, "invalid_request".to_owned()));
    merchant.switch(json!({ "hint_single_use": false })).await;
    assert_eq!(
        merchant
            .authorize(&authorize_form(&own, "s2", "n2"))
            .await
            .status,
        200
    );
    let other = hint(&merchant, "n-2").await;
    merchant.token = token_of(&merchant.simulator, "sim-bankid-other").await;
    let foreign = merchant.authorize(&authorize_form(&other, "s", "n")).await;
    assert_eq!(refusal(&foreign), (400, "unknown_user_id".to_owned()));
}

/// BI-06
#[tokio::test]
async fn bi_06_a_permission_that_has_run_out_is_not_opened() {
    let mut merchant = Merchant::start().await;
    let hint = hint(&merchant, "n-1").await;
    merchant.simulator.advance_s(900).await;
    merchant.token = token_of(&merchant.simulator, "sim-bankid").await;
    let answer = merchant.authorize(&authorize_form(&hint, "s", "n")).await;
    assert_eq!(
        refusal(&answer),
        (400, "expired_login_hint_token".to_owned())
    );
}

/// BI-26
#[tokio::test]
async fn bi_26_sub_nnin_is_only_for_clients_with_access() {
    let mut merchant = Merchant::start().await;
    merchant.token = token_of(&merchant.simulator, "sim-bankid-nonnin").await;
    let hint = hint(&merchant, "n-1").await;
    let form = authorize_form(&hint, "s", "n");
    let refused = merchant
        .authorize(&changed(&form, "scope", Some("openid sub_nnin")))
        .await;
    assert_eq!(refusal(&refused), (400, "invalid_scope".to_owned()));
    let accepted = merchant
        .authorize(&changed(&form, "scope", Some("openid profile sub_bankid")))
        .await;
    assert_eq!(accepted.status, 200);
}

/// BI-10
#[tokio::test]
async fn bi_10_a_token_without_the_iframe_scope_is_insufficient() {
    let mut merchant = Merchant::start().await;
    let hint = hint(&merchant, "n-1").await;
    let form = authorize_form(&hint, "s", "n");
    let answer =
        crate::bankid_merchant::ask_token(&merchant.simulator, "sim-bankid", "permissions/client")
            .await;
    merchant.token = text(&answer.body["access_token"]);
    let answer = merchant.authorize(&form).await;
    assert_eq!(refusal(&answer), (403, "insufficient_scope".to_owned()));
    merchant.token = "unknown".to_owned();
    assert_eq!(
        refusal(&merchant.authorize(&form).await),
        (401, "invalid_token".to_owned())
    );
}

/// BI-10: the list of registered redirect URIs is configuration.
#[tokio::test]
async fn redirect_uris_and_bare_hosts_can_be_configured() {
    let config = vestibule_simulator::SimulatorConfig {
        bankid_redirect_uris: vec!["http://localhost:5000/back".to_owned()],
        ..vestibule_simulator::SimulatorConfig::default()
    };
    let simulator = Simulator::with(config).await;
    let token = token_of(&simulator, "sim-bankid").await;
    let merchant = Merchant { simulator, token };
    let hint = hint(&merchant, "n-1").await;
    let good = authorize_form(&hint, "s", "n");
    assert_eq!(merchant.authorize(&good).await.status, 400);
    let uris = json!({ "uris": ["http://localhost:3000/return/bankid"] });
    merchant
        .simulator
        .control("/control/bankid/redirect-uris", uris)
        .await;
    let bare = changed(&good, "frame_ancestor", Some("localhost"));
    assert_eq!(merchant.authorize(&bare).await.status, 400);
    merchant.switch(json!({ "bare_host_ancestor": true })).await;
    assert_eq!(merchant.authorize(&bare).await.status, 200);
    assert_eq!(challenge().len(), 43);
}

/// BI-10, BI-11
#[tokio::test]
async fn iframe_authorize_can_be_told_to_fail_or_to_mislead() {
    let merchant = Merchant::start().await;
    let ask = async |scenario: &str| {
        merchant.next(scenario).await;
        let hint = hint(&merchant, scenario).await;
        merchant.authorize(&authorize_form(&hint, "s", "n")).await
    };
    for (scenario, status, error) in [
        ("authorize_invalid_request", 400, "invalid_request"),
        ("authorize_invalid_scope", 400, "invalid_scope"),
        ("authorize_expired_hint", 400, "expired_login_hint_token"),
        ("authorize_unknown_user", 400, "unknown_user_id"),
        ("authorize_invalid_token", 401, "invalid_token"),
        ("authorize_insufficient_scope", 403, "insufficient_scope"),
        ("authorize_server_error", 500, "server_error"),
    ] {
        assert_eq!(
            refusal(&ask(scenario).await),
            (status, error.to_owned()),
            "{scenario}"
        );
    }
    merchant.next("authorize_server_error").await;
    let unused = hint(&merchant, "again").await;
    for _ in 0..2 {
        let again = merchant.authorize(&authorize_form(&unused, "s", "n")).await;
        assert_eq!(
            refusal(&again),
            (500, "server_error".to_owned()),
            "a refusal uses nothing up"
        );
    }
    let own = merchant.bis("/");
    let host = own
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned();
    for (scenario, beginning) in [
        (
            "authorize_uri_other_origin",
            "http://127.0.0.2:9/iframe/".to_owned(),
        ),
        ("authorize_uri_script", "javascript:".to_owned()),
        ("authorize_uri_data", "data:text/html".to_owned()),
        (
            "authorize_uri_credentials",
            format!("http://{host}@127.0.0.2:9/"),
        ),
    ] {
        let uri = text(&ask(scenario).await.body["authorize_uri"]);
        assert!(uri.starts_with(&beginning), "{scenario}: {uri}");
    }
    for (scenario, name, value) in [
        ("authorize_uri_missing", "authorize_uri", Value::Null),
        ("authorize_uri_number", "authorize_uri", json!(42)),
        ("expires_in_missing", "expires_in", Value::Null),
        ("expires_in_zero", "expires_in", json!(0)),
        ("expires_in_negative", "expires_in", json!(-60)),
        ("expires_in_huge", "expires_in", json!(1e30)),
        ("expires_in_text", "expires_in", json!("60")),
    ] {
        assert_eq!(ask(scenario).await.body[name], value, "{scenario}");
    }
}
