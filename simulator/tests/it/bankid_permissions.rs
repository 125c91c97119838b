//! Registering permissions (BI-03 to BI-07, SEC-80, SEC-81).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::bankid_merchant::{
    KARI, Merchant, START_S, ask_token, payload, payment, registration, token_of,
};
use crate::harness::{Answer, text};

/// Status and machine code of a problem.
fn problem(answer: &Answer) -> (u16, String) {
    let kind = answer.body["type"].as_str().unwrap_or_default();
    let code = kind.rsplit('/').next().unwrap_or_default().to_owned();
    (answer.status.as_u16(), code)
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

/// BI-03, BI-05, BI-08
#[tokio::test]
async fn bi_05_a_registration_gives_an_id_a_token_and_two_words() {
    let merchant = Merchant::start().await;
    let answer = merchant.register(&registration(&payment("n-1"))).await;
    assert_eq!(answer.status, 200);
    let id = text(&answer.body["id"]);
    let parts: Vec<&str> = id.split('.').collect();
    assert_eq!(
        (
            parts.len(),
            parts[0],
            parts[1],
            parts[2].len(),
            parts[3].len()
        ),
        (4, "1", "BY", 43, 43)
    );
    let token = payload(&text(&answer.body["permissionToken"]));
    assert_eq!(token["p"], parts[3]);
    assert_eq!(token["exp"], START_S + 3_600);
    assert_eq!(text(&answer.body["bindingMessage"]).split(' ').count(), 2);
    let state = merchant.state_of(&id).await;
    assert_eq!(
        state["statement"]["payments"][0]["creditor_name"],
        "Ærlig Økonomi AS"
    );
}

/// BI-05: the permissions endpoint works with and without its slash; 201 is as good as 200.
#[tokio::test]
async fn bi_05_the_slash_may_be_missing_and_the_status_201() {
    let merchant = Merchant::start().await;
    merchant.switch(json!({ "permission_created": true })).await;
    for (url, nonce) in [("/permissions/v1", "n-1"), ("/permissions/v1/", "n-2")] {
        let request = merchant
            .simulator
            .client
            .post(merchant.bis(url))
            .bearer_auth(&merchant.token);
        assert_eq!(
            Answer::of(request.json(&registration(&payment(nonce))))
                .await
                .status,
            201
        );
    }
}

/// BI-04
#[tokio::test]
async fn bi_04_a_nonce_is_accepted_once_per_client() {
    let mut merchant = Merchant::start().await;
    assert_eq!(
        merchant
            .register(&registration(&payment("n-1")))
            .await
            .status,
        200
    );
    let again = merchant.register(&registration(&payment("n-1"))).await;
    assert_eq!(problem(&again), (409, "conflict".to_owned()));
    merchant.token = token_of(&merchant.simulator, "sim-bankid-other").await;
    assert_eq!(
        merchant
            .register(&registration(&payment("n-1")))
            .await
            .status,
        200
    );
}

/// BI-06, SEC-80, SEC-81
#[tokio::test]
async fn sec_80_iat_is_within_a_minute_and_exp_within_an_hour() {
    let merchant = Merchant::start().await;
    let good = |nonce: &str| registration(&payment(nonce));
    for (iat, exp, expected) in [
        (START_S - 60, START_S + 900, (200, "")),
        (START_S - 61, START_S + 900, (400, "invalid-iat")),
        (START_S + 60, START_S + 900, (200, "")),
        (START_S + 61, START_S + 900, (400, "invalid-iat")),
        (START_S, START_S, (400, "invalid-request")),
        (START_S, START_S - 1, (400, "invalid-request")),
        (START_S, START_S + 3_600, (200, "")),
        (START_S, START_S + 3_601, (400, "invalid-request")),
    ] {
        let body = with(
            with(good(&format!("{iat} {exp}")), "iat", json!(iat)),
            "exp",
            json!(exp),
        );
        let (status, code) = problem(&merchant.register(&body).await);
        assert_eq!((status, code.as_str()), expected, "iat {iat} exp {exp}");
    }
}

/// BI-05, BI-07
#[tokio::test]
async fn bi_05_every_wrong_field_is_refused() {
    let merchant = Merchant::start().await;
    let good = || registration(&payment("unused"));
    let hint = |scheme: &str, value: &str| json!([{ "scheme": scheme, "value": value }]);
    for (name, value) in [
        ("type", json!("approve.v1")),
        ("type", json!(null)),
        ("loa", json!("low")),
        ("iat", json!(START_S.to_string())),
        ("iat", json!(1_774_447_200.5)),
        ("exp", json!(null)),
        ("intents", json!(["ciba"])),
        ("intents", json!("iframe")),
        ("intents", json!([1])),
        ("loginHint", hint("nnin", "1283903010")),
        ("loginHint", hint("nnin", "1283903010x")),
        ("loginHint", hint("phone", KARI)),
        ("loginHint", json!({ "scheme": "nnin", "value": KARI })),
        (
            "loginHint",
            json!([{ "scheme": "nnin", "value": KARI, "more": 1 }]),
        ),
        ("acr_values", json!(["urn:bankid:bid"])),
        ("signals", json!({ "browserTZ": -60 })),
        ("signals", json!({ "browserSecret": "1" })),
        ("permission", json!(payment("unused"))),
        ("unheard_of", json!(1)),
    ] {
        let answer = merchant.register(&with(good(), name, value.clone())).await;
        let (status, code) = problem(&answer);
        let expected = if name == "type" && value.is_string() {
            "invalid-permission"
        } else {
            "invalid-request"
        };
        assert_eq!(
            (status, code.as_str()),
            (400, expected),
            "{name} {value}: {}",
            answer.body
        );
    }
    merchant.switch(json!({ "intent_required": false })).await;
    let body = with(
        with(good(), "intents", json!(["ciba"])),
        "signals",
        json!({ "browserTZ": "-60" }),
    );
    assert_eq!(merchant.register(&body).await.status, 200);
    let mut without_hint = registration(&payment("n-2"));
    without_hint
        .as_object_mut()
        .expect("an object")
        .remove("loginHint");
    assert_eq!(merchant.register(&without_hint).await.status, 200);
}

/// BI-03
#[tokio::test]
async fn bi_03_the_statement_is_unpadded_base64url_of_utf8_json() {
    let merchant = Merchant::start().await;
    // Chosen so that the standard alphabet and the URL-safe one differ, and so that padding is needed.
    let statement =
        json!({ "nonce": "n??>>", "id": "basket ÿÿ?>", "payments": payment("x")["payments"] })
            .to_string();
    assert_ne!(STANDARD.encode(&statement), URL_SAFE.encode(&statement));
    let latin_1: Vec<u8> = "{\"nonce\":\"\u{f8}\"}"
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).expect("latin"))
        .collect();
    let padded = (0..3)
        .map(|blanks| URL_SAFE.encode(format!("{statement}{}", " ".repeat(blanks))))
        .find(|encoded| encoded.ends_with('='))
        .expect("two of three need padding");
    for wrong in [
        STANDARD.encode(&statement),
        padded,
        URL_SAFE_NO_PAD.encode(latin_1),
        URL_SAFE_NO_PAD.encode("[]"),
        URL_SAFE_NO_PAD.encode("nonsense"),
        statement.clone(),
    ] {
        let body = with(registration(&payment("x")), "permission", json!(wrong));
        let answer = merchant.register(&body).await;
        assert_eq!(
            problem(&answer),
            (400, "invalid-permission".to_owned()),
            "{wrong}"
        );
    }
    let body = with(
        registration(&payment("x")),
        "permission",
        json!(URL_SAFE_NO_PAD.encode(&statement)),
    );
    assert_eq!(merchant.register(&body).await.status, 200);
}

/// BI-03
#[tokio::test]
async fn bi_03_every_wrong_statement_is_refused() {
    let merchant = Merchant::start().await;
    let one = |name: &str, value: Value| {
        let mut statement = payment("unused");
        statement["payments"][0][name] = value;
        statement
    };
    let without = |name: &str| {
        let mut statement = payment("unused");
        statement.as_object_mut().expect("an object").remove(name);
        statement
    };
    for statement in [
        one("amount", json!(123.45)),
        one("amount", json!("123,45")),
        one("amount", json!("123.456")),
        one("amount", json!("0")),
        one("amount", json!("-1")),
        one("currency", json!("nok")),
        one("currency", json!("XXX")),
        one("creditorName", json!("")),
        one("paymentId", json!(1)),
        one("more", json!(1)),
        without("nonce"),
        without("id"),
        without("payments"),
        with(payment("unused"), "payments", json!([])),
        with(payment("unused"), "nonce", json!("")),
        with(payment("unused"), "more", json!(1)),
    ] {
        let answer = merchant.register(&registration(&statement)).await;
        assert_eq!(
            problem(&answer),
            (400, "invalid-permission".to_owned()),
            "{statement}"
        );
    }
    let authentication =
        |statement: Value| with(registration(&statement), "type", json!("authentication.v1"));
    assert_eq!(
        merchant
            .register(&authentication(json!({ "nonce": "n", "id": "i" })))
            .await
            .status,
        200
    );
    assert_eq!(
        merchant
            .register(&authentication(payment("m")))
            .await
            .status,
        400
    );
}

/// BI-05, SEC-83
#[tokio::test]
async fn sec_83_registering_needs_both_scopes() {
    let mut merchant = Merchant::start().await;
    for scope in ["openid", "permissions/client", "permissions/iframe"] {
        let answer = ask_token(&merchant.simulator, "sim-bankid", scope).await;
        merchant.token = text(&answer.body["access_token"]);
        let answer = merchant.register(&registration(&payment("n"))).await;
        assert_eq!(problem(&answer), (403, "forbidden".to_owned()), "{scope}");
    }
}

#[tokio::test]
async fn user_exists_knows_who_has_biometrics() {
    let merchant = Merchant::start().await;
    let ask = async |hint: Value| {
        let url = merchant.bis("/permissions/v1/user-exists");
        Answer::of(
            merchant
                .simulator
                .client
                .post(url)
                .bearer_auth(&merchant.token)
                .json(&hint),
        )
        .await
    };
    let hint = |nnin: &str| json!({ "loginHint": [{ "scheme": "nnin", "value": nnin }] });
    for (nnin, exists) in [(KARI, true), ("17866222088", false), ("00000000000", false)] {
        assert_eq!(
            ask(hint(nnin)).await.body,
            json!({ "exists": exists }),
            "{nnin}"
        );
    }
    assert_eq!(
        problem(&ask(hint("1")).await),
        (400, "invalid-request".to_owned())
    );
}

/// BI-05, BI-08, SEC-90
#[tokio::test]
async fn registering_can_be_told_to_fail_or_to_mislead() {
    let merchant = Merchant::start().await;
    for (scenario, status, code) in [
        ("permission_invalid_request", 400, "invalid-request"),
        ("permission_invalid_iat", 400, "invalid-iat"),
        ("permission_invalid_permission", 400, "invalid-permission"),
        ("permission_unauthorized", 401, "unauthorized"),
        ("permission_forbidden", 403, "forbidden"),
        ("permission_conflict", 409, "conflict"),
        ("permission_rate_limited", 429, "too-many-requests"),
        ("permission_server_error", 500, "internal-error"),
    ] {
        merchant.next(scenario).await;
        let answer = merchant.register(&registration(&payment(scenario))).await;
        assert_eq!(problem(&answer), (status, code.to_owned()), "{scenario}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    let good = async |scenario: &str| {
        merchant.next(scenario).await;
        merchant
            .register(&registration(&payment(scenario)))
            .await
            .body
    };
    assert_eq!(
        good("permission_oauth_error").await["error"],
        "invalid_request"
    );
    assert_eq!(good("permission_id_missing").await["id"], Value::Null);
    assert_eq!(
        good("permission_token_missing").await["permissionToken"],
        Value::Null
    );
    assert_eq!(
        good("binding_message_missing").await["bindingMessage"],
        Value::Null
    );
    assert!(text(&good("binding_message_markup").await["bindingMessage"]).contains("<script>"));
    assert!(text(&good("binding_message_long").await["bindingMessage"]).len() >= 10_000);
    assert!(text(&good("permission_id_odd").await["id"]).contains("/../x?y=1#"));
}
