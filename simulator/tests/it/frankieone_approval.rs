//! FrankieOne's callback and approval: what is bound to what, once, and for how long; and what is read back.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::frankieone_harness::{REFERENCE, machine};
use crate::harness::{Answer, Simulator, text};

async fn entities(simulator: &Simulator) -> Vec<Value> {
    let state = simulator.state().await;
    state["frankieone"]["entities"]
        .as_array()
        .expect("a list")
        .clone()
}

fn is_refused(answer: &Answer) -> bool {
    answer.status == StatusCode::FORBIDDEN && answer.body["errorCode"] == "VENDOR_ACCESS_DENIED"
}

/// FO-06, FO-07: a code belongs to its session.
#[tokio::test]
async fn a_code_of_another_session_is_refused_and_used_up_by_nobody() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let code = simulator.code(&token, "kari").await;
    let other = simulator.session("case-2").await;
    // Nothing is outstanding there yet.
    assert!(is_refused(&simulator.send_code(&other, &code).await));
    simulator.recipe(&other, "auto").await;
    assert!(is_refused(&simulator.send_code(&other, &code).await));
    assert_eq!(
        simulator.send_code(&token, &code).await.status,
        StatusCode::OK
    );
}

/// FO-07, SEC-121: a code and an authorisation work once.
#[tokio::test]
async fn a_code_and_an_authorisation_work_once() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let (first, second) = (
        simulator.code(&token, "kari").await,
        simulator.code(&token, "citizen").await,
    );
    let (one, two) = tokio::join!(
        simulator.send_code(&token, &first),
        simulator.send_code(&token, &first)
    );
    assert_eq!(
        [&one, &two]
            .iter()
            .filter(|answer| answer.status == StatusCode::OK)
            .count(),
        1
    );
    assert!(is_refused(&simulator.send_code(&token, &first).await));
    assert!(is_refused(&simulator.send_code(&token, &second).await));
    assert_eq!(
        simulator.state().await["calls"]["frankieone"]["idp_token"],
        1
    );
}

/// FO-15: a code that was refused leaves the session open for another one.
#[tokio::test]
async fn after_a_refused_code_another_one_counts() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    simulator.recipe(&token, "auto").await;
    assert!(is_refused(&simulator.send_code(&token, "made-up").await));
    assert_eq!(
        simulator.results(&token, "kari").await.status,
        StatusCode::OK
    );
}

/// FO-15
#[tokio::test]
async fn a_code_lives_five_minutes() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let code = simulator.code(&token, "kari").await;
    simulator.advance_s(299).await;
    assert_eq!(
        simulator.send_code(&token, &code).await.status,
        StatusCode::OK
    );
    let token = simulator.session("case-2").await;
    let code = simulator.code(&token, "kari").await;
    simulator.advance_s(300).await;
    assert!(is_refused(&simulator.send_code(&token, &code).await));
}

/// FO-08, FO-10, FO-11
#[tokio::test]
async fn what_was_fetched_waits_thirty_minutes_for_approval() {
    let simulator = Simulator::start().await;
    let expired = json!({ "errorCode": "VENDOR_DATA_EXPIRED", "message": "The data has expired or does not exist" });
    let token = simulator.session(REFERENCE).await;
    let nothing = simulator.approve(&token).await;
    assert_eq!(
        (nothing.status, nothing.body),
        (StatusCode::GONE, expired.clone())
    );
    simulator.results(&token, "kari").await;
    simulator.advance_s(1_800).await;
    let late = simulator.approve(&token).await;
    assert_eq!((late.status, late.body), (StatusCode::GONE, expired));
    assert!(entities(&simulator).await.is_empty());

    let token = simulator.session("case-2").await;
    simulator.results(&token, "kari").await;
    simulator.advance_s(1_799).await;
    let id = text(&simulator.approve(&token).await.body["entityId"]);
    // What was imported stays imported.
    simulator.advance_s(60).await;
    assert_eq!(
        simulator.approve(&token).await.body["entityId"],
        id.as_str()
    );
}

/// FO-10, SEC-121
#[tokio::test]
async fn approving_twice_or_in_two_sessions_makes_one_entity() {
    let simulator = Simulator::start().await;
    let (one, two) = (
        simulator.session(REFERENCE).await,
        simulator.session(REFERENCE).await,
    );
    simulator.results(&one, "kari").await;
    simulator.results(&two, "kari").await;
    let (first, again, other) = tokio::join!(
        simulator.approve(&one),
        simulator.approve(&one),
        simulator.approve(&two)
    );
    assert_eq!(first.body, again.body);
    assert_eq!(first.body, other.body);
    assert_eq!(entities(&simulator).await.len(), 1);
}

/// FO-01: "initialise your session using a reference to a non existing entity".
#[tokio::test]
async fn an_individual_that_exists_is_not_federated() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    simulator.results(&token, "kari").await;
    let id = simulator.approve(&token).await.body["entityId"].clone();
    let opened = simulator
        .open_session(json!({ "preset": "one-sdk", "entityId": id }))
        .await;
    let token = text(&opened.body["token"]);
    let answer = simulator.results(&token, "citizen").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(simulator.approve(&token).await.status, StatusCode::GONE);
}

/// FO-10: the approval has no body, and no other status than a switch says.
#[tokio::test]
async fn an_approval_is_a_post_without_a_body() {
    let simulator = Simulator::start().await;
    simulator
        .control(
            "/control/frankieone/switches",
            json!({ "approve_status": 201 }),
        )
        .await;
    let token = simulator.session(REFERENCE).await;
    simulator.results(&token, "kari").await;
    let request = simulator
        .client
        .post(simulator.bff("/federation/v1/singpass/entity"))
        .json(&json!({ "name": "SOMEBODY ELSE" }));
    let answer = Answer::of(simulator.as_sdk(request, &token)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(simulator.approve(&token).await.status, StatusCode::CREATED);
    assert_eq!(simulator.approve(&token).await.status, StatusCode::OK);
    let elsewhere = simulator
        .client
        .post(simulator.bff("/federation/v1/google/entity"));
    assert_eq!(
        Answer::of(simulator.as_sdk(elsewhere, &token)).await.status,
        StatusCode::GONE
    );
}

/// FO-10, FO-12, FO-13, FO-19
#[tokio::test]
async fn an_approval_can_fail_in_every_way() {
    let simulator = Simulator::start().await;
    for (scenario, status, code) in [
        ("approve_server_error", 500, json!("SERVER_ERROR")),
        ("approve_unauthorised", 401, json!("VENDOR_UNAUTHORISED")),
        ("approve_unknown_error", 418, json!("VENDOR_ON_HOLIDAY")),
        ("approve_error_html", 500, json!("SERVER_ERROR")),
        (
            "session_expires_before_approval",
            401,
            json!("UNAUTHORISED"),
        ),
        ("cache_expired", 410, json!("VENDOR_DATA_EXPIRED")),
    ] {
        let token = simulator.session(&format!("case~{scenario}")).await;
        simulator.results(&token, "kari").await;
        let answer = simulator.approve(&token).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body["errorCode"]),
            (status, &code),
            "{scenario}"
        );
    }
    assert!(entities(&simulator).await.is_empty());
}

/// FO-10: what happened is not always what was heard.
#[tokio::test]
async fn an_answer_can_be_lost_before_or_after_the_import() {
    let simulator = Simulator::start().await;
    for (scenario, imported) in [("approve_network_drop", 0), ("approve_answer_lost", 1)] {
        let token = simulator.session(&format!("case~{scenario}")).await;
        simulator.results(&token, "kari").await;
        let request = simulator
            .client
            .post(simulator.bff("/federation/v1/singpass/entity"));
        assert!(
            simulator.as_sdk(request, &token).send().await.is_err(),
            "{scenario}"
        );
        assert_eq!(entities(&simulator).await.len(), imported, "{scenario}");
    }
    simulator.control("/control/reset", json!({})).await;
    for (scenario, imported, body) in [
        ("approve_without_entity_id", 1, Some(json!({}))),
        ("approve_not_imported", 1, None),
        ("approve_other_entity_id", 2, None),
    ] {
        let token = simulator.session(&format!("case~{scenario}")).await;
        simulator.results(&token, "kari").await;
        let answer = simulator.approve(&token).await;
        assert!(answer.status.is_success());
        let all = entities(&simulator).await;
        assert_eq!(all.len(), imported, "{scenario}");
        assert!(body.is_none_or(|body| body == answer.body), "{scenario}");
        assert!(
            all.iter()
                .all(|entity| entity["id"] != answer.body["entityId"]),
            "{scenario}"
        );
    }
}

/// FO-10: only the session of the case reads the individual, by its own reference or entity.
#[tokio::test]
async fn an_individual_is_read_by_its_own_case_only() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    simulator.results(&token, "kari").await;
    let id = text(&simulator.approve(&token).await.body["entityId"]);
    let status = async |token: &str, query: &str| simulator.applicant(token, query).await.status;
    let by_reference = format!("reference={REFERENCE}");
    assert_eq!(status(&token, &by_reference).await, StatusCode::OK);
    assert_eq!(
        status(&token, &format!("entityId={id}")).await,
        StatusCode::OK
    );
    assert_eq!(status(&token, "").await, StatusCode::BAD_REQUEST);
    assert_eq!(
        status(&token, &format!("{by_reference}&more=1")).await,
        StatusCode::BAD_REQUEST
    );
    let stranger = simulator.session("case-2").await;
    assert_eq!(
        status(&stranger, &by_reference).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        status(&stranger, &format!("entityId={id}")).await,
        StatusCode::NOT_FOUND
    );
    let request = simulator
        .client
        .post(simulator.bff("/auth/v2/machine-session"))
        .header(
            "authorization",
            machine("sim-frankieone-other:sim-frankieone-other-key"),
        )
        .json(&json!({ "permissions": { "preset": "one-sdk", "reference": REFERENCE } }));
    let other_customer = text(&Answer::of(request).await.body["token"]);
    assert_eq!(
        status(&other_customer, &by_reference).await,
        StatusCode::NOT_FOUND
    );
}

/// Reading back can be late, or show somebody else than the browser did.
#[tokio::test]
async fn what_is_read_back_can_be_told_to_differ() {
    let simulator = Simulator::start().await;
    let read = async |scenario: &str| {
        let reference = format!("case~{scenario}");
        let token = simulator.session(&reference).await;
        let shown = simulator.results(&token, "kari").await.body["individual"].clone();
        let approved = simulator.approve(&token).await.body;
        let query = format!("reference={reference}");
        (
            shown,
            approved,
            simulator.applicant(&token, &query).await,
            token,
            query,
        )
    };
    let (_, _, answer, token, query) = read("read_back_late").await;
    let mut statuses = vec![answer.status];
    for _ in 0..3 {
        statuses.push(simulator.applicant(&token, &query).await.status);
    }
    assert_eq!(
        statuses,
        [
            StatusCode::NOT_FOUND,
            StatusCode::NOT_FOUND,
            StatusCode::NOT_FOUND,
            StatusCode::OK
        ]
    );
    let (shown, _, answer, ..) = read("read_back_differs").await;
    assert_ne!(shown["name"], answer.body["applicant"]["name"]);
    assert_ne!(
        shown["dateOfBirth"],
        answer.body["applicant"]["dateOfBirth"]
    );
    let (_, _, answer, ..) = read("read_back_other_reference").await;
    assert_eq!(
        answer.body["applicant"]["customerReference"],
        "case~read_back_other_reference-other"
    );
    let (_, approved, answer, ..) = read("read_back_other_entity").await;
    assert_ne!(approved["entityId"], answer.body["applicant"]["entityId"]);
    let (_, _, answer, ..) = read("read_back_incomplete").await;
    assert_eq!(answer.body["applicant"]["dateOfBirth"], Value::Null);
    let (_, _, answer, ..) = read("read_back_unknown_fields").await;
    assert_eq!(answer.body["applicant"]["riskLevel"], "UNHEARD_OF");
    let (_, _, answer, ..) = read("read_back_forbidden").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let token = simulator.session("case~preloaded").await;
    let preloaded = simulator
        .applicant(&token, "reference=case~preloaded")
        .await;
    assert!(preloaded.body["applicant"]["entityId"].is_string());
}
