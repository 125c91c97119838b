//! A company's own step (simulator): the service that docs/external-steps.md asks a company to run.

pub(crate) mod answers;
pub(crate) mod begin_plays;
pub(crate) mod callback;
pub(crate) mod callback_plays;
pub(crate) mod errors;
pub(crate) mod fact_plays;
pub(crate) mod messages;
pub(crate) mod page_wire;
pub(crate) mod scenarios;
pub(crate) mod session;
pub(crate) mod signature;
pub(crate) mod status_attacks;
pub(crate) mod wire;
pub(crate) mod work_plays;
pub(crate) mod world;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::fault::ProviderName;
use crate::fault_layer::gated;
use crate::simulator::Sim;

/// When this was last compared with the contract, `YYYY-MM-DD`.
pub(crate) const CONTRACT_DATE: &str = "2026-11-22";

/// "A message is at most 65,536 bytes".
const MOST_BODY_BYTES: usize = 64 * 1024;

/// The service's API and pages.
pub(crate) fn router(sim: &Sim) -> Router {
    let named = |route, methods| gated(sim, ProviderName::External, route, methods);
    Router::new()
        .route("/checks", named("begin", post(wire::begin)))
        .route("/checks/{id}/status", named("status", post(wire::status)))
        .route(
            "/pages/{handle}",
            named("page", get(page_wire::show).post(page_wire::act)),
        )
        .route("/assets/pages.css", get(page_wire::css))
        .fallback(errors::no_such_route)
        .method_not_allowed_fallback(errors::no_such_route)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(sim.clone())
}
