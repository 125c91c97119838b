//! What the web app calls (OK-13, SL-08, SL-10, SL-12).

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::harness::{Answer, JPEG, OTHER_SESSION, SESSION, Simulator, text};
use crate::onekyc_page::launch;

async fn next_action(
    simulator: &Simulator,
    user_token: &str,
    submission: &str,
) -> (String, String) {
    let url = simulator.onekyc(&format!("/coe/v1/submissions/{submission}/status"));
    let answer =
        Answer::of(simulator.as_user(simulator.client.get(url), user_token, SESSION)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    (
        text(&answer.body["data"]["status"]),
        text(&answer.body["data"]["nextAction"]),
    )
}

fn pair(status: &str, action: &str) -> (String, String) {
    (status.to_owned(), action.to_owned())
}

/// SL-08, SL-10, SL-12
#[tokio::test]
async fn sl_12_a_capture_is_uploaded_confirmed_and_polled_to_its_end() {
    let simulator = Simulator::start().await;
    let (token, user_token) = simulator.launched(SESSION, "user-1").await;
    let submission = simulator.submit_selfie(&user_token, SESSION).await;
    assert_eq!(
        next_action(&simulator, &user_token, &submission).await,
        pair("IN_PROGRESS", "STATUS")
    );
    assert_eq!(
        next_action(&simulator, &user_token, &submission).await,
        pair("COMPLETED", "EXIT")
    );
    let data = simulator.details(&token, SESSION).await.body["data"].clone();
    let image = text(&data["submissionDetails"]["imageUrls"]["selfie"]);
    let response = simulator.client.get(&image).send().await.expect("image");
    assert_eq!(response.bytes().await.expect("bytes"), JPEG);
    let unsigned = image.split('?').next().expect("an address").to_owned();
    assert_eq!(
        simulator
            .client
            .get(unsigned)
            .send()
            .await
            .expect("image")
            .status(),
        StatusCode::FORBIDDEN
    );
}

/// SL-12, OK-13
#[tokio::test]
async fn ok_13_three_refused_captures_exhaust_the_attempts() {
    let simulator = Simulator::start().await;
    let (token, user_token) = simulator.launched(SESSION, "user~retry_exhausted").await;
    for attempt in 1..=3 {
        let submission = simulator.submit_selfie(&user_token, SESSION).await;
        next_action(&simulator, &user_token, &submission).await;
        let expected = if attempt < 3 {
            pair("IN_PROGRESS", "RETRY")
        } else {
            pair("ERROR", "EXIT")
        };
        assert_eq!(
            next_action(&simulator, &user_token, &submission).await,
            expected
        );
    }
    let refused = simulator.upload_urls(&user_token, SESSION).await;
    assert_eq!(
        refused.failure(),
        (429, json!("429"), "SUBMISSION_QUOTA_EXCEEDED".to_owned())
    );
    let message = &launch(&simulator, &user_token).await.body["data"]["message"];
    assert_eq!(message["error_code"], "ATTEMPTS_EXHAUSTED");
    assert_eq!(
        simulator.details(&token, SESSION).await.body["data"]["reasonCode"],
        "VERIFICATION_FAILED"
    );
}

/// SL-12
#[tokio::test]
async fn sl_12_after_a_retry_the_next_capture_is_accepted() {
    let simulator = Simulator::start().await;
    let (_, user_token) = simulator.launched(SESSION, "user~retry_once").await;
    let first = simulator.submit_selfie(&user_token, SESSION).await;
    let second = simulator.submit_selfie(&user_token, SESSION).await;
    assert_ne!(first, second);
    next_action(&simulator, &user_token, &second).await;
    assert_eq!(
        next_action(&simulator, &user_token, &second).await,
        pair("COMPLETED", "EXIT")
    );
    assert_eq!(
        simulator.upload_urls(&user_token, SESSION).await.status,
        StatusCode::CONFLICT
    );
}

/// SL-08
#[tokio::test]
async fn sl_08_every_wrong_call_of_the_web_app_is_refused() {
    let simulator = Simulator::start().await;
    let (token, user_token) = simulator.launched(SESSION, "user-1").await;
    let url = simulator.onekyc("/coe/v1/submissions/urls?submissionType=STANDALONE_LIVENESS");
    for name in ["x-onekyc-token", "x-partner-session-id", "x-sdk-session-id"] {
        let mut request = simulator
            .as_user(simulator.client.get(&url), &user_token, SESSION)
            .build()
            .expect("request");
        request.headers_mut().remove(name);
        let answer =
            Answer::read(simulator.client.execute(request).await.expect("an answer")).await;
        let cause = format!("{}_CAN_NOT_BE_EMPTY", name.to_uppercase().replace('-', "_"));
        assert_eq!(answer.failure(), (400, json!("1539"), cause));
    }
    let with_partner_token = simulator.upload_urls(&token, SESSION).await;
    assert_eq!(
        with_partner_token.failure(),
        (401, json!("110"), "UNAUTHORIZED".to_owned())
    );
    let foreign = simulator.upload_urls(&user_token, OTHER_SESSION).await;
    assert_eq!(
        foreign.failure(),
        (403, json!("110"), "FORBIDDEN".to_owned())
    );
    let wrong_type = simulator.onekyc("/coe/v1/submissions/urls?submissionType=KTP_SCAN");
    let answer =
        Answer::of(simulator.as_user(simulator.client.get(wrong_type), &user_token, SESSION)).await;
    assert_eq!(
        answer.failure(),
        (400, json!("1542"), "INVALID_SUBMISSION_TYPE".to_owned())
    );

    let urls = simulator.upload_urls(&user_token, SESSION).await.body;
    let submission = text(&urls["data"]["submissionId"]);
    let unsent = simulator.confirm(&user_token, SESSION, &submission).await;
    assert_eq!(
        (unsent.status, unsent.failure().2),
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            "INVALID_UPLOAD_ARTIFACT".into()
        )
    );
    let place = text(&urls["data"]["documents"]["SELFIE"]["documentUrl"]);
    assert_eq!(simulator.put_image(&place, b"<svg>").await, StatusCode::OK);
    assert_eq!(
        simulator
            .confirm(&user_token, SESSION, &submission)
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(simulator.put_image(&place, JPEG).await, StatusCode::OK);
    assert_eq!(
        simulator
            .confirm(&user_token, SESSION, OTHER_SESSION)
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        simulator
            .confirm(&user_token, SESSION, &submission)
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        simulator
            .confirm(&user_token, SESSION, &submission)
            .await
            .status,
        StatusCode::CONFLICT
    );

    for (id, failure) in [
        ("x", (400, json!("1541"), "INVALID_SUBMISSION_ID")),
        (
            OTHER_SESSION,
            (404, json!("1543"), "SUBMISSION_DOES_NOT_EXIST"),
        ),
    ] {
        let url = simulator.onekyc(&format!("/coe/v1/submissions/{id}/status"));
        let answer =
            Answer::of(simulator.as_user(simulator.client.get(url), &user_token, SESSION)).await;
        assert_eq!(
            answer.failure(),
            (failure.0, failure.1, failure.2.to_owned())
        );
    }
}

/// SL-08
#[tokio::test]
async fn sl_08_an_upload_address_runs_out_after_ten_minutes() {
    let simulator = Simulator::start().await;
    let (_, user_token) = simulator.launched(SESSION, "user-1").await;
    let urls = simulator.upload_urls(&user_token, SESSION).await.body;
    let place = text(&urls["data"]["documents"]["SELFIE"]["documentUrl"]);
    assert_eq!(
        simulator.put_image(&format!("{place}x"), JPEG).await,
        StatusCode::FORBIDDEN
    );
    simulator.advance_s(599).await;
    assert_eq!(simulator.put_image(&place, JPEG).await, StatusCode::OK);
    simulator.advance_s(1).await;
    assert_eq!(
        simulator.put_image(&place, JPEG).await,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_browser_may_call_the_gateway_from_the_web_app_only() {
    let simulator = Simulator::start().await;
    let url = simulator.onekyc("/coe/v1/submissions/urls?submissionType=STANDALONE_LIVENESS");
    let web = simulator.running.onekyc_web_url().to_owned();
    for (origin, status) in [
        (web.as_str(), 204),
        ("http://localhost:3000", 403),
        ("null", 403),
    ] {
        let request = simulator
            .client
            .request(Method::OPTIONS, &url)
            .header("origin", origin);
        let response = request
            .header("access-control-request-method", "PUT")
            .send()
            .await
            .expect("preflight");
        assert_eq!(response.status().as_u16(), status, "{origin}");
        let allowed = response
            .headers()
            .get("access-control-allow-origin")
            .and_then(|value| value.to_str().ok());
        assert_eq!(allowed, (status == 204).then_some(origin));
    }
    let details = simulator
        .client
        .get(simulator.onekyc("/coe/v1/submissions"))
        .header("origin", &web);
    let response = details.send().await.expect("details");
    assert!(
        !response
            .headers()
            .contains_key("access-control-allow-origin"),
        "partner calls are no browser's business"
    );
}
