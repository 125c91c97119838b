//! Every error code, message and issue of FrankieOne's document, as the browser gets them.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Answer, Simulator};

async fn callback(simulator: &Simulator, scenario: &str) -> Answer {
    let token = simulator.session(&format!("case~{scenario}")).await;
    simulator.results(&token, "kari").await
}

/// FO-12, FO-13, FO-14, FO-15, FO-16, FO-17, FO-18, FO-19: the IdP really fails, the BFF really maps it.
#[tokio::test]
async fn every_code_and_message_can_be_produced() {
    let simulator = Simulator::start().await;
    for (scenario, status, code, message) in [
        (
            "vendor_server_error",
            502,
            "VENDOR_SERVER_ERROR",
            "server error",
        ),
        (
            "vendor_person_error",
            502,
            "VENDOR_SERVER_ERROR",
            "server error",
        ),
        (
            "vendor_unauthorised",
            401,
            "VENDOR_UNAUTHORISED",
            "Invalid authorisation for singpass",
        ),
        (
            "vendor_incorrect_parameter",
            400,
            "VENDOR_BAD_REQUEST",
            "Incorrect parameter",
        ),
        (
            "vendor_no_profile",
            400,
            "VENDOR_BAD_REQUEST",
            "Could not fetch profile from singpass",
        ),
        (
            "vendor_bad_profile",
            400,
            "VENDOR_BAD_REQUEST",
            "Could not transform profile from singpass",
        ),
        (
            "vendor_code_refused",
            403,
            "VENDOR_ACCESS_DENIED",
            "There was an issue fetching access token from singpass",
        ),
        (
            "code_used",
            403,
            "VENDOR_ACCESS_DENIED",
            "There was an issue fetching access token from singpass",
        ),
        (
            "code_expired",
            403,
            "VENDOR_ACCESS_DENIED",
            "There was an issue fetching access token from singpass",
        ),
        (
            "code_of_other_session",
            403,
            "VENDOR_ACCESS_DENIED",
            "There was an issue fetching access token from singpass",
        ),
        (
            "vendor_user_denied",
            403,
            "VENDOR_ACCESS_DENIED",
            "User denied the access",
        ),
        (
            "vendor_forbidden",
            403,
            "VENDOR_FORBIDDEN",
            "Invalid attributes for singpass",
        ),
        (
            "callback_data_expired",
            410,
            "VENDOR_DATA_EXPIRED",
            "The data has expired or does not exist",
        ),
        (
            "invalid_config",
            500,
            "INVALID_CONFIG",
            "The auth config for singpass is not valid",
        ),
        (
            "unexpected_attribute",
            400,
            "BAD_REQUEST",
            "Unexpected data attribute",
        ),
        (
            "unreadable_person",
            500,
            "SERVER_ERROR",
            "Unable to process the data",
        ),
        (
            "wrongly_signed_person",
            500,
            "SERVER_ERROR",
            "Unable to process the data",
        ),
        (
            "unknown_error_code",
            418,
            "VENDOR_ON_HOLIDAY",
            "Something new",
        ),
        ("session_expires", 401, "UNAUTHORISED", "Unauthorised"),
    ] {
        let answer = callback(&simulator, scenario).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body),
            (status, &json!({ "errorCode": code, "message": message })),
            "{scenario}"
        );
    }
}

/// FO-14
#[tokio::test]
async fn every_issue_can_be_produced() {
    let simulator = Simulator::start().await;
    for (scenario, issues) in [
        ("mandatory_name", vec!["MANDATORY_NAME"]),
        ("mandatory_dob", vec!["MANDATORY_DOB"]),
        ("mandatory_regadd", vec!["MANDATORY_REGADD"]),
        ("mandatory_uinfin", vec!["MANDATORY_UINFIN"]),
        ("validation_country", vec!["VALIDATION_COUNTRY"]),
        ("vendor_unknown_issue", vec!["MANDATORY_SHOE_SIZE"]),
        (
            "mandatory_all",
            vec![
                "MANDATORY_NAME",
                "MANDATORY_DOB",
                "MANDATORY_REGADD",
                "MANDATORY_UINFIN",
            ],
        ),
    ] {
        let answer = callback(&simulator, scenario).await;
        let expected: Vec<Value> = issues.iter().map(|name| json!({ "code": name })).collect();
        assert_eq!(
            (&answer.body["errorCode"], &answer.body["issues"]),
            (&json!("VENDOR_BAD_REQUEST"), &json!(expected)),
            "{scenario}"
        );
        assert_eq!(
            answer.body["message"],
            "Could not transform profile from singpass"
        );
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}

/// FO-14: provider errors carry issues, internal ones none; how one looks is a switch.
#[tokio::test]
async fn the_shape_of_issues_is_a_switch() {
    let simulator = Simulator::start().await;
    let switch = async |change: Value| {
        simulator
            .control("/control/frankieone/switches", change)
            .await
    };
    switch(json!({ "issues": "strings" })).await;
    let answer = callback(&simulator, "mandatory_dob").await;
    assert_eq!(answer.body["issues"], json!(["MANDATORY_DOB"]));
    switch(json!({ "issues_always": true })).await;
    assert_eq!(
        callback(&simulator, "vendor_forbidden").await.body["issues"],
        json!([])
    );
    assert_eq!(
        callback(&simulator, "invalid_config")
            .await
            .body
            .get("issues"),
        None
    );
}

/// Errors that are not as the document has them.
#[tokio::test]
async fn an_error_can_be_of_another_shape() {
    let simulator = Simulator::start().await;
    let answer = callback(&simulator, "error_without_code").await;
    assert_eq!(answer.body, json!({ "message": "Something happened" }));
    let answer = callback(&simulator, "error_not_json").await;
    assert_eq!(
        (answer.status, answer.body),
        (StatusCode::BAD_GATEWAY, Value::Null)
    );
    // A failure keeps nothing.
    let token = simulator.session("case~error_without_code").await;
    assert_eq!(simulator.approve(&token).await.status, StatusCode::GONE);
    let answer = callback(&simulator, "error_html").await;
    assert!(
        answer.body["message"]
            .as_str()
            .is_some_and(|text| text.starts_with("<img "))
    );
}

/// FO-12: the IdP behind the BFF can be gone, slow or wrong; none of it hangs the BFF.
#[tokio::test]
async fn an_idp_that_fails_is_a_server_error_of_the_vendor() {
    let simulator = Simulator::start().await;
    for (place, (route, fault)) in [
        ("idp_token", json!({ "fault": "down" })),
        ("idp_token", json!({ "fault": "http_503" })),
        ("idp_token", json!({ "fault": "huge" })),
        ("idp_token", json!({ "fault": "truncated" })),
        ("idp_person", json!({ "fault": "down" })),
        ("idp_person", json!({ "fault": "redirect" })),
    ]
    .into_iter()
    .enumerate()
    {
        let mut fault = fault;
        fault["route"] = json!(route);
        fault["times"] = json!(1);
        let token = simulator.session(&format!("case-{place}")).await;
        let code = simulator.code(&token, "kari").await;
        simulator
            .control("/control/frankieone/fault", fault.clone())
            .await;
        let answer = simulator.send_code(&token, &code).await;
        assert_eq!(answer.body["errorCode"], "VENDOR_SERVER_ERROR", "{fault}");
    }
    for (place, fault) in [json!({ "fault": "not_json" }), json!({ "fault": "empty" })]
        .into_iter()
        .enumerate()
    {
        let mut fault = fault;
        fault["route"] = json!("idp_person");
        fault["times"] = json!(1);
        let token = simulator.session(&format!("other-{place}")).await;
        let code = simulator.code(&token, "kari").await;
        simulator
            .control("/control/frankieone/fault", fault.clone())
            .await;
        let answer = simulator.send_code(&token, &code).await;
        assert_eq!(answer.body["errorCode"], "SERVER_ERROR", "{fault}");
    }
}

/// FO-24: what is shown may be odd; what is kept for the import is what the IdP said.
#[tokio::test]
async fn results_can_be_odd() {
    let simulator = Simulator::start().await;
    let shown = async |scenario: &str| callback(&simulator, scenario).await.body;
    assert_eq!(
        shown("unknown_result_status").await["status"],
        "STATUS_PENDING_REVIEW"
    );
    assert_eq!(shown("without_result_status").await.get("status"), None);
    assert_eq!(shown("individual_empty").await["individual"], json!({}));
    assert_eq!(shown("individual_missing").await.get("individual"), None);
    assert_eq!(
        shown("individual_names_other").await["individual"]["customerReference"],
        "another-reference"
    );
    assert_eq!(
        shown("unknown_fields").await["individual"]["riskLevel"],
        "UNHEARD_OF"
    );
    assert!(
        shown("individual_html").await["individual"]["name"]["displayName"]
            .as_str()
            .is_some_and(|name| name.contains("<b>"))
    );
    assert_eq!(
        shown("without_sources").await["individual"]["extraData"].get("sources"),
        None
    );
    assert_eq!(
        shown("unknown_source").await["individual"]["extraData"]["sources"]["email"],
        "9"
    );
    let token = simulator.session("case~individual_empty").await;
    simulator.results(&token, "kari").await;
    let entities = async || simulator.state().await["frankieone"]["entities"].clone();
    assert_eq!(entities().await, json!([]));
    simulator.approve(&token).await;
    assert_eq!(
        entities().await[0]["individual"]["name"]["displayName"],
        "KARI SYNTHETIC"
    );
}
