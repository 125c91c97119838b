//! The REST API, version 1, for clients' backends: bearer keys only, no cookies and no pages.

pub mod auth;
mod gate;
pub mod json;
pub mod problem;
pub mod scopes;

use std::sync::Arc;

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::any,
};
use utoipa_axum::router::OpenApiRouter;

use self::{gate::Gate, problem::Problem};
use super::{AppState, rate_limit::RateLimits};

/// Every route with its part of the document. A module of routes has `pub fn routes() -> OpenApiRouter<AppState>` with
/// paths below `/api/v1`, merged here; the scope of each stands in [`scopes::TABLE`].
fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
}

/// The API's router.
pub fn router(state: &AppState, limits: Arc<RateLimits>) -> Router<AppState> {
    let (router, document) = OpenApiRouter::new()
        .nest("/api/v1", routes())
        .split_for_parts();
    let router = router
        .route("/api", any(nothing))
        .route("/api/{*rest}", any(nothing));
    let gate = Gate::new(state.core.clone(), limits, &document);
    router
        .layer(from_fn(problem::complete))
        .layer(from_fn_with_state(gate, gate::pass))
        .layer(from_fn(problem::complete))
}

/// Nothing is at this path.
async fn nothing() -> Problem {
    problem::Code::NotFound.into()
}
