//! The task list and the end of an onboarding.

use axum::{extract::State, http::StatusCode, response::Response};
use vestibule::onboarding::{ChoiceStatus, Closure, OnboardingStatus, StepStatus};
use vestibule_app::page::{Page, ResultPage, Task, TaskMore, TaskStatus, TasksPage};

use super::{
    Here, branding,
    outline::{Line, outline, totals},
    reference, title, way_back,
};
use crate::{
    http::{AppState, headers::PageHeaders, render, routes, visitor::Visitor},
    services::case::Case,
};

/// `GET /o/{id}`.
pub async fn tasks(State(state): State<AppState>, Here { visitor, case }: Here) -> Response {
    let path = routes::tasks(&case.id);
    match case.status() {
        Ok(OnboardingStatus::InProgress) => {}
        Ok(_) => return render::see_other(&routes::result(&case.id)),
        Err(error) => return render::refusal(&state, &visitor, error, None).await,
    }
    let lines = outline(&case);
    let (done, of) = totals(&lines);
    let tasks: Vec<Task> = lines
        .iter()
        .map(|line| task(&case, &visitor, line))
        .collect();
    let page = Page::Tasks(TasksPage {
        branding: branding(&case, &visitor),
        done,
        of,
        go_on: go_on(&state, &case, &lines, &tasks),
        tasks,
    });
    let headers = PageHeaders::default();
    render::page(&state, &visitor, &path, StatusCode::OK, page, headers).await
}

fn task(case: &Case, visitor: &Visitor, line: &Line<'_>) -> Task {
    match line {
        Line::Choice {
            name,
            choice,
            status,
            chosen,
            needed,
        } => {
            let page = routes::choice(&case.id, name);
            let (href, more) = match status {
                ChoiceStatus::Ready | ChoiceStatus::Problem => (Some(page), None),
                ChoiceStatus::Chosen => (None, Some(TaskMore::AnotherWay(page))),
                ChoiceStatus::CannotStartYet
                | ChoiceStatus::Done
                | ChoiceStatus::Exhausted
                | ChoiceStatus::NotNeeded => (None, None),
            };
            let way = chosen.and_then(|way| choice.ways.get(way));
            Task {
                title: choice.title.get(visitor.locale).to_owned(),
                status: match needed {
                    true => TaskStatus::Choice(*status),
                    false => TaskStatus::IfNeeded,
                },
                href,
                chosen: way.map(|way| way.title.get(visitor.locale).to_owned()),
                more,
            }
        }
        Line::Step {
            step,
            status,
            needed,
        } => {
            let href = match status {
                StepStatus::Ready | StepStatus::InProgress | StepStatus::Problem => case
                    .whereabouts(&step.name)
                    .ok()
                    .map(|place| routes::whereabouts(&case.id, &place)),
                StepStatus::CannotStartYet
                | StepStatus::Done
                | StepStatus::Exhausted
                | StepStatus::Skipped
                | StepStatus::NotNeeded => None,
            };
            let more = match status {
                StepStatus::Skipped => Some(TaskMore::AfterAll(routes::skip(&case.id, &step.name))),
                // Nothing else is left of this step.
                StepStatus::Exhausted if step.instead.is_some() && !step.optional => {
                    Some(TaskMore::Instead(routes::instead(&case.id, &step.name)))
                }
                _ => None,
            };
            Task {
                title: title(step, visitor.locale),
                status: match needed {
                    true => TaskStatus::Step(*status),
                    false => TaskStatus::IfNeeded,
                },
                href,
                chosen: None,
                more,
            }
        }
    }
}

/// The first task that can be done; one that has to wait comes after all others.
fn go_on(state: &AppState, case: &Case, lines: &[Line<'_>], tasks: &[Task]) -> Option<String> {
    let now = state.core.clock.now();
    let waits = |line: &Line<'_>| matches!(line, Line::Step { step, .. } if case.cools_down_until(&step.name, now).is_some());
    let open = |waiting: bool| {
        let both = lines.iter().zip(tasks);
        both.filter(move |(line, _)| waits(line) == waiting)
            .find_map(|(_, task)| task.href.clone())
    };
    open(false).or_else(|| open(true))
}

/// `GET /o/{id}/result`.
pub async fn result(State(state): State<AppState>, Here { visitor, case }: Here) -> Response {
    let status = match case.status() {
        Ok(OnboardingStatus::InProgress) => return render::see_other(&routes::tasks(&case.id)),
        Ok(status) => status,
        Err(error) => return render::refusal(&state, &visitor, error, None).await,
    };
    let way_back = match way_back::of(&state, &case).await {
        Ok(found) => found,
        Err(error) => return render::refusal(&state, &visitor, error, None).await,
    };
    let closure = case.row.closure().ok().flatten();
    let origin = way_back.as_ref().map(|way| way.origin.clone());
    let steps = || case.journey.steps.iter().zip(case.statuses());
    let is_stopped = status == OnboardingStatus::Stopped;
    let page = Page::Result(ResultPage {
        branding: branding(&case, &visitor),
        status,
        closure,
        back_to: way_back.map(|way| way.view),
        handed_over: case.row.handed_over_at.is_some() && case.decision.is_none(),
        reference: reference(&case),
        done: steps()
            // Whoever says that it is not theirs is not shown what somebody did.
            .filter(|(_, status)| *status == StepStatus::Done && closure != Some(Closure::Disowned))
            .map(|(step, _)| step.title.get(visitor.locale).to_owned())
            .collect(),
        instead: steps()
            .filter(|(step, status)| {
                is_stopped && *status == StepStatus::Exhausted && step.instead.is_some()
            })
            .map(|(step, _)| {
                let title = step.title.get(visitor.locale).to_owned();
                (title, routes::instead(&case.id, &step.name))
            })
            .collect(),
        help: is_stopped.then(|| routes::help(&case.id)),
    });
    let path = routes::result(&case.id);
    let headers = PageHeaders {
        referrer_policy: origin.is_some().then_some("no-referrer"),
        form_action: origin.into_iter().collect(),
        ..PageHeaders::default()
    };
    render::page(&state, &visitor, &path, StatusCode::OK, page, headers).await
}
