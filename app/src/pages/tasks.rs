//! The task list.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::onboarding::{ChoiceStatus, StepStatus};

use super::Rendered;
use crate::{
    page::{Task, TaskMore, TaskStatus, TasksPage},
    parts,
    texts::Texts,
};

pub(super) fn render(page: TasksPage, t: Texts) -> Rendered {
    let title = fl!(t, "tasks-title");
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
        <p class="lead">{fl!(t, "tasks-done", done = page.done, of = page.of)}</p>
        <ol class="tasks" aria-label=fl!(t, "tasks-list")>{tasks}</ol>
        {go_on}
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}

fn line(at: usize, task: Task, t: Texts) -> AnyView {
    let id = format!("task-{}-status", at + 1);
    let (text, class) = status(task.status, t);
    let more = task.more.map(|more| beside(more, &task.title, t));
    let title = match task.href {
        Some(href) => {
            view! { <a class="task__title" href=href aria-describedby=id.clone()>{task.title}</a> }
                .into_any()
        }
        None => view! { <span class="task__title">{task.title}</span> }.into_any(),
    };
    let chosen = task.chosen.map(|way| {
        let text = fl!(t, "tasks-chosen", way = way);
        view! { <span class="task__chosen quiet">{text}</span> }
    });
    view! {
        <li class="task">
            {title}
            <span class=class id=id>{text}</span>
            {chosen}
            {more}
        </li>
    }
    .into_any()
}

/// What else can be done, with the line's title for those who do not see where it stands.
fn beside(more: TaskMore, title: &str, t: Texts) -> AnyView {
    let hidden = fl!(t, "tasks-hidden", title = title);
    let link = |href: String, text: String, hidden: String| {
        view! { <a class="task__more" href=href>{text}<span class="hidden">{hidden}</span></a> }
            .into_any()
    };
    match more {
        TaskMore::AnotherWay(href) => link(href, fl!(t, "other-choose"), hidden),
        TaskMore::Instead(href) => link(href, fl!(t, "other-instead"), hidden),
        TaskMore::AfterAll(action) => view! {
            <form class="task__more" method="post" action=action>
                <button class="link" type="submit" name="skipped" value="no">
                    {fl!(t, "tasks-after-all")}
                    <span class="hidden">{hidden}</span>
                </button>
            </form>
        }
        .into_any(),
    }
}

fn status(status: TaskStatus, t: Texts) -> (String, &'static str) {
    match status {
        TaskStatus::Step(status) => of_step(status, t),
        TaskStatus::Choice(status) => of_choice(status, t),
        TaskStatus::IfNeeded => (fl!(t, "status-if-needed"), "tag tag--later"),
    }
}

fn of_step(status: StepStatus, t: Texts) -> (String, &'static str) {
    match status {
        // What is not needed is not in the list.
        StepStatus::CannotStartYet | StepStatus::NotNeeded => {
            (fl!(t, "status-cannot-start"), "tag tag--later")
        }
        StepStatus::Ready => (fl!(t, "status-ready"), "tag tag--ready"),
        StepStatus::InProgress => (fl!(t, "status-in-progress"), "tag tag--progress"),
        StepStatus::Problem => (fl!(t, "status-problem"), "tag tag--problem"),
        StepStatus::Done => (fl!(t, "status-done"), "tag tag--done"),
        StepStatus::Exhausted => (fl!(t, "status-exhausted"), "tag tag--problem"),
        StepStatus::Skipped => (fl!(t, "status-skipped"), "tag tag--later"),
    }
}

fn of_choice(status: ChoiceStatus, t: Texts) -> (String, &'static str) {
    match status {
        ChoiceStatus::CannotStartYet | ChoiceStatus::NotNeeded => {
            (fl!(t, "status-cannot-start"), "tag tag--later")
        }
        ChoiceStatus::Ready => (fl!(t, "status-ready"), "tag tag--ready"),
        ChoiceStatus::Chosen => (fl!(t, "status-chosen"), "tag tag--done"),
        ChoiceStatus::Problem => (fl!(t, "status-problem"), "tag tag--problem"),
        ChoiceStatus::Done => (fl!(t, "status-done"), "tag tag--done"),
        ChoiceStatus::Exhausted => (fl!(t, "status-no-way"), "tag tag--problem"),
    }
}
