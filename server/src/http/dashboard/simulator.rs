//! `/dashboard/simulator`: what the simulator does next. Only in Development.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use vestibule::time::Timestamp;
use vestibule_app::dashboard::{
    Section,
    refusal::Refusal,
    simulator::{ProviderView, SimulatorScreen, SimulatorView},
};

use super::{
    desk::{Desk, NO_DEED, moment, see_other},
    refusals,
};
use crate::{
    http::AppState,
    services::{
        ServiceError,
        dashboard::simulator::{self, Order, World},
    },
};

const PATH: &str = Section::Simulator.path();

/// The routes.
pub(super) fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(show).post(act))
}

async fn show(State(state): State<AppState>, desk: Desk) -> Response {
    draw(&state, &desk, StatusCode::OK, None).await
}

async fn draw(
    state: &AppState,
    desk: &Desk,
    status: StatusCode,
    refused: Option<Refusal>,
) -> Response {
    match look(state, desk).await {
        Ok(simulator) => {
            let screen = Arc::new(SimulatorScreen { simulator, refused });
            let place = (Section::Simulator, PATH);
            desk.draw(state, place, status, screen).await
        }
        Err(error) => desk.refuse(state, &error).await,
    }
}

async fn look(state: &AppState, desk: &Desk) -> Result<SimulatorView, ServiceError> {
    if !state.development {
        return Err(ServiceError::NotFound);
    }
    let Some(inbox) = &state.simulator_inbox else {
        return Ok(SimulatorView::NotConfigured);
    };
    match simulator::world(&state.core, &desk.operator, inbox).await {
        Ok(world) => view(world),
        Err(ServiceError::Unavailable) => Ok(SimulatorView::Silent),
        Err(error) => Err(error),
    }
}

fn view(world: World) -> Result<SimulatorView, ServiceError> {
    let scenarios = world.scenarios;
    let of = |name: &str| {
        let theirs = scenarios.iter().filter(|one| one.provider == name);
        theirs
            .map(|one| (one.name.clone(), one.about.clone()))
            .collect()
    };
    let providers = world.providers.into_iter().map(|one| ProviderView {
        scenarios: of(&one.name),
        name: one.name,
        next: one.next,
        sessions: one.sessions,
        newest: one.newest,
        callbacks: one.callbacks,
    });
    Ok(SimulatorView::World(
        moment(Timestamp(world.now_ms))?,
        providers.collect(),
    ))
}

async fn act(State(state): State<AppState>, desk: Desk, request: Request) -> Response {
    let inbox = match &state.simulator_inbox {
        Some(inbox) if state.development => inbox,
        _ => return desk.refuse(&state, &ServiceError::NotFound).await,
    };
    let sent = match desk.sent(&state, request).await {
        Ok(sent) => sent,
        Err(response) => return response,
    };
    let order = match sent.deed() {
        "next" => Order::Next {
            provider: sent.field("provider"),
            scenario: sent.field("scenario"),
            times: sent.field("times").trim().parse().unwrap_or(0),
        },
        "send" => Order::SendCallbacks,
        "again" => Order::SendCallbacksAgain,
        "reset" => Order::Reset,
        _ => return desk.refuse(&state, &NO_DEED).await,
    };
    match simulator::tell(&state.core, &desk.operator, inbox, order).await {
        Ok(()) => see_other(PATH),
        Err(ServiceError::Unavailable) => {
            draw(&state, &desk, StatusCode::SERVICE_UNAVAILABLE, None).await
        }
        Err(error) => match refusals::of(&error) {
            Some(refusal) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                draw(&state, &desk, status, Some(refusal)).await
            }
            None => desk.refuse(&state, &error).await,
        },
    }
}
