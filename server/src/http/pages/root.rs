//! The root: example journeys in Development, a plain word elsewhere.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule_app::page::{DemoJourney, DemoPage, OwnOnboarding, Page, RootPage};

use super::start::steps;
use crate::{
    http::{AppState, headers::PageHeaders, render, routes, visitor::Visitor},
    services::{ServiceError, journey_versions, onboardings},
};

/// `GET /`.
pub async fn show(State(state): State<AppState>, visitor: Visitor) -> Response {
    let own = match own(&state, &visitor).await {
        Ok(own) => own,
        Err(error) => return render::refusal(&state, &visitor, error, None).await,
    };
    let page = if state.development {
        match demo(&state, &visitor, own).await {
            Ok(page) => Page::Demo(page),
            Err(error) => return render::refusal(&state, &visitor, error, None).await,
        }
    } else {
        Page::Root(RootPage { own })
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

/// What was begun in this browser.
async fn own(state: &AppState, visitor: &Visitor) -> Result<Vec<OwnOnboarding>, ServiceError> {
    let own = onboardings::own(&state.core, visitor.applicant.as_deref()).await?;
    let views = own.into_iter().map(|one| OwnOnboarding {
        title: one.journey.title.get(visitor.locale).to_owned(),
        company: one.journey.company.clone(),
        status: one.status,
        href: routes::tasks(&one.id),
    });
    Ok(views.collect())
}

async fn demo(
    state: &AppState,
    visitor: &Visitor,
    own: Vec<OwnOnboarding>,
) -> Result<DemoPage, ServiceError> {
    let versions = journey_versions::all_beginning(&state.core).await?;
    let journeys = versions
        .iter()
        .filter(|(_, configured)| configured.journey.open)
        .map(|(name, configured)| DemoJourney {
            title: configured.journey.title.get(visitor.locale).to_owned(),
            company: configured.journey.company.clone(),
            minutes: configured.journey.minutes,
            steps: steps(&configured.journey, visitor.locale),
            href: routes::start(name),
        })
        .collect();
    Ok(DemoPage {
        journeys,
        own,
        inbox: state.simulator_inbox.clone(),
    })
}
