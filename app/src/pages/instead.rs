//! How a step is done without this site.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{page::InsteadPage, parts, texts::Texts};

pub(super) fn render(page: InsteadPage, t: Texts) -> Rendered {
    let title = fl!(t, "instead-title", title = page.title);
    let company = page.branding.company.as_str();
    let paragraphs = page
        .text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
        .collect_view();
    let body = view! {
        {parts::back(&page.back, fl!(t, "back"))}
        <h1>{title.clone()}</h1>
        {paragraphs}
        <p>{fl!(t, "instead-reference")} " " <strong>{page.reference}</strong></p>
        <p class="inset">{fl!(t, "instead-happens", company = company)}</p>
        <form class="actions" method="post" action=page.action>
            {parts::submit(fl!(t, "instead-choose"))}
        </form>
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}
