//! FrankieOne: the simulator's control API logs in and consents; the calls of OneSDK, and our page's last word as
//! `sdk/step.js` finds it.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;
use vestibule::launch::Presentation;
use vestibule_server::provider::{Launch, ReturnQuery, Snapshot};
use vestibule_simulator::Running;

use crate::{
    bench::{Bench, Ground},
    driver::Driver,
    ending::{self, Ending},
    runs,
};

const TABLE: &str = include_str!("expected/frankieone.txt");
const RETURN: &str = "http://127.0.0.1:3000/sdk/tested/return";

/// Our page waits longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Where no answer comes.
const NO_PATIENCE: Duration = Duration::from_secs(3);

struct FrankieOne;

#[async_trait]
impl Driver for FrankieOne {
    fn kind(&self) -> &'static str {
        "frankieone"
    }

    fn secrets(&self) -> Vec<(&'static str, &'static str)> {
        vec![("api_key", "sim-frankieone-key")]
    }

    fn settings(&self, simulator: &Running) -> Value {
        let bff = simulator.frankieone_url();
        json!({
            "bff": bff,
            "sdk_script": format!("{bff}/onesdk/v1.7/oneSdk.umd.js"),
            "redirect_url": RETURN,
            "customer_id": "sim-frankieone",
        })
    }

    fn happy(&self) -> &'static str {
        "happy"
    }

    fn routes(&self) -> &'static [&'static str] {
        &["machine_session", "config", "applicant"]
    }

    async fn play(&self, bench: &Bench<'_>, scenario: &str) -> Ending {
        let ground = bench.ground;
        ground
            .control("/control/frankieone/redirect-url", json!({ "url": RETURN }))
            .await;
        let (started, _) = match bench.start(Presentation::Page).await {
            Ok(started) => started,
            Err(ending) => return ending,
        };
        let Launch::Sdk { parameters } = &started.launch else {
            panic!("no SDK page");
        };
        let session = &started.session;
        let one_sdk = OneSdk {
            http: &ground.http,
            bff: ground.simulator.frankieone_url(),
            token: parameters["token"].as_str().unwrap(),
            patience: match scenario {
                "results_never" | "approve_never_answers" => NO_PATIENCE,
                _ => PATIENCE,
            },
        };
        let Some(word) = word(ground, &one_sdk, &session.reference).await else {
            return bench.settle(session).await;
        };
        // The page that the identity provider sends back needs a session, too.
        if let Err(error) = bench.provider.resume(bench.call(), session).await {
            let reason = ending::of_question(&error);
            return format!("stopped on the page, {reason}");
        }
        let query = ReturnQuery {
            pairs: vec![("sdk_result".to_owned(), word.to_string())],
        };
        let finished = bench
            .provider
            .finish_return(bench.call(), session, &query)
            .await;
        match finished {
            Err(error) => ending::of_question(&error),
            Ok(finished) => {
                let settled = match finished.snapshot {
                    Snapshot::Waiting | Snapshot::Processing => {
                        bench.settle(&finished.session).await
                    }
                    settled => ending::of_snapshot(&settled),
                };
                match finished.stopped {
                    Some(reason) if settled == "waiting" => ending::stopped(reason),
                    _ => settled,
                }
            }
        }
    }
}

/// The page's last word; `None` when the browser never gets back to it.
async fn word(ground: &Ground, one_sdk: &OneSdk<'_>, reference: &str) -> Option<Value> {
    const UTILITY: &str = "/onesdk/v2/config?namespace=onesdk_utility";
    if let Err(trouble) = one_sdk.ask(Method::GET, UTILITY).await {
        return Some(trouble.word());
    }
    let path = format!("/control/frankieone/sessions/{reference}/finish");
    let went = ground.control(&path, json!({ "until": "return" })).await;
    let back = Url::parse(went["location"].as_str()?).unwrap();
    let only = |name: &str| {
        let values: Vec<_> = back
            .query_pairs()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .collect();
        <[String; 1]>::try_from(values).ok().map(|[value]| value)
    };
    let other_session = || Some(json!({ "type": "other_session" }));
    let state = only("state");
    let is_other = state.is_some() && state.as_deref() != went["sessionId"].as_str();
    match (only("error"), only("code")) {
        (Some(_), _) if is_other => other_session(),
        (Some(error), _) => Some(json!({ "type": "refused", "error": error })),
        (None, None) => Some(json!({ "type": "left" })),
        (None, Some(_)) if state.is_none() || is_other => other_session(),
        (None, Some(code)) => Some(come_back(one_sdk, &code, reference).await),
    }
}

/// Shows the person, who approves.
async fn come_back(one_sdk: &OneSdk<'_>, code: &str, reference: &str) -> Value {
    let is_awkward = |character: char| "&#%+".contains(character) || character.is_whitespace();
    if code.contains(is_awkward) {
        return error(&Value::Null);
    }
    let path = format!("/federation/v1/callback/singpass?authCode={code}");
    let shown = match one_sdk.ask(Method::GET, &path).await {
        Ok(shown) => shown,
        Err(trouble) => return trouble.word(),
    };
    let individual = &shown["individual"];
    match individual["customerReference"].as_str() {
        Some(other) if other != reference => return json!({ "type": "other_session" }),
        _ => {}
    }
    if individual.as_object().is_none_or(serde_json::Map::is_empty) {
        return error(&Value::Null);
    }
    match one_sdk
        .ask(Method::POST, "/federation/v1/singpass/entity")
        .await
    {
        Ok(_) => json!({ "type": "approved" }),
        Err(Trouble::Said(word)) => word,
        // A dropped connection makes OneSDK trip over its own answer (contract F8).
        Err(Trouble::Dropped | Trouble::Silent) => json!({ "type": "unanswered" }),
    }
}

/// The word about an error event: its codes.
fn error(data: &Value) -> Value {
    json!({ "type": "error", "errorCode": data["errorCode"], "issues": data["issues"] })
}

/// Why OneSDK has no data.
enum Trouble {
    /// The word about what was answered.
    Said(Value),
    /// The connection broke.
    Dropped,
    /// No answer as long as our page waits.
    Silent,
}

impl Trouble {
    fn word(self) -> Value {
        match self {
            Self::Said(word) => word,
            Self::Dropped => error(&Value::Null),
            Self::Silent => json!({ "type": "unanswered" }),
        }
    }
}

/// The calls of the published script, with the session token and without a scheme before it.
struct OneSdk<'a> {
    http: &'a reqwest::Client,
    bff: &'a str,
    token: &'a str,
    patience: Duration,
}

impl OneSdk<'_> {
    async fn ask(&self, method: Method, path: &str) -> Result<Value, Trouble> {
        let request = self
            .http
            .request(method, format!("{}{path}", self.bff))
            .header("authorization", self.token)
            .header("x-frankie-channel", "onesdk")
            .timeout(self.patience);
        let answer = request.send().await.map_err(|error| {
            if error.is_timeout() {
                Trouble::Silent
            } else {
                Trouble::Dropped
            }
        })?;
        let status = answer.status();
        let data: Value = answer.json().await.unwrap_or_default();
        if status.is_success() {
            Ok(data)
        } else {
            Err(Trouble::Said(error(&data)))
        }
    }
}

#[tokio::test]
async fn frankieone_ends_every_scenario_as_the_table_says() {
    runs::scenarios(&FrankieOne, TABLE).await;
}

/// SEC-37, SEC-73
#[tokio::test]
async fn frankieone_survives_every_fault() {
    runs::quick_faults(&FrankieOne, TABLE).await;
}

#[tokio::test]
async fn frankieone_is_not_waited_for_without_end() {
    runs::silent_faults(&FrankieOne, TABLE).await;
}
