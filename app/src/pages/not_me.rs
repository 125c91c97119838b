//! What happens when somebody says that this is not theirs, before they say so.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{page::NotMePage, parts, texts::Texts};

pub(super) fn render(page: NotMePage, t: Texts) -> Rendered {
    let title = fl!(t, "not-me-title");
    let company = page.asks.as_str();
    let kept = page
        .inside
        .then(|| view! { <li>{fl!(t, "not-me-entered", company = company)}</li> });
    let back = match page.inside {
        true => fl!(t, "not-me-back"),
        false => fl!(t, "back"),
    };
    let body = view! {
        {parts::back(&page.back, back)}
        <h1>{title.clone()}</h1>
        <p class="lead">{fl!(t, "not-me-lead", company = company)}</p>
        <h2>{fl!(t, "not-me-happens")}</h2>
        <ul>
            <li>{fl!(t, "not-me-ends")}</li>
            <li>{fl!(t, "not-me-told", company = company)}</li>
            {kept}
            <li>{fl!(t, "not-me-final", company = company)}</li>
        </ul>
        <form class="actions" method="post" action=page.action>
            {parts::submit(fl!(t, "not-me-action"))}
        </form>
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}
