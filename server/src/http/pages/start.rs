//! A journey's start page: who asks, what is needed, how long it takes, what is stored.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use vestibule::id::JourneyName;
use vestibule_app::page::{Branding, Need, Page, Problem, StartPage};

use crate::{
    http::{AppState, headers::PageHeaders, render, routes, visitor::Visitor},
    services::{ServiceError, core::ConfiguredJourney, onboardings},
};

fn open(
    state: &AppState,
    name: Result<Path<String>, PathRejection>,
) -> Option<(JourneyName, &ConfiguredJourney)> {
    let name = JourneyName::new(name.ok()?.0).ok()?;
    let configured = state
        .core
        .journeys
        .get(&name)
        .filter(|configured| configured.journey.open)?;
    Some((name, configured))
}

/// `GET /start/{journey}`.
pub async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    name: Result<Path<String>, PathRejection>,
) -> Response {
    let Some((name, configured)) = open(&state, name) else {
        return render::problem(&state, &visitor, Problem::NotFound, None).await;
    };
    let journey = &configured.journey;
    let mut needs: Vec<Need> = Vec::new();
    for step in &journey.steps {
        let Some(provider) = step.checked_elsewhere() else {
            continue;
        };
        let Some(connected) = state.core.connections.get(&provider.connection) else {
            continue;
        };
        let policy = connected.provider.policy();
        let wanted = [
            (policy.needs_phone, Need::Phone),
            (policy.needs_camera, Need::Camera),
            (policy.needs_document, Need::Document),
        ];
        needs.extend(
            wanted
                .into_iter()
                .filter_map(|(needed, need)| needed.then_some(need)),
        );
    }
    needs.sort();
    needs.dedup();
    let path = routes::start(&name);
    let page = Page::Start(StartPage {
        branding: Branding {
            company: journey.company.clone(),
            journey: journey.title.get(visitor.locale).to_owned(),
            contact: journey.contact.clone(),
        },
        minutes: journey.minutes,
        steps: journey
            .steps
            .iter()
            .map(|step| step.title.get(visitor.locale).to_owned())
            .collect(),
        needs,
        stored: journey.stored.get(visitor.locale).to_owned(),
        action: path.clone(),
    });
    render::page(
        &state,
        &visitor,
        &path,
        StatusCode::OK,
        page,
        PageHeaders::default(),
    )
    .await
}

/// `POST /start/{journey}`: begins an onboarding for this browser.
pub async fn begin(
    State(state): State<AppState>,
    mut visitor: Visitor,
    name: Result<Path<String>, PathRejection>,
) -> Response {
    let Some((name, _)) = open(&state, name) else {
        return render::problem(&state, &visitor, Problem::NotFound, None).await;
    };
    let applicant = match visitor.become_applicant(|| state.core.random.token()).await {
        Ok(applicant) => applicant,
        Err(error) => {
            return render::refusal(
                &state,
                &visitor,
                ServiceError::Internal(Box::new(error)),
                None,
            )
            .await;
        }
    };
    match onboardings::begin(
        &state.core,
        onboardings::Beginning {
            journey: &name,
            origin: &visitor.origin,
            locale: visitor.locale,
        },
        &applicant,
    )
    .await
    {
        Ok(id) => render::see_other(&routes::tasks(&id)),
        Err(error) => render::refusal(&state, &visitor, error, Some(routes::start(&name))).await,
    }
}
