//! The web app's calls: upload addresses, confirmation, status; user token (contract 1.3.4).

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use crate::clock::iso_milliseconds;
use crate::onekyc::errors::{Failure, respond};
use crate::onekyc::gateway::Gateway;
use crate::onekyc::processing::{self, NextAction, Refused};
use crate::onekyc::refusals::{Call, scripted};
use crate::onekyc::session::{Session, Stage};
use crate::onekyc::token::required;
use crate::onekyc::uploads::{UPLOAD_LIFETIME_S, Upload};
use crate::onekyc::world::{UserDenied, World};

pub(crate) async fn urls(
    State(gateway): State<Gateway>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let result = new_urls(&gateway, &query, &headers);
    respond(&gateway, result)
}

pub(crate) async fn confirm(
    State(gateway): State<Gateway>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let result = take(&gateway, &headers, &body);
    respond(&gateway, result)
}

pub(crate) async fn status(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let result = progress(&gateway, &id, &headers);
    respond(&gateway, result)
}

fn new_urls(
    gateway: &Gateway,
    query: &HashMap<String, String>,
    headers: &HeaderMap,
) -> Result<Value, Failure> {
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let base_url = world.base_url.clone();
    let session = of_user(&mut world, headers, now_ms)?;
    if let Some(failure) = scripted(session.scenario, Call::Urls) {
        return Err(failure);
    }
    if query.get("submissionType").map(String::as_str)
        != Some(session.request.flow.submission_type())
    {
        return Err(Failure::new(
            StatusCode::BAD_REQUEST,
            1542,
            "INVALID_SUBMISSION_TYPE",
        ));
    }
    let submission = processing::begin(session, &gateway.sim.entropy, now_ms).map_err(refusal)?;
    let lifetime_s = if session.scenario.is("upload_expired") {
        0
    } else {
        UPLOAD_LIFETIME_S
    };
    let partner_session_id = session.request.partner_session_id.clone();
    world.remember_submission(&submission.id, &partner_session_id);
    let signature = gateway.sim.entropy.secret();
    world.uploads.insert(
        submission.selfie.clone(),
        Upload {
            signature: signature.clone(),
            read_signature: gateway.sim.entropy.secret(),
            expires_ms: now_ms.saturating_add(lifetime_s * 1_000),
            image: None,
        },
    );
    Ok(json!({
        "submissionId": submission.id,
        "status": "INITIATED",
        "documents": { "SELFIE": {
            "documentUrl": format!("{base_url}/objects/{}?X-Signature={signature}", submission.selfie),
            "documentReference": submission.selfie,
            "expiryInSeconds": UPLOAD_LIFETIME_S.to_string(),
        } },
    }))
}

fn take(gateway: &Gateway, headers: &HeaderMap, body: &[u8]) -> Result<Value, Failure> {
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let session = of_user(&mut world, headers, now_ms)?;
    let body: Value =
        serde_json::from_slice(body).map_err(|_| Failure::invalid("INVALID_REQUEST_BODY"))?;
    let id = body
        .get("submissionId")
        .and_then(Value::as_str)
        .ok_or(Failure::invalid("SUBMISSION_ID_CAN_NOT_BE_EMPTY"))?;
    let partner_session_id = session.request.partner_session_id.clone();
    if let Some(failure) = scripted(session.scenario, Call::Confirm) {
        return Err(failure);
    }
    let selfie = session
        .submission
        .as_ref()
        .map(|submission| submission.selfie.clone())
        .unwrap_or_default();
    if !world
        .uploads
        .get(&selfie)
        .is_some_and(Upload::holds_an_image)
    {
        return Err(Failure::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            1544,
            "INVALID_UPLOAD_ARTIFACT",
        ));
    }
    world
        .take_capture(&partner_session_id, id, &gateway.sim.entropy, now_ms)
        .map_err(refusal)?;
    Ok(json!({ "submissionId": id, "uiMessages": {} }))
}

fn progress(gateway: &Gateway, id: &str, headers: &HeaderMap) -> Result<Value, Failure> {
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let session = of_user(&mut world, headers, now_ms)?;
    if uuid::Uuid::parse_str(id).is_err() {
        return Err(Failure::new(
            StatusCode::BAD_REQUEST,
            1541,
            "INVALID_SUBMISSION_ID",
        ));
    }
    if session
        .submission
        .as_ref()
        .is_none_or(|submission| submission.id != id)
    {
        return Err(Failure::new(
            StatusCode::NOT_FOUND,
            1543,
            "SUBMISSION_DOES_NOT_EXIST",
        ));
    }
    if let Some(failure) = scripted(session.scenario, Call::Status) {
        return Err(failure);
    }
    let next = processing::poll(session);
    describe(session, next)
}

fn describe(session: &Session, next: NextAction) -> Result<Value, Failure> {
    let missing = || Failure::new(StatusCode::NOT_FOUND, 1543, "SUBMISSION_DOES_NOT_EXIST");
    let submission = session.submission.as_ref().ok_or_else(missing)?;
    let (status, document) = match (next, &submission.stage) {
        (NextAction::Status, Stage::Initiated) => ("INITIATED", "PENDING"),
        (NextAction::Status, _) => ("IN_PROGRESS", "UPLOADED"),
        (NextAction::Retry, _) => ("IN_PROGRESS", "REJECTED"),
        (NextAction::Exit, Stage::Settled(verdict)) if verdict.status == "ERROR" => {
            ("ERROR", "INVALID")
        }
        (NextAction::Exit, _) => ("COMPLETED", "VERIFIED"),
    };
    let mut data = json!({
        "status": status,
        "submissionType": session.request.flow.submission_type(),
        "createdAt": iso_milliseconds(submission.created_ms),
        "documents": { "SELFIE": { "status": document, "documentReference": submission.selfie } },
        "nextAction": next.name(),
        "attemptsLeft": processing::MOST_ATTEMPTS.saturating_sub(session.attempts),
    });
    match session.scenario.name() {
        "unknown_next_action" => data["nextAction"] = json!("WAIT"),
        "next_action_missing" => drop(data.as_object_mut().map(|data| data.remove("nextAction"))),
        "unknown_status" => data["status"] = json!("PAUSED"),
        _ => {}
    }
    if let (NextAction::Exit, Some(at), Some(verdict)) =
        (next, submission.processed_ms, session.verdict())
    {
        data["completedAt"] = json!(iso_milliseconds(at));
        let is_valid = verdict.result.as_deref() == Some("VALID");
        data["verificationResult"] = json!({
            "isApproved": is_valid,
            "riskLevel": if is_valid { "LOW" } else { "HIGH" },
            "confidence": "95",
        });
    }
    Ok(data)
}

/// The session of the user token; the three headers are required.
fn of_user<'a>(
    world: &'a mut World,
    headers: &HeaderMap,
    now_ms: i64,
) -> Result<&'a mut Session, Failure> {
    let token = required(headers, "x-onekyc-token")?;
    let partner_session_id = required(headers, "x-partner-session-id")?;
    required(headers, "x-sdk-session-id")?;
    world
        .of_user(token, Some(partner_session_id), now_ms)
        .map_err(|denied| match denied {
            UserDenied::Unknown => Failure::unauthorized(),
            UserDenied::OtherSession => Failure::new(StatusCode::FORBIDDEN, 110, "FORBIDDEN"),
        })
}

fn refusal(refused: Refused) -> Failure {
    match refused {
        Refused::QuotaExceeded => Failure::new(
            StatusCode::TOO_MANY_REQUESTS,
            429,
            "SUBMISSION_QUOTA_EXCEEDED",
        ),
        Refused::StateConflict => {
            Failure::new(StatusCode::CONFLICT, 1545, "SUBMISSION_STATE_CONFLICT")
        }
        Refused::NoSuchSubmission => {
            Failure::new(StatusCode::NOT_FOUND, 1543, "SUBMISSION_DOES_NOT_EXIST")
        }
    }
}
