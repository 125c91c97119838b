//! Clock, state, counters, reset, queued scenarios.

use reqwest::StatusCode;
use serde_json::{Value, json};
use vestibule_simulator::{SimulatorConfig, start};

use crate::harness::{SESSION, START_MS, Simulator, text};

#[tokio::test]
async fn the_clock_is_set_and_advanced_for_every_provider_at_once() {
    let simulator = Simulator::start().await;
    assert_eq!(
        simulator
            .control("/clock", json!({ "advance_ms": 5 }))
            .await["now_ms"],
        START_MS + 5
    );
    assert_eq!(
        simulator.control("/clock", json!({ "set_ms": 10 })).await["now_ms"],
        10
    );
    let url = format!("{}/clock", simulator.running.control_url());
    for body in [
        json!({}),
        json!({ "set_ms": 1, "advance_ms": 1 }),
        json!({ "set": 1 }),
    ] {
        let response = simulator
            .client
            .post(&url)
            .json(&body)
            .send()
            .await
            .expect("an answer");
        assert_eq!(
            response.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{body}"
        );
    }
    assert_eq!(simulator.state().await["now_ms"], 10);
}

/// SL-02, SG-18: what lets a test say that a hundred starts made one token call.
#[tokio::test]
async fn calls_are_counted_by_route_until_the_reset_which_leaves_tokens_alone() {
    let simulator = Simulator::start().await;
    let token = simulator.signicat_token().await;
    simulator.embedded_session(&token).await;
    simulator.embedded_session(&token).await;
    simulator.launched(SESSION, "user-1").await;
    let calls = simulator.state().await["calls"].clone();
    assert_eq!(calls["signicat"], json!({ "token": 1, "create": 2 }));
    assert_eq!(calls["onekyc"], json!({ "token": 1, "initiate": 1 }));
    simulator
        .control("/control/signicat/next", json!({ "scenario": "abort" }))
        .await;
    simulator
        .control("/control/signicat/fault", json!({ "fault": "down" }))
        .await;
    simulator.control("/control/reset", json!({})).await;
    let state = simulator.state().await;
    assert_eq!(
        (&state["calls"], &state["faults"]),
        (&json!({}), &json!({}))
    );
    assert_eq!(
        (&state["signicat"]["sessions"], &state["signicat"]["next"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(state["onekyc"]["sessions"], json!([]));
    simulator.embedded_session(&token).await;
}

#[tokio::test]
async fn queued_scenarios_are_used_up_in_order_and_beat_the_number() {
    let simulator = Simulator::start().await;
    simulator
        .control(
            "/control/signicat/next",
            json!({ "scenario": "abort", "times": 2 }),
        )
        .await;
    simulator
        .control("/control/signicat/next", json!({ "scenario": "expired" }))
        .await;
    let token = simulator.signicat_token().await;
    for _ in 0..4 {
        simulator.embedded_session(&token).await;
    }
    let sessions = simulator.state().await["signicat"]["sessions"].clone();
    let names: Vec<_> = sessions
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| text(&one["scenario"]))
        .collect();
    assert_eq!(names, ["abort", "abort", "expired", "normal"]);
    let url = format!("{}/control/onekyc/next", simulator.running.control_url());
    let response = simulator
        .client
        .post(url)
        .json(&json!({ "scenario": "abort" }))
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        response.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "each provider has its own scenarios"
    );
}

#[tokio::test]
async fn initiate_flow_can_be_told_to_fail_or_to_mislead() {
    let simulator = Simulator::start().await;
    let token = simulator.partner_token().await;
    let answer = async |scenario: &str, place: u16| {
        let session = format!("3f1b6f7e-1111-4a5b-8a3a-0b7d6b8f{place:04}");
        simulator
            .initiate(&token, &session, &format!("user~{scenario}"))
            .await
    };
    for (place, (scenario, status)) in (0..).zip([
        ("initiate_invalid", 400),
        ("initiate_duplicate", 400),
        ("initiate_unauthorized", 401),
        ("initiate_forbidden", 403),
        ("initiate_error", 500),
    ]) {
        assert_eq!(
            answer(scenario, place).await.status.as_u16(),
            status,
            "{scenario}"
        );
    }
    let url = async |scenario: &str, place| {
        answer(scenario, place).await.body["data"]["launchUrl"].clone()
    };
    assert_eq!(url("launch_url_missing", 11).await, Value::Null);
    assert!(text(&url("launch_url_script", 12).await).starts_with("javascript:"));
    assert!(
        text(&url("launch_url_other_origin", 13).await).starts_with(simulator.running.onekyc_url())
    );
}

#[tokio::test]
async fn the_simulator_stays_on_loopback_and_stops_when_told() {
    let config = SimulatorConfig {
        host: "0.0.0.0".parse().expect("an address"),
        ..SimulatorConfig::default()
    };
    assert!(start(config).await.is_err());
    let simulator = Simulator::start().await;
    let url = simulator.signicat("/");
    simulator.running.stop().await;
    assert!(simulator.client.get(url).send().await.is_err());
}
