//! The operators' dashboard: routes, who may pass, and the screens.

pub mod access;
mod account;
mod case;
mod cookies;
mod actions;
mod evidence;
mod export;
mod gate;
mod live;
mod messages;
mod notes;
mod onboardings;
mod overview;
mod passkeys;
mod proposals;
mod replay;
mod reveal;
mod scenario;
mod screen;
mod set_up;
mod sign_in;
mod audit;
mod clients;
mod connections;
mod control;
mod desk;
mod endpoints;
mod operators;
mod settings;
mod single_sign_on;
mod shortcuts;
mod simulator;
pub mod table;

use axum::{Router, middleware::from_fn_with_state};

use super::AppState;

/// The dashboard's routes behind its gate. Routes that the table lacks are not served.
pub(super) fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .merge(sign_in::routes())
        .merge(single_sign_on::routes())
        .merge(set_up::routes())
        .merge(account::routes())
        .merge(passkeys::routes())
        .merge(onboardings::routes())
        .merge(overview::routes())
        .merge(actions::routes())
        .merge(case::routes())
        .merge(proposals::routes())
        .merge(control::routes())
        .merge(settings::routes())
        .merge(clients::routes())
        .merge(endpoints::routes())
        .merge(operators::routes())
        .merge(connections::routes())
        .merge(audit::routes())
        .merge(simulator::routes())
        .merge(shortcuts::routes())
        .layer(from_fn_with_state(state.clone(), gate::pass))
}
