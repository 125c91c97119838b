//! The control API: what a test, or a person who tries something out, may decide. No provider has it.

mod finish;
mod scenarios;
mod state;
mod switches;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::config::CallbackTarget;
use crate::fault::{Fault, ProviderName};
use crate::simulator::Sim;
use crate::{clock, inbox, onekyc};

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
        .route("/control/onekyc/callback", post(set_callback))
        .route("/control/onekyc/partner-origins", post(set_partner_origins))
        .route(
            "/control/signicat/sessions/{id}/finish",
            post(finish::signicat),
        )
        .route("/control/onekyc/sessions/{id}/finish", post(finish::onekyc))
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
    for provider in [ProviderName::Signicat, ProviderName::OneKyc] {
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
}

/// Sends the callbacks that are due and waits until they are answered.
async fn tick(State(sim): State<Sim>, body: Result<Json<Tick>, JsonRejection>) -> Answer {
    let tick = body_or_default(body)?;
    let sent = onekyc::callback::deliver_due(&sim, tick.force).await;
    Ok(Json(json!({ "callbacks": sent })))
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
    }
    Ok(Json(json!({})))
}

async fn set_callback(State(sim): State<Sim>, Json(target): Json<CallbackTarget>) -> Answer {
    let url = url::Url::parse(&target.url).map_err(|_| refuse("url is not a URL"))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err(refuse("url is not http or https"));
    }
    sim.onekyc().callback = Some(target);
    Ok(Json(json!({})))
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnerOrigins {
    origins: Vec<String>,
}

async fn set_partner_origins(State(sim): State<Sim>, Json(new): Json<PartnerOrigins>) -> Answer {
    for origin in &new.origins {
        let is_origin =
            url::Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == *origin);
        if !is_origin {
            return Err(refuse(format!("{origin:?} is not an origin")));
        }
    }
    sim.onekyc().partner_origins = new.origins;
    Ok(Json(json!({})))
}
