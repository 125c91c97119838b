//! The operators' dashboard: routes, who may pass, and the screens.

pub mod access;
mod account;
mod actions;
mod audit;
mod case;
mod clients;
mod connections;
mod control;
mod cookies;
mod desk;
mod endpoints;
mod evidence;
mod export;
mod gate;
mod holds;
mod live;
mod messages;
mod notes;
mod onboardings;
mod operators;
mod overview;
mod passkeys;
mod proposals;
mod readable;
mod refusals;
mod replay;
mod retention;
mod reveal;
mod scenario;
mod screen;
mod set_up;
mod settings;
mod shortcuts;
mod sign_in;
mod simulator;
mod single_sign_on;
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
        .merge(retention::routes())
        .merge(audit::routes())
        .merge(simulator::routes())
        .merge(shortcuts::routes())
        .layer(from_fn_with_state(state.clone(), readable::only))
        .layer(from_fn_with_state(state.clone(), gate::pass))
}
