//! Status, nonce and cancelling (SG-08 to SG-11, SG-16, SG-17).

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Answer, Simulator, embedded, redirect, text};

/// SG-09, SEC-109
#[tokio::test]
async fn sg_09_the_status_of_an_embedded_session_wants_its_own_nonce() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let first = text(&simulator.embedded_session(&token).await["id"]);
    let second = text(&simulator.embedded_session(&token).await["id"]);

    let early = simulator.status(&token, &first, None).await;
    assert_eq!(
        (early.status, early.invalid_params()),
        (StatusCode::BAD_REQUEST, vec!["sessionNonce".to_owned()])
    );
    assert_eq!(
        simulator.status(&token, &first, Some("guess")).await.status,
        StatusCode::FORBIDDEN
    );

    let nonce = text(&simulator.finish_signicat(&first, "SUCCESS").await["sessionNonce"]);
    let other = text(&simulator.finish_signicat(&second, "SUCCESS").await["sessionNonce"]);
    assert_eq!(nonce.len(), 43);
    assert_eq!(
        simulator.status(&token, &first, None).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        simulator.status(&token, &first, Some(&other)).await.status,
        StatusCode::FORBIDDEN
    );
    for _ in 0..2 {
        let answer = simulator.status(&token, &first, Some(&nonce)).await;
        assert_eq!(
            (answer.status, &answer.body["status"]),
            (StatusCode::OK, &Value::from("SUCCESS"))
        );
    }
}

/// SG-11
#[tokio::test]
async fn sg_11_success_shows_the_attributes_that_were_asked_for_and_no_others() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let mut body = embedded();
    for (attributes, subject) in [
        (
            json!(["idpId", "phoneNumber"]),
            vec!["id", "idpId", "phoneNumber"],
        ),
        (json!(["phoneNumber"]), vec!["id", "phoneNumber"]),
        (json!(["idpId"]), vec!["id", "idpId"]),
    ] {
        body["requestedAttributes"] = attributes;
        let id = text(&simulator.create(&token, &body).await.body["id"]);
        let nonce = text(&simulator.finish_signicat(&id, "SUCCESS").await["sessionNonce"]);
        let answer = simulator.status(&token, &id, Some(&nonce)).await.body;
        assert_eq!(answer["provider"], "otp-sms");
        assert_eq!(answer["loa"], "low");
        assert_eq!(answer["expiresAt"], "2026-03-25T14:20:00.0000000+00:00");
        let names: Vec<_> = answer["subject"]
            .as_object()
            .expect("a subject")
            .keys()
            .cloned()
            .collect();
        assert_eq!(names, subject);
    }
}

/// SG-10
#[tokio::test]
async fn sg_10_a_subject_comes_with_success_only() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    for outcome in ["ABORT", "CANCELLED", "ERROR", "EXPIRED", "INVALID"] {
        let id = text(&simulator.embedded_session(&token).await["id"]);
        let nonce = text(&simulator.finish_signicat(&id, outcome).await["sessionNonce"]);
        let answer = simulator.status(&token, &id, Some(&nonce)).await.body;
        assert_eq!(answer["status"], outcome);
        assert!(answer["subject"].is_null(), "{outcome}");
        assert_eq!(
            answer["error"].is_object(),
            ["ERROR", "INVALID"].contains(&outcome),
            "{outcome}"
        );
    }
}

/// SG-16: the number comes back without its plus, unless the switch says otherwise.
#[tokio::test]
async fn sg_16_the_number_comes_back_without_its_plus_or_with_it() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    for (plus, number) in [(false, "447700900123"), (true, "+447700900123")] {
        simulator
            .control("/control/signicat/switches", json!({ "phone_plus": plus }))
            .await;
        let id = text(&simulator.embedded_session(&token).await["id"]);
        let nonce = text(&simulator.finish_signicat(&id, "SUCCESS").await["sessionNonce"]);
        let answer = simulator.status(&token, &id, Some(&nonce)).await.body;
        assert_eq!(answer["subject"]["phoneNumber"], number);
    }
}

/// SG-09
#[tokio::test]
async fn a_session_of_another_account_does_not_exist() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let id = text(&simulator.embedded_session(&token).await["id"]);
    let nonce = text(&simulator.finish_signicat(&id, "SUCCESS").await["sessionNonce"]);
    let stranger = simulator.signicat_token_of("sim-signicat-other").await;
    assert_eq!(
        simulator.status(&stranger, &id, Some(&nonce)).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        simulator
            .status(&token, "no-such-session", Some(&nonce))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        simulator.status("unknown", &id, Some(&nonce)).await.status,
        StatusCode::UNAUTHORIZED
    );
}

/// SG-09, SG-17
#[tokio::test]
async fn sg_17_a_session_expires_and_its_nonce_with_it() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let embedded = text(&simulator.embedded_session(&token).await["id"]);
    let nonce = text(&simulator.finish_signicat(&embedded, "SUCCESS").await["sessionNonce"]);
    let redirect = text(&simulator.create(&token, &redirect()).await.body["id"]);
    simulator.advance_s(1_199).await;
    let token = simulator.signicat_token().await;
    assert_eq!(
        simulator
            .status(&token, &embedded, Some(&nonce))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(
        simulator.status(&token, &redirect, None).await.body["status"],
        "CREATED"
    );
    simulator.advance_s(1).await;
    assert_eq!(
        simulator
            .status(&token, &embedded, Some(&nonce))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        simulator.status(&token, &redirect, None).await.body["status"],
        "EXPIRED"
    );
}

#[tokio::test]
async fn a_session_is_cancelled_once_and_never_after_its_end() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let cancel = async |id: &str| {
        let url = simulator.signicat(&format!("/auth/rest/sessions/{id}/cancel"));
        Answer::of(simulator.client.post(url).bearer_auth(&token)).await
    };
    let open = text(&simulator.embedded_session(&token).await["id"]);
    let answer = cancel(&open).await;
    assert_eq!(
        (answer.status, &answer.body["status"]),
        (StatusCode::OK, &Value::from("CANCELLED"))
    );
    let done = text(&simulator.embedded_session(&token).await["id"]);
    let nonce = text(&simulator.finish_signicat(&done, "SUCCESS").await["sessionNonce"]);
    assert_eq!(cancel(&done).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        simulator.status(&token, &done, Some(&nonce)).await.body["status"],
        "SUCCESS"
    );
    assert_eq!(
        cancel("no-such-session").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_answer_without_a_nonce_can_be_switched() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    let id = text(&simulator.embedded_session(&token).await["id"]);
    simulator
        .control(
            "/control/signicat/switches",
            json!({ "missing_nonce_status": 403, "wrong_nonce_status": 404 }),
        )
        .await;
    assert_eq!(
        simulator.status(&token, &id, None).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        simulator.status(&token, &id, Some("guess")).await.status,
        StatusCode::NOT_FOUND
    );
    simulator
        .control(
            "/control/signicat/switches",
            json!({ "nonce_single_use": true }),
        )
        .await;
    let nonce = text(&simulator.finish_signicat(&id, "SUCCESS").await["sessionNonce"]);
    assert_eq!(
        simulator.status(&token, &id, Some(&nonce)).await.status,
        StatusCode::OK
    );
    assert_eq!(
        simulator.status(&token, &id, Some(&nonce)).await.status,
        StatusCode::NOT_FOUND
    );
}
