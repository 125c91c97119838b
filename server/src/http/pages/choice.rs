//! A choice between ways.

use axum::{
    extract::{FromRequestParts, Path, Request, State},
    http::{StatusCode, request::Parts},
    response::Response,
};
use vestibule::{
    id::StepName,
    onboarding::{ChoiceStatus, OnboardingStatus, open_ways},
};
use vestibule_app::page::{ChoicePage, Page, WayView};

use super::{branding, not_found, outline, read_open, visitor};
use crate::{
    http::{AppState, forms, headers::PageHeaders, render, routes, visitor::Visitor},
    services::{ServiceError, case::Case, flow},
};

/// A choice of this visitor's onboarding, from the path.
pub struct AtChoice {
    visitor: Visitor,
    case: Case,
    choice: StepName,
}

impl FromRequestParts<AppState> for AtChoice {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let visitor = visitor(parts, state).await?;
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Ok(Path((id, choice))) = path else {
            return Err(not_found(state, &visitor).await);
        };
        let case = read_open(state, &visitor, &id).await?;
        match StepName::new(choice) {
            Ok(choice) if case.journey.choices.contains_key(&choice) => Ok(Self {
                visitor,
                case,
                choice,
            }),
            _ => Err(not_found(state, &visitor).await),
        }
    }
}

/// `GET /o/{id}/choices/{choice}`.
pub async fn show(State(state): State<AppState>, at: AtChoice) -> Response {
    let may_choose = matches!(at.case.status(), Ok(OnboardingStatus::InProgress))
        && matches!(
            at.case.choice_status(&at.choice),
            ChoiceStatus::Ready | ChoiceStatus::Chosen | ChoiceStatus::Problem
        );
    if may_choose {
        respond(&state, &at, false).await
    } else {
        render::see_other(&routes::tasks(&at.case.id))
    }
}

async fn respond(state: &AppState, at: &AtChoice, not_chosen: bool) -> Response {
    let status = match not_chosen {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let path = routes::choice(&at.case.id, &at.choice);
    let headers = PageHeaders::default();
    match page(at, not_chosen) {
        Ok(page) => render::page(state, &at.visitor, &path, status, page, headers).await,
        Err(error) => render::refusal(state, &at.visitor, error, None).await,
    }
}

fn page(at: &AtChoice, not_chosen: bool) -> Result<Page, ServiceError> {
    let AtChoice {
        visitor,
        case,
        choice,
    } = at;
    let found = case.journey.choices.get(choice);
    let found = found.ok_or(ServiceError::NotFound)?;
    let progress = case.progress();
    let open = open_ways(&case.journey, &progress, choice);
    let chosen = progress.chosen.get(choice);
    let ways = found.ways.iter().map(|(name, way)| WayView {
        name: name.to_string(),
        title: way.title.get(visitor.locale).to_owned(),
        hint: way
            .hint
            .as_ref()
            .map(|hint| hint.get(visitor.locale).to_owned()),
        chosen: chosen == Some(name),
        open: open.contains(&name),
    });
    Ok(Page::Choice(ChoicePage {
        branding: branding(case, visitor),
        place: outline::place_of_choice(case, choice),
        title: found.title.get(visitor.locale).to_owned(),
        ways: ways.collect(),
        lost: case.choice_status(choice) == ChoiceStatus::Problem,
        not_chosen,
        action: routes::choice(&case.id, choice),
        back: routes::tasks(&case.id),
    }))
}

/// `POST /o/{id}/choices/{choice}`.
pub async fn choose(State(state): State<AppState>, at: AtChoice, request: Request) -> Response {
    let sent = match forms::read(&[], request).await {
        Ok(sent) => sent,
        Err(problem) => return render::problem(&state, &at.visitor, problem, None).await,
    };
    let Some(way) = sent.answers.get("way").filter(|way| !way.is_empty()) else {
        return respond(&state, &at, true).await;
    };
    let applicant = at.visitor.applicant.as_deref();
    let chosen = match StepName::new(way.clone()) {
        Ok(way) => flow::choose(&state.core, applicant, &at.case.id, &at.choice, &way).await,
        Err(_) => Err(ServiceError::BadRequest("way")),
    };
    let tasks = routes::tasks(&at.case.id);
    match chosen {
        Ok(()) => render::see_other(&tasks),
        Err(error) => render::refusal(&state, &at.visitor, error, Some(tasks)).await,
    }
}
