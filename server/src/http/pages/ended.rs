//! How a check stopped or ended, short of success.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule::{
    check::{State as CheckState, may_start},
    onboarding::StepStatus,
    reason::Reason,
};
use vestibule_app::page::{EndedPage, Page};

use super::{AtStep, ProviderAt, branding, elsewhere, other_ways, place};
use crate::{
    http::{AppState, headers::PageHeaders, render, routes},
    services::{ServiceError, Whereabouts},
};

/// `GET /o/{id}/steps/{step}/ended`.
pub async fn show(State(state): State<AppState>, at: AtStep) -> Response {
    match page(&state, &at).await {
        Ok(Ok(page)) => {
            let path = routes::ended(&at.case.id, &at.step);
            render::page(
                &state,
                &at.visitor,
                &path,
                StatusCode::OK,
                page,
                PageHeaders::default(),
            )
            .await
        }
        Ok(Err(elsewhere)) => elsewhere,
        Err(error) => {
            render::refusal(&state, &at.visitor, error, Some(routes::tasks(&at.case.id))).await
        }
    }
}

/// `GET /o/{id}/steps/{step}/not-now`: where a frame leads that may not be opened today.
pub async fn not_now(State(state): State<AppState>, at: AtStep) -> Response {
    let tasks = routes::tasks(&at.case.id);
    render::refusal(&state, &at.visitor, ServiceError::OverBudget, Some(tasks)).await
}

async fn page(state: &AppState, at: &AtStep) -> Result<Result<Page, Response>, ServiceError> {
    let AtStep {
        visitor,
        case,
        step,
    } = at;
    let provider = ProviderAt::of(state, case, step)?;
    if let Some(response) = elsewhere(case, step, &Whereabouts::Ended(step.clone()))? {
        return Ok(Err(response));
    }
    let reason = match provider.check.map(|check| check.state) {
        Some(CheckState::Stopped { reason, .. }) => reason,
        Some(CheckState::Ended(ending)) => ending.reason().unwrap_or(Reason::ProviderError),
        _ => return Err(ServiceError::OutOfOrder),
    };
    let status = case.status_of(step)?;
    let until = case.cools_down_until(step, state.core.clock.now());
    let again = match provider.check.map(|check| check.state) {
        Some(stopped @ CheckState::Stopped { .. }) => may_start(stopped),
        _ => status == StepStatus::Problem && until.is_none(),
    };
    let paused = super::paused(state, visitor, &provider).await?;
    let (place, title) = place(case, visitor, step);
    Ok(Ok(Page::Ended(EndedPage {
        branding: branding(case, visitor),
        place,
        title,
        provider: provider.view(),
        reason,
        again: again.then(|| routes::step(&case.id, step)),
        ways: provider.ways(visitor)?,
        tries_left: tries_left(at, status),
        cools_down: until
            .filter(|_| status == StepStatus::Problem)
            .map(|until| render::span_until(state, until)),
        paused,
        other: other_ways(case, step)?,
        keep_waiting: case
            .may_keep_waiting(step)
            .then(|| routes::wait(&case.id, step)),
        back: routes::tasks(&case.id),
    })))
}

fn tries_left(at: &AtStep, status: StepStatus) -> Option<u32> {
    let (place, step) = at.case.step(&at.step).ok()?;
    let provider = step.checked_elsewhere()?;
    let progress = *at.case.progress().steps.get(place)?;
    let left = provider.max_checks.saturating_sub(progress.counted);
    (status == StepStatus::Problem).then(|| left.max(progress.allowed))
}
