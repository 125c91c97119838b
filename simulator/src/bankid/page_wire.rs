//! The client page over HTTP: the authorize_uri, its cookie, its steps.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, COOKIE, HOST, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bankid::frame_plays::FramePlay;
use crate::bankid::pages;
use crate::bankid::scenarios::Scenario;
use crate::bankid::session::Outcome;
use crate::bankid::steps::{Progress, Refused, Step, View};
use crate::html;
use crate::simulator::Sim;

/// The provider's own names, so that cookies of other servers on this host are not mistaken for them.
const COOKIE_NAME: &str = "bankid_sim_browser";
/// While the switch `chips` is off: a partitioned cookie from before must not be found.
const UNPARTITIONED_COOKIE_NAME: &str = "bankid_sim_browser_plain";
const COOKIE_LENGTH: usize = 43;

/// `authorize_uri`
pub(crate) async fn open(
    State(sim): State<Sim>,
    Path(handle): Path<String>,
    headers: HeaderMap,
) -> Response {
    let partitioned = sim.bankid().switches.chips;
    let name = if partitioned {
        COOKIE_NAME
    } else {
        UNPARTITIONED_COOKIE_NAME
    };
    let browser = browser(name, &headers);
    let new_browser = sim.entropy.secret();
    let opened = {
        let mut world = sim.bankid();
        let (switches, now_ms) = (world.switches, sim.clock.now_ms());
        world
            .open(&handle, browser.as_deref(), &new_browser, now_ms)
            .map(|session| {
                (
                    session.scenario,
                    pages::client(session, switches, &sim.addresses, now_ms),
                )
            })
    };
    let (scenario, mut page) = match opened {
        Ok(opened) => opened,
        Err(refused) => {
            return pages::refused(&refused, sim.bankid().ancestor_of(&handle).as_deref());
        }
    };
    if scenario == Scenario::Frame(FramePlay::NeverLoads) {
        sim.until_stopped().await;
    }
    let partition = if partitioned { "; Partitioned" } else { "" };
    let value = browser.unwrap_or(new_browser);
    let cookie =
        format!("{name}={value}; Path=/iframe; HttpOnly; Secure; SameSite=None{partition}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        page.headers_mut().insert(SET_COOKIE, cookie);
    }
    page
}

/// What the page sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Taken {
    token: String,
    step: StepName,
    nnin: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StepName {
    Begin,
    Identify,
    Approve,
    Cancel,
    Timeout,
    Fail,
}

/// `POST {authorize_uri}/step`, by the page's script.
pub(crate) async fn step(
    State(sim): State<Sim>,
    Path(handle): Path<String>,
    headers: HeaderMap,
    Json(taken): Json<Taken>,
) -> Response {
    if !is_same_origin(&headers) {
        return refuse(&Refused::Forged);
    }
    let step = match taken.step {
        StepName::Begin => Step::Begin,
        StepName::Identify => Step::Identify(taken.nnin.unwrap_or_default()),
        StepName::Approve => Step::End(Outcome::Granted),
        StepName::Cancel => Step::End(Outcome::Denied),
        StepName::Timeout => Step::End(Outcome::Timeout),
        StepName::Fail => Step::End(Outcome::Errored),
    };
    let progress = sim.bankid().take_step(
        &handle,
        &taken.token,
        step,
        &sim.entropy,
        sim.clock.now_ms(),
    );
    match progress {
        Ok(progress) => ([(CACHE_CONTROL, "no-store")], Json(described(&progress))).into_response(),
        Err(refused) => refuse(&refused),
    }
}

fn described(progress: &Progress) -> Value {
    let (view, wrong, to) = match &progress.view {
        View::Identity { wrong } => ("identity", *wrong, None),
        View::App => ("app", false, None),
        View::Return(to) => ("return", false, Some(to)),
        View::Closing => ("closing", false, None),
        View::Failed => ("failed", false, None),
    };
    json!({ "events": progress.events, "view": view, "wrong": wrong, "to": to })
}

fn refuse(refused: &Refused) -> Response {
    let (status, reason) = match refused {
        Refused::Unknown => (StatusCode::NOT_FOUND, "unknown"),
        Refused::Expired => (StatusCode::GONE, "expired"),
        Refused::Used => (StatusCode::GONE, "used"),
        Refused::Forged => (StatusCode::FORBIDDEN, "forged"),
        Refused::OutOfOrder => (StatusCode::CONFLICT, "out_of_order"),
    };
    (
        status,
        [(CACHE_CONTROL, "no-store")],
        Json(json!({ "error": reason })),
    )
        .into_response()
}

/// Browsers send Origin with every POST; programs that are no browser may leave it out.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    match (text(ORIGIN), text(HOST)) {
        (Some(origin), Some(host)) => origin == format!("http://{host}"),
        (origin, _) => origin.is_none(),
    }
}

/// The value of our cookie, when it is one of ours.
fn browser(name: &str, headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(given, value)| *given == name && value.len() == COOKIE_LENGTH)
        .map(|(_, value)| value.to_owned())
}

/// A style sheet or script of the pages.
pub(crate) async fn asset(Path(file): Path<String>) -> Response {
    match file.as_str() {
        "client.css" => html::asset(html::CSS, include_str!("client.css")),
        "client.js" => html::asset(html::JAVASCRIPT, include_str!("client.js")),
        "analytics.js" => html::asset(html::JAVASCRIPT, include_str!("analytics.js")),
        "break-out.js" => html::asset(html::JAVASCRIPT, include_str!("break-out.js")),
        "foreign.js" => html::asset(html::JAVASCRIPT, include_str!("foreign.js")),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
