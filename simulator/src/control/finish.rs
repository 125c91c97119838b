//! Ending a session without a browser.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;

use crate::control::{Answer, missing, refuse};
use crate::signicat::create_fields::is_e164;
use crate::signicat::returning::{Ending, ending};
use crate::signicat::session::Status;
use crate::simulator::Sim;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignicatEnd {
    /// A status of the contract, in capitals.
    outcome: String,
    /// The number that the person typed in, E.164; the prefilled one when absent.
    phone_number: Option<String>,
}

/// `POST /control/signicat/sessions/{id}/finish`: answers with where the browser would go.
pub(crate) async fn signicat(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    Json(end): Json<SignicatEnd>,
) -> Answer {
    let status = Status::ALL
        .into_iter()
        .find(|status| status.name() == end.outcome)
        .ok_or_else(|| {
            refuse(format!(
                "outcome is one of {:?}",
                Status::ALL.map(Status::name)
            ))
        })?;
    if end
        .phone_number
        .as_deref()
        .is_some_and(|number| !is_e164(number))
    {
        return Err(refuse("phone_number must be E.164 with a plus"));
    }
    let mut world = sim.signicat();
    let switches = world.switches;
    let session = world
        .sessions
        .get_mut(&id)
        .ok_or_else(|| missing("no such session"))?;
    session.phone = end
        .phone_number
        .or_else(|| session.phone.clone())
        .or_else(|| session.request.mobile.clone());
    session.status = status;
    if !status.is_final() {
        return Ok(Json(json!({ "status": status })));
    }
    let location = match ending(session, switches, &sim.entropy) {
        Ending::Return(to) => Some(to),
        Ending::Stay => None,
    };
    Ok(Json(
        json!({ "status": status, "sessionNonce": session.nonce, "location": location }),
    ))
}
