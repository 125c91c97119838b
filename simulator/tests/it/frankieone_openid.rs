//! The OpenID Connect IdPs behind FrankieOne.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

use crate::frankieone_harness::{REDIRECT_URL, parameter, session_id};
use crate::harness::{Answer, START_MS, Simulator, text};

async fn get(simulator: &Simulator, url: &str) -> Answer {
    Answer::of(simulator.client.get(url)).await
}

async fn authorize_url(simulator: &Simulator, token: &str, idp: &str) -> Url {
    let recipe = simulator.recipe(token, idp).await;
    let idp = &recipe["idps"][idp];
    let mut url = Url::parse(&text(&idp["authorise_url"])).expect("a URL");
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &text(&idp["client_id"]))
        .append_pair("scope", &text(&idp["scope"]))
        .append_pair("state", &session_id(token))
        .append_pair("nonce", &session_id(token))
        .append_pair("redirect_uri", &text(&idp["redirect_url"]));
    url
}

async fn results(simulator: &Simulator, idp: &str, reference: &str) -> (String, Answer) {
    let token = simulator.session(reference).await;
    let url = authorize_url(simulator, &token, idp).await;
    let back = simulator
        .visit(url, "kari", "allow")
        .await
        .expect("a return");
    let code = parameter(&back, "code").expect("a code");
    let path = format!("/federation/v1/callback/{idp}?authCode={code}");
    let answer = simulator.get_as_sdk(&token, &path).await;
    (token, answer)
}

#[tokio::test]
async fn each_shape_gives_the_claims_it_has() {
    let simulator = Simulator::start().await;
    for (idp, date_of_birth, addresses, phone) in [
        ("google", Value::Null, 0, Value::Null),
        ("okta", json!("1990-03-12"), 1, json!("+6580000001")),
        ("facebook", Value::Null, 0, Value::Null),
    ] {
        let (token, answer) = results(&simulator, idp, &format!("case-{idp}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{idp}: {}", answer.body);
        let individual = &answer.body["individual"];
        assert_eq!(individual["name"]["displayName"], "KARI SYNTHETIC");
        assert_eq!(
            (
                &individual["dateOfBirth"],
                &individual["phoneNumber"]["idNumber"]
            ),
            (&date_of_birth, &phone),
            "{idp}"
        );
        assert_eq!(
            individual["addresses"].as_array().map(Vec::len),
            Some(addresses),
            "{idp}"
        );
        assert_eq!(individual["email"]["idNumber"], "kari@synthetic.example");
        assert_eq!(individual["extraData"]["subject"], format!("{idp}|kari"));
        let request = simulator
            .client
            .post(simulator.bff(&format!("/federation/v1/{idp}/entity")));
        let approved = Answer::of(simulator.as_sdk(request, &token)).await;
        assert!(approved.body["entityId"].is_string(), "{idp}");
    }
}

/// FO-12 to FO-19 for the other shape.
#[tokio::test]
async fn failures_are_mapped_as_those_of_singpass() {
    let simulator = Simulator::start().await;
    for (scenario, code) in [
        ("vendor_server_error", "VENDOR_SERVER_ERROR"),
        ("vendor_unauthorised", "VENDOR_UNAUTHORISED"),
        ("vendor_code_refused", "VENDOR_ACCESS_DENIED"),
        ("vendor_user_denied", "VENDOR_ACCESS_DENIED"),
        ("vendor_forbidden", "VENDOR_FORBIDDEN"),
        ("vendor_no_profile", "VENDOR_BAD_REQUEST"),
        ("mandatory_name", "VENDOR_BAD_REQUEST"),
        ("validation_country", "VENDOR_BAD_REQUEST"),
        ("unexpected_attribute", "BAD_REQUEST"),
        ("wrongly_signed_person", "SERVER_ERROR"),
        ("invalid_config", "INVALID_CONFIG"),
    ] {
        let (_, answer) = results(&simulator, "okta", &format!("case~{scenario}")).await;
        assert_eq!(
            answer.body["errorCode"], code,
            "{scenario}: {}",
            answer.body
        );
        let message = text(&answer.body["message"]);
        assert!(!message.contains("singpass"), "{message}");
    }
    let token = simulator.session("case-unknown").await;
    simulator.recipe(&token, "auto").await;
    let answer = simulator
        .get_as_sdk(&token, "/federation/v1/callback/unheard-of?authCode=a")
        .await;
    assert_eq!(answer.body["errorCode"], "INVALID_CONFIG");
}

/// A client that reads discovery finds everything there.
#[tokio::test]
async fn an_id_token_is_verified_by_what_discovery_names() {
    let simulator = Simulator::start().await;
    let issuer = simulator.idp("/oidc/google");
    let found = get(
        &simulator,
        &format!("{issuer}/.well-known/openid-configuration"),
    )
    .await
    .body;
    assert_eq!(found["issuer"], issuer.as_str());
    let token = simulator.session("case-1").await;
    let url = authorize_url(&simulator, &token, "google").await;
    let back = simulator
        .visit(url, "kari", "allow")
        .await
        .expect("a return");
    let code = parameter(&back, "code").expect("a code");
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT_URL),
    ];
    let ask = async |secret: &str, form: &[(&str, &str)]| {
        let request = simulator
            .client
            .post(text(&found["token_endpoint"]))
            .basic_auth("sim-openid-client", Some(secret))
            .form(form);
        Answer::of(request).await
    };
    assert_eq!(ask("wrong", &form).await.status, StatusCode::UNAUTHORIZED);
    let mut elsewhere = form;
    elsewhere[2] = ("redirect_uri", "http://127.0.0.1:3000/");
    assert_eq!(
        ask("sim-openid-secret", &elsewhere).await.body["error"],
        "invalid_grant"
    );
    let tokens = ask("sim-openid-secret", &form).await.body;
    assert_eq!(
        ask("sim-openid-secret", &form).await.body["error"],
        "invalid_grant"
    );

    let keys = get(&simulator, &text(&found["jwks_uri"])).await.body;
    let key = &keys["keys"][0];
    let key = DecodingKey::from_rsa_components(&text(&key["n"]), &text(&key["e"])).expect("a key");
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.set_audience(&["sim-openid-client"]);
    validation.set_issuer(&[&issuer]);
    let claims = decode::<Value>(text(&tokens["id_token"]), &key, &validation)
        .expect("verified")
        .claims;
    assert_eq!(claims["nonce"], session_id(&token));
    assert_eq!(claims["exp"], START_MS / 1_000 + 300);
    assert_eq!(claims["name"], "KARI SYNTHETIC");

    let userinfo = async |bearer: &str| {
        let request = simulator
            .client
            .get(text(&found["userinfo_endpoint"]))
            .bearer_auth(bearer);
        Answer::of(request).await
    };
    let info = userinfo(&text(&tokens["access_token"])).await.body;
    assert_eq!(
        (&info["sub"], &info["email_verified"]),
        (&claims["sub"], &json!(false))
    );
    assert_eq!(userinfo("another").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_wrong_authorization_request_leads_nowhere() {
    let simulator = Simulator::start().await;
    let token = simulator.session("case-1").await;
    let good = authorize_url(&simulator, &token, "facebook").await;
    for (name, value) in [
        ("response_type", "token"),
        ("client_id", "another"),
        ("scope", "email"),
        ("scope", "openid email phone"),
        ("redirect_uri", "https://attacker.example/"),
        ("state", ""),
    ] {
        let mut url = good.clone();
        let changed: Vec<(String, String)> = good
            .query_pairs()
            .map(|(known, old)| {
                let value = if known == name {
                    value.to_owned()
                } else {
                    old.into_owned()
                };
                (known.into_owned(), value)
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(changed);
        let status = simulator
            .client
            .get(url)
            .send()
            .await
            .expect("an answer")
            .status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name}={value}");
    }
    assert_eq!(
        get(&simulator, &simulator.idp("/oidc/singpass/jwks"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}
