//! The task list and the end of an onboarding.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule::onboarding::{OnboardingStatus, StepStatus};
use vestibule_app::page::{Page, ResultPage, Task, TasksPage};

use super::{Here, branding};
use crate::http::{AppState, headers::PageHeaders, render, routes};

/// `GET /o/{id}`.
pub async fn tasks(State(state): State<AppState>, Here { visitor, case }: Here) -> Response {
    let path = routes::tasks(&case.id);
    match case.status() {
        Ok(OnboardingStatus::InProgress) => {}
        Ok(_) => return render::see_other(&routes::result(&case.id)),
        Err(error) => return render::refusal(&state, &visitor, error, None).await,
    }
    let statuses = case.statuses();
    let mut go_on = None;
    let tasks = case
        .journey
        .steps
        .iter()
        .zip(statuses)
        .map(|(step, status)| {
            let href = match status {
                StepStatus::CannotStartYet
                | StepStatus::Done
                | StepStatus::Exhausted
                | StepStatus::Skipped
                | StepStatus::NotNeeded => None,
                StepStatus::Ready | StepStatus::InProgress | StepStatus::Problem => case
                    .whereabouts(&step.name)
                    .ok()
                    .map(|place| routes::whereabouts(&case.id, &place)),
            };
            if go_on.is_none() {
                go_on.clone_from(&href);
            }
            Task {
                title: step.title.get(visitor.locale).to_owned(),
                status,
                href,
            }
        })
        .collect();
    let page = Page::Tasks(TasksPage {
        branding: branding(&case, &visitor),
        tasks,
        go_on,
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

/// `GET /o/{id}/result`.
pub async fn result(State(state): State<AppState>, Here { visitor, case }: Here) -> Response {
    let status = match case.status() {
        Ok(OnboardingStatus::InProgress) => return render::see_other(&routes::tasks(&case.id)),
        Ok(status) => status,
        Err(error) => return render::refusal(&state, &visitor, error, None).await,
    };
    let done = case
        .journey
        .steps
        .iter()
        .zip(case.statuses())
        .filter(|(_, status)| *status == StepStatus::Done)
        .map(|(step, _)| step.title.get(visitor.locale).to_owned())
        .collect();
    let page = Page::Result(ResultPage {
        branding: branding(&case, &visitor),
        status,
        reference: reference(case.id.as_str()),
        done,
    });
    let path = routes::result(&case.id);
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

/// The end of the id, which is its random part: short enough to be read out, and it finds the onboarding for operators.
fn reference(id: &str) -> String {
    id.rsplit('-').next().unwrap_or(id).to_ascii_uppercase()
}
