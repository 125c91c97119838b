//! The task list.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::onboarding::StepStatus;

use super::Rendered;
use crate::{
    page::{Task, TasksPage},
    parts,
    texts::Texts,
};

pub(super) fn render(page: TasksPage, t: Texts) -> Rendered {
    let title = fl!(t, "tasks-title");
    let of = page.tasks.len();
    let done = page
        .tasks
        .iter()
        .filter(|task| task.status == StepStatus::Done)
        .count();
    let tasks = page
        .tasks
        .into_iter()
        .enumerate()
        .map(|(at, task)| line(at, task, t))
        .collect_view();
    let go_on = match page.go_on {
        Some(href) => {
            let link = parts::go_on(&href, fl!(t, "tasks-continue"));
            view! { <p class="actions">{link}</p> }.into_any()
        }
        None => view! { <p>{fl!(t, "tasks-nothing")}</p> }.into_any(),
    };
    let body = view! {
        <p class="place">{page.branding.journey.clone()}</p>
        <h1>{title.clone()}</h1>
        <p class="lead">{fl!(t, "tasks-done", done = done, of = of)}</p>
        <ol class="tasks" aria-label=fl!(t, "tasks-list")>{tasks}</ol>
        {go_on}
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}

fn line(at: usize, task: Task, t: Texts) -> AnyView {
    let id = format!("task-{}-status", at + 1);
    let (text, class) = status(task.status, t);
    let title = match task.href {
        Some(href) => {
            view! { <a class="task__title" href=href aria-describedby=id.clone()>{task.title}</a> }
                .into_any()
        }
        None => view! { <span class="task__title">{task.title}</span> }.into_any(),
    };
    view! {
        <li class="task">
            {title}
            <span class=class id=id>{text}</span>
        </li>
    }
    .into_any()
}

fn status(status: StepStatus, t: Texts) -> (String, &'static str) {
    match status {
        StepStatus::CannotStartYet | StepStatus::NotNeeded | StepStatus::Skipped => (fl!(t, "status-cannot-start"), "tag tag--later"),
        StepStatus::Ready => (fl!(t, "status-ready"), "tag tag--ready"),
        StepStatus::InProgress => (fl!(t, "status-in-progress"), "tag tag--progress"),
        StepStatus::Problem => (fl!(t, "status-problem"), "tag tag--problem"),
        StepStatus::Done => (fl!(t, "status-done"), "tag tag--done"),
        StepStatus::Exhausted => (fl!(t, "status-exhausted"), "tag tag--problem"),
    }
}
