//! The operators' dashboard: routes, who may pass, and the screens.

pub mod access;
mod export;
mod gate;
mod onboardings;
mod screen;
pub mod table;

use axum::{Router, middleware::from_fn_with_state};

use super::AppState;

/// The dashboard's routes behind its gate. Routes that the table lacks are not served.
pub(super) fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .merge(onboardings::routes())
        .layer(from_fn_with_state(state.clone(), gate::pass))
}
