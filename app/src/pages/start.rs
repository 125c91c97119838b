//! Before an onboarding exists: who asks, what for, how long, what is stored.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{page::StartPage, parts, texts::Texts};

pub(super) fn render(page: StartPage, t: Texts) -> Rendered {
    let title = page.branding.journey.clone();
    let lead = fl!(
        t,
        "start-lead",
        company = page.branding.company.as_str(),
        count = page.steps.len()
    );
    let steps = page
        .steps
        .into_iter()
        .map(|step| view! { <li>{step}</li> })
        .collect_view();
    let body = view! {
        <h1>{title.clone()}</h1>
        <p class="lead">{lead}</p>
        <div class="split">
            <div class="split__steps">
                <h2>{fl!(t, "start-steps")}</h2>
                <ol class="numbered">{steps}</ol>
            </div>
            <div class="facts">
                {parts::needs(&page.needs, t)}
                <h2>{fl!(t, "start-minutes-heading")}</h2>
                <p>{fl!(t, "start-minutes", minutes = page.minutes)}</p>
                <h2>{fl!(t, "start-stored-heading")}</h2>
                <p>{page.stored}</p>
            </div>
            <div class="split__go">
                <form class="actions" method="post" action=page.action>
                    {parts::submit(fl!(t, "start-begin"))}
                </form>
                <p class="quiet">{fl!(t, "start-cookie")}</p>
            </div>
        </div>
    }
    .into_any();
    Rendered {
        wide: true,
        ..Rendered::new(title, Some(page.branding), body)
    }
}
