//! The root: example journeys in Development, a plain word elsewhere.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule_app::page::{DemoJourney, DemoPage, Page};

use crate::http::{AppState, headers::PageHeaders, render, routes, visitor::Visitor};

/// `GET /`.
pub async fn show(State(state): State<AppState>, visitor: Visitor) -> Response {
    let page = if state.development {
        Page::Demo(demo(&state, &visitor))
    } else {
        Page::Root
    };
    render::page(
        &state,
        &visitor,
        "/",
        StatusCode::OK,
        page,
        PageHeaders::default(),
    )
    .await
}

fn demo(state: &AppState, visitor: &Visitor) -> DemoPage {
    let journeys = state
        .core
        .journeys
        .iter()
        .filter(|(_, configured)| configured.journey.open)
        .map(|(name, configured)| DemoJourney {
            title: configured.journey.title.get(visitor.locale).to_owned(),
            company: configured.journey.company.clone(),
            minutes: configured.journey.minutes,
            steps: configured
                .journey
                .steps
                .iter()
                .map(|step| step.title.get(visitor.locale).to_owned())
                .collect(),
            href: routes::start(name),
        })
        .collect();
    DemoPage {
        journeys,
        inbox: state.simulator_inbox.clone(),
    }
}
