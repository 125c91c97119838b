//! Get Submission Details, both published variants (contract 1.3.5).

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use crate::clock::iso_milliseconds;
use crate::onekyc::accounts::Partner;
use crate::onekyc::errors::{Failure, respond};
use crate::onekyc::gateway::Gateway;
use crate::onekyc::refusals::{Call, scripted};
use crate::onekyc::session::{Session, Stage};
use crate::onekyc::token::{optional, required};
use crate::onekyc::world::World;

/// How many details of `completed_in_progress` say IN_PROGRESS.
const LATE_READS: u32 = 3;

/// `GET /coe/v1/submissions`.
pub(crate) async fn short(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    let result = answer(&gateway, &headers, false).map_err(Failure::with_integer_code);
    respond(&gateway, result)
}

/// `GET /coe-partner/v1/submissions`, which names user and onboarding partner too.
pub(crate) async fn long(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    let result = answer(&gateway, &headers, true).map_err(Failure::with_integer_code);
    respond(&gateway, result)
}

fn answer(gateway: &Gateway, headers: &HeaderMap, names_user: bool) -> Result<Value, Failure> {
    let token = required(headers, "x-onekyc-token")?;
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let code = world.switches.details_unauthorized_code;
    let unauthorized = Failure::new(StatusCode::UNAUTHORIZED, code, "UNAUTHORIZED");
    let partner = world
        .partner(token, now_ms)
        .ok_or_else(|| unauthorized.clone())?;
    if names_user {
        let onboarding_partner = required(headers, "x-onboarding-partner")?;
        if !partner.owns(onboarding_partner) {
            return Err(forbidden());
        }
        required(headers, "x-partner-user-id").map_err(|_| {
            Failure::new(
                StatusCode::BAD_REQUEST,
                1550,
                "PARTNER_USER_ID_CAN_NOT_BE_EMPTY",
            )
        })?;
        required(headers, "x-partner-user-id-type")?;
    }
    let id = find(&world, headers)?;
    let base_url = world.base_url.clone();
    let session = world.sessions.get_mut(&id).ok_or_else(missing)?;
    check_owner(session, partner, headers, names_user)?;
    if session.scenario.is("details_unauthorized") {
        return Err(unauthorized);
    }
    if let Some(failure) = scripted(session.scenario, Call::Details) {
        return Err(failure);
    }
    session.details_reads = session.details_reads.saturating_add(1);
    let session = session.clone();
    let shown = describe(&session, gateway)?;
    let Some(submission) = &session.submission else {
        return Err(missing());
    };
    let mut data = shown;
    if session.verdict().is_some() && data["status"] == "COMPLETED" {
        let read = world
            .uploads
            .get(&submission.selfie)
            .map(|upload| upload.read_signature.clone());
        if let Some(signature) = read {
            let url = format!(
                "{base_url}/objects/{}?X-Signature={signature}",
                submission.selfie
            );
            data["submissionDetails"]["imageUrls"] = json!({ "selfie": url });
        }
    }
    Ok(data)
}

fn find(world: &World, headers: &HeaderMap) -> Result<String, Failure> {
    let by_session = optional(headers, "x-partner-session-id");
    let by_submission = optional(headers, "x-submission-id");
    let of_submission = by_submission.and_then(|id| world.session_of_submission(id));
    match (by_session, by_submission) {
        (None, None) => Err(Failure::invalid(
            "PARTNER_SESSION_ID_OR_SUBMISSION_ID_CAN_NOT_BE_EMPTY",
        )),
        (Some(session), None) => Ok(session.to_owned()),
        (None, Some(_)) => of_submission.map(str::to_owned).ok_or_else(missing),
        (Some(session), Some(_)) if of_submission == Some(session) => Ok(session.to_owned()),
        (Some(_), Some(_)) => Err(missing()),
    }
}

fn check_owner(
    session: &Session,
    partner: &Partner,
    headers: &HeaderMap,
    names_user: bool,
) -> Result<(), Failure> {
    if session.client_id != partner.client_id {
        return Err(forbidden());
    }
    if !names_user {
        return Ok(());
    }
    let request = &session.request;
    if optional(headers, "x-onboarding-partner") != Some(request.onboarding_partner.as_str()) {
        return Err(forbidden());
    }
    let is_same_user = optional(headers, "x-partner-user-id") == Some(request.user_id.as_str())
        && optional(headers, "x-partner-user-id-type") == Some(request.user_id_type.as_str());
    if is_same_user {
        Ok(())
    } else {
        Err(Failure::new(
            StatusCode::BAD_REQUEST,
            1553,
            "PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER",
        ))
    }
}

/// A missing submission is 400, not 404.
fn missing() -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, 1552, "SUBMISSION_DOES_NOT_EXIST")
}

fn forbidden() -> Failure {
    Failure::new(StatusCode::FORBIDDEN, 903, "FORBIDDEN")
}

fn describe(session: &Session, gateway: &Gateway) -> Result<Value, Failure> {
    let submission = session.submission.as_ref().ok_or_else(missing)?;
    let scenario = session.scenario;
    let named = if scenario.is("details_other_session") {
        gateway.sim.entropy.uuid()
    } else {
        session.request.partner_session_id.clone()
    };
    let mut data = json!({
        "status": "IN_PROGRESS",
        "submissionId": submission.id,
        "flow": session.request.flow.name(),
        "partnerSessionId": named,
    });
    let is_held_back = scenario.is("completed_never")
        || (scenario.is("completed_in_progress") && session.details_reads <= LATE_READS);
    let verdict = match &submission.stage {
        Stage::Settled(verdict) if !is_held_back => verdict,
        _ => return Ok(data),
    };
    data["status"] = json!(verdict.status);
    data["reasonCode"] = json!(verdict.reason_code);
    if let Some(result) = &verdict.result {
        data["result"] = json!(result);
    }
    if let Some(at) = submission.processed_ms {
        data["processedAt"] = json!(iso_milliseconds(at));
    }
    if verdict.status == "COMPLETED" {
        data["submissionDetails"] = json!({ "verificationResults": verification(&verdict.reason_code, submission.is_compared) });
    }
    Ok(data)
}

fn verification(reason: &str, is_compared: bool) -> Value {
    let (liveness, face) = match reason {
        "NOT_LIVE" => ("INVALID", "VALID"),
        "FACE_MATCH_FAILED" => ("VALID", "INVALID"),
        _ => ("VALID", "VALID"),
    };
    let mut results = json!({
        "liveness": { "result": liveness, "version": "v1.2" },
    });
    if is_compared || face == "INVALID" {
        let score = if face == "VALID" { "0.97" } else { "0.21" };
        results["faceMatch"] = json!({ "score": score, "result": face, "version": "v1.2" });
    }
    if reason == "REFERENCE_IMAGE_VALIDATION_FAILED" {
        results["referenceImageValidation"] = json!({ "ktp": { "verificationResult": "INVALID", "verificationReasonCode": "NOT_EKTP" } });
    }
    results
}
