//! OneKYC: the calls and the messages of its web app, as the simulator's `scenarios.js` posts them.

use async_trait::async_trait;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule::launch::Presentation;
use vestibule_server::provider::{Hint, Launch};
use vestibule_simulator::Running;

use crate::{
    bench::Bench,
    driver::Driver,
    ending::{self, Ending},
    runs,
};

const TABLE: &str = include_str!("expected/onekyc.txt");
const TYPE: &str = "ONEKYC_QR_CALLBACK";
const ANOTHER_ID: &str = "00000000-0000-4000-8000-000000000000";
/// The beginning of a JPEG.
const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];
const MOST_POLLS: usize = 10;

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
            bench,
            api: bench.ground.simulator.onekyc_url(),
            token,
            session: &session.reference,
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
            _ => ending,
        }
    }
}

/// The page inside the frame.
struct WebApp<'a> {
    bench: &'a Bench<'a>,
    api: &'a str,
    token: &'a str,
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
        for _ in 0..MOST_POLLS {
            match self.submit().await {
                Ok(next) if next == "EXIT" => break,
                Ok(_) => {}
                Err(StatusCode::TOO_MANY_REQUESTS) => {
                    return ("ERROR", Some("ATTEMPTS_EXHAUSTED"));
                }
                Err(_) => return ("ERROR", Some("GENERIC_ERROR")),
            }
        }
        let launch = self.ask(Method::GET, "/web-app/v1/launch", None).await;
        match launch.ok().map(|data| data["message"].clone()) {
            Some(message) if message["error_code"] == "ATTEMPTS_EXHAUSTED" => {
                ("ERROR", Some("ATTEMPTS_EXHAUSTED"))
            }
            Some(message) if message["status"] == "COMPLETED" => ("COMPLETED", None),
            _ => ("ERROR", Some("PENDING")),
        }
    }

    /// One capture: address, upload, confirmation, and status until there is something else to do.
    async fn submit(&self) -> Result<String, StatusCode> {
        let launch = self.ask(Method::GET, "/web-app/v1/launch", None).await?;
        let kind = launch["submissionType"].as_str().unwrap();
        let path = format!("/coe/v1/submissions/urls?submissionType={kind}");
        let begun = self.ask(Method::GET, &path, None).await?;
        let url = begun["documents"]["SELFIE"]["documentUrl"]
            .as_str()
            .unwrap();
        let put = self.bench.ground.http.put(url);
        let put = put.header("content-type", "image/jpeg").body(JPEG);
        let status = put.send().await.unwrap().status();
        if !status.is_success() {
            return Err(status);
        }
        let id = begun["submissionId"].as_str().unwrap();
        let body = json!({ "submissionId": id });
        self.ask(Method::PUT, "/coe/v1/submissions/urls", Some(body))
            .await?;
        for _ in 0..MOST_POLLS {
            let path = format!("/coe/v1/submissions/{id}/status");
            let answer = self.ask(Method::GET, &path, None).await?;
            match answer["nextAction"].as_str().unwrap() {
                "STATUS" => {}
                other => return Ok(other.to_owned()),
            }
        }
        Ok("EXIT".to_owned())
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, StatusCode> {
        let http = &self.bench.ground.http;
        let mut request = http
            .request(method, format!("{}{path}", self.api))
            .header("x-onekyc-token", self.token)
            .header("x-partner-session-id", self.session)
            .header("x-sdk-session-id", "0d5c6a2e-6b3f-4c57-9d3b-3a0f8f6f1c11");
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap_or_default();
        if status.is_success() && body["success"] == true {
            Ok(body["data"].clone())
        } else {
            Err(status)
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
