//! Something is wrong with the request or with us. One text for each problem.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::{ErrorPage, Problem},
    parts,
    texts::Texts,
};

struct ProblemTexts {
    heading: String,
    what: String,
    next: String,
}

pub(super) fn render(page: ErrorPage, t: Texts) -> Rendered {
    let texts = texts(page.problem, t);
    let go_on = page.go_on.map(|href| {
        let link = parts::go_on(&href, fl!(t, "error-go-on"));
        view! { <p class="actions">{link}</p> }
    });
    let wait = page.wait.map(|span| {
        let text = fl!(t, "ended-too-soon", span = parts::span(span, t));
        view! { <p class="inset"><strong>{text}</strong></p> }
    });
    let help = page
        .help
        .map(|href| view! { <p><a href=href>{fl!(t, "help-title")}</a></p> });
    let body = view! {
        <h1>{texts.heading.clone()}</h1>
        <p class="lead">{texts.what}</p>
        {wait}
        <p>{texts.next}</p>
        {go_on}
        {help}
    }
    .into_any();
    Rendered::new(texts.heading, None, body)
}

fn texts(problem: Problem, t: Texts) -> ProblemTexts {
    macro_rules! message {
        ($id:literal) => {
            ProblemTexts {
                heading: fl!(t, $id),
                what: fl!(t, $id, "what"),
                next: fl!(t, $id, "next"),
            }
        };
    }
    match problem {
        Problem::NotFound => message!("error-not-found"),
        Problem::BadRequest => message!("error-bad-request"),
        Problem::CrossSite => message!("error-cross-site"),
        Problem::MethodNotAllowed => message!("error-method-not-allowed"),
        Problem::OutOfOrder => message!("error-out-of-order"),
        Problem::AlreadyHandled => message!("error-already-handled"),
        Problem::TooLarge => message!("error-too-large"),
        Problem::WrongContentType => message!("error-wrong-content-type"),
        Problem::TooSoon => message!("error-too-soon"),
        Problem::OverBudget => message!("error-over-budget"),
        Problem::TooMany => message!("error-too-many"),
        Problem::Unavailable => message!("error-unavailable"),
        Problem::Internal => message!("error-internal"),
    }
}
