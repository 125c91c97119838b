//! `/dashboard/settings/connections`: accounts at providers.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use vestibule::id::ConnectionName;
use vestibule_app::dashboard::{
    Section,
    connections::{ConnectionScreen, ConnectionView, ConnectionsScreen, HealthView, PermittedView},
};

use super::desk::Desk;
use crate::{
    connection::Environment,
    http::AppState,
    services::{
        ServiceError,
        dashboard::connections::{self, Health, Listed, Shown},
    },
};

const PATH: &str = "/dashboard/settings/connections";

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route(PATH, get(list))
        .route("/dashboard/settings/connections/{connection}", get(show))
}

fn view(listed: Listed) -> ConnectionView {
    ConnectionView {
        name: listed.name.to_string(),
        kind: listed.kind,
        display_name: listed.display_name,
        environment: match listed.environment {
            Environment::Simulator => "simulator",
            Environment::Sandbox => "sandbox",
            Environment::Live => "live",
        },
        health: match (listed.paused, listed.health) {
            (true, _) => HealthView::Paused,
            (false, Health::Good) => HealthView::Good,
            (false, Health::Trying) => HealthView::Trying,
            (false, Health::Resting) => HealthView::Resting,
        },
        journeys: listed.journeys.iter().map(ToString::to_string).collect(),
        findings: listed.findings,
    }
}

async fn list(State(state): State<AppState>, desk: Desk) -> Response {
    match connections::all(&state.core, &desk.operator).await {
        Ok(all) => {
            let connections = all.into_iter().map(view).collect();
            let screen = Arc::new(ConnectionsScreen { connections });
            desk.draw(&state, (Section::Settings, PATH), StatusCode::OK, screen)
                .await
        }
        Err(error) => desk.refuse(&state, &error).await,
    }
}

async fn show(State(state): State<AppState>, desk: Desk, Path(name): Path<String>) -> Response {
    let found = match ConnectionName::new(name) {
        Ok(name) => connections::one(&state.core, &desk.operator, &name).await,
        Err(_) => Err(ServiceError::NotFound),
    };
    match found {
        Ok(shown) => {
            let path = format!("{PATH}/{}", shown.listed.name);
            let place = (Section::Settings, path.as_str());
            let screen = Arc::new(screen(shown));
            desk.draw(&state, place, StatusCode::OK, screen).await
        }
        Err(error) => desk.refuse(&state, &error).await,
    }
}

fn screen(shown: Shown) -> ConnectionScreen {
    let permitted = shown.permitted.into_iter();
    ConnectionScreen {
        connection: view(shown.listed),
        region: shown.region,
        trust_framework: shown.trust_framework,
        flow_version: shown.flow_version,
        contract_date: shown.contract_date,
        facts: shown.facts.into_iter().map(str::to_owned).collect(),
        permitted: permitted
            .map(|one| PermittedView {
                purpose: one.purpose,
                source: one.source,
                date: one.date,
                by_contract: one.by_contract,
            })
            .collect(),
        biometric: shown.biometric,
        not_for_everyone: shown.not_for_everyone,
        sheet: shown.sheet,
        findings: shown.findings.iter().map(ToString::to_string).collect(),
    }
}
