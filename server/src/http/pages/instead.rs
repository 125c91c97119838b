//! How a step is done without this site. Whoever takes that way is handed over to a person.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule_app::page::{InsteadPage, Page};

use super::{AtStep, branding, not_found, reference};
use crate::{
    http::{AppState, headers::PageHeaders, render, routes},
    services::flow,
};

/// `GET /o/{id}/steps/{step}/instead`.
pub async fn show(State(state): State<AppState>, at: AtStep) -> Response {
    let AtStep {
        visitor,
        case,
        step,
    } = &at;
    let found = case.journey.step(step).map(|(_, step)| step);
    let Some((found, text)) = found.and_then(|step| Some((step, step.instead.as_ref()?))) else {
        return not_found(&state, visitor).await;
    };
    if !case.may_hand_over() {
        return render::see_other(&routes::result(&case.id));
    }
    let path = routes::instead(&case.id, step);
    let page = Page::Instead(InsteadPage {
        branding: branding(case, visitor),
        title: found.title.get(visitor.locale).to_owned(),
        text: text.get(visitor.locale).to_owned(),
        reference: reference(case),
        action: path.clone(),
        // That page leads on from where the step is by then.
        back: routes::step(&case.id, step),
    });
    let headers = PageHeaders::default();
    render::page(&state, visitor, &path, StatusCode::OK, page, headers).await
}

/// `POST /o/{id}/steps/{step}/instead`.
pub async fn choose(State(state): State<AppState>, at: AtStep) -> Response {
    let AtStep {
        visitor,
        case,
        step,
    } = &at;
    let found = case.journey.step(step).map(|(_, step)| step);
    if found.is_none_or(|step| step.instead.is_none()) {
        return not_found(&state, visitor).await;
    }
    let applicant = visitor.applicant.as_deref();
    let result = routes::result(&case.id);
    match flow::hand_over(&state.core, applicant, &case.id, Some(step)).await {
        Ok(()) => render::see_other(&result),
        Err(error) => render::refusal(&state, visitor, error, Some(result)).await,
    }
}
