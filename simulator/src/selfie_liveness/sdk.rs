//! The script of the web SDK, and what it asks its own server: not a published interface.

use axum::Json;
use axum::extract::State;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::html::JAVASCRIPT;
use crate::onekyc::callback;
use crate::onekyc::errors::{Failure, respond};
use crate::onekyc::gateway::Gateway;
use crate::onekyc::token::required;
use crate::onekyc::world::UserDenied;

const MOST_RESULTS: usize = 20;

/// One classic script: its parts share one function scope.
const SCRIPT: &str = concat!(
    "'use strict';\n(() => {\n",
    include_str!("sdk/judge.js"),
    include_str!("sdk/stop.js"),
    include_str!("sdk/gateway.js"),
    include_str!("sdk/camera.js"),
    include_str!("sdk/texts.js"),
    include_str!("sdk/theme.js"),
    include_str!("sdk/view.js"),
    include_str!("sdk/flow.js"),
    include_str!("sdk/scenarios.js"),
    include_str!("sdk/entry.js"),
    "window.OneKYC = Object.freeze({ initialise, launchSelfieLiveness });\n})();\n",
);

/// `GET /selfie-liveness/v1.2/sdk.js`.
pub(crate) async fn script(State(gateway): State<Gateway>) -> Response {
    let scenario = gateway.world().coming_scenario();
    let body = match scenario.map(|scenario| scenario.name()) {
        Some("script_missing") => return StatusCode::NOT_FOUND.into_response(),
        Some("script_never") => {
            gateway.sim.until_stopped().await;
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Some("script_broken") => "<!doctype html><title>Maintenance</title>".to_owned(),
        Some("initialise_throws") => throwing("initialise"),
        Some("launch_throws") => throwing("launchSelfieLiveness"),
        _ => SCRIPT.to_owned(),
    };
    let headers = [
        (CONTENT_TYPE, JAVASCRIPT),
        (CACHE_CONTROL, "no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Pages of other origins load it, with and without an integrity attribute.
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    (headers, body).into_response()
}

fn throwing(function: &str) -> String {
    format!(
        "{SCRIPT}window.OneKYC = {{ ...window.OneKYC, {function}() {{ throw new Error('{function} threw'); }} }};\n"
    )
}

/// `GET /sdk/v1/settings`: all that the SDK needs to begin.
pub(crate) async fn settings(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    let result = describe(&gateway, &headers);
    respond(&gateway, result)
}

fn describe(gateway: &Gateway, headers: &HeaderMap) -> Result<Value, Failure> {
    let token = required(headers, "x-onekyc-token")?;
    let partner_session_id = required(headers, "x-partner-session-id")?;
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let poll_ms = world.switches.poll_ms;
    let session = world
        .of_user(token, Some(partner_session_id), now_ms)
        .map_err(denied)?;
    let request = &session.request;
    Ok(json!({
        "submissionType": request.flow.submission_type(),
        "locale": request.locale,
        "themeMode": request.theme,
        "pollMs": poll_ms,
        "scenario": session.scenario,
    }))
}

/// What the SDK said to the page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    result: String,
}

/// The SDK has called the page back, so that a completion callback which comes after it can be sent.
pub(crate) async fn result_sent(
    State(gateway): State<Gateway>,
    headers: HeaderMap,
    Json(sent): Json<Sent>,
) -> Response {
    let result = note(&gateway, &headers, &sent.result);
    respond(&gateway, result)
}

fn note(gateway: &Gateway, headers: &HeaderMap, said: &str) -> Result<Value, Failure> {
    let token = required(headers, "x-onekyc-token")?;
    let partner_session_id = required(headers, "x-partner-session-id")?;
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let session = world
        .of_user(token, Some(partner_session_id), now_ms)
        .map_err(denied)?;
    session.messages.push(said.chars().take(100).collect());
    let surplus = session.messages.len().saturating_sub(MOST_RESULTS);
    session.messages.drain(..surplus);
    callback::message_was_sent(&mut world, partner_session_id, now_ms);
    Ok(json!({}))
}

fn denied(denied: UserDenied) -> Failure {
    match denied {
        UserDenied::Unknown => Failure::unauthorized(),
        UserDenied::OtherSession => Failure::new(StatusCode::FORBIDDEN, 110, "FORBIDDEN"),
    }
}
