//! OneKYC selfie liveness (simulator): gateways that follow OneKYC's rules, and the web SDK, on an origin of its own.

pub(crate) mod camera_feed;
pub(crate) mod scenarios;
pub(crate) mod sdk;

use axum::Router;
use axum::routing::{get, post};

use crate::fault_layer::gated;
use crate::onekyc::family_router;
use crate::onekyc::gateway::Gateway;
use crate::simulator::Sim;

/// When this was last compared with the provider's documents, `YYYY-MM-DD`.
pub(crate) const CONTRACT_DATE: &str = "2026-11-22";

/// The gateways: what the partner's server calls, and what the SDK calls.
pub(crate) fn gateway_router(sim: &Sim) -> Router {
    let gateway = Gateway::selfie_liveness(sim);
    let for_sdk = Router::new()
        .route(
            "/sdk/v1/settings",
            gated(sim, gateway.provider(), "settings", get(sdk::settings)),
        )
        .route("/sdk/v1/result-sent", post(sdk::result_sent));
    family_router(gateway, for_sdk, Router::new())
}

/// The host of the SDK's script.
pub(crate) fn sdk_router(sim: &Sim) -> Router {
    let gateway = Gateway::selfie_liveness(sim);
    Router::new()
        .route(
            "/selfie-liveness/v1.2/sdk.js",
            gated(sim, gateway.provider(), "script", get(sdk::script)),
        )
        .with_state(gateway)
}
