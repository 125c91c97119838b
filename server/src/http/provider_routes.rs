//! Provider-facing routes: `/providers/{connection}/...`. They are on the public listener or, where one is configured, on
//! a listener of their own, which answers nothing else. A path that a provider insists on is a rewrite in front of us.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Request, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use ipnet::IpNet;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};
use vestibule::id::ConnectionName;

use super::{
    AppState, client_address, client_address::ClientAddress, headers, host, questions, rate_limit,
    rate_limit::RateLimits, refusals, request_id, webhooks,
};
use crate::{config::PublicOrigin, random::Randomness};

/// Larger bodies are refused unread.
const MAX_BODY: usize = 256 * 1024;

/// The networks from which each connection's provider calls; whoever is not listed may call from anywhere.
pub type Sources = BTreeMap<ConnectionName, Vec<IpNet>>;

/// What the layers of a listener of their own need.
pub struct Listener {
    /// The public URL under which providers reach it.
    pub origin: PublicOrigin,
    /// Where providers call from.
    pub sources: Arc<Sources>,
    /// Rate limits, shared with the public listener.
    pub limits: Arc<RateLimits>,
    /// Randomness, for request ids.
    pub random: Arc<dyn Randomness>,
    /// Proxies whose word on the client's address is taken.
    pub proxies: Arc<[IpNet]>,
    /// A request that takes longer is answered 503.
    pub timeout: Duration,
}

/// The routes, without the layers that every listener has.
pub(super) fn routes(sources: Arc<Sources>) -> Router<AppState> {
    Router::new()
        .route("/providers/{connection}/callback", any(webhooks::callback))
        .route(
            "/providers/{connection}/reference-image",
            any(questions::answer),
        )
        .route(
            "/providers/{connection}/images/{token}",
            get(questions::hand_over),
        )
        .layer(from_fn_with_state(sources, from_known_source))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// The router of a listener of their own.
pub fn listener(state: AppState, layers: Listener) -> Router {
    let audited = refusals::Audited {
        core: state.core.clone(),
        limits: layers.limits.clone(),
    };
    let https = layers.origin.is_https();
    let origins: Arc<[PublicOrigin]> = Arc::from([layers.origin]);
    routes(layers.sources)
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(from_fn_with_state(layers.limits, rate_limit::limit))
        .with_state(state)
        .layer(from_fn_with_state(audited, refusals::audit))
        .layer(from_fn_with_state(layers.proxies, client_address::find))
        .layer(from_fn_with_state(origins, host::allow))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            layers.timeout,
        ))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(
            headers::Defaults { https },
            headers::defaults,
        ))
        .layer(from_fn_with_state(layers.random, request_id::identify))
}

/// Middleware: a call from outside the networks of its connection gets 403, before anything of it is read.
async fn from_known_source(
    State(sources): State<Arc<Sources>>,
    path: Result<Path<HashMap<String, String>>, PathRejection>,
    request: Request,
    next: Next,
) -> Response {
    // As the handlers read it: decoded, so that no spelling of a name goes round its list.
    let connection = path.ok().and_then(|Path(path)| connection(&path));
    let Some(connection) = connection else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let client = request.extensions().get::<ClientAddress>().copied();
    match sources.get(&connection) {
        Some(networks) if !is_in(networks, client) => {
            tracing::warn!(connection = connection.as_str(), "call from elsewhere");
            StatusCode::FORBIDDEN.into_response()
        }
        _ => next.run(request).await,
    }
}

fn connection(path: &HashMap<String, String>) -> Option<ConnectionName> {
    ConnectionName::new(path.get("connection")?.as_str()).ok()
}

fn is_in(networks: &[IpNet], client: Option<ClientAddress>) -> bool {
    client.is_some_and(|client| {
        let address = client.0.to_canonical();
        networks.iter().any(|network| network.contains(&address))
    })
}

/// A call's headers as adapters read them.
pub(super) fn header_pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .take(64)
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect()
}
