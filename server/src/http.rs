//! HTTP: pages, islands' functions, return routes, provider-facing routes. Handlers call services and nothing below.

pub mod api;
pub mod assets;
pub mod backend;
mod chunked;
pub mod client_address;
pub mod csrf;
mod cursor;
pub mod dashboard;
mod device;
mod forms;
mod functions;
pub mod headers;
pub mod host;
mod language;
pub mod management;
mod metrics;
mod pages;
pub mod provider_routes;
mod questions;
pub mod rate_limit;
pub mod refusal;
mod refusals;
mod refused_page;
mod render;
pub mod request_id;
mod returns;
pub mod routes;
pub mod sdk;
mod sent;
pub mod session;
mod unread;
mod visitor;
mod webhooks;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use ipnet::IpNet;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer,
};
use tower_sessions::{SessionManagerLayer, SessionStore};
use vestibule_app::{contract::Backend, page::Problem};

use self::{
    assets::Assets,
    pages::{
        check, choice, consents, ended, frame, help, instead, later, leave, link, not_me,
        onboarding, root, skip, start, step, wait, way_back,
    },
    provider_routes::Sources,
    rate_limit::RateLimits,
    visitor::Visitor,
};
use crate::{
    config::PublicOrigin, db::browser_sessions::SessionLimits, random::Randomness,
    services::core::Core,
};

/// What handlers share.
#[derive(Clone)]
pub struct AppState {
    /// The services' core.
    pub core: Arc<Core>,
    /// What islands ask.
    pub backend: Arc<dyn Backend>,
    /// The front end's files.
    pub assets: Assets,
    /// Whether this is Development.
    pub development: bool,
    /// When browser sessions end.
    pub sessions: SessionLimits,
    /// The simulator's inbox, where there is one.
    pub simulator_inbox: Option<String>,
}

/// What the layers around the handlers need.
pub struct Layers<Sessions: SessionStore> {
    /// The public origins.
    pub origins: Arc<[PublicOrigin]>,
    /// Whether browsers reach us over https.
    pub https: bool,
    /// Rate limits.
    pub limits: Arc<RateLimits>,
    /// Randomness, for request ids.
    pub random: Arc<dyn Randomness>,
    /// Proxies whose word on the client's address is taken.
    pub proxies: Arc<[IpNet]>,
    /// Largest request body, in bytes.
    pub max_body: usize,
    /// A request that takes longer is answered 503.
    pub timeout: Duration,
    /// The SDK origin, where there is one.
    pub sdk_origin: Option<PublicOrigin>,
    /// Where providers call from; `None` when they have a listener of their own.
    pub providers: Option<Arc<Sources>>,
    /// Browser sessions.
    pub sessions: SessionManagerLayer<Sessions>,
}

/// The applicant's router, layers included.
pub fn router<Sessions: SessionStore + Clone>(state: AppState, layers: Layers<Sessions>) -> Router {
    let pages = Router::new()
        .route("/", get(root::show))
        .route("/start/{journey}", get(start::show).post(start::begin))
        .route("/o/{id}", get(onboarding::tasks))
        .route("/l/{token}", get(link::show).post(link::claim))
        .route(
            "/l/{token}/not-me",
            get(not_me::explain).post(not_me::disown),
        )
        .route("/l/{token}/new", get(link::asked).post(link::ask))
        .route(
            "/o/{id}/not-me",
            get(not_me::explain_inside).post(not_me::disown_inside),
        )
        .route("/o/{id}/return", post(way_back::go))
        .route("/o/{id}/result", get(onboarding::result))
        .route("/o/{id}/help", get(help::show).post(help::hand_over))
        .route("/o/{id}/later", get(later::show))
        .route(
            "/o/{id}/choices/{choice}",
            get(choice::show).post(choice::choose),
        )
        .route("/o/{id}/steps/{step}", get(step::show).post(step::act))
        .route("/o/{id}/consents", get(consents::show).post(consents::act))
        .route(
            "/o/{id}/steps/{step}/check",
            get(check::show).post(check::act),
        )
        .route("/o/{id}/steps/{step}/frame", get(frame::show))
        .route(
            "/o/{id}/steps/{step}/leave",
            get(leave::show).post(leave::act),
        )
        .route("/o/{id}/steps/{step}/wait", get(wait::show).post(wait::act))
        .route("/o/{id}/steps/{step}/ended", get(ended::show))
        .route("/o/{id}/steps/{step}/not-now", get(ended::not_now))
        .route("/o/{id}/steps/{step}/skip", post(skip::act))
        .route(
            "/o/{id}/steps/{step}/instead",
            get(instead::show).post(instead::choose),
        )
        .merge(dashboard::router(&state))
        .layer(from_fn(language::choose))
        .route(
            "/return/{connection}",
            get(returns::show).post(returns::claim),
        )
        .route(
            "/return/{connection}/{handle}",
            get(returns::show).post(returns::claim),
        )
        .route("/fn/{function}", post(functions::call))
        .fallback(nothing)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(device::tell))
        .layer(DefaultBodyLimit::max(layers.max_body))
        .layer(from_fn_with_state(layers.origins.clone(), csrf::protect))
        .layer(from_fn_with_state(layers.limits.clone(), rate_limit::limit))
        .layer(layers.sessions);
    let providers = layers
        .providers
        .map_or_else(Router::new, provider_routes::routes)
        .layer(from_fn_with_state(layers.limits.clone(), rate_limit::limit));
    let api = api::router(&state, layers.limits.clone());
    let audited = refusals::Audited {
        core: state.core.clone(),
        limits: layers.limits,
    };
    let files = state.assets.router();
    let sdk = layers.sdk_origin.map(|origin| {
        let host = sdk::SdkHost {
            origin: origin.clone(),
            public: layers.origins.clone(),
        };
        let router = sdk::router(state.clone(), host, audited.limits.clone())
            .layer(from_fn_with_state(audited.clone(), refusals::audit));
        (origin, router)
    });
    let ours = Router::new()
        .merge(pages)
        .merge(providers)
        .with_state(state.clone())
        .layer(from_fn_with_state(audited, refusals::audit))
        .merge(api.with_state(state.clone()))
        .merge(files)
        .layer(from_fn_with_state(layers.origins, host::allow))
        .layer(from_fn_with_state(state, refused_page::show));
    let all = match sdk {
        Some(sdk) => ours.layer(from_fn_with_state(sdk, sdk::divert)),
        None => ours,
    };
    all.layer(from_fn_with_state(layers.proxies, client_address::find))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            layers.timeout,
        ))
        .layer(CompressionLayer::new().br(true).gzip(true))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(api::problem::complete_outside))
        .layer(from_fn(chunked::close_after))
        .layer(from_fn(unread::close_after))
        .layer(from_fn_with_state(
            headers::Defaults {
                https: layers.https,
            },
            headers::defaults,
        ))
        .layer(from_fn_with_state(layers.random, request_id::identify))
}

/// Nothing is at this path.
async fn nothing(State(state): State<AppState>, visitor: Visitor) -> Response {
    render::problem(&state, &visitor, Problem::NotFound, None).await
}

async fn wrong_method(
    State(state): State<AppState>,
    visitor: Visitor,
    request: Request,
) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = render::problem(&state, &visitor, Problem::MethodNotAllowed, None).await;
    if path.starts_with("/fn/") {
        response.headers_mut().insert(
            axum::http::header::ALLOW,
            axum::http::HeaderValue::from_static("POST"),
        );
    }
    response
}
