//! Signicat (simulator): the Authentication REST API with SMS OTP, embedded and redirect flow.

pub(crate) mod accounts;
pub(crate) mod asset;
pub(crate) mod create;
pub(crate) mod create_fields;
pub(crate) mod page_wire;
pub(crate) mod pages;
pub(crate) mod problem;
pub(crate) mod returning;
pub(crate) mod scenarios;
pub(crate) mod session;
pub(crate) mod steps;
pub(crate) mod texts;
pub(crate) mod token;
pub(crate) mod wire;
pub(crate) mod world;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::fault::ProviderName;
use crate::fault_layer::gated;
use crate::simulator::Sim;

/// When this was last compared with the provider's documents, `YYYY-MM-DD`.
pub(crate) const CONTRACT_DATE: &str = "2026-11-22";

/// No request of the contract is larger.
const MOST_BODY_BYTES: usize = 64 * 1024;

/// Signicat's API and pages.
pub(crate) fn router(sim: &Sim) -> Router {
    let named = |route, methods| gated(sim, ProviderName::Signicat, route, methods);
    Router::new()
        .route(
            "/auth/open/connect/token",
            named("token", post(token::issue)),
        )
        .route("/auth/rest/sessions", named("create", post(wire::create)))
        .route(
            "/auth/rest/sessions/{id}",
            named("status", get(wire::status)),
        )
        .route(
            "/auth/rest/sessions/{id}/cancel",
            named("cancel", post(wire::cancel)),
        )
        .route("/idps/otp/sms", named("page", get(page_wire::enter)))
        .route("/idps/otp/sms/start", named("page", get(page_wire::start)))
        .route("/idps/otp/sms/{step}", named("page", post(page_wire::step)))
        .route("/idps/otp/assets/{file}", get(asset::serve))
        .fallback(problem::no_such_route)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(sim.clone())
}
