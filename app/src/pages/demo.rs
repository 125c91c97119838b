//! The root in Development.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::{DemoJourney, DemoPage},
    parts,
    texts::Texts,
};

pub(super) fn render(page: DemoPage, t: Texts) -> Rendered {
    let title = fl!(t, "demo-title");
    let journeys = if page.journeys.is_empty() {
        view! {
            <p class="lead">{fl!(t, "demo-none")}</p>
            <p>{fl!(t, "demo-none-hint")}</p>
        }
        .into_any()
    } else {
        let cards = page
            .journeys
            .into_iter()
            .map(|journey| card(journey, t))
            .collect_view();
        view! {
            <p class="lead">{fl!(t, "demo-lead")}</p>
            <ul class="cards">{cards}</ul>
        }
        .into_any()
    };
    let inbox = page.inbox.map(|href| {
        view! {
            <section class="inset">
                <h2>{fl!(t, "demo-inbox-heading")}</h2>
                <p>{fl!(t, "demo-inbox")}</p>
                <p><a href=href rel="external">{fl!(t, "demo-inbox-link")}</a></p>
            </section>
        }
    });
    let body = view! {
        <h1>{title.clone()}</h1>
        {parts::own(page.own, t)}
        {journeys}
        {inbox}
    }
    .into_any();
    Rendered {
        wide: true,
        ..Rendered::new(title, None, body)
    }
}

fn card(journey: DemoJourney, t: Texts) -> AnyView {
    let steps = journey
        .steps
        .into_iter()
        .map(|step| view! { <li>{step}</li> })
        .collect_view();
    let hidden = fl!(t, "demo-begin-hidden", title = journey.title.as_str());
    view! {
        <li class="card">
            <h2>{journey.title}</h2>
            <p class="quiet">
                {fl!(t, "demo-company", company = journey.company.as_str())} " · "
                {fl!(t, "demo-minutes", minutes = journey.minutes)}
            </p>
            <ol class="card__steps">{steps}</ol>
            <a class="button" href=journey.href>
                {fl!(t, "demo-begin")} <span class="hidden">{hidden}</span>
            </a>
        </li>
    }
    .into_any()
}
