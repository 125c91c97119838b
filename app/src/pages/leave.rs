//! Announces that a link leads to the provider's own site. A link and not a form: a form whose answer redirects to
//! another origin is stopped by `form-action` (architecture, rule 7). Where the provider's script runs on our SDK origin,
//! it is a form that is posted there.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::{LeavePage, LeaveTo},
    parts,
    texts::Texts,
};

pub(super) fn render(page: LeavePage, t: Texts) -> Rendered {
    let provider = page.provider.name.as_str();
    let title = fl!(t, "leave-title", provider = provider);
    let again = page.action.clone();
    let link = match page.to {
        Some(to) => view! {
            <p class="lead">{lead(&to, provider, &page.provider.site, t)}</p>
            <p>{fl!(t, "leave-return")}</p>
            {way(to, fl!(t, "leave-link", provider = provider))}
            <form class="actions actions--second" method="post" action=again>
                <p class="quiet">{fl!(t, "leave-again-hint")}</p>
                <button class="button button--second" type="submit" name="presentation" value="page">
                    {fl!(t, "leave-again")}
                </button>
            </form>
        }
        .into_any(),
        None => view! {
            <p class="lead">{fl!(t, "leave-expired", provider = provider)}</p>
            <form class="actions" method="post" action=page.action>
                <button class="button" type="submit" name="presentation" value="page">
                    {fl!(t, "leave-again")}
                </button>
            </form>
        }
        .into_any(),
    };
    let body = view! {
        {parts::back(&page.back, fl!(t, "back"))}
        {parts::place_at(page.place, &page.provider, t)}
        <h1>{title.clone()}</h1>
        {link}
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}

fn lead(to: &LeaveTo, provider: &str, site: &str, t: Texts) -> String {
    match to {
        LeaveTo::Link(_) => fl!(t, "leave-lead", provider = provider, site = site),
        LeaveTo::Sdk { .. } => fl!(t, "leave-lead-sdk", provider = provider, site = site),
    }
}

fn way(to: LeaveTo, label: String) -> AnyView {
    match to {
        LeaveTo::Link(href) => view! {
            <p class="actions">
                <a class="button" href=href rel="external noopener">{label}</a>
            </p>
        }
        .into_any(),
        // The code is not for an address: a link would put it there.
        LeaveTo::Sdk { action, code, back } => view! {
            <form class="actions" method="post" action=action>
                <input type="hidden" name="code" value=code />
                <input type="hidden" name="back" value=back />
                <button class="button" type="submit">{label}</button>
            </form>
        }
        .into_any(),
    }
}
