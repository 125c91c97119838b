//! What is told to the gateways of OneKYC's family: where the partner is, and how a session goes on without a browser.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::config::{CallbackTarget, ReferenceImageTarget};
use crate::control::{Answer, Refusal, missing, refuse};
use crate::fault::ProviderName;
use crate::onekyc::callback;
use crate::onekyc::gateway::Gateway;
use crate::onekyc::processing;
use crate::onekyc::session::Verdict;
use crate::onekyc::uploads::Upload;
use crate::simulator::Sim;

fn of(sim: &Sim, provider: ProviderName) -> Result<Gateway, Refusal> {
    Gateway::of(sim, provider).ok_or_else(|| missing("this provider has no such thing"))
}

/// `POST /control/{provider}/callback`: where completion callbacks go.
pub(crate) async fn set_callback(
    State(sim): State<Sim>,
    Path(provider): Path<ProviderName>,
    Json(target): Json<CallbackTarget>,
) -> Answer {
    must_be_http(&target.url)?;
    if provider == ProviderName::External {
        // Instead of the address that each check names.
        sim.external().callback = Some(target);
        return Ok(Json(json!({})));
    }
    of(&sim, provider)?.world().callback = Some(target);
    Ok(Json(json!({})))
}

/// `POST /control/selfie_liveness/reference-image`: where reference images are asked for, or `null` for nowhere.
pub(crate) async fn set_reference_image(
    State(sim): State<Sim>,
    Path(provider): Path<ProviderName>,
    Json(target): Json<Option<ReferenceImageTarget>>,
) -> Answer {
    if provider != ProviderName::SelfieLiveness {
        return Err(missing("this provider asks for no reference image"));
    }
    if let Some(target) = &target {
        must_be_http(&target.url)?;
    }
    sim.selfie_liveness().reference_image = target;
    Ok(Json(json!({})))
}

fn must_be_http(url: &str) -> Result<(), Refusal> {
    let url = Url::parse(url).map_err(|_| refuse("url is not a URL"))?;
    if ["http", "https"].contains(&url.scheme()) {
        Ok(())
    } else {
        Err(refuse("url is not http or https"))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartnerOrigins {
    origins: Vec<String>,
}

/// `POST /control/{provider}/partner-origins`: who may frame the web app, or run the SDK.
pub(crate) async fn set_partner_origins(
    State(sim): State<Sim>,
    Path(provider): Path<ProviderName>,
    Json(new): Json<PartnerOrigins>,
) -> Answer {
    for origin in &new.origins {
        let is_origin =
            Url::parse(origin).is_ok_and(|url| url.origin().ascii_serialization() == *origin);
        if !is_origin {
            return Err(refuse(format!("{origin:?} is not an origin")));
        }
    }
    of(&sim, provider)?.world().partner_origins = new.origins;
    Ok(Json(json!({})))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct End {
    /// Status of the submission, for example COMPLETED or ERROR.
    status: String,
    /// VALID or INVALID.
    result: Option<String>,
    #[serde(default, rename = "reasonCode")]
    reason_code: String,
    /// Whether the completion callback is planned too; true when absent.
    #[serde(default = "yes")]
    callback: bool,
    /// Whether faces were compared; absent, OneKYC's iframe says so and selfie liveness does not.
    compared: Option<bool>,
}

const fn yes() -> bool {
    true
}

/// `POST /control/onekyc/sessions/{partnerSessionId}/finish`: settles the submission, makes one when there is none.
pub(crate) async fn finish(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    Json(end): Json<End>,
) -> Answer {
    settle(&Gateway::iframe(&sim), &id, &end, true)
}

/// The same of selfie liveness.
pub(crate) async fn finish_selfie(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    Json(end): Json<End>,
) -> Answer {
    settle(&Gateway::selfie_liveness(&sim), &id, &end, false)
}

fn settle(gateway: &Gateway, id: &str, end: &End, compares: bool) -> Answer {
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let session = world
        .sessions
        .get_mut(id)
        .ok_or_else(|| missing("no such session"))?;
    let verdict = Verdict::new(&end.status, end.result.as_deref(), &end.reason_code);
    let is_compared = end.compared.unwrap_or(compares);
    let entropy = &gateway.sim.entropy;
    let submission_id = processing::settle(session, verdict, is_compared, entropy, now_ms);
    world.remember_submission(&submission_id, id);
    if end.callback {
        callback::schedule(&mut world, id, entropy, now_ms);
    }
    Ok(Json(json!({ "submissionId": submission_id })))
}

/// `POST /control/selfie_liveness/sessions/{partnerSessionId}/submit`: a capture as the SDK makes one, so that the scenario
/// decides what follows; the reference image is asked for by the next tick.
pub(crate) async fn submit(State(sim): State<Sim>, Path(id): Path<String>) -> Answer {
    let gateway = Gateway::selfie_liveness(&sim);
    let entropy = &gateway.sim.entropy;
    let now_ms = gateway.sim.clock.now_ms();
    let mut world = gateway.world();
    let session = world
        .sessions
        .get_mut(&id)
        .ok_or_else(|| missing("no such session"))?;
    let refused = |refused| refuse(format!("{refused:?}"));
    let submission = processing::begin(session, entropy, now_ms).map_err(refused)?;
    world.remember_submission(&submission.id, &id);
    world
        .uploads
        .insert(submission.selfie, Upload::drawn(entropy, now_ms));
    let taken = world
        .take_capture(&id, &submission.id, entropy, now_ms)
        .map_err(refused)?;
    Ok(Json(
        json!({ "submissionId": submission.id, "taken": taken }),
    ))
}
