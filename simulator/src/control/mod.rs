//! The control API: what a test, or a person who tries something out, may decide. No provider has it.

mod bankid;
mod external;
mod finish;
mod frankieone;
mod gateway;
mod scenarios;
mod state;
mod switches;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::fault::{Fault, ProviderName};
use crate::onekyc::gateway::Gateway;
use crate::simulator::Sim;
use crate::{clock, external as company, inbox, onekyc};

/// A refusal: the status and why.
pub(crate) type Refusal = (StatusCode, Json<Value>);
/// What every handler of the control API returns.
pub(crate) type Answer = Result<Json<Value>, Refusal>;

/// The control API, the inbox and the clock.
pub(crate) fn router(sim: &Sim) -> Router {
    Router::new()
        .route("/", get(inbox::show))
        .route("/inbox", get(inbox::show))
        .route("/inbox.json", get(inbox::list))
        .route("/assets/inbox.css", get(inbox::css))
        .route("/assets/inbox.js", get(inbox::script))
        .route("/clock", get(clock::show).post(clock::change))
        .route("/control/state", get(state::show))
        .route("/control/scenarios", get(scenarios::list))
        .route("/control/reset", post(reset))
        .route("/control/tick", post(tick))
        .route("/control/{provider}/next", post(scenarios::queue))
        .route("/control/{provider}/fault", post(put_fault))
        .route("/control/{provider}/faults/clear", post(clear_faults))
        .route("/control/{provider}/revoke-tokens", post(revoke_tokens))
        .route(
            "/control/{provider}/switches",
            get(switches::show).post(switches::change),
        )
        .route("/control/{provider}/callback", post(gateway::set_callback))
        .route(
            "/control/{provider}/partner-origins",
            post(gateway::set_partner_origins),
        )
        .route(
            "/control/{provider}/reference-image",
            post(gateway::set_reference_image),
        )
        .route(
            "/control/signicat/sessions/{id}/finish",
            post(finish::signicat),
        )
        .route(
            "/control/onekyc/sessions/{id}/finish",
            post(gateway::finish),
        )
        .route(
            "/control/selfie_liveness/sessions/{id}/finish",
            post(gateway::finish_selfie),
        )
        .route(
            "/control/selfie_liveness/sessions/{id}/submit",
            post(gateway::submit),
        )
        .route("/control/bankid/sessions/{id}/finish", post(bankid::finish))
        .route(
            "/control/bankid/redirect-uris",
            post(bankid::set_redirect_uris),
        )
        .route("/control/bankid/rotate-keys", post(bankid::rotate_keys))
        .route(
            "/control/external/sessions/{id}/finish",
            post(external::finish),
        )
        .route("/control/bankid/personas", get(bankid::personas))
        .route(
            "/control/frankieone/sessions/{id}/finish",
            post(frankieone::finish),
        )
        .route(
            "/control/frankieone/redirect-url",
            post(frankieone::set_redirect_url),
        )
        .with_state(sim.clone())
}

/// 422 with the reason.
pub(crate) fn refuse(reason: impl Into<String>) -> Refusal {
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        Json(json!({ "error": reason.into() })),
    )
}

/// 404 with the reason.
pub(crate) fn missing(reason: &str) -> Refusal {
    (StatusCode::NOT_FOUND, Json(json!({ "error": reason })))
}

/// A body that may be left out.
pub(crate) fn body_or_default<T: Default>(
    body: Result<Json<T>, JsonRejection>,
) -> Result<T, Refusal> {
    match body {
        Ok(Json(body)) => Ok(body),
        Err(JsonRejection::MissingJsonContentType(_)) => Ok(T::default()),
        Err(rejection) => Err(refuse(rejection.body_text())),
    }
}

/// Everything as it was at the start, except the clock, the tokens, the callback target and the partner origins.
async fn reset(State(sim): State<Sim>) -> Answer {
    sim.signicat().reset();
    sim.onekyc().reset();
    sim.selfie_liveness().reset();
    sim.frankieone().reset();
    sim.bankid().reset();
    sim.external().reset();
    for provider in [
        ProviderName::Signicat,
        ProviderName::OneKyc,
        ProviderName::SelfieLiveness,
        ProviderName::FrankieOne,
        ProviderName::BankId,
        ProviderName::External,
    ] {
        sim.faults.clear(provider);
    }
    sim.calls.clear();
    sim.inbox.clear();
    Ok(Json(json!({})))
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Tick {
    /// Send also what is not due yet.
    #[serde(default)]
    force: bool,
    /// Send once more what was sent before, word for word.
    #[serde(default)]
    again: bool,
}

/// Asks for reference images and sends the callbacks that are due, and waits until they are answered.
async fn tick(State(sim): State<Sim>, body: Result<Json<Tick>, JsonRejection>) -> Answer {
    let tick = body_or_default(body)?;
    if tick.again {
        onekyc::callback::again(&Gateway::iframe(&sim));
        onekyc::callback::again(&Gateway::selfie_liveness(&sim));
        company::callback::again(&sim);
    }
    let onekyc = onekyc::work_off(&Gateway::iframe(&sim), tick.force).await;
    let selfie_liveness = onekyc::work_off(&Gateway::selfie_liveness(&sim), tick.force).await;
    let external = company::callback::deliver_due(&sim, tick.force).await;
    Ok(Json(json!({
        "callbacks": onekyc["callbacks"],
        "selfie_liveness": selfie_liveness,
        "external": { "callbacks": external },
    })))
}

async fn put_fault(
    State(sim): State<Sim>,
    Path(provider): Path<ProviderName>,
    Json(fault): Json<Fault>,
) -> Answer {
    sim.faults.put(provider, fault).map_err(refuse)?;
    Ok(Json(json!({ "faults": sim.faults.all() })))
}

async fn clear_faults(State(sim): State<Sim>, Path(provider): Path<ProviderName>) -> Answer {
    sim.faults.clear(provider);
    Ok(Json(json!({ "faults": sim.faults.all() })))
}

/// Every token that was issued is refused from now on, as if it had been revoked.
async fn revoke_tokens(State(sim): State<Sim>, Path(provider): Path<ProviderName>) -> Answer {
    match provider {
        ProviderName::Signicat => sim.signicat().revoke_tokens(),
        ProviderName::OneKyc => sim.onekyc().revoke_tokens(),
        ProviderName::SelfieLiveness => sim.selfie_liveness().revoke_tokens(),
        ProviderName::FrankieOne => sim.frankieone().revoke_tokens(&sim.entropy),
        ProviderName::BankId => sim.bankid().revoke_tokens(),
        ProviderName::External => return Err(missing("it issues no tokens")),
    }
    Ok(Json(json!({})))
}
