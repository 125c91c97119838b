//! FrankieOne's federation from the machine session to the individual that is read back.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::frankieone_harness::{REDIRECT_URL, REFERENCE, claims, session_id};
use crate::harness::{START_MS, Simulator, text};

/// FO-01, FO-02, FO-03, FO-07, FO-08, FO-10
#[tokio::test]
async fn an_individual_is_fetched_approved_and_read_back() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let claims = claims(&token);
    assert_eq!(
        claims["data"]["environment"],
        simulator.running.frankieone_url()
    );
    assert_eq!(
        claims["data"]["organisation"],
        json!({ "customerId": "sim-frankieone" })
    );
    assert_eq!(claims["data"]["reference"], REFERENCE);
    assert_eq!(claims["exp"], START_MS / 1_000 + 3_600);
    let valid = simulator
        .get_as_sdk(&token, "/data/v2/token-validity")
        .await;
    assert_eq!(valid.status, StatusCode::OK);
    let by_reference = format!("reference={REFERENCE}");
    assert_eq!(
        simulator.applicant(&token, &by_reference).await.status,
        StatusCode::NOT_FOUND
    );

    let results = simulator.results(&token, "kari").await;
    assert_eq!(results.status, StatusCode::OK, "{}", results.body);
    let individual = &results.body["individual"];
    assert_eq!(individual["name"]["displayName"], "KARI SYNTHETIC");
    assert_eq!(individual["dateOfBirth"], "1990-03-12");
    assert_eq!(individual["addresses"][0]["country"], "SGP");
    assert_eq!(individual["extraData"]["sources"]["email"], "2");
    assert_eq!(individual["extraData"]["sources"]["uinfin"], "1");
    assert_eq!(individual["entityId"], Value::Null);

    // Nothing is imported before the approval.
    assert_eq!(
        simulator.applicant(&token, &by_reference).await.status,
        StatusCode::NOT_FOUND
    );
    let approved = simulator.approve(&token).await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.body);
    let entity_id = text(&approved.body["entityId"]);
    assert_eq!(
        simulator.approve(&token).await.body["entityId"],
        entity_id.as_str()
    );

    let again = simulator.session(REFERENCE).await;
    let read = simulator.applicant(&again, &by_reference).await;
    assert_eq!(read.body["applicant"]["entityId"], entity_id.as_str());
    assert_eq!(read.body["applicant"]["customerReference"], REFERENCE);
    assert_eq!(read.body["applicant"]["name"], individual["name"]);
    assert_eq!(read.body["documents"][0]["idNumber"], "S9000000X");
    let of_entity = simulator
        .open_session(json!({ "preset": "one-sdk", "entityId": entity_id }))
        .await;
    let read = simulator
        .applicant(
            &text(&of_entity.body["token"]),
            &format!("entityId={entity_id}"),
        )
        .await;
    assert_eq!(read.status, StatusCode::OK);
    let state = simulator.state().await;
    assert_eq!(
        state["frankieone"]["entities"].as_array().map(Vec::len),
        Some(1)
    );
}

/// FO-03: the control API goes the same way, for tests that have no browser.
#[tokio::test]
async fn a_flow_is_finished_without_a_browser() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let finish = format!("/control/frankieone/sessions/{}/finish", session_id(&token));
    let done = simulator
        .control(&finish, json!({ "until": "return" }))
        .await;
    assert!(text(&done["location"]).starts_with(REDIRECT_URL));
    let done = simulator.control(&finish, json!({})).await;
    assert!(done["entityId"].is_string(), "{done}");
    let read = simulator
        .applicant(&token, &format!("reference={REFERENCE}"))
        .await;
    assert_eq!(read.body["applicant"]["entityId"], done["entityId"]);
    let by_reference = simulator
        .control(
            &format!("/control/frankieone/sessions/{REFERENCE}/finish"),
            json!({ "deny": true }),
        )
        .await;
    assert!(text(&by_reference["location"]).contains("error=access_denied"));
}
