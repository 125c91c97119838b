//! Waiting for the provider.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule::{check::State as CheckState, id::CheckId};
use vestibule_app::{
    contract::StepRef,
    page::{Page, WaitingPage},
};

use super::{AtStep, ProviderAt, branding, place};
use crate::{
    http::{
        AppState,
        headers::{PageHeaders, Script},
        render, routes,
    },
    services::{ServiceError, Whereabouts, case::Case, checks::polling, onboardings},
};

/// Seconds between refreshes without scripts.
const REFRESH_SECONDS: u32 = 5;

/// `GET /o/{id}/steps/{step}/wait`. Asks the provider too: without scripts the refresh is all there is.
pub async fn show(State(state): State<AppState>, at: AtStep) -> Response {
    let back = routes::tasks(&at.case.id);
    match page(&state, &at).await {
        Ok(response) => response,
        Err(error) => render::refusal(&state, &at.visitor, error, Some(back)).await,
    }
}

/// `POST /o/{id}/steps/{step}/wait`: "Continue".
pub async fn act(State(state): State<AppState>, at: AtStep) -> Response {
    let place = ask(&state, &at)
        .await
        .and_then(|case| case.whereabouts(&at.step));
    match place {
        Ok(place) => render::see_other(&routes::whereabouts(&at.case.id, &place)),
        Err(error) => render::refusal(&state, &at.visitor, error, None).await,
    }
}

/// Asks the provider, and reads the onboarding as it is then.
async fn ask(state: &AppState, at: &AtStep) -> Result<Case, ServiceError> {
    if let Some(check) = at.case.newest_check(&at.step) {
        let id = CheckId::new(check.id.clone()).map_err(|_| ServiceError::NotFound)?;
        // Beside an open frame this is a person's own "Continue"; the page itself comes back only while it waits.
        let urgency = match check.state {
            CheckState::Open { .. } => polling::Urgency::Now,
            _ => polling::Urgency::WhenDue,
        };
        polling::ask(&state.core, &id, urgency).await?;
    }
    onboardings::read(&state.core, at.visitor.applicant.as_deref(), &at.case.id).await
}

async fn page(state: &AppState, at: &AtStep) -> Result<Response, ServiceError> {
    let AtStep { visitor, step, .. } = at;
    let case = &ask(state, at).await?;
    let provider = ProviderAt::of(state, case, step)?;
    let place_now = case.whereabouts(step)?;
    // Somebody who chose to keep waiting for a check that stopped may.
    if place_now != Whereabouts::Wait(step.clone()) && !case.may_keep_waiting(step) {
        return Ok(render::see_other(&routes::whereabouts(
            &case.id, &place_now,
        )));
    }
    let (place, title) = place(case, visitor, step);
    let path = routes::wait(&case.id, step);
    let page = Page::Waiting(WaitingPage {
        branding: branding(case, visitor),
        place,
        title,
        provider: provider.view(),
        at: StepRef {
            onboarding: case.id.clone(),
            step: step.clone(),
        },
        refresh_seconds: REFRESH_SECONDS,
        action: path.clone(),
    });
    let headers = PageHeaders {
        script: Script::Islands,
        ..PageHeaders::default()
    };
    Ok(render::page(state, visitor, &path, StatusCode::OK, page, headers).await)
}
