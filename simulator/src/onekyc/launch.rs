//! What the web app asks its own server: not a published interface.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::onekyc::callback;
use crate::onekyc::errors::{Failure, respond};
use crate::onekyc::gateway::Gateway;
use crate::onekyc::processing;
use crate::onekyc::scenarios::{ALL, Scenario};
use crate::onekyc::session::Session;
use crate::onekyc::token::required;

const MOST_MESSAGES: usize = 20;
const QR_SIZE: u32 = 240;

/// All that the page needs to begin, and to mirror what a second device does.
pub(crate) async fn show(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    let result = describe(&gateway, &headers);
    respond(&gateway, result)
}

fn describe(gateway: &Gateway, headers: &HeaderMap) -> Result<Value, Failure> {
    let token = required(headers, "x-onekyc-token")?;
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let switches = world.switches;
    let session = world
        .of_user(token, None, now_ms)
        .map_err(|_| Failure::unauthorized())?
        .clone();
    drop(world);
    let request = &session.request;
    let is_over = session.verdict().is_some();
    let is_expired = !is_over && (now_ms >= session.launch_expires_ms);
    let (status, error_code) = processing::message(&session);
    let link = format!(
        "{}/kyc/v2/index.html#/qr-v1?token={}",
        gateway.sim.addresses.onekyc_web, session.user_token
    );
    let qr = match (request.force_qr, request.allow_qr) {
        (true, _) => "always",
        (false, true) => "no_camera",
        (false, false) => "off",
    };
    let mut data = json!({
        "partnerSessionId": request.partner_session_id,
        "submissionType": request.flow.submission_type(),
        "locale": request.locale,
        "theme": request.theme,
        "qr": qr,
        "link": link,
        "expired": is_expired,
        "over": is_over,
        "message": { "status": status, "error_code": error_code },
        "scenario": session.scenario,
        "handshake": switches.handshake,
        "originRequestRepeats": switches.origin_request_repeats,
        "pollMs": switches.poll_ms,
        "needsStorage": switches.needs_storage,
    });
    if let Some(urls) = &request.redirection {
        data["successRedirectionUrl"] = json!(urls.success);
        data["failureRedirectionUrl"] = json!(urls.failure);
    }
    if qr != "off" {
        data["qrSvg"] = json!(draw(&link));
    }
    if switches.panel {
        data["panel"] = json!(
            ALL.iter()
                .map(|(name, about)| json!({ "name": name, "about": about }))
                .collect::<Vec<_>>()
        );
    }
    Ok(data)
}

fn draw(link: &str) -> Option<String> {
    let code = QrCode::new(link).ok()?;
    Some(
        code.render::<svg::Color<'_>>()
            .min_dimensions(QR_SIZE, QR_SIZE)
            .build(),
    )
}

/// What the page posted to its parent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    status: String,
    error_code: Option<String>,
}

/// The page has posted a callback message, so that a callback which comes after it can be sent.
pub(crate) async fn message_sent(
    State(gateway): State<Gateway>,
    headers: HeaderMap,
    Json(sent): Json<Sent>,
) -> Response {
    let result = change(&gateway, &headers, |session| {
        let code = sent.error_code.as_deref().unwrap_or("-");
        session.messages.push(
            format!("{} {code}", sent.status)
                .chars()
                .take(100)
                .collect(),
        );
        let surplus = session.messages.len().saturating_sub(MOST_MESSAGES);
        session.messages.drain(..surplus);
        Ok(())
    });
    if let Ok(id) = &result {
        let now_ms = gateway.sim.clock.now_ms();
        callback::message_was_sent(&mut gateway.world(), id, now_ms);
    }
    respond(&gateway, result.map(|_| json!({})))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    scenario: String,
}

/// The panel of the launch page.
pub(crate) async fn choose_scenario(
    State(gateway): State<Gateway>,
    headers: HeaderMap,
    Json(choice): Json<Choice>,
) -> Response {
    let is_enabled = gateway.world().switches.panel;
    let result = change(&gateway, &headers, |session| {
        let scenario = Scenario::by_name(ALL, &choice.scenario).filter(|_| is_enabled);
        session.scenario = scenario.ok_or(Failure::new(StatusCode::FORBIDDEN, 110, "FORBIDDEN"))?;
        Ok(())
    });
    respond(&gateway, result.map(|_| json!({})))
}

/// Changes the session of the user token; answers with its id.
fn change(
    gateway: &Gateway,
    headers: &HeaderMap,
    act: impl FnOnce(&mut Session) -> Result<(), Failure>,
) -> Result<String, Failure> {
    let token = required(headers, "x-onekyc-token")?;
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let session = world
        .of_user(token, None, now_ms)
        .map_err(|_| Failure::unauthorized())?;
    act(session)?;
    Ok(session.request.partner_session_id.clone())
}
