//! The gateways of selfie liveness (SL-01, SL-03, SL-08, SL-10, SL-12, SL-15).

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Answer, SESSION, Simulator, text};
use crate::selfie::{Flow, ask_token, initiate, next, partner_token, sdk_flow, selfie};

/// SL-01, SL-03, SL-08, SL-10, SL-12, SL-15
#[tokio::test]
async fn sl_15_a_selfie_goes_from_the_user_token_to_the_details() {
    let simulator = Simulator::start().await;
    let flow = Flow::begin(&simulator, &sdk_flow()).await;
    assert_eq!(
        flow.details().await.failure(),
        (400, json!(1552), "SUBMISSION_DOES_NOT_EXIST".to_owned())
    );
    let submission = flow.submit().await;
    for (status, action) in [("IN_PROGRESS", "STATUS"), ("COMPLETED", "EXIT")] {
        let data = flow.status(&submission).await.body["data"].clone();
        assert_eq!(
            (data["status"].as_str(), data["nextAction"].as_str()),
            (Some(status), Some(action))
        );
    }
    let data = flow.details().await.body["data"].clone();
    assert_eq!(data["status"], "COMPLETED");
    assert_eq!(data["result"], "VALID");
    assert_eq!(data["reasonCode"], "");
    assert_eq!(data["flow"], "STANDALONE_LIVENESS");
    assert_eq!(data["partnerSessionId"], SESSION);
    assert_eq!(data["submissionId"], submission.as_str());
    let results = &data["submissionDetails"]["verificationResults"];
    assert_eq!(results["liveness"]["result"], "VALID");
    assert_eq!(results["faceMatch"], Value::Null, "nothing was compared");
}

/// SL-03
#[tokio::test]
async fn sl_03_a_user_token_has_the_type_and_the_lifetime_of_the_documents() {
    let simulator = Simulator::start().await;
    let token = partner_token(&simulator).await;
    let data = initiate(&simulator, &token, "user-1", &sdk_flow())
        .await
        .body["data"]
        .clone();
    assert_eq!(data["expirySeconds"], "5184000");
    assert!(data["expiresAt"].is_string() && data["token"].is_string());
    assert_eq!(data["launchUrl"], Value::Null);
}

/// SL-01
#[tokio::test]
async fn sl_01_accounts_and_tokens_of_the_iframe_product_open_nothing_here() {
    let simulator = Simulator::start().await;
    let foreign = ask_token(&simulator, "sim-onekyc", "sim-onekyc-passkey").await;
    assert_eq!(foreign.status, StatusCode::UNAUTHORIZED);
    let token = simulator.partner_token().await;
    let answer = initiate(&simulator, &token, "user-1", &sdk_flow()).await;
    assert_eq!(
        answer.failure(),
        (401, json!("110"), "UNAUTHORIZED".to_owned())
    );
    let token = partner_token(&simulator).await;
    let there = simulator.initiate(&token, SESSION, "user-1").await;
    assert_eq!(there.status, StatusCode::UNAUTHORIZED);
}

/// SL-03
#[tokio::test]
async fn sl_03_only_the_flows_with_a_selfie_are_offered_and_only_to_the_sdk() {
    let simulator = Simulator::start().await;
    let token = partner_token(&simulator).await;
    for (name, value, cause) in [
        ("flow", "KTP_SCAN", "INVALID_FLOW"),
        ("flow", "STANDALONE", "INVALID_FLOW"),
        ("source", "WEB_SDK", "INVALID_SOURCE"),
        ("theme", "PURPLE", "INVALID_THEME"),
    ] {
        let mut body = sdk_flow();
        body[name] = json!(value);
        let failure = initiate(&simulator, &token, "user-1", &body)
            .await
            .failure();
        assert_eq!(
            failure,
            (400, json!("1539"), cause.to_owned()),
            "{name} {value}"
        );
    }
    let mut body = sdk_flow();
    body["flow"] = json!("FACE_VERIFICATION");
    assert_eq!(
        initiate(&simulator, &token, "user-1", &body).await.status,
        StatusCode::OK
    );
}

/// What the SDK and the partner do, one call after the other, until one is refused.
async fn first_refusal(simulator: &Simulator) -> Option<Answer> {
    let refused = |answer: &Answer| answer.body["success"] != true;
    let token = partner_token(simulator).await;
    let opened = initiate(simulator, &token, "user-1", &sdk_flow()).await;
    if refused(&opened) {
        return Some(opened);
    }
    let flow = Flow {
        simulator,
        session: SESSION,
        partner_token: token,
        user_token: text(&opened.body["data"]["token"]),
    };
    let settings = flow.get("/sdk/v1/settings").await;
    if refused(&settings) {
        return Some(settings);
    }
    let urls = flow.urls().await;
    if refused(&urls) {
        return Some(urls);
    }
    assert_eq!(flow.upload(&urls).await, StatusCode::OK);
    let submission = text(&urls.body["data"]["submissionId"]);
    for answer in [
        flow.confirm(&submission).await,
        flow.status(&submission).await,
        flow.details().await,
    ] {
        if refused(&answer) {
            return Some(answer);
        }
    }
    None
}

impl Answer {
    fn failure_code(&self) -> Option<u64> {
        let code = &self.body["errors"][0]["code"];
        code.as_u64().or_else(|| code.as_str()?.parse().ok())
    }
}

/// SL-01, SL-03, SL-10, SL-15: every error code of the contract, by the words of its scenario.
#[tokio::test]
async fn sl_15_every_refusal_of_the_contract_can_be_played() {
    let simulator = Simulator::start().await;
    let url = format!("{}/control/scenarios", simulator.running.control_url());
    let list = Answer::of(simulator.client.get(url)).await.body;
    let mut played = 0;
    for row in list["scenarios"].as_array().expect("a list") {
        let (name, about) = (text(&row["name"]), text(&row["about"]));
        let promised = about
            .split(' ')
            .find_map(|word| word.split_once('/'))
            .and_then(|(status, code)| {
                Some((status.parse::<u16>().ok()?, code.parse::<u64>().ok()?))
            });
        let (Some((status, code)), true) = (promised, row["provider"] == "selfie_liveness") else {
            continue;
        };
        simulator.control("/control/reset", json!({})).await;
        next(&simulator, &name).await;
        // `next` is for a session, or for the token that is asked for before it.
        let answer = if name.starts_with("token_") {
            ask_token(&simulator, "sim-selfie", "sim-selfie-passkey").await
        } else {
            first_refusal(&simulator)
                .await
                .unwrap_or_else(|| panic!("{name}: nothing was refused"))
        };
        let seen = (answer.status.as_u16(), answer.failure_code());
        assert_eq!(seen, (status, Some(code)), "{name}");
        let cause = text(&answer.body["errors"][0]["cause"]);
        assert!(about.contains(&cause), "{name}: {cause}");
        played += 1;
    }
    assert!(played >= 35, "{played}");
}

/// SL-02: a cached partner token does not hide what the token gateway says.
#[tokio::test]
async fn sl_02_a_token_scenario_refuses_the_cached_token_and_then_the_new_one() {
    let simulator = Simulator::start().await;
    let token = partner_token(&simulator).await;
    next(&simulator, "token_error").await;
    let opened = initiate(&simulator, &token, "user-1", &sdk_flow()).await;
    assert_eq!(opened.status, StatusCode::UNAUTHORIZED);
    let asked = ask_token(&simulator, "sim-selfie", "sim-selfie-passkey").await;
    assert_eq!(
        asked.failure(),
        (500, json!("900"), "GENERIC_SERVICE_ERROR".to_owned())
    );
    let token = partner_token(&simulator).await;
    let opened = initiate(&simulator, &token, "user-1", &sdk_flow()).await;
    assert_eq!(opened.status, StatusCode::OK, "it is used up");
}

/// SL-03
#[tokio::test]
async fn sl_03_the_user_token_may_be_missing_or_no_text() {
    let simulator = Simulator::start().await;
    let token = partner_token(&simulator).await;
    let mut seen = Vec::new();
    for scenario in ["user_token_missing", "user_token_not_text"] {
        simulator.control("/control/reset", json!({})).await;
        let user = format!("user-1~{scenario}");
        let answer = initiate(&simulator, &token, &user, &sdk_flow()).await;
        assert_eq!(answer.status, StatusCode::OK);
        seen.push(answer.body["data"]["token"].clone());
    }
    assert_eq!(seen[0], Value::Null);
    assert!(seen[1].is_object());
}

/// SL-12
#[tokio::test]
async fn sl_12_the_next_action_is_retry_status_exit_unknown_or_missing() {
    let simulator = Simulator::start().await;
    let second_poll = async |scenario: &str| {
        simulator.control("/control/reset", json!({})).await;
        let flow = Flow::playing(&simulator, scenario).await;
        let submission = flow.submit().await;
        flow.status(&submission).await;
        let data = flow.status(&submission).await.body["data"].clone();
        (data["status"].clone(), data["nextAction"].clone())
    };
    for (scenario, status, action) in [
        ("valid", json!("COMPLETED"), json!("EXIT")),
        ("verification_failed", json!("ERROR"), json!("EXIT")),
        ("retry_once", json!("IN_PROGRESS"), json!("RETRY")),
        ("processing_never", json!("IN_PROGRESS"), json!("STATUS")),
        ("unknown_next_action", json!("COMPLETED"), json!("WAIT")),
        ("next_action_missing", json!("COMPLETED"), Value::Null),
        ("unknown_status", json!("PAUSED"), json!("EXIT")),
    ] {
        assert_eq!(second_poll(scenario).await, (status, action), "{scenario}");
    }
}

/// SL-12
#[tokio::test]
async fn sl_12_three_captures_are_taken_and_then_none() {
    let simulator = Simulator::start().await;
    let flow = Flow::playing(&simulator, "retry_exhausted").await;
    for _ in 0..3 {
        flow.submit().await;
    }
    let fourth = flow.urls().await.failure();
    assert_eq!(
        fourth,
        (429, json!("429"), "SUBMISSION_QUOTA_EXCEEDED".to_owned())
    );
    let data = flow.details().await.body["data"].clone();
    assert_eq!(
        (&data["status"], &data["reasonCode"]),
        (&json!("ERROR"), &json!("VERIFICATION_FAILED"))
    );
}

/// SL-15
#[tokio::test]
async fn sl_15_every_result_and_reason_code_can_be_played() {
    let simulator = Simulator::start().await;
    for (scenario, status, result, reason) in [
        ("not_live", "COMPLETED", json!("INVALID"), "NOT_LIVE"),
        (
            "face_match_failed",
            "COMPLETED",
            json!("INVALID"),
            "FACE_MATCH_FAILED",
        ),
        (
            "reference_image_validation_failed",
            "COMPLETED",
            json!("INVALID"),
            "REFERENCE_IMAGE_VALIDATION_FAILED",
        ),
        (
            "document_not_found",
            "COMPLETED",
            json!("INVALID"),
            "DOCUMENT_NOT_FOUND",
        ),
        (
            "invalid_document",
            "COMPLETED",
            json!("INVALID"),
            "INVALID_DOCUMENT",
        ),
        (
            "unknown_reason",
            "COMPLETED",
            json!("INVALID"),
            "SOMETHING_NEW",
        ),
        (
            "verification_failed",
            "ERROR",
            Value::Null,
            "VERIFICATION_FAILED",
        ),
        (
            "details_partially_completed",
            "PARTIALLY_COMPLETED",
            Value::Null,
            "",
        ),
        ("details_unknown_status", "PAUSED", Value::Null, ""),
        ("details_no_result", "COMPLETED", Value::Null, ""),
        ("details_unknown_result", "COMPLETED", json!("MAYBE"), ""),
        ("result_error_but_valid", "COMPLETED", json!("VALID"), ""),
    ] {
        simulator.control("/control/reset", json!({})).await;
        let flow = Flow::playing(&simulator, scenario).await;
        flow.submit().await;
        let data = flow.details().await.body["data"].clone();
        assert_eq!(data["status"], status, "{scenario}");
        assert_eq!(data["result"], result, "{scenario}");
        assert_eq!(data["reasonCode"], reason, "{scenario}");
    }
    simulator.control("/control/reset", json!({})).await;
    let flow = Flow::playing(&simulator, "details_other_session").await;
    flow.submit().await;
    assert_ne!(
        flow.details().await.body["data"]["partnerSessionId"],
        SESSION
    );
}

/// SL-08
#[tokio::test]
async fn sl_08_an_upload_address_may_have_run_out() {
    let simulator = Simulator::start().await;
    let flow = Flow::playing(&simulator, "upload_expired").await;
    let urls = flow.urls().await;
    assert_eq!(flow.upload(&urls).await, StatusCode::FORBIDDEN);
}

/// SL-04: the user token opens its own session and no partner call.
#[tokio::test]
async fn sl_04_a_user_token_is_no_partner_token_and_the_other_way_round() {
    let simulator = Simulator::start().await;
    let flow = Flow::begin(&simulator, &sdk_flow()).await;
    let swapped = Flow {
        simulator: &simulator,
        session: SESSION,
        partner_token: flow.user_token.clone(),
        user_token: flow.partner_token.clone(),
    };
    assert_eq!(swapped.urls().await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(swapped.details().await.status, StatusCode::UNAUTHORIZED);
    let foreign = Flow {
        session: crate::harness::OTHER_SESSION,
        ..flow
    };
    assert_eq!(
        foreign.urls().await.failure(),
        (403, json!("110"), "FORBIDDEN".to_owned())
    );
    let url = selfie(&simulator, "/web-app/v1/launch");
    let launch = simulator.client.get(url).send().await.expect("an answer");
    assert_eq!(
        launch.status(),
        StatusCode::NOT_FOUND,
        "there is no web app here"
    );
}
