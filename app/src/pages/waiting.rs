//! Waiting for the provider. With scripts the status island asks; without, the page loads itself again.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    islands::status::{StatusIsland, StatusTexts},
    page::WaitingPage,
    parts,
    texts::Texts,
};

pub(super) fn render(page: WaitingPage, t: Texts) -> Rendered {
    let provider = page.provider.name.as_str();
    let title = fl!(t, "waiting-title", provider = provider);
    let seconds = page.refresh_seconds.to_string();
    let head =
        view! { <noscript><meta http-equiv="refresh" content=seconds /></noscript> }.into_any();
    let texts = StatusTexts {
        first: fl!(t, "waiting-live"),
        offline: fl!(t, "waiting-offline"),
        not_found: fl!(t, "waiting-not-found"),
        reload: fl!(t, "frame-reload"),
    };
    let body = view! {
        {parts::place_at(page.place, &page.provider, t)}
        <h1>{title.clone()}</h1>
        <p class="lead">{fl!(t, "waiting-lead", provider = provider)}</p>
        <StatusIsland at=page.at texts />
        <p class="with-scripts">{fl!(t, "waiting-script")}</p>
        <noscript>
            <p>{fl!(t, "waiting-noscript", seconds = page.refresh_seconds)}</p>
        </noscript>
        <p>{fl!(t, "waiting-stay")}</p>
        <form class="actions" method="post" action=page.action>
            {parts::submit(fl!(t, "waiting-continue"))}
        </form>
    }
    .into_any();
    Rendered {
        has_island: true,
        head,
        ..Rendered::new(title, Some(page.branding), body)
    }
}
