//! Asking the partner for a reference image, and reading it (contract 1.3.3).

use std::net::IpAddr;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::Value;
use url::{Host, Url};

use crate::config::ReferenceImageTarget;
use crate::onekyc::gateway::Gateway;
use crate::onekyc::reference::{self, Call, Outcome, Progress, Seen};

const LONGEST_ANSWER: usize = 64 * 1024;
const LARGEST_IMAGE: usize = 5 * 1024 * 1024;
/// Of the address, when the partner names no lifetime that is a number.
const DEFAULT_LIFETIME_S: i64 = 600;

/// Asks what is due, or everything that waits when `force`. Answers with what was done.
pub(crate) async fn ask_due(gateway: &Gateway, force: bool) -> Vec<Call> {
    let (due, target) = take_due(gateway, force);
    let mut done = Vec::with_capacity(due.len());
    for mut call in due {
        let outcome = go_on(gateway, target.as_ref(), &mut call).await;
        record(gateway, &mut call, outcome);
        done.push(call);
    }
    done
}

fn take_due(gateway: &Gateway, force: bool) -> (Vec<Call>, Option<ReferenceImageTarget>) {
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let target = world.reference_image.clone();
    let due = world
        .reference_calls
        .iter_mut()
        .filter(|call| call.progress == Progress::Waiting && (force || call.due_ms <= now_ms))
        .map(|call| {
            call.progress = Progress::UnderWay;
            call.clone()
        })
        .collect();
    (due, target)
}

/// `None` when the call goes on later.
async fn go_on(
    gateway: &Gateway,
    target: Option<&ReferenceImageTarget>,
    call: &mut Call,
) -> Option<Outcome> {
    if call.url.is_none() {
        let times = if call.scenario.is("reference_asked_twice") {
            2
        } else {
            1
        };
        for _ in 0..times {
            let Some(target) = target else {
                return Some(Outcome::NoImage);
            };
            let (seen, given) = ask(gateway, target, call).await;
            let status = seen.status;
            call.asked.push(seen);
            match given {
                Some(given) if call.scenario.is("reference_expired") => {
                    call.url = Some(given.url);
                    let wait_ms = given.lifetime_s.saturating_add(1).saturating_mul(1_000);
                    call.due_ms = gateway.sim.clock.now_ms().saturating_add(wait_ms);
                    return None;
                }
                Some(given) => call.url = Some(given.url),
                None if status == Some(StatusCode::BAD_REQUEST.as_u16()) => {
                    return Some(Outcome::NoImage);
                }
                None => return Some(Outcome::Failed),
            }
        }
    }
    let url = call.url.clone()?;
    let (seen, outcome) = read(gateway, &url).await;
    call.read.push(seen);
    if call.scenario.is("reference_second_use") {
        let (seen, _) = read(gateway, &url).await;
        call.read.push(seen);
    }
    Some(outcome)
}

fn record(gateway: &Gateway, call: &mut Call, outcome: Option<Outcome>) {
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    call.outcome = outcome;
    call.progress = match outcome {
        Some(_) => Progress::Done,
        None => Progress::Waiting,
    };
    let Some(kept) = world
        .reference_calls
        .iter_mut()
        .find(|kept| kept.id == call.id)
    else {
        // The simulator was reset meanwhile.
        return;
    };
    kept.clone_from(call);
    if let Some(outcome) = outcome {
        reference::conclude(&mut world, call, outcome, &gateway.sim.entropy, now_ms);
    }
}

/// What the partner answered.
struct Given {
    url: String,
    lifetime_s: i64,
}

async fn ask(
    gateway: &Gateway,
    target: &ReferenceImageTarget,
    call: &Call,
) -> (Seen, Option<Given>) {
    let scenario = call.scenario;
    let user_id = if scenario.is("reference_missing") {
        gateway.sim.entropy.uuid()
    } else {
        call.user_id.clone()
    };
    let pass_key = if scenario.is("reference_refused") {
        "wrong"
    } else {
        &target.pass_key
    };
    let kind = if scenario.is("reference_wrong_type") {
        "SOMETHING_NEW"
    } else {
        "KTP"
    };
    let mut request = gateway
        .sim
        .http
        .get(&target.url)
        .header("x-reference-image-type", kind)
        .header("x-partner-user-id", user_id)
        .header("x-partner-user-id-type", &call.user_id_type);
    if !scenario.is("reference_unauthenticated") {
        request = request
            .header("client-id", &target.client_id)
            .header("pass-key", pass_key);
    }
    let (mut seen, body) = fetch(request, LONGEST_ANSWER).await;
    if seen.status != Some(200) {
        return (seen, None);
    }
    match given(&body) {
        Some(given) => (seen, Some(given)),
        None => {
            seen.problem
                .get_or_insert("the answer names no image".to_owned());
            (seen, None)
        }
    }
}

/// `{"success":true,"data":{"url":"..","expiry_seconds":"600"}}`, ASSUMED.
fn given(body: &[u8]) -> Option<Given> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    if answer.get("success") != Some(&Value::Bool(true)) {
        return None;
    }
    let data = answer.get("data")?;
    let lifetime = data.get("expiry_seconds");
    Some(Given {
        url: data.get("url")?.as_str()?.to_owned(),
        lifetime_s: lifetime
            .and_then(|value| value.as_i64().or_else(|| value.as_str()?.parse().ok()))
            .filter(|seconds| (1..=86_400).contains(seconds))
            .unwrap_or(DEFAULT_LIFETIME_S),
    })
}

async fn read(gateway: &Gateway, url: &str) -> (Seen, Outcome) {
    if !is_loopback(url) {
        let seen = Seen {
            status: None,
            content_type: None,
            bytes: 0,
            problem: Some("the simulator reads from loopback only".to_owned()),
        };
        return (seen, Outcome::Failed);
    }
    let (mut seen, body) = fetch(gateway.sim.http.get(url), LARGEST_IMAGE).await;
    if seen.status != Some(200) || seen.problem.is_some() {
        return (seen, Outcome::Failed);
    }
    let begins_right = match seen.content_type.as_deref() {
        Some("image/jpeg") => body.starts_with(&[0xff, 0xd8, 0xff]),
        Some("image/png") => body.starts_with(b"\x89PNG\r\n\x1a\n"),
        _ => false,
    };
    if begins_right {
        (seen, Outcome::Compared)
    } else {
        seen.problem = Some("not a JPEG or PNG".to_owned());
        (seen, Outcome::NotAnImage)
    }
}

fn is_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    };
    is_local && ["http", "https"].contains(&url.scheme())
}

/// The client's own timeout bounds the time, `most` the bytes.
async fn fetch(request: reqwest::RequestBuilder, most: usize) -> (Seen, Vec<u8>) {
    let mut seen = Seen {
        status: None,
        content_type: None,
        bytes: 0,
        problem: None,
    };
    let mut body = Vec::new();
    let mut response = match request.send().await {
        Ok(response) => response,
        Err(error) => {
            seen.problem = Some(error.without_url().to_string());
            return (seen, body);
        }
    };
    seen.status = Some(response.status().as_u16());
    seen.content_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len().saturating_add(chunk.len()) <= most => {
                body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => {
                seen.problem = Some(format!("more than {most} bytes"));
                break;
            }
            Ok(None) => break,
            Err(error) => {
                seen.problem = Some(error.without_url().to_string());
                break;
            }
        }
    }
    seen.bytes = body.len();
    (seen, body)
}
