//! The service's API over HTTP. Nothing of a body is read before its signature was verified.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::external::answers::Answer;
use crate::external::errors::refused;
use crate::external::messages;
use crate::external::signature;
use crate::external::world::Refused;
use crate::simulator::Sim;

/// The message's id, when it is the client's.
fn authenticate(sim: &Sim, headers: &HeaderMap, body: &[u8]) -> Result<String, Box<Response>> {
    let secret = sim.external().secrets.requests.clone();
    let now_ms = sim.clock.now_ms();
    signature::verify(&secret, headers, body, now_ms).map_err(|refusal| {
        let detail = "The request is not signed as the contract asks for";
        Box::new(refused(StatusCode::UNAUTHORIZED, refusal.code(), detail))
    })
}

fn malformed(detail: &str) -> Response {
    refused(StatusCode::BAD_REQUEST, "malformed", detail)
}

fn answered(answer: Result<Answer, Refused>) -> Response {
    match answer {
        Ok(answer) => answer.into_response(),
        Err(Refused::Replayed) => refused(
            StatusCode::CONFLICT,
            "replayed",
            "This webhook-id was there before",
        ),
        Err(Refused::Conflict) => refused(
            StatusCode::CONFLICT,
            "conflict",
            "This attempt began in other words",
        ),
        Err(Refused::Unknown) => refused(StatusCode::NOT_FOUND, "not_found", "No such check"),
    }
}

/// `POST /checks`
pub(crate) async fn begin(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let message = match authenticate(&sim, &headers, &body) {
        Ok(message) => message,
        Err(refusal) => return *refusal,
    };
    let now_ms = sim.clock.now_ms();
    match messages::begin(&body, now_ms) {
        Ok(checked) => {
            let begun = sim
                .external()
                .begin(checked, &message, &sim.entropy, now_ms);
            answered(begun)
        }
        Err(detail) => malformed(&detail),
    }
}

/// `POST /checks/{id}/status`
pub(crate) async fn status(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let message = match authenticate(&sim, &headers, &body) {
        Ok(message) => message,
        Err(refusal) => return *refusal,
    };
    let now_ms = sim.clock.now_ms();
    match messages::status(&body) {
        Ok(request) => {
            let state = sim
                .external()
                .status(&id, &request, &message, &sim.entropy, now_ms);
            answered(state)
        }
        Err(detail) => malformed(&detail),
    }
}
