//! `POST /federation/v1/{idp}/entity`: the approval, which imports the individual that was fetched (contract 2.3.6).

use axum::Json;
use axum::body::Bytes;
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::frankieone::bff::{respond, session_of};
use crate::frankieone::callback::MARKUP;
use crate::frankieone::errors::{ErrorCode, Failure};
use crate::frankieone::idp::registry;
use crate::frankieone::scenarios::Scenario;
use crate::frankieone::session::Session;
use crate::listen::Line;
use crate::simulator::Sim;

pub(crate) async fn approve(
    State(sim): State<Sim>,
    Path(idp): Path<String>,
    ConnectInfo(line): ConnectInfo<Line>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let session = match session_of(&sim, &headers) {
        Ok(session) => session,
        Err(failure) => return respond(&sim, None, Err(failure)),
    };
    let scenario = session.scenario;
    if scenario.is("approve_network_drop") {
        line.cut();
        return StatusCode::BAD_GATEWAY.into_response();
    }
    // The document has no body; axios sends none either.
    let result = if body.is_empty() {
        import(&sim, &session, &idp)
    } else {
        Err(Failure::incorrect_parameter())
    };
    match scenario.name() {
        "approve_answer_lost" => line.cut(),
        "approve_never_answers" => sim.until_stopped().await,
        _ => {}
    }
    let result = result.map(|(status, id)| {
        let body = match scenario.name() {
            "approve_without_entity_id" => json!({}),
            "approve_other_entity_id" => json!({ "entityId": sim.entropy.uuid() }),
            _ => json!({ "entityId": id }),
        };
        (status, Json(body)).into_response()
    });
    respond(&sim, Some(&session), result)
}

/// Imports once; answers with the status and the entity's id.
pub(crate) fn import(
    sim: &Sim,
    session: &Session,
    idp: &str,
) -> Result<(StatusCode, String), Failure> {
    if let Some(failure) = scripted(session.scenario, idp) {
        return Err(failure);
    }
    let now_ms = sim.clock.now_ms();
    let mut world = sim.frankieone();
    let (id, is_new) = world.approve(&session.id, idp, &sim.entropy, now_ms)?;
    let is_created = session.scenario.is("approve_without_entity_id")
        || (is_new && world.switches.approve_status == 201);
    let status = if is_created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, id))
}

fn scripted(scenario: Scenario, idp: &str) -> Option<Failure> {
    Some(match scenario.name() {
        "session_expires_before_approval" => Failure::unauthorised(),
        "approve_server_error" => Failure::server_error(),
        "approve_unauthorised" => Failure::new(
            ErrorCode::VendorUnauthorised,
            format!("Invalid authorisation for {}", registry::by_name(idp)?.name),
        ),
        "approve_unknown_error" => Failure::new(ErrorCode::Unheard, "Something new"),
        "approve_error_html" => Failure::new(ErrorCode::ServerError, MARKUP),
        _ => return None,
    })
}
