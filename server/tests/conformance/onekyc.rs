//! OneKYC: the calls and the messages of its web app, as the simulator's `scenarios.js` posts them.

use async_trait::async_trait;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule::launch::Presentation;
use vestibule_server::provider::{Hint, Launch};
use vestibule_simulator::Running;

use crate::{
    bench::Bench,
    capture::Page,
    driver::Driver,
    ending::{self, Ending},
    runs,
};

const TABLE: &str = include_str!("expected/onekyc.txt");
const TYPE: &str = "ONEKYC_QR_CALLBACK";
const ANOTHER_ID: &str = "00000000-0000-4000-8000-000000000000";
/// Three are offered.
const MOST_CAPTURES: usize = 5;

struct OneKyc;

#[async_trait]
impl Driver for OneKyc {
    fn kind(&self) -> &'static str {
        "onekyc"
    }

    fn secrets(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("pass_key", "sim-onekyc-passkey"),
            ("callback_authorization", "Bearer sim-onekyc-callback"),
        ]
    }

    fn settings(&self, simulator: &Running) -> Value {
        json!({
            "token_gateway": simulator.onekyc_url(),
            "api_gateway": simulator.onekyc_url(),
            "web_app_origins": [simulator.onekyc_web_url()],
            "client_id": "sim-onekyc",
            "onboarding_partner": "SIM-WEB_SDK-KYC",
            "partner_user_id_type": "ONBOARDING_ID",
            "flow": "FACE_VERIFICATION",
        })
    }

    fn happy(&self) -> &'static str {
        "valid"
    }

    fn routes(&self) -> &'static [&'static str] {
        &["token", "initiate", "details"]
    }

    // A refused call is sent once more with a new token.
    fn uses(&self, scenario: &str) -> u32 {
        if scenario == "initiate_unauthorized" {
            2
        } else {
            1
        }
    }

    async fn play(&self, bench: &Bench<'_>, scenario: &str) -> Ending {
        let partner = bench.partner().await;
        let (started, _) = match bench.start(Presentation::Frame).await {
            Ok(started) => started,
            Err(ending) => return ending,
        };
        let Launch::Frame(frame) = &started.launch else {
            panic!("no frame");
        };
        let session = &started.session;
        let (_, token) = frame.src.split_once("?token=").unwrap();
        let app = WebApp {
            session: &session.reference,
            page: Page {
                ground: bench.ground,
                api: bench.ground.simulator.onekyc_url(),
                token,
                session: &session.reference,
            },
        };
        let mut stopped = None;
        for message in app.act(scenario).await {
            match bench.provider.read_message(session, &message.to_string()) {
                Hint::Fetch | Hint::Unexpected { fetch: true } => {
                    let _ = bench.fetch(session).await;
                }
                Hint::Stopped(reason) => stopped = Some(reason),
                _ => {}
            }
        }
        let ending = bench.settle(session).await;
        match stopped {
            // A hint counts only when the server knows of nothing.
            Some(reason) if ending == "waiting" => ending::stopped(reason),
            _ if scenario.starts_with("callback_") => bench.with_callbacks(&partner, ending).await,
            _ => ending,
        }
    }
}

/// The page inside the frame.
struct WebApp<'a> {
    page: Page<'a>,
    session: &'a str,
}

impl WebApp<'_> {
    /// Captures, and tells what the page posts to its parent.
    async fn act(&self, scenario: &str) -> Vec<Value> {
        let error = |code: &str| vec![self.message("ERROR", Some(code))];
        match scenario {
            // The page is not shown, or goes no further.
            "frame_never_loads"
            | "frame_ancestors_none"
            | "second_origin"
            | "message_before_handshake" => vec![],
            "pending" => error("PENDING"),
            "session_timeout" => error("SESSION_TIMEOUT"),
            "permission_error" => error("PERMISSION_ERROR"),
            "attempts_exhausted" => error("ATTEMPTS_EXHAUSTED"),
            "generic_error" => error("GENERIC_ERROR"),
            "unknown_error_code" => error("SOMETHING_NEW"),
            "unknown_message_status" => vec![self.message("PAUSED", None)],
            "timeout_then_completed" => vec![
                self.message("ERROR", Some("SESSION_TIMEOUT")),
                self.message("COMPLETED", None),
            ],
            _ => {
                let (status, code) = self.capture().await;
                let message = self.message(status, code);
                let mut all = self.shaped(scenario, message);
                if scenario == "pending_then_completed" {
                    all.insert(0, self.message("ERROR", Some("PENDING")));
                }
                all
            }
        }
    }

    fn message(&self, status: &str, code: Option<&str>) -> Value {
        let mut data = json!({ "status": status, "partner_session_id": self.session });
        if let Some(code) = code {
            data["error_code"] = json!(code);
        }
        json!({ "type": TYPE, "data": data })
    }

    /// In the shape that the scenario wants; nothing where our frame's window or origin is not the sender's.
    fn shaped(&self, scenario: &str, message: Value) -> Vec<Value> {
        let mut data = message["data"].clone();
        vec![match scenario {
            "flat_message" => {
                data["type"] = json!(TYPE);
                data
            }
            "data_missing" => json!({ "type": TYPE }),
            "data_array" => json!({ "type": TYPE, "data": [data] }),
            "data_string" => json!({ "type": TYPE, "data": data.to_string() }),
            "data_null" => json!({ "type": TYPE, "data": null }),
            "string_message" => json!(message.to_string()),
            "null_message" => Value::Null,
            "prototype_message" => {
                json!({ "type": TYPE, "data": { "__proto__": { "status": "COMPLETED" }, "constructor": {} } })
            }
            "huge_message" => {
                data["padding"] = json!("x".repeat(1_000_000));
                json!({ "type": TYPE, "data": data })
            }
            "wrong_type" => json!({ "type": "ONEKYC_CALLBACK", "data": data }),
            "wrong_session_id" => {
                data["partner_session_id"] = json!(ANOTHER_ID);
                json!({ "type": TYPE, "data": data })
            }
            "message_never"
            | "message_wrong_origin"
            | "message_null_origin"
            | "handshake_never" => {
                return vec![];
            }
            "message_twice" => return vec![message.clone(), message],
            _ => message,
        }]
    }

    /// What the page would say when it is done.
    async fn capture(&self) -> (&'static str, Option<&'static str>) {
        let launch = async || self.page.ask(Method::GET, "/web-app/v1/launch", None).await;
        for _ in 0..MOST_CAPTURES {
            let Ok(shown) = launch().await else {
                return ("ERROR", Some("GENERIC_ERROR"));
            };
            let kind = shown["submissionType"].as_str().unwrap();
            match self.page.submit(kind).await {
                Ok(answer) if answer["nextAction"] == "RETRY" => {}
                Ok(_) => break,
                Err(StatusCode::TOO_MANY_REQUESTS) => {
                    return ("ERROR", Some("ATTEMPTS_EXHAUSTED"));
                }
                Err(_) => return ("ERROR", Some("GENERIC_ERROR")),
            }
        }
        match launch().await.ok().map(|data| data["message"].clone()) {
            Some(message) if message["error_code"] == "ATTEMPTS_EXHAUSTED" => {
                ("ERROR", Some("ATTEMPTS_EXHAUSTED"))
            }
            Some(message) if message["status"] == "COMPLETED" => ("COMPLETED", None),
            _ => ("ERROR", Some("PENDING")),
        }
    }
}

#[tokio::test]
async fn onekyc_ends_every_scenario_as_the_table_says() {
    runs::scenarios(&OneKyc, TABLE).await;
}

/// SEC-37, SEC-73
#[tokio::test]
async fn onekyc_survives_every_fault() {
    runs::quick_faults(&OneKyc, TABLE).await;
}

#[tokio::test]
async fn onekyc_is_not_waited_for_without_end() {
    runs::silent_faults(&OneKyc, TABLE).await;
}
