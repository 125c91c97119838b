//! What sessions can be told to do (SG-08, SG-10, SG-16, SEC-109, SEC-112, SEC-114).

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::harness::{PHONE, Simulator, embedded, redirect, text};

/// A session of this scenario that has ended with SUCCESS: token, id, nonce, and where the browser goes.
async fn succeeded(simulator: &Simulator, scenario: &str) -> (String, String, String, Value) {
    simulator
        .control("/control/signicat/next", json!({ "scenario": scenario }))
        .await;
    let token = simulator.signicat_token().await;
    let id = text(&simulator.embedded_session(&token).await["id"]);
    let end = simulator.finish_signicat(&id, "SUCCESS").await;
    (
        token,
        id,
        text(&end["sessionNonce"]),
        end["location"].clone(),
    )
}

fn nonces(location: &Value) -> Vec<String> {
    let text = location.as_str().unwrap_or_default();
    text.split(['?', '&'])
        .filter_map(|pair| pair.strip_prefix("sessionNonce="))
        .map(str::to_owned)
        .collect()
}

/// SG-08, SEC-109
#[tokio::test]
async fn sg_08_a_return_may_lack_its_nonce_or_carry_wrong_ones() {
    let simulator = Simulator::start().await;
    let (_, _, _, location) = succeeded(&simulator, "no_nonce").await;
    assert!(location.is_string() && nonces(&location).is_empty());
    let (_, _, own, location) = succeeded(&simulator, "wrong_nonce").await;
    assert!(nonces(&location).len() == 1 && nonces(&location)[0] != own);
    let (_, _, own, location) = succeeded(&simulator, "nonce_twice").await;
    assert!(
        nonces(&location).len() == 2 && nonces(&location)[0] == own && nonces(&location)[1] != own
    );
    simulator
        .control(
            "/control/signicat/next",
            json!({ "scenario": "never_returns" }),
        )
        .await;
    let token = simulator.signicat_token().await;
    let id = text(&simulator.embedded_session(&token).await["id"]);
    let end = simulator.finish_signicat(&id, "SUCCESS").await;
    assert_eq!(
        (&end["location"], &end["sessionNonce"]),
        (&Value::Null, &Value::Null)
    );
}

/// SG-08: a switch takes the nonce from failed returns.
#[tokio::test]
async fn sg_08_a_failed_return_may_have_no_nonce() {
    let simulator = Simulator::start().await;
    simulator
        .control(
            "/control/signicat/switches",
            json!({ "nonce_on_failure": false }),
        )
        .await;
    let token = simulator.signicat_token().await;
    for (outcome, count) in [("ABORT", 0), ("SUCCESS", 1)] {
        let id = text(&simulator.embedded_session(&token).await["id"]);
        assert_eq!(
            nonces(&simulator.finish_signicat(&id, outcome).await["location"]).len(),
            count,
            "{outcome}"
        );
    }
}

/// SG-10
#[tokio::test]
async fn sg_10_a_status_may_come_late_or_never() {
    let simulator = Simulator::start().await;
    for (scenario, expected) in [
        (
            "status_late",
            [
                "WAITING_FOR_USER",
                "WAITING_FOR_USER",
                "WAITING_FOR_USER",
                "SUCCESS",
            ],
        ),
        ("status_never", ["WAITING_FOR_USER"; 4]),
    ] {
        let (token, id, nonce, _) = succeeded(&simulator, scenario).await;
        for status in expected {
            let body = simulator.status(&token, &id, Some(&nonce)).await.body;
            assert_eq!(body["status"], status, "{scenario}");
            assert_eq!(
                body["subject"].is_object(),
                status == "SUCCESS",
                "{scenario}"
            );
        }
    }
}

/// SG-10, SG-11, SG-16, SEC-110
#[tokio::test]
async fn sg_16_a_success_may_be_for_another_number_another_way_of_writing_or_incomplete() {
    let simulator = Simulator::start().await;
    for (scenario, field, expected) in [
        (
            "edited_phone",
            "/subject/phoneNumber",
            json!("447700900129"),
        ),
        (
            "phone_with_plus",
            "/subject/phoneNumber",
            json!("+447700900123"),
        ),
        (
            "phone_with_double_zero",
            "/subject/phoneNumber",
            json!("00447700900123"),
        ),
        (
            "phone_with_blanks",
            "/subject/phoneNumber",
            json!("44 7700 900123"),
        ),
        ("no_phone", "/subject/phoneNumber", Value::Null),
        ("no_subject", "/subject", Value::Null),
        ("wrong_provider", "/provider", json!("otp-email")),
        ("unknown_status", "/status", json!("PAUSED")),
        ("status_missing", "/status", Value::Null),
    ] {
        let (token, id, nonce, _) = succeeded(&simulator, scenario).await;
        let body = simulator.status(&token, &id, Some(&nonce)).await.body;
        assert_eq!(
            body.pointer(field).cloned().unwrap_or_default(),
            expected,
            "{scenario}"
        );
        assert_eq!(body["id"], id.as_str());
    }
    let (token, id, nonce, _) = succeeded(&simulator, "wrong_session_id").await;
    assert_ne!(
        simulator.status(&token, &id, Some(&nonce)).await.body["id"],
        id.as_str()
    );
}

/// SEC-112
#[tokio::test]
async fn sec_112_the_return_may_say_something_else_than_the_status() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    for (scenario, outcome, kind) in [
        ("success_return_but_error", "ERROR", "success"),
        ("error_return_but_success", "SUCCESS", "error"),
    ] {
        simulator
            .control("/control/signicat/next", json!({ "scenario": scenario }))
            .await;
        let id = text(&simulator.create(&token, &redirect()).await.body["id"]);
        let end = simulator.finish_signicat(&id, outcome).await;
        assert!(
            text(&end["location"]).contains(&format!("/return/{kind}?")),
            "{end}"
        );
        assert_eq!(
            simulator.status(&token, &id, None).await.body["status"],
            outcome
        );
    }
}

async fn opened<'a>(simulator: &'a Simulator, scenario: &str) -> Browser<'a> {
    simulator
        .control("/control/signicat/next", json!({ "scenario": scenario }))
        .await;
    let token = simulator.signicat_token().await;
    let url = text(&simulator.create(&token, &embedded()).await.body["authenticationUrl"]);
    let mut browser = Browser::new(simulator);
    browser.open(&url, false).await;
    browser
}

/// SEC-114, SEC-132
#[tokio::test]
async fn sec_114_cookies_may_be_blocked_and_framing_forbidden() {
    let simulator = Simulator::start().await;
    assert!(
        opened(&simulator, "cookies_blocked")
            .await
            .shows("Cookies are blocked")
    );
    assert!(
        opened(&simulator, "frame_ancestors_none")
            .await
            .policy
            .ends_with("frame-ancestors 'none'")
    );
    assert!(opened(&simulator, "message_flood").await.shows("/flood.js"));
    assert!(
        opened(&simulator, "navigates_top")
            .await
            .shows("/break-out.js")
    );
    assert!(!opened(&simulator, "normal").await.shows("/flood.js"));
    for file in [
        "pages.css",
        "return.js",
        "expire.js",
        "flood.js",
        "break-out.js",
    ] {
        let url = simulator.signicat(&format!("/idps/otp/assets/{file}"));
        assert_eq!(
            simulator
                .client
                .get(url)
                .send()
                .await
                .expect("a file")
                .status(),
            StatusCode::OK,
            "{file}"
        );
    }
}

/// SG-07
#[tokio::test]
async fn sg_07_the_text_message_may_never_come_and_the_code_may_have_run_out() {
    let simulator = Simulator::start().await;
    let code_of = async || text(&simulator.state().await["signicat"]["sessions"][0]["code"]);
    let mut browser = opened(&simulator, "sms_never").await;
    browser.submit("phone", &[("phone", PHONE)]).await;
    let inbox = simulator
        .client
        .get(format!("{}/inbox.json", simulator.running.control_url()));
    let inbox: Value = inbox
        .send()
        .await
        .expect("inbox")
        .json()
        .await
        .expect("JSON");
    assert_eq!(inbox["messages"], json!([]));
    simulator.control("/control/reset", json!({})).await;
    let mut browser = opened(&simulator, "code_expired").await;
    browser.submit("phone", &[("phone", PHONE)]).await;
    browser.submit("code", &[("code", &code_of().await)]).await;
    assert!(browser.shows("run out"));
}
