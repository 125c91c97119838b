//! The launch page (OK-03, OK-06, OK-10, OK-11, OK-15).

use reqwest::StatusCode;
use serde_json::{Value, json};
use vestibule_simulator::SimulatorConfig;

use crate::harness::{Answer, SESSION, Simulator, text};

/// What the page asks its server first.
pub async fn launch(simulator: &Simulator, user_token: &str) -> Answer {
    let url = simulator.onekyc("/web-app/v1/launch");
    Answer::of(
        simulator
            .client
            .get(url)
            .header("x-onekyc-token", user_token),
    )
    .await
}

/// OK-11
#[tokio::test]
async fn ok_11_a_launch_url_runs_out_after_fifteen_minutes() {
    let simulator = Simulator::start().await;
    let (_, user_token) = simulator.launched(SESSION, "user-1").await;
    simulator.advance_s(899).await;
    assert_eq!(
        launch(&simulator, &user_token).await.body["data"]["expired"],
        false
    );
    simulator.advance_s(1).await;
    assert_eq!(
        launch(&simulator, &user_token).await.body["data"]["expired"],
        true
    );
    assert_eq!(
        launch(&simulator, "unknown").await.status,
        StatusCode::UNAUTHORIZED
    );
}

/// OK-10, OK-15
#[tokio::test]
async fn ok_15_closing_says_pending_before_a_submission_and_completed_after_it() {
    let simulator = Simulator::start().await;
    let (_, user_token) = simulator.launched(SESSION, "user-1").await;
    let message = |answer: Answer| answer.body["data"]["message"].clone();
    let before = message(launch(&simulator, &user_token).await);
    assert_eq!(
        before,
        json!({ "status": "ERROR", "error_code": "PENDING" })
    );
    simulator.submit_selfie(&user_token, SESSION).await;
    let after = message(launch(&simulator, &user_token).await);
    assert_eq!(after, json!({ "status": "COMPLETED", "error_code": null }));
}

/// OK-06
#[tokio::test]
async fn ok_06_only_registered_partners_may_frame_the_page() {
    let origins = vec![
        "http://localhost:3000".to_owned(),
        "https://app.example.com".to_owned(),
    ];
    let simulator = Simulator::with(SimulatorConfig {
        onekyc_partner_origins: origins,
        ..SimulatorConfig::default()
    })
    .await;
    let page = async |query: &str| {
        let url = format!(
            "{}/kyc/v2/index.html{query}",
            simulator.running.onekyc_web_url()
        );
        let response = simulator
            .client
            .get(url)
            .send()
            .await
            .expect("the page answers");
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .expect("text")
            .to_owned();
        (policy, response.text().await.expect("text"))
    };
    simulator
        .control(
            "/control/onekyc/switches",
            json!({ "handshake": "faithful" }),
        )
        .await;
    assert!(
        page("").await.0.ends_with("frame-ancestors *"),
        "as the published sample"
    );
    simulator
        .control("/control/onekyc/switches", json!({ "handshake": "strict" }))
        .await;
    let (policy, html) = page("").await;
    assert!(
        policy.ends_with("frame-ancestors http://localhost:3000 https://app.example.com"),
        "{policy}"
    );
    assert!(policy.contains("form-action 'none'") && policy.contains("script-src 'self'"));
    assert!(
        html.contains("data-partner-origins=\"http://localhost:3000 https://app.example.com\"")
    );
    assert!(
        page("?play=frame_ancestors_none")
            .await
            .0
            .ends_with("frame-ancestors 'none'")
    );
}

#[tokio::test]
async fn every_file_of_the_page_is_served() {
    let simulator = Simulator::start().await;
    let web = simulator.running.onekyc_web_url();
    for file in [
        "launch.css",
        "launch.js",
        "gateway.js",
        "capture.js",
        "handshake.js",
        "scenarios.js",
        "texts.js",
        "view.js",
    ] {
        let response = simulator
            .client
            .get(format!("{web}/kyc/v2/assets/{file}"))
            .send()
            .await
            .expect("a file");
        assert_eq!(response.status(), StatusCode::OK, "{file}");
        assert!(!response.text().await.expect("text").is_empty(), "{file}");
    }
}

#[tokio::test]
async fn the_panel_chooses_a_scenario_only_while_it_is_enabled() {
    let simulator = Simulator::start().await;
    let (_, user_token) = simulator.launched(SESSION, "user-1").await;
    let choose = async || {
        let url = simulator.onekyc("/web-app/v1/scenario");
        let request = simulator
            .client
            .post(url)
            .header("x-onekyc-token", &user_token);
        Answer::of(request.json(&json!({ "scenario": "not_live" })))
            .await
            .status
    };
    assert_eq!(choose().await, StatusCode::FORBIDDEN);
    assert_eq!(
        launch(&simulator, &user_token).await.body["data"]["panel"],
        Value::Null
    );
    simulator
        .control("/control/onekyc/switches", json!({ "panel": true }))
        .await;
    assert_eq!(choose().await, StatusCode::OK);
    assert_eq!(
        simulator.state().await["onekyc"]["sessions"][0]["scenario"],
        "not_live"
    );
}

/// OK-03
#[tokio::test]
async fn the_qr_code_is_drawn_when_it_was_asked_for() {
    let simulator = Simulator::start().await;
    let token = simulator.partner_token().await;
    for (place, (details, qr)) in [
        (json!({}), "off"),
        (json!({ "allowQr": true }), "no_camera"),
        (json!({ "allowQr": false, "forceQr": true }), "always"),
    ]
    .into_iter()
    .enumerate()
    {
        let session = format!("3f1b6f7e-1111-4a5b-8a3a-0b7d6b8f200{place}");
        let mut body = crate::harness::web_flow();
        body["additionalDetails"] = details;
        let headers = crate::harness::initiate_headers(&token, &session, "user-1");
        let url = simulator.onekyc("/coe-partner/v1/initiate-flow");
        let answer = Answer::of(simulator.client.post(url).headers(headers).json(&body)).await;
        let url = text(&answer.body["data"]["launchUrl"]);
        let (_, user_token) = url.split_once("?token=").expect("a token");
        let data = launch(&simulator, user_token).await.body["data"].clone();
        assert_eq!(data["qr"], qr);
        assert_eq!(
            data["qrSvg"]
                .as_str()
                .is_some_and(|svg| svg.contains("<svg")),
            qr != "off"
        );
    }
}
