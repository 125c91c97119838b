//! The REST API, version 1, for clients' backends: bearer keys only, no cookies and no pages.

pub mod auth;
mod client;
pub mod cursor;
pub mod docs;
pub mod document;
mod gate;
mod idempotency;
pub mod json;
mod onboardings;
pub mod problem;
pub mod scopes;
mod signing;
pub mod time;
mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::any,
};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use self::{gate::Gate, problem::Problem};
use super::{AppState, rate_limit::RateLimits};

/// Every route with its part of the document. A module of routes has `pub fn routes() -> OpenApiRouter<AppState>` with
/// paths below `/api/v1`, merged here; the scope of each stands in [`scopes::TABLE`].
fn routes() -> OpenApiRouter<AppState> {
    client::routes()
        .merge(onboardings::routes())
        .merge(webhooks::routes())
        .merge(signing::routes())
}

/// Routes and document, complete.
fn whole() -> (Router<AppState>, OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(document::empty())
        .nest("/api/v1", routes())
        .split_for_parts();
    document::complete(&mut document);
    (router, document)
}

/// The OpenAPI document, as it is in docs/openapi.json.
///
/// # Errors
/// Never, as long as it has only names of text.
pub fn document_text() -> Result<String, serde_json::Error> {
    let text = serde_json::to_string_pretty(&whole().1)?;
    Ok(text + "\n")
}

/// The API's router.
pub fn router(state: &AppState, limits: Arc<RateLimits>) -> Router<AppState> {
    let (router, document) = whole();
    let router = router
        .route("/api", any(nothing))
        .route("/api/{*rest}", any(nothing));
    let gate = Gate::new(state.core.clone(), limits, &document);
    router
        .layer(DefaultBodyLimit::max(json::MAX_JSON))
        // A panic is an answer too: what is remembered of the call must not stay under way.
        .layer(CatchPanicLayer::new())
        .layer(from_fn(problem::complete))
        .layer(from_fn_with_state(state.core.clone(), idempotency::once))
        .layer(from_fn_with_state(gate, gate::pass))
        .merge(docs::router(document))
}

/// Nothing is at this path.
async fn nothing() -> Problem {
    problem::Code::NotFound.into()
}
