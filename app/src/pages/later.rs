//! How to stop, and go on later.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{page::LaterPage, parts, texts::Texts};

pub(super) fn render(page: LaterPage, t: Texts) -> Rendered {
    let title = fl!(t, "later-title");
    let company = page.branding.company.as_str();
    let lasts = parts::span(page.lasts, t);
    let body = view! {
        {parts::back(&page.back, fl!(t, "back-to-steps"))}
        <h1>{title.clone()}</h1>
        <p class="lead">{fl!(t, "later-lead")}</p>
        <h2>{fl!(t, "later-how")}</h2>
        <p>
            {fl!(t, "later-address")} <br />
            <a href=page.back.clone()><code>{page.address}</code></a>
        </p>
        <p>{fl!(t, "later-browser")}</p>
        <p class="inset"><strong>{fl!(t, "later-until", span = lasts)}</strong></p>
        <p>{fl!(t, "later-after", company = company)} " " <strong>{page.reference}</strong></p>
        <h2>{fl!(t, "later-saved")}</h2>
        <ul class="ticks">
            <li>{fl!(t, "later-saved-steps")}</li>
            <li>{fl!(t, "later-saved-answers")}</li>
        </ul>
        <h2>{fl!(t, "later-unsaved")}</h2>
        <ul>
            <li>{fl!(t, "later-unsaved-typed")}</li>
            <li>{fl!(t, "later-unsaved-provider")}</li>
        </ul>
        <p class="actions">{parts::go_on(&page.back, fl!(t, "later-back"))}</p>
    }
    .into_any();
    Rendered::new(title, Some(page.branding), body)
}
