//! Get Submission Details, both variants (SL-15, OK-09).

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Answer, OTHER_SESSION, SESSION, Simulator, text};

/// A header, its value, and the status, code and cause that it leads to.
type Refusal<'a> = (&'static str, Option<&'a str>, (u16, Value, &'static str));

async fn settle(simulator: &Simulator, session: &str) -> String {
    let end = json!({ "status": "COMPLETED", "result": "VALID" });
    text(
        &simulator
            .control(&format!("/control/onekyc/sessions/{session}/finish"), end)
            .await["submissionId"],
    )
}

fn long(
    simulator: &Simulator,
    token: &str,
    changes: &[(&'static str, Option<&str>)],
) -> RequestBuilder {
    let mut headers: Vec<(&str, &str)> = vec![
        ("x-onekyc-token", token),
        ("x-partner-session-id", SESSION),
        ("x-onboarding-partner", "SIM-WEB_SDK-KYC"),
        ("x-partner-user-id", "user-1"),
        ("x-partner-user-id-type", "ONBOARDING"),
    ];
    for (name, value) in changes {
        headers.retain(|(known, _)| known != name);
        headers.extend(value.map(|value| (*name, value)));
    }
    let request = simulator
        .client
        .get(simulator.onekyc("/coe-partner/v1/submissions"));
    headers.into_iter().fold(request, |request, (name, value)| {
        request.header(name, value)
    })
}

/// SL-15
#[tokio::test]
async fn sl_15_both_variants_show_the_verdict() {
    let simulator = Simulator::start().await;
    let (token, _) = simulator.launched(SESSION, "user-1").await;
    let submission = settle(&simulator, SESSION).await;
    let by_submission = simulator
        .client
        .get(simulator.onekyc("/coe/v1/submissions"))
        .header("x-onekyc-token", &token)
        .header("x-submission-id", &submission);
    let answers = [
        simulator.details(&token, SESSION).await,
        Answer::of(by_submission).await,
        Answer::of(long(&simulator, &token, &[])).await,
    ];
    for answer in answers {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let data = &answer.body["data"];
        assert_eq!(
            (&data["status"], &data["result"]),
            (&json!("COMPLETED"), &json!("VALID"))
        );
        assert_eq!(data["reasonCode"], "");
        assert_eq!(data["submissionId"], submission.as_str());
        assert_eq!(data["partnerSessionId"], SESSION);
        assert_eq!(data["processedAt"], "2026-03-25T14:00:00.000Z");
    }
}

/// OK-09, SEC-102
#[tokio::test]
async fn a_session_without_submission_is_400_1552_and_not_404() {
    let simulator = Simulator::start().await;
    let (token, _) = simulator.launched(SESSION, "user-1").await;
    let missing = (400, json!(1552), "SUBMISSION_DOES_NOT_EXIST".to_owned());
    assert_eq!(simulator.details(&token, SESSION).await.failure(), missing);
    assert_eq!(
        simulator.details(&token, OTHER_SESSION).await.failure(),
        missing
    );
}

/// SL-15
#[tokio::test]
async fn sl_15_headers_of_the_long_variant_are_checked_against_the_session() {
    let simulator = Simulator::start().await;
    let (token, user_token) = simulator.launched(SESSION, "user-1").await;
    settle(&simulator, SESSION).await;
    let cases: &[Refusal<'_>] = &[
        (
            "x-partner-user-id",
            None,
            (400, json!(1550), "PARTNER_USER_ID_CAN_NOT_BE_EMPTY"),
        ),
        (
            "x-partner-user-id",
            Some("user-2"),
            (
                400,
                json!(1553),
                "PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER",
            ),
        ),
        (
            "x-partner-user-id-type",
            None,
            (400, json!(1539), "X_PARTNER_USER_ID_TYPE_CAN_NOT_BE_EMPTY"),
        ),
        (
            "x-onboarding-partner",
            None,
            (400, json!(1539), "X_ONBOARDING_PARTNER_CAN_NOT_BE_EMPTY"),
        ),
        (
            "x-onboarding-partner",
            Some("OTHER-WEB_SDK-KYC"),
            (403, json!(903), "FORBIDDEN"),
        ),
        (
            "x-onboarding-partner",
            Some("SIM-SDK-KYC"),
            (403, json!(903), "FORBIDDEN"),
        ),
        (
            "x-onekyc-token",
            None,
            (400, json!(1539), "X_ONEKYC_TOKEN_CAN_NOT_BE_EMPTY"),
        ),
        (
            "x-onekyc-token",
            Some(&user_token),
            (401, json!(110), "UNAUTHORIZED"),
        ),
        (
            "x-partner-session-id",
            None,
            (
                400,
                json!(1539),
                "PARTNER_SESSION_ID_OR_SUBMISSION_ID_CAN_NOT_BE_EMPTY",
            ),
        ),
    ];
    for (name, value, (status, code, cause)) in cases {
        let answer = Answer::of(long(&simulator, &token, &[(name, *value)])).await;
        assert_eq!(
            answer.failure(),
            (*status, code.clone(), (*cause).to_owned()),
            "{name} {value:?}"
        );
    }
}

/// SL-15
#[tokio::test]
async fn a_session_of_another_client_is_forbidden() {
    let simulator = Simulator::start().await;
    simulator.launched(SESSION, "user-1").await;
    settle(&simulator, SESSION).await;
    let request = simulator
        .client
        .get(simulator.onekyc("/v1/coe/partner/authentication"))
        .header("client-id", "sim-onekyc-other")
        .header("pass-key", "sim-onekyc-other-passkey");
    let stranger = text(&Answer::of(request).await.body["data"]["token"]);
    assert_eq!(
        simulator.details(&stranger, SESSION).await.failure(),
        (403, json!(903), "FORBIDDEN".to_owned())
    );
}

/// OK-09, SEC-102
#[tokio::test]
async fn ok_09_every_verdict_of_the_contract_can_be_produced() {
    let simulator = Simulator::start().await;
    let cases = [
        ("valid", "COMPLETED", Some("VALID"), ""),
        ("not_live", "COMPLETED", Some("INVALID"), "NOT_LIVE"),
        (
            "face_match_failed",
            "COMPLETED",
            Some("INVALID"),
            "FACE_MATCH_FAILED",
        ),
        (
            "reference_image_validation_failed",
            "COMPLETED",
            Some("INVALID"),
            "REFERENCE_IMAGE_VALIDATION_FAILED",
        ),
        (
            "document_not_found",
            "COMPLETED",
            Some("INVALID"),
            "DOCUMENT_NOT_FOUND",
        ),
        (
            "invalid_document",
            "COMPLETED",
            Some("INVALID"),
            "INVALID_DOCUMENT",
        ),
        (
            "unknown_reason",
            "COMPLETED",
            Some("INVALID"),
            "SOMETHING_NEW",
        ),
        ("verification_failed", "ERROR", None, "VERIFICATION_FAILED"),
        (
            "details_partially_completed",
            "PARTIALLY_COMPLETED",
            None,
            "",
        ),
        ("details_unknown_status", "PAUSED", None, ""),
        ("details_no_result", "COMPLETED", None, ""),
        ("details_unknown_result", "COMPLETED", Some("MAYBE"), ""),
    ];
    for (place, (scenario, status, result, reason)) in cases.into_iter().enumerate() {
        let session = format!("3f1b6f7e-1111-4a5b-8a3a-0b7d6b8f{place:04}");
        let (token, user_token) = simulator
            .launched(&session, &format!("user~{scenario}"))
            .await;
        simulator.submit_selfie(&user_token, &session).await;
        let data = simulator.details(&token, &session).await.body["data"].clone();
        let shown = (
            data["status"].as_str(),
            data["result"].as_str(),
            data["reasonCode"].as_str(),
        );
        assert_eq!(shown, (Some(status), result, Some(reason)), "{scenario}");
    }
}

/// OK-09, SEC-102
#[tokio::test]
async fn details_may_lag_behind_stay_in_progress_or_be_missing() {
    let simulator = Simulator::start().await;
    let status = async |scenario: &str, session: &str, reads: usize| {
        let (token, user_token) = simulator
            .launched(session, &format!("user~{scenario}"))
            .await;
        simulator.submit_selfie(&user_token, session).await;
        let mut seen = Vec::new();
        for _ in 0..reads {
            let answer = simulator.details(&token, session).await;
            seen.push(answer.body["data"]["status"].as_str().map(str::to_owned));
        }
        seen
    };
    let late = status(
        "completed_in_progress",
        "3f1b6f7e-1111-4a5b-8a3a-0b7d6b8f1001",
        4,
    )
    .await;
    let in_progress = Some("IN_PROGRESS".to_owned());
    assert_eq!(
        late[..3],
        [
            in_progress.clone(),
            in_progress.clone(),
            in_progress.clone()
        ]
    );
    assert_eq!(late[3].as_deref(), Some("COMPLETED"));
    let never = status("completed_never", "3f1b6f7e-1111-4a5b-8a3a-0b7d6b8f1002", 6).await;
    assert!(never.iter().all(|status| *status == in_progress));
    let missing = status(
        "completed_without_submission",
        "3f1b6f7e-1111-4a5b-8a3a-0b7d6b8f1003",
        1,
    )
    .await;
    assert_eq!(missing, [None]);
}
