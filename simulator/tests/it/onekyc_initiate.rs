//! Partner token and Initiate Flow (SL-01, SL-03, OK-01).

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use crate::harness::{Answer, OTHER_SESSION, SESSION, Simulator, initiate_headers, text, web_flow};

async fn ask_token(simulator: &Simulator, id: Option<&str>, key: Option<&str>) -> Answer {
    let mut request = simulator
        .client
        .get(simulator.onekyc("/v1/coe/partner/authentication"));
    for (name, value) in [("client-id", id), ("pass-key", key)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    Answer::of(request).await
}

async fn initiate(simulator: &Simulator, headers: HeaderMap, body: &Value) -> Answer {
    let url = simulator.onekyc("/coe-partner/v1/initiate-flow");
    Answer::of(simulator.client.post(url).headers(headers).json(body)).await
}

/// SL-01
#[tokio::test]
async fn sl_01_the_partner_token_is_answered_in_snake_case_strings() {
    let simulator = Simulator::start().await;
    let answer = ask_token(&simulator, Some("sim-onekyc"), Some("sim-onekyc-passkey")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body["success"], true);
    assert_eq!(answer.body["data"]["expiry_seconds"], "3600");
    assert_eq!(answer.body["data"]["expires_at"], "1774450800");
}

/// SL-01
#[tokio::test]
async fn sl_01_every_wrong_token_request_is_refused_with_its_code() {
    let simulator = Simulator::start().await;
    let cases = [
        (
            None,
            Some("sim-onekyc-passkey"),
            (400, json!("1539"), "CLIENT_ID_CAN_NOT_BE_EMPTY"),
        ),
        (
            Some(""),
            Some("sim-onekyc-passkey"),
            (400, json!("1539"), "CLIENT_ID_CAN_NOT_BE_EMPTY"),
        ),
        (
            Some("sim-onekyc"),
            None,
            (400, json!("1539"), "PASS_KEY_CAN_NOT_BE_EMPTY"),
        ),
        (
            Some("sim-onekyc"),
            Some("wrong"),
            (401, json!("110"), "UNAUTHORIZED"),
        ),
        (
            Some("nobody"),
            Some("sim-onekyc-passkey"),
            (401, json!("110"), "UNAUTHORIZED"),
        ),
    ];
    for (id, key, (status, code, cause)) in cases {
        let answer = ask_token(&simulator, id, key).await;
        assert_eq!(answer.failure(), (status, code, cause.to_owned()));
        assert_eq!(answer.body["errors"][0]["entity"], "ONEKYC_TOKEN_SERVICE");
        assert_eq!(answer.body["success"], false);
    }
}

/// SL-03, OK-01
#[tokio::test]
async fn sl_03_the_launch_url_carries_a_user_token_in_its_fragment() {
    let simulator = Simulator::start().await;
    let token = simulator.partner_token().await;
    let answer = simulator.initiate(&token, SESSION, "user-1").await;
    assert_eq!(answer.status, StatusCode::OK);
    let data = &answer.body["data"];
    assert_eq!(data["expirySeconds"], "5184000");
    assert_eq!(data["expiresAt"], "1779631200");
    let url = text(&data["launchUrl"]);
    let page = format!(
        "{}/kyc/v2/index.html#/launch-v1?token=",
        simulator.running.onekyc_web_url()
    );
    assert!(url.starts_with(&page), "{url}");
    assert!(!url.contains(&token), "never the partner token");
    assert!(data["token"].is_null());
}

/// SL-03
#[tokio::test]
async fn sl_03_source_sdk_gets_the_token_itself() {
    let simulator = Simulator::start().await;
    let token = simulator.partner_token().await;
    let mut headers = initiate_headers(&token, SESSION, "user-1");
    headers.insert(
        "x-onboarding-partner",
        HeaderValue::from_static("SIM-SDK-KYC"),
    );
    let body = json!({ "flow": "STANDALONE_LIVENESS", "source": "SDK", "additionalDetails": {} });
    let answer = initiate(&simulator, headers, &body).await;
    assert!(answer.body["data"]["token"].is_string() && answer.body["data"]["launchUrl"].is_null());
}

/// SL-03
#[tokio::test]
async fn sl_03_every_header_is_required() {
    let simulator = Simulator::start().await;
    let token = simulator.partner_token().await;
    for name in [
        "x-onekyc-token",
        "x-onboarding-partner",
        "x-partner-user-id",
        "x-partner-user-id-type",
        "x-partner-session-id",
    ] {
        let mut headers = initiate_headers(&token, SESSION, "user-1");
        headers.remove(name);
        let cause = format!("{}_CAN_NOT_BE_EMPTY", name.to_uppercase().replace('-', "_"));
        assert_eq!(
            initiate(&simulator, headers, &web_flow()).await.failure(),
            (400, json!("1539"), cause)
        );
    }
}

/// SL-03
#[tokio::test]
async fn sl_03_every_body_that_breaks_a_rule_is_refused() {
    let simulator = Simulator::start().await;
    let token = simulator.partner_token().await;
    let cases = [
        ("flow", json!("LIVENESS"), "INVALID_FLOW"),
        ("flow", Value::Null, "INVALID_FLOW"),
        ("source", json!("WEB"), "INVALID_SOURCE"),
        ("source", json!("SDK"), "INVALID_SOURCE"),
        (
            "successRedirectionUrl",
            Value::Null,
            "SUCCESS_REDIRECTION_URL_CAN_NOT_BE_EMPTY",
        ),
        (
            "failureRedirectionUrl",
            json!(""),
            "FAILURE_REDIRECTION_URL_CAN_NOT_BE_EMPTY",
        ),
        (
            "successRedirectionUrl",
            json!("http://www.example.com"),
            "INVALID_SUCCESS_REDIRECTION_URL",
        ),
        ("theme", json!("DARK"), "INVALID_THEME"),
        (
            "additionalDetails",
            Value::Null,
            "ADDITIONAL_DETAILS_IS_NULL",
        ),
        ("additionalDetails", json!([]), "INVALID_ADDITIONAL_DETAILS"),
        (
            "additionalDetails",
            json!({ "userLocale": "en" }),
            "INVALID_USER_LOCALE",
        ),
        (
            "additionalDetails",
            json!({ "allowQr": "true" }),
            "INVALID_ADDITIONAL_DETAILS",
        ),
        (
            "additionalDetails",
            json!({ "referenceImageUrl": "ftp://a.test/x" }),
            "INVALID_REFERENCE_IMAGE_URL",
        ),
    ];
    for (name, value, cause) in cases {
        let mut body = web_flow();
        body[name] = value;
        let answer = initiate(
            &simulator,
            initiate_headers(&token, SESSION, "user-1"),
            &body,
        )
        .await;
        assert_eq!(
            answer.failure(),
            (400, json!("1539"), cause.to_owned()),
            "{body}"
        );
    }
    let headers = initiate_headers(&token, "not-a-uuid", "user-1");
    assert_eq!(
        initiate(&simulator, headers, &web_flow()).await.failure().2,
        "INVALID_PARTNER_SESSION_ID"
    );
    assert_eq!(
        simulator.state().await["onekyc"]["sessions"],
        json!([]),
        "a refused request leaves nothing"
    );
}

/// SL-03
#[tokio::test]
async fn sl_03_a_session_id_works_once() {
    let simulator = Simulator::start().await;
    let token = simulator.partner_token().await;
    assert_eq!(
        simulator.initiate(&token, SESSION, "user-1").await.status,
        StatusCode::OK
    );
    let again = simulator.initiate(&token, SESSION, "user-1").await;
    assert_eq!(
        again.failure(),
        (
            400,
            json!("1539"),
            "DUPLICATE_PARTNER_SESSION_ID".to_owned()
        )
    );
    assert_eq!(
        simulator
            .initiate(&token, OTHER_SESSION, "user-1")
            .await
            .status,
        StatusCode::OK
    );
}

/// SL-03
#[tokio::test]
async fn sl_03_tokens_expire_and_user_tokens_and_foreign_partners_open_nothing() {
    let simulator = Simulator::start().await;
    let (token, user_token) = simulator.launched(SESSION, "user-1").await;
    let unauthorized = (401, json!("110"), "UNAUTHORIZED".to_owned());
    assert_eq!(
        simulator
            .initiate(&user_token, OTHER_SESSION, "user-1")
            .await
            .failure(),
        unauthorized
    );
    let mut headers = initiate_headers(&token, OTHER_SESSION, "user-1");
    headers.insert(
        "x-onboarding-partner",
        HeaderValue::from_static("OTHER-WEB_SDK-KYC"),
    );
    let expected = (
        403,
        json!("110"),
        "ONBOARDING_PARTNER_DOES_NOT_BELONG_TO_CLIENT".to_owned(),
    );
    assert_eq!(
        initiate(&simulator, headers, &web_flow()).await.failure(),
        expected
    );
    simulator.advance_s(3_600).await;
    assert_eq!(
        simulator
            .initiate(&token, OTHER_SESSION, "user-1")
            .await
            .failure(),
        unauthorized
    );
}

#[tokio::test]
async fn revoked_tokens_are_refused_and_a_new_one_works() {
    let simulator = Simulator::start().await;
    let token = simulator.partner_token().await;
    simulator
        .control("/control/onekyc/revoke-tokens", json!({}))
        .await;
    assert_eq!(
        simulator.initiate(&token, SESSION, "user-1").await.status,
        StatusCode::UNAUTHORIZED
    );
    let token = simulator.partner_token().await;
    assert_eq!(
        simulator.initiate(&token, SESSION, "user-1").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn error_codes_can_be_switched_to_numbers() {
    let simulator = Simulator::start().await;
    simulator
        .control(
            "/control/onekyc/switches",
            json!({ "code_type": "integers" }),
        )
        .await;
    assert_eq!(
        ask_token(&simulator, Some("x"), Some("y"))
            .await
            .failure()
            .1,
        json!(110)
    );
}
