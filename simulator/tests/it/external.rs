//! A company's own service, as docs/external-steps.md describes it: signed requests, signed answers, a page, a callback.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;
use vestibule_simulator::{
    DEFAULT_EXTERNAL_ANSWER_SECRET, DEFAULT_EXTERNAL_REQUEST_SECRET,
    DEFAULT_EXTERNAL_SECOND_ANSWER_SECRET,
};

use crate::harness::{START_MS, Simulator, text};

const NOW_S: i64 = START_MS / 1_000;
const CHECK: &str = "0190f3a4-7c1e-7b2d-8000-0123456789ab";
const ATTEMPT: &str = "7f3c1c8e-4f4e-4f0a-9a51-0d9a3a1f2b10";
const STATE: &str = "0123456789abcdef0123456789abcdef01234567890";

fn sign(secret: &str, id: &str, seconds: i64, body: &str) -> String {
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").expect("a secret"))
        .expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any key");
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

fn begin() -> Value {
    json!({
        "version": 1,
        "type": "check.begin",
        "check": CHECK,
        "attempt": ATTEMPT,
        "onboarding": "0190f3a4-7c1e-7b2d-8000-0123456789ac",
        "locale": "en",
        "inputs": { "given_name": "Ola" },
        "parameters": {},
        "return_url": format!("http://localhost:3000/return/company?state={STATE}"),
        "callback_url": "http://localhost:3000/providers/company/callback",
        "expires_at": "2026-03-25T14:30:00Z",
    })
}

struct Sent<'a> {
    path: &'a str,
    id: &'a str,
    seconds: i64,
    secret: &'a str,
    body: String,
}

impl<'a> Sent<'a> {
    fn to(path: &'a str, id: &'a str, body: &Value) -> Self {
        Self {
            path,
            id,
            seconds: NOW_S,
            secret: DEFAULT_EXTERNAL_REQUEST_SECRET,
            body: body.to_string(),
        }
    }

    async fn to_service(&self, simulator: &Simulator) -> Response {
        simulator
            .client
            .post(format!("{}{}", simulator.running.external_url(), self.path))
            .header("content-type", "application/json")
            .header("webhook-id", self.id)
            .header("webhook-timestamp", self.seconds.to_string())
            .header(
                "webhook-signature",
                sign(self.secret, self.id, self.seconds, &self.body),
            )
            .body(self.body.clone())
            .send()
            .await
            .expect("the service answers")
    }
}

fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name).expect(name);
    value.to_str().expect("text").to_owned()
}

/// The body, once its signature was found to be right and its id that of the request.
async fn genuine(response: Response, id: &str) -> Value {
    assert!(response.status().is_success(), "{}", response.status());
    assert_eq!(header(&response, "webhook-id"), id);
    let seconds: i64 = header(&response, "webhook-timestamp")
        .parse()
        .expect("a time");
    let signature = header(&response, "webhook-signature");
    let body = response.text().await.expect("a body");
    assert_eq!(
        signature,
        sign(DEFAULT_EXTERNAL_ANSWER_SECRET, id, seconds, &body)
    );
    serde_json::from_str(&body).expect("JSON")
}

async fn refused(response: Response, status: StatusCode, code: &str) {
    assert_eq!(response.status(), status);
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(body["error"], code, "{body}");
}

async fn begun(simulator: &Simulator) -> Value {
    let sent = Sent::to("/checks", "m-1", &begin());
    let response = sent.to_service(simulator).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    genuine(response, "m-1").await
}

fn status_of(id: &str) -> Value {
    json!({ "version": 1, "type": "check.status", "id": id, "check": CHECK })
}

async fn asked(simulator: &Simulator, id: &str, message: &str) -> Response {
    let path = format!("/checks/{id}/status");
    Sent::to(&path, message, &status_of(id))
        .to_service(simulator)
        .await
}

#[tokio::test]
async fn a_person_approves_on_the_page_and_the_service_is_done() {
    let simulator = Simulator::start().await;
    let begun = begun(&simulator).await;
    assert_eq!(begun["type"], "check.begun");
    assert_eq!(
        (text(&begun["check"]), text(&begun["attempt"])),
        (CHECK.to_owned(), ATTEMPT.to_owned())
    );
    let id = text(&begun["id"]);
    let waiting = genuine(asked(&simulator, &id, "m-2").await, "m-2").await;
    assert_eq!(waiting["status"], "waiting");
    assert_eq!(waiting["facts"], Value::Null);

    let page = text(&begun["page"]);
    let shown = simulator.client.get(&page).send().await.expect("a page");
    assert!(header(&shown, "content-security-policy").contains("frame-ancestors 'none'"));
    let html = shown.text().await.expect("HTML");
    assert!(html.contains("<dd>Ola</dd>"), "{html}");
    let after = simulator.client.post(&page).form(&[("act", "approve")]);
    let html = after
        .send()
        .await
        .expect("a page")
        .text()
        .await
        .expect("HTML");
    let back = format!("id=\"return\" href=\"http://localhost:3000/return/company?state={STATE}\"");
    assert!(html.contains(&back), "{html}");

    let done = genuine(asked(&simulator, &id, "m-3").await, "m-3").await;
    assert_eq!(done["status"], "done");
    assert_eq!(done["facts"][0]["kind"], "identity");
    assert_eq!(done["facts"][0]["claims"]["given_name"], "Ola");
}

#[tokio::test]
async fn only_signed_requests_of_now_are_read() {
    let simulator = Simulator::start().await;
    let plain = simulator
        .client
        .post(format!("{}/checks", simulator.running.external_url()))
        .json(&begin());
    refused(
        plain.send().await.expect("an answer"),
        StatusCode::UNAUTHORIZED,
        "unsigned",
    )
    .await;
    for (seconds, secret, code) in [
        (
            NOW_S - 301,
            DEFAULT_EXTERNAL_REQUEST_SECRET,
            "bad_timestamp",
        ),
        (
            NOW_S + 301,
            DEFAULT_EXTERNAL_REQUEST_SECRET,
            "bad_timestamp",
        ),
        (NOW_S, DEFAULT_EXTERNAL_ANSWER_SECRET, "bad_signature"),
        (
            NOW_S,
            DEFAULT_EXTERNAL_SECOND_ANSWER_SECRET,
            "bad_signature",
        ),
    ] {
        let sent = Sent {
            seconds,
            secret,
            ..Sent::to("/checks", "m-1", &begin())
        };
        let response = sent.to_service(&simulator).await;
        refused(response, StatusCode::UNAUTHORIZED, code).await;
    }
    let state = simulator.state().await;
    assert_eq!(state["external"]["sessions"], json!([]));
}

#[tokio::test]
async fn a_message_is_answered_once_but_an_attempt_begins_as_often_as_it_is_asked_for() {
    let simulator = Simulator::start().await;
    let first = begun(&simulator).await;
    let again = Sent::to("/checks", "m-1", &begin())
        .to_service(&simulator)
        .await;
    assert_eq!(again.status(), StatusCode::OK);
    assert_eq!(genuine(again, "m-1").await["id"], first["id"]);

    let mut other_words = begin();
    other_words["inputs"] = json!({});
    let response = Sent::to("/checks", "m-2", &other_words)
        .to_service(&simulator)
        .await;
    refused(response, StatusCode::CONFLICT, "conflict").await;

    let id = text(&first["id"]);
    genuine(asked(&simulator, &id, "m-3").await, "m-3").await;
    refused(
        asked(&simulator, &id, "m-3").await,
        StatusCode::CONFLICT,
        "replayed",
    )
    .await;
    refused(
        asked(&simulator, "other", "m-4").await,
        StatusCode::NOT_FOUND,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn a_request_says_what_the_contract_lists_and_nothing_else() {
    let simulator = Simulator::start().await;
    for (number, (field, value)) in [
        ("version", json!(2)),
        ("version", json!("1")),
        ("type", json!("check.status")),
        ("check", json!("17")),
        ("attempt", Value::Null),
        ("locale", json!("tlh")),
        ("inputs", json!({ "age": 17 })),
        ("parameters", json!({ "colour": "red" })),
        ("parameters", json!({ "facts": ["star_sign"] })),
        ("return_url", json!("http://localhost:3000/return/company")),
        ("return_url", json!("javascript:alert(1)")),
        (
            "callback_url",
            json!("https://elsewhere.example.com/callback"),
        ),
        ("expires_at", json!("tomorrow")),
        ("expires_at", json!("2026-03-25T14:00:00Z")),
        ("expected", json!({ "status": "done" })),
    ]
    .into_iter()
    .enumerate()
    {
        let mut body = begin();
        body[field] = value;
        let id = format!("m-{number}");
        let response = Sent::to("/checks", &id, &body).to_service(&simulator).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{field}");
    }
}

#[tokio::test]
async fn a_check_that_nobody_finishes_runs_out() {
    let simulator = Simulator::start().await;
    let id = text(&begun(&simulator).await["id"]);
    simulator.advance_s(1_800).await;
    let late = Sent {
        seconds: NOW_S + 1_800,
        ..Sent::to("", "m-2", &status_of(&id))
    };
    let path = format!("/checks/{id}/status");
    let response = Sent {
        path: &path,
        ..late
    }
    .to_service(&simulator)
    .await;
    assert_eq!(genuine(response, "m-2").await["status"], "expired");
    let finish = format!("/control/external/sessions/{id}/finish");
    simulator
        .control(&finish, json!({ "act": "approve" }))
        .await;
    assert_eq!(
        simulator.state().await["external"]["sessions"][0]["status"],
        "expired"
    );
}

#[tokio::test]
async fn the_callback_names_the_check_and_says_nothing_about_it() {
    let simulator = Simulator::start().await;
    let id = text(&begun(&simulator).await["id"]);
    let finish = format!("/control/external/sessions/{id}/finish");
    let ended = simulator.control(&finish, json!({ "act": "leave" })).await;
    assert!(text(&ended["location"]).ends_with("&hint=left"), "{ended}");
    assert_eq!(simulator.state().await["external"]["callbacks"], json!([]));
    simulator
        .control(&finish, json!({ "act": "decline" }))
        .await;
    let planned = simulator.state().await["external"]["callbacks"][0].clone();
    let body = text(&planned["body"]);
    let fields: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(
        fields,
        json!({ "version": 1, "type": "check.changed", "id": id, "check": CHECK })
    );
    let message = text(&planned["headers"]["webhook-id"]);
    assert_eq!(
        text(&planned["headers"]["webhook-signature"]),
        sign(DEFAULT_EXTERNAL_ANSWER_SECRET, &message, NOW_S, &body)
    );
    // The first decision counts.
    simulator
        .control(&finish, json!({ "act": "approve" }))
        .await;
    let done = genuine(asked(&simulator, &id, "m-2").await, "m-2").await;
    assert_eq!(
        (text(&done["status"]), text(&done["reason"])),
        ("failed".to_owned(), "not_accepted".to_owned())
    );
}

#[tokio::test]
async fn a_step_chooses_its_scenario_and_its_facts() {
    let simulator = Simulator::start().await;
    let mut body = begin();
    body["parameters"] = json!({ "scenario": "no_page", "facts": ["contact_control"] });
    let response = Sent::to("/checks", "m-1", &body)
        .to_service(&simulator)
        .await;
    let begun = genuine(response, "m-1").await;
    assert_eq!(begun["page"], Value::Null);
    let id = text(&begun["id"]);
    let first = genuine(asked(&simulator, &id, "m-2").await, "m-2").await;
    assert_eq!(first["status"], "processing");
    let second = genuine(asked(&simulator, &id, "m-3").await, "m-3").await;
    assert_eq!(second["facts"][0]["kind"], "contact_control");
}
