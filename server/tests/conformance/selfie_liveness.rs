//! Selfie Liveness: the calls and the results of the web SDK, as the simulator's `sdk/flow.js` and `sdk/scenarios.js` make
//! them, and our own `sdk.js` around it.

use async_trait::async_trait;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule::launch::Presentation;
use vestibule_server::provider::{Hint, Launch};
use vestibule_simulator::Running;

use crate::{
    bench::{Bench, Step},
    capture::Page,
    driver::Driver,
    ending::{self, Ending},
    runs,
};

const TABLE: &str = include_str!("expected/selfie_liveness.txt");
/// Three are offered.
const MOST_CAPTURES: usize = 5;

/// An image address lives shorter.
const LATE_MS: i64 = 310_000;

struct SelfieLiveness;

#[async_trait]
impl Driver for SelfieLiveness {
    fn kind(&self) -> &'static str {
        "selfie_liveness"
    }

    fn secrets(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("pass_key", "sim-selfie-passkey"),
            ("reference_image_pass_key", "sim-iab-passkey"),
            ("callback_authorization", "Bearer sim-selfie-callback"),
        ]
    }

    fn settings(&self, simulator: &Running) -> Value {
        json!({
            "token_gateway": simulator.selfie_url(),
            "api_gateway": simulator.selfie_url(),
            "sdk_script": format!("{}/selfie-liveness/v1.2/sdk.js", simulator.selfie_sdk_url()),
            "client_id": "sim-selfie",
            "onboarding_partner": "SIM-SDK-STANDALONE_LIVENESS",
            "partner_user_id_type": "ONBOARDING_ID",
            "flow": "STANDALONE_LIVENESS",
            "reference_image_client_id": "sim-iab",
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

    fn step(&self) -> Step {
        Step {
            has_reference_image: true,
            ..Step::default()
        }
    }

    async fn play(&self, bench: &Bench<'_>, scenario: &str) -> Ending {
        let partner = bench.partner().await;
        let target = json!({ "url": format!("{}/reference-image", partner.url) });
        let path = "/control/selfie_liveness/reference-image";
        bench.ground.control(path, target).await;
        let (started, _) = match bench.start(Presentation::Frame).await {
            Ok(started) => started,
            Err(ending) => return ending,
        };
        let Launch::Sdk { parameters } = &started.launch else {
            panic!("no SDK page");
        };
        let session = &started.session;
        partner.knows(session.memo["user_id"].as_str().unwrap());
        let page = Page {
            ground: bench.ground,
            api: parameters["baseUrl"].as_str().unwrap(),
            token: parameters["token"].as_str().unwrap(),
            session: parameters["correlationId"].as_str().unwrap(),
        };
        let mut stopped = None;
        for report in reports(&page, scenario).await {
            match bench.provider.read_message(session, &report.to_string()) {
                Hint::Fetch | Hint::Unexpected { fetch: true } => {
                    let _ = bench.fetch(session).await;
                }
                Hint::Stopped(reason) => stopped = Some(reason),
                _ => {}
            }
        }
        if scenario == "reference_expired" {
            // The provider takes its time with the address.
            bench.clock.advance(LATE_MS);
            let late = json!({ "advance_ms": LATE_MS });
            bench.ground.control("/clock", late).await;
            bench.ground.control("/control/tick", json!({})).await;
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

/// What our page reports.
async fn reports(page: &Page<'_>, scenario: &str) -> Vec<Value> {
    if let "script_missing" | "script_never" | "script_broken" | "initialise_throws"
    | "launch_throws" = scenario
    {
        return vec![json!({ "type": "failed" })];
    }
    results(page, scenario)
        .await
        .into_iter()
        .map(|result| {
            json!({
                "type": "result",
                "status": result["status"].as_str(),
                "errorCode": result["extra"]["errorCode"].as_str(),
            })
        })
        .collect()
}

/// What the SDK calls back with.
async fn results(page: &Page<'_>, scenario: &str) -> Vec<Value> {
    match scenario {
        "sdk_camera" => vec![error("CAMERA")],
        "sdk_permission" => vec![error("PERMISSION")],
        "sdk_network" => vec![error("NETWORK")],
        "sdk_api" => vec![error("API")],
        "sdk_verification" => vec![error("VERIFICATION")],
        "sdk_security" => vec![error("SECURITY")],
        "sdk_help_clicked" => vec![given("HELP_CLICKED")],
        "sdk_user_cancelled" => vec![given("USER_CANCELLED")],
        "result_forged" => vec![json!({ "status": "COMPLETED" })],
        "result_unknown_status" => vec![json!({ "status": "PAUSED" })],
        "result_unknown_code" => vec![error("SOMETHING_NEW")],
        "result_without_code" => vec![json!({ "status": "ERROR" })],
        "result_null" => vec![Value::Null],
        "result_text" => vec![json!("COMPLETED")],
        _ => {
            let result = flow(page).await;
            match scenario {
                _ if result["status"] != "COMPLETED" => vec![result],
                "result_never" => vec![],
                "result_twice" => vec![result.clone(), result],
                "result_error_but_valid" => vec![error("NETWORK")],
                "result_changes" => vec![given("USER_CANCELLED"), result],
                _ => vec![result],
            }
        }
    }
}

fn error(code: &str) -> Value {
    json!({ "status": "ERROR", "extra": { "errorCode": code } })
}

fn given(code: &str) -> Value {
    json!({ "status": "NOT_COMPLETED", "extra": { "errorCode": code } })
}

/// The capture, until it is taken or refused for good.
async fn flow(page: &Page<'_>) -> Value {
    let refused = |status| match status {
        StatusCode::TOO_MANY_REQUESTS => error("VERIFICATION"),
        _ => error("API"),
    };
    let settings = match page.ask(Method::GET, "/sdk/v1/settings", None).await {
        Ok(settings) => settings,
        Err(status) => return refused(status),
    };
    let kind = settings["submissionType"].as_str().unwrap();
    for _ in 0..MOST_CAPTURES {
        let answer = match page.submit(kind).await {
            Ok(answer) => answer,
            Err(status) => return refused(status),
        };
        match answer["nextAction"].as_str() {
            Some("RETRY") => {}
            Some("EXIT") if answer["status"] == "COMPLETED" => {
                return json!({ "status": "COMPLETED" });
            }
            Some("EXIT") if answer["status"] == "ERROR" => return error("VERIFICATION"),
            _ => return error("API"),
        }
    }
    error("API")
}

#[tokio::test]
async fn selfie_liveness_ends_every_scenario_as_the_table_says() {
    runs::scenarios(&SelfieLiveness, TABLE).await;
}

/// SEC-37, SEC-73
#[tokio::test]
async fn selfie_liveness_survives_every_fault() {
    runs::quick_faults(&SelfieLiveness, TABLE).await;
}

#[tokio::test]
async fn selfie_liveness_is_not_waited_for_without_end() {
    runs::silent_faults(&SelfieLiveness, TABLE).await;
}
