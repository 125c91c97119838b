//! OneKYC (simulator): token gateway and API gateway on one origin, the web app that is framed on another.

pub(crate) mod accounts;
pub(crate) mod callback;
pub(crate) mod cors;
pub(crate) mod details;
pub(crate) mod errors;
pub(crate) mod initiate;
pub(crate) mod initiate_body;
pub(crate) mod launch;
pub(crate) mod processing;
pub(crate) mod scenarios;
pub(crate) mod session;
pub(crate) mod submissions;
pub(crate) mod switches;
pub(crate) mod token;
pub(crate) mod uploads;
pub(crate) mod web;
pub(crate) mod world;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post, put};

use crate::fault::ProviderName;
use crate::fault_layer::gated;
use crate::simulator::Sim;

/// A selfie is the largest body.
const MOST_BODY_BYTES: usize = 2 * 1024 * 1024;

/// The gateways: what the partner's server calls, and what the web app calls.
pub(crate) fn gateway_router(sim: &Sim) -> Router {
    let named = |route, methods| gated(sim, ProviderName::OneKyc, route, methods);
    // The web app is another origin: only it may call these from a browser.
    let for_web_app = Router::new()
        .route(
            "/coe/v1/submissions/urls",
            named("urls", get(submissions::urls))
                .merge(named("confirm", put(submissions::confirm))),
        )
        .route(
            "/coe/v1/submissions/{id}/status",
            named("submission_status", get(submissions::status)),
        )
        .route(
            "/objects/{key}",
            named("upload", put(uploads::put)).merge(named("image", get(uploads::get))),
        )
        .route("/web-app/v1/launch", named("launch", get(launch::show)))
        .route("/web-app/v1/message-sent", post(launch::message_sent))
        .route("/web-app/v1/scenario", post(launch::choose_scenario))
        // Before the layer: set after it, it would take the layer's place for preflights.
        .method_not_allowed_fallback(errors::no_such_method)
        .layer(from_fn_with_state(sim.clone(), cors::only_the_web_app));
    Router::new()
        .route(
            "/v1/coe/partner/authentication",
            named("token", get(token::issue)),
        )
        .route(
            "/coe-partner/v1/initiate-flow",
            named("initiate", post(initiate::initiate)),
        )
        .route("/coe/v1/submissions", named("details", get(details::short)))
        .route(
            "/coe-partner/v1/submissions",
            named("details", get(details::long)),
        )
        .route("/web-app/foreign.html", get(web::foreign))
        .route("/web-app/foreign.js", get(web::foreign_script))
        .route("/web-app/second.html", get(web::second_origin))
        .merge(for_web_app)
        .fallback(errors::no_such_route)
        .method_not_allowed_fallback(errors::no_such_method)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(sim.clone())
}

/// The web app: the launch URL and what its page needs.
pub(crate) fn web_router(sim: &Sim) -> Router {
    Router::new()
        .route(
            "/kyc/v2/index.html",
            gated(sim, ProviderName::OneKyc, "page", get(web::index)),
        )
        .route("/kyc/v2/assets/{file}", get(web::asset))
        .with_state(sim.clone())
}
