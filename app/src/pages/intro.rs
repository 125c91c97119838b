//! Before a provider's screen.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Rendered, camera};
use crate::{
    page::IntroPage,
    parts::{self, WayTexts},
    texts::Texts,
};

/// Who does the step, and what happens when the applicant goes on.
fn happens(page: &IntroPage, t: Texts) -> AnyView {
    let provider = page.provider.name.as_str();
    if page.ways.wait {
        return view! {
            <p class="lead">{fl!(t, "intro-lead-wait", provider = provider)}</p>
            <h2>{fl!(t, "intro-happens")}</h2>
            <ol class="numbered">
                <li>{fl!(t, "intro-happens-ask", provider = provider)}</li>
                <li>{fl!(t, "intro-happens-wait", provider = provider)}</li>
            </ol>
        }
        .into_any();
    }
    view! {
        <p class="lead">{fl!(t, "intro-lead", provider = provider)}</p>
        <h2>{fl!(t, "intro-happens")}</h2>
        <ol class="numbered">
            <li>{fl!(t, "intro-happens-open", provider = provider, site = page.provider.site.as_str())}</li>
            <li>{fl!(t, "intro-happens-follow", provider = provider)}</li>
            <li>{fl!(t, "intro-happens-return", provider = provider)}</li>
        </ol>
    }
    .into_any()
}

pub(super) fn render(page: IntroPage, t: Texts) -> Rendered {
    let provider = page.provider.name.as_str();
    let contact = page.branding.contact.as_str();
    let page_text = fl!(t, "intro-page");
    let no_script = if page.ways.wait || (!page.ways.frame && !page.provider.needs_scripts) {
        ().into_any()
    } else if page.ways.page && !page.provider.needs_scripts {
        let text = fl!(t, "intro-noscript-page", page = page_text.as_str());
        view! { <noscript><p class="inset">{text}</p></noscript> }.into_any()
    } else {
        let text = fl!(
            t,
            "intro-noscript-none",
            provider = provider,
            company = page.branding.company.as_str(),
            contact = contact
        );
        view! { <noscript><p class="inset">{text}</p></noscript> }.into_any()
    };
    let ways = if let Some(text) = &page.paused {
        parts::paused(text, t)
    } else if page.ways.frame || page.ways.page || page.ways.wait {
        let heading =
            (page.ways.frame && page.ways.page).then(|| view! { <h2>{fl!(t, "intro-ways")}</h2> });
        let texts = WayTexts {
            frame: fl!(t, "intro-frame"),
            frame_hint: Some(fl!(t, "intro-frame-hint")),
            page: page_text,
            page_hint: Some(fl!(t, "intro-page-hint")),
            wait: fl!(t, "intro-wait"),
        };
        view! {
            {heading}
            {no_script}
            {parts::ways(page.ways, &page.action, texts)}
        }
        .into_any()
    } else {
        view! { <p class="inset">{fl!(t, "intro-no-way", contact = contact)}</p> }.into_any()
    };
    let camera = camera::before(
        page.camera.as_ref(),
        &camera::Step {
            title: &page.title,
            provider,
            branding: &page.branding,
        },
        t,
    );
    let body = view! {
        {parts::back(&page.back, fl!(t, "back-to-steps"))}
        {parts::place(page.place, t)}
        <h1>{page.title.clone()}</h1>
        {happens(&page, t)}
        {parts::needs(&page.needs, t)}
        {camera}
        {ways}
        {parts::other_ways(&page.other, t)}
    }
    .into_any();
    Rendered::new(page.title, Some(page.branding), body)
}
