//! A journey's start page: who asks, what is needed, how long it takes, what is stored.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
};
use vestibule::{
    id::JourneyName,
    journey::Journey,
    locale::{LocalText, Locale},
};
use vestibule_app::page::{Branding, Need, Page, StartPage};

use super::title;
use crate::{
    http::{AppState, headers::PageHeaders, render, routes, visitor::Visitor},
    services::{ServiceError, core::ConfiguredJourney, journey_versions, onboardings, pauses},
};

/// The version of a journey that anybody may begin.
async fn open(
    state: &AppState,
    name: Result<Path<String>, PathRejection>,
) -> Result<(JourneyName, ConfiguredJourney), ServiceError> {
    let name = name.map_err(|_| ServiceError::NotFound)?.0;
    let name = JourneyName::new(name).map_err(|_| ServiceError::NotFound)?;
    let version = journey_versions::beginning(&state.core, &name).await?;
    match version.journey.open {
        true => Ok((name, version)),
        false => Err(ServiceError::NotFound),
    }
}

/// `GET /start/{journey}`.
pub async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    name: Result<Path<String>, PathRejection>,
) -> Response {
    let found = async {
        let (name, version) = open(&state, name).await?;
        let paused = pauses::said_of_journey(&state.core, &name).await?;
        Ok((name, version, paused))
    };
    match found.await {
        Ok((name, version, paused)) => {
            let at = (&name, &*version.journey);
            respond(&state, &visitor, at, paused, StatusCode::OK).await
        }
        Err(error) => render::refusal(&state, &visitor, error, None).await,
    }
}

/// The page, with what an operator says while nobody can begin.
async fn respond(
    state: &AppState,
    visitor: &Visitor,
    (name, journey): (&JourneyName, &Journey),
    paused: Option<LocalText>,
    status: StatusCode,
) -> Response {
    let path = routes::start(name);
    let page = Page::Start(StartPage {
        paused: paused.map(|texts| texts.get(visitor.locale).to_owned()),
        ..page(state, visitor, journey, path.clone())
    });
    let headers = PageHeaders::default();
    render::page(state, visitor, &path, status, page, headers).await
}

/// The start page of a journey, whose form posts to `action`.
pub(super) fn page(
    state: &AppState,
    visitor: &Visitor,
    journey: &Journey,
    action: String,
) -> StartPage {
    StartPage {
        branding: branding(visitor, journey),
        minutes: journey.minutes,
        steps: steps(journey, visitor.locale),
        needs: needs(state, journey),
        stored: journey.stored.get(visitor.locale).to_owned(),
        invitation: None,
        paused: None,
        action,
    }
}

/// Whose journey a page belongs to that stands before an onboarding, or outside of it.
pub(super) fn branding(visitor: &Visitor, journey: &Journey) -> Branding {
    Branding {
        company: journey.company.clone(),
        journey: journey.title.get(visitor.locale).to_owned(),
        contact: journey.contact.clone(),
        out: None,
    }
}

/// The titles of a journey's steps; a choice stands for the steps of its ways.
pub(in crate::http) fn steps(journey: &Journey, locale: Locale) -> Vec<String> {
    let mut choices = BTreeSet::new();
    let mut titles = Vec::new();
    for step in &journey.steps {
        match &step.way {
            Some(way) if choices.insert(&way.choice) => {
                let choice = journey.choices.get(&way.choice);
                titles.extend(choice.map(|choice| choice.title.get(locale).to_owned()));
            }
            Some(_) => {}
            None if step.when.is_some() => {
                titles.push(vestibule_app::if_needed(locale, step.title.get(locale)));
            }
            None => titles.push(title(step, locale)),
        }
    }
    titles
}

/// What somebody should have at hand for a journey.
pub(in crate::http) fn needs(state: &AppState, journey: &Journey) -> Vec<Need> {
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
            (policy.needs_app, Need::App),
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
    needs
}

/// This browser's applicant's key, made now if it has none.
pub(super) async fn applicant(
    state: &AppState,
    visitor: &mut Visitor,
) -> Result<String, ServiceError> {
    let now = state.core.clock.now();
    visitor
        .become_applicant(|| state.core.random.token(), now)
        .await
        .map_err(|error| ServiceError::Internal(Box::new(error)))
}

/// `POST /start/{journey}`: begins an onboarding for this browser.
pub async fn begin(
    State(state): State<AppState>,
    mut visitor: Visitor,
    name: Result<Path<String>, PathRejection>,
) -> Response {
    let (name, version) = match open(&state, name).await {
        Ok(found) => found,
        Err(error) => return render::refusal(&state, &visitor, error, None).await,
    };
    let applicant = match applicant(&state, &mut visitor).await {
        Ok(applicant) => applicant,
        Err(error) => return render::refusal(&state, &visitor, error, None).await,
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
        Err(ServiceError::Paused(texts)) => {
            let at = (&name, &*version.journey);
            let status = StatusCode::SERVICE_UNAVAILABLE;
            respond(&state, &visitor, at, Some(*texts), status).await
        }
        Err(error) => render::refusal(&state, &visitor, error, Some(routes::start(&name))).await,
    }
}
