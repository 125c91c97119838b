//! `/dashboard/settings`: what there is to look after.

use std::sync::Arc;

use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};
use vestibule::permission::Action;
use vestibule_app::dashboard::{
    Section,
    settings::{KeptView, Part, SettingsScreen},
};

use super::desk::Desk;
use crate::{http::AppState, services::dashboard::connections::kept};

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route(Section::Settings.path(), get(show))
}

async fn show(State(state): State<AppState>, desk: Desk) -> Response {
    let parts = [
        (Part::Clients, Action::ManageClients),
        (Part::Endpoints, Action::ManageEndpoints),
        (Part::Operators, Action::ManageOperators),
        (Part::Connections, Action::SeeConnections),
        (Part::Retention, Action::ManageRetention),
    ];
    let may = |action| desk.operator.grants.may_somewhere(action);
    let kept = kept(&state.core);
    let screen = SettingsScreen {
        parts: parts
            .into_iter()
            .filter(|(_, action)| may(*action))
            .map(|(part, _)| part)
            .collect(),
        kept: KeptView {
            lifetime_minutes: kept.lifetime_minutes,
            link_minutes: kept.link_minutes,
            result_code_minutes: kept.result_code_minutes,
            deliveries_days: kept.deliveries_days,
            signals_days: kept.signals_days,
            is_retention_on: kept.is_retention_on,
        },
    };
    let place = (Section::Settings, Section::Settings.path());
    desk.draw(&state, place, StatusCode::OK, Arc::new(screen))
        .await
}
