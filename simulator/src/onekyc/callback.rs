//! The completion callback: what is sent, when, and again after 1, 5 and 25 s (contract 1.3.6).

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde::Serialize;
use serde_json::{Value, json};

use crate::config::CallbackTarget;
use crate::entropy::Entropy;
use crate::onekyc::gateway::Gateway;
use crate::onekyc::scenarios::CallbackPlan;
use crate::onekyc::session::Verdict;
use crate::onekyc::world::World;

/// Milliseconds after a failure until the next attempt.
const RETRIES_MS: [i64; 3] = [1_000, 5_000, 25_000];
/// A callback that waits for the frame's message is sent without it after this.
const MESSAGE_WAIT_MS: i64 = 60_000;
const MOST_DELIVERIES: usize = 1_000;
const HUGE_BYTES: usize = 5 * 1024 * 1024;

/// What stands in the Authorization header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Credentials {
    Configured,
    Wrong,
    None,
}

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
    id: String,
    partner_session_id: String,
    body: Value,
    credentials: Credentials,
    content_type: &'static str,
    padding: usize,
    due_ms: i64,
    waits_for_message: bool,
    progress: Progress,
    /// Status codes, or `null` where no answer came.
    answers: Vec<Option<u16>>,
}

/// Plans the callbacks of a session that was settled.
pub(crate) fn schedule(
    world: &mut World,
    partner_session_id: &str,
    entropy: &Entropy,
    now_ms: i64,
) {
    let Some(session) = world.sessions.get(partner_session_id) else {
        return;
    };
    let Some(submission) = &session.submission else {
        return;
    };
    let Some(verdict) = session.verdict() else {
        return;
    };
    // IN_PROGRESS gives no callback.
    if !["COMPLETED", "ERROR", "PARTIALLY_COMPLETED"].contains(&verdict.status.as_str()) {
        return;
    }
    let plan = session.scenario.callback();
    let with_session = world.switches.callback_with_session;
    let one = |verdict: &Verdict| {
        let mut body = json!({
            "submissionId": submission.id,
            "status": verdict.status,
            "result": verdict.result,
            "reasonCode": verdict.reason_code,
        });
        if with_session {
            body["partnerSessionId"] = json!(partner_session_id);
        }
        Delivery {
            id: entropy.uuid(),
            partner_session_id: partner_session_id.to_owned(),
            body,
            credentials: Credentials::Configured,
            content_type: "application/json",
            padding: 0,
            due_ms: now_ms,
            waits_for_message: false,
            progress: Progress::Waiting,
            answers: Vec::new(),
        }
    };
    let mut first = one(verdict);
    let mut second = None;
    match plan {
        CallbackPlan::AtOnce => {}
        CallbackPlan::Never => return,
        CallbackPlan::AfterMessage => {
            first.waits_for_message = true;
            first.due_ms = now_ms.saturating_add(MESSAGE_WAIT_MS);
        }
        CallbackPlan::Twice => second = Some(one(verdict)),
        CallbackPlan::Forged => first.credentials = Credentials::Wrong,
        CallbackPlan::Unauthenticated => first.credentials = Credentials::None,
        CallbackPlan::UnknownSubmission => first.body["submissionId"] = json!(entropy.uuid()),
        CallbackPlan::Contradicts => first = one(&Verdict::new("COMPLETED", Some("VALID"), "")),
        CallbackPlan::Regresses => second = Some(one(&Verdict::new("IN_PROGRESS", None, ""))),
        CallbackPlan::Huge => first.padding = HUGE_BYTES,
        CallbackPlan::WrongContentType => first.content_type = "text/plain",
    }
    world.deliveries.push_back(first);
    world.deliveries.extend(second);
    while world.deliveries.len() > MOST_DELIVERIES {
        world.deliveries.pop_front();
    }
}

/// The frame has posted its message: what waited for that is due.
pub(crate) fn message_was_sent(world: &mut World, partner_session_id: &str, now_ms: i64) {
    for delivery in &mut world.deliveries {
        if delivery.waits_for_message && delivery.partner_session_id == partner_session_id {
            delivery.waits_for_message = false;
            delivery.due_ms = now_ms;
        }
    }
}

/// Sends what is due, or everything that waits when `force`. Answers with what was tried.
pub(crate) async fn deliver_due(gateway: &Gateway, force: bool) -> Vec<Value> {
    let (due, target) = take_due(gateway, force);
    let Some(target) = target else {
        return Vec::new();
    };
    let mut tried = Vec::with_capacity(due.len());
    for delivery in due {
        let answer = send(gateway, &target, &delivery).await;
        record(gateway, &delivery.id, answer);
        tried.push(json!({ "id": delivery.id, "body": delivery.body, "answer": answer }));
    }
    tried
}

/// Has what was sent wait to be sent once more.
pub(crate) fn again(gateway: &Gateway) {
    let now_ms = gateway.sim.clock.now_ms();
    for delivery in &mut gateway.world().deliveries {
        if matches!(delivery.progress, Progress::Delivered | Progress::GivenUp) {
            delivery.progress = Progress::Waiting;
            delivery.due_ms = now_ms;
        }
    }
}

fn take_due(gateway: &Gateway, force: bool) -> (Vec<Delivery>, Option<CallbackTarget>) {
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let target = world.callback.clone();
    if target.is_none() {
        return (Vec::new(), None);
    }
    let due = world
        .deliveries
        .iter_mut()
        .filter(|delivery| {
            delivery.progress == Progress::Waiting && (force || delivery.due_ms <= now_ms)
        })
        .map(|delivery| {
            delivery.progress = Progress::UnderWay;
            delivery.clone()
        })
        .collect();
    (due, target)
}

async fn send(gateway: &Gateway, target: &CallbackTarget, delivery: &Delivery) -> Option<u16> {
    let mut body = delivery.body.clone();
    if delivery.padding > 0 {
        body["padding"] = json!("x".repeat(delivery.padding));
    }
    let mut request = gateway
        .sim
        .http
        .post(&target.url)
        .header(CONTENT_TYPE, delivery.content_type)
        .body(body.to_string());
    request = match (delivery.credentials, &target.authorization) {
        (Credentials::Configured, Some(value)) => request.header(AUTHORIZATION, value),
        (Credentials::Wrong, _) => request.header(AUTHORIZATION, "Bearer forged"),
        (Credentials::Configured, None) | (Credentials::None, _) => request,
    };
    match request.send().await {
        Ok(response) => Some(response.status().as_u16()),
        Err(error) => {
            tracing::warn!(error = %error.without_url(), "a completion callback got no answer");
            None
        }
    }
}

/// Any answer but 2xx is an error for the provider; a forged callback is not tried again.
fn record(gateway: &Gateway, id: &str, answer: Option<u16>) {
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let Some(delivery) = world
        .deliveries
        .iter_mut()
        .find(|delivery| delivery.id == id)
    else {
        return;
    };
    delivery.answers.push(answer);
    let is_taken = answer.is_some_and(|status| (200..300).contains(&status));
    let retry = RETRIES_MS
        .get(delivery.answers.len() - 1)
        .filter(|_| delivery.credentials == Credentials::Configured);
    delivery.progress = match (is_taken, retry) {
        (true, _) => Progress::Delivered,
        (false, Some(wait_ms)) => {
            delivery.due_ms = now_ms.saturating_add(*wait_ms);
            Progress::Waiting
        }
        (false, None) => Progress::GivenUp,
    };
}
