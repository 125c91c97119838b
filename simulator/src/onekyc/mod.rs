//! OneKYC (simulator): token gateway and API gateway on one origin, the web app that is framed on another.

pub(crate) mod accounts;
pub(crate) mod callback;
pub(crate) mod cors;
pub(crate) mod details;
pub(crate) mod errors;
pub(crate) mod gateway;
pub(crate) mod initiate;
pub(crate) mod initiate_body;
pub(crate) mod launch;
pub(crate) mod processing;
pub(crate) mod reference;
pub(crate) mod reference_calls;
pub(crate) mod refusals;
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
use serde_json::{Value, json};

use crate::fault::ProviderName;
use crate::fault_layer::gated;
use crate::onekyc::gateway::Gateway;
use crate::simulator::Sim;

/// When this was last compared with the provider's documents, `YYYY-MM-DD`.
pub(crate) const CONTRACT_DATE: &str = "2026-11-22";

/// A selfie is the largest body.
const MOST_BODY_BYTES: usize = 2 * 1024 * 1024;

/// The gateways: what the partner's server calls, and what the web app calls.
pub(crate) fn gateway_router(sim: &Sim) -> Router {
    let gateway = Gateway::iframe(sim);
    let for_web_app = Router::new()
        .route(
            "/web-app/v1/launch",
            gated(sim, gateway.provider(), "launch", get(launch::show)),
        )
        .route("/web-app/v1/message-sent", post(launch::message_sent))
        .route("/web-app/v1/scenario", post(launch::choose_scenario));
    let for_frames = Router::new()
        .route("/web-app/foreign.html", get(web::foreign))
        .route("/web-app/foreign.js", get(web::foreign_script))
        .route("/web-app/second.html", get(web::second_origin));
    family_router(gateway, for_web_app, for_frames)
}

/// The calls that all products have; `for_scripts` are a product's own that its page's script calls, `others` the rest.
pub(crate) fn family_router(
    gateway: Gateway,
    for_scripts: Router<Gateway>,
    others: Router<Gateway>,
) -> Router {
    let named = |route, methods| gated(&gateway.sim, gateway.provider(), route, methods);
    // The page is of another origin: only known ones may call these from a browser.
    let for_scripts = for_scripts
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
        // Before the layer: set after it, it would take the layer's place for preflights.
        .method_not_allowed_fallback(errors::no_such_method)
        .layer(from_fn_with_state(
            gateway.clone(),
            cors::only_known_origins,
        ));
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
        .merge(for_scripts)
        .merge(others)
        .fallback(errors::no_such_route)
        .method_not_allowed_fallback(errors::no_such_method)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(gateway)
}

/// Asks for the reference images and sends the callbacks that are due, all that wait when `force`; answers with what was
/// done.
pub(crate) async fn work_off(gateway: &Gateway, force: bool) -> Value {
    let asked = reference_calls::ask_due(gateway, force).await;
    let callbacks = callback::deliver_due(gateway, force).await;
    json!({ "reference_images": asked, "callbacks": callbacks })
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
