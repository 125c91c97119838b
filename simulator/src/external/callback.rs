//! The callback "something happened": when it is sent, with what signature, and again after 1, 5 and 25 s.

use axum::http::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::{Value, json};

use crate::entropy::Entropy;
use crate::external::answers::NOBODYS;
use crate::external::callback_plays::CallbackPlay;
use crate::external::messages::VERSION;
use crate::external::scenarios::Scenario;
use crate::external::session::Session;
use crate::external::signature::{self, Signed};
use crate::external::world::World;
use crate::simulator::Sim;

/// Milliseconds after a failure until the next attempt.
const RETRIES_MS: [i64; 3] = [1_000, 5_000, 25_000];
const MOST_DELIVERIES: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Progress {
    Waiting,
    UnderWay,
    Delivered,
    GivenUp,
}

/// One callback and its attempts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Delivery {
    /// Of this delivery; the message's own is among the headers.
    id: String,
    session: String,
    url: String,
    pub(crate) headers: Option<Signed>,
    pub(crate) body: String,
    due_ms: i64,
    progress: Progress,
    /// Status codes, or `null` where no answer came.
    answers: Vec<Option<u16>>,
}

/// Plans the callback of a check that changed.
pub(crate) fn schedule(world: &mut World, session: &Session, entropy: &Entropy, now_ms: i64) {
    let play = match session.scenario {
        Scenario::Callback(play) => Some(play),
        _ => None,
    };
    if play == Some(CallbackPlay::Never) {
        return;
    }
    let mut body = json!({
        "version": VERSION,
        "type": "check.changed",
        "id": session.id,
        "check": session.begin.check,
    });
    match play {
        Some(CallbackPlay::Unknown) => body["id"] = json!(entropy.secret()),
        Some(CallbackPlay::SaysDone) => {
            body["status"] = json!("done");
            body["facts"] = json!([{ "kind": "identity" }]);
        }
        Some(CallbackPlay::OtherType) => body["type"] = json!("check.state"),
        Some(CallbackPlay::OtherVersion) => body["version"] = json!(2),
        _ => {}
    }
    let body = match play {
        Some(CallbackPlay::NotJson) => "something happened".to_owned(),
        _ => body.to_string(),
    };
    let secret = match play {
        Some(CallbackPlay::Forged) => NOBODYS,
        Some(CallbackPlay::RequestSecret) => &world.secrets.requests,
        _ => &world.secrets.answers,
    };
    let signed_ms = match play {
        Some(CallbackPlay::Old) => now_ms - 600_000,
        _ => now_ms,
    };
    let signed = signature::headers(secret, &entropy.uuid(), signed_ms, body.as_bytes());
    let times = if play == Some(CallbackPlay::Twice) {
        2
    } else {
        1
    };
    for _ in 0..times {
        world.deliveries.push_back(Delivery {
            id: entropy.uuid(),
            session: session.id.clone(),
            url: session.begin.callback_url.clone(),
            headers: (play != Some(CallbackPlay::Unsigned)).then(|| signed.clone()),
            body: body.clone(),
            due_ms: now_ms,
            progress: Progress::Waiting,
            answers: Vec::new(),
        });
    }
    while world.deliveries.len() > MOST_DELIVERIES {
        world.deliveries.pop_front();
    }
}

/// Sends what is due, or everything that waits when `force`. Answers with what was tried.
pub(crate) async fn deliver_due(sim: &Sim, force: bool) -> Vec<Value> {
    let due = take_due(sim, force);
    let mut tried = Vec::with_capacity(due.len());
    for delivery in due {
        let answer = send(sim, &delivery).await;
        record(sim, &delivery.id, answer);
        tried.push(json!({ "id": delivery.id, "body": delivery.body, "answer": answer }));
    }
    tried
}

/// Has what was sent wait to be sent once more.
pub(crate) fn again(sim: &Sim) {
    let now_ms = sim.clock.now_ms();
    for delivery in &mut sim.external().deliveries {
        if matches!(delivery.progress, Progress::Delivered | Progress::GivenUp) {
            delivery.progress = Progress::Waiting;
            delivery.due_ms = now_ms;
        }
    }
}

fn take_due(sim: &Sim, force: bool) -> Vec<Delivery> {
    let now_ms = sim.clock.now_ms();
    let mut world = sim.external();
    let target = world.callback.as_ref().map(|target| target.url.clone());
    world
        .deliveries
        .iter_mut()
        .filter(|delivery| {
            delivery.progress == Progress::Waiting && (force || delivery.due_ms <= now_ms)
        })
        .map(|delivery| {
            delivery.progress = Progress::UnderWay;
            let mut due = delivery.clone();
            if let Some(url) = &target {
                due.url.clone_from(url);
            }
            due
        })
        .collect()
}

async fn send(sim: &Sim, delivery: &Delivery) -> Option<u16> {
    let mut request = sim
        .http
        .post(&delivery.url)
        .header(CONTENT_TYPE, "application/json")
        .body(delivery.body.clone());
    if let Some(signed) = &delivery.headers {
        request = request
            .header(signature::ID, &signed.id)
            .header(signature::TIMESTAMP, &signed.timestamp)
            .header(signature::SIGNATURE, &signed.signature);
    }
    match request.send().await {
        Ok(response) => Some(response.status().as_u16()),
        Err(error) => {
            tracing::warn!(error = %error.without_url(), "a callback got no answer");
            None
        }
    }
}

/// A message that was refused (4xx) is not tried again.
fn record(sim: &Sim, id: &str, answer: Option<u16>) {
    let now_ms = sim.clock.now_ms();
    let mut world = sim.external();
    let Some(delivery) = world
        .deliveries
        .iter_mut()
        .find(|delivery| delivery.id == id)
    else {
        return;
    };
    delivery.answers.push(answer);
    let is_taken = answer.is_some_and(|status| (200..300).contains(&status));
    let is_refused = answer.is_some_and(|status| (400..500).contains(&status));
    let retry = RETRIES_MS
        .get(delivery.answers.len() - 1)
        .filter(|_| !is_refused);
    delivery.progress = match (is_taken, retry) {
        (true, _) => Progress::Delivered,
        (false, Some(wait_ms)) => {
            delivery.due_ms = now_ms.saturating_add(*wait_ms);
            Progress::Waiting
        }
        (false, None) => Progress::GivenUp,
    };
}
