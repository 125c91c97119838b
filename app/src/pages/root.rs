//! The root of a server that is not in Development.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{page::RootPage, parts, texts::Texts};

pub(super) fn render(page: RootPage, t: Texts) -> Rendered {
    let title = fl!(t, "root-title");
    let body = view! {
        <h1>{title.clone()}</h1>
        <p class="lead">{fl!(t, "root-lead")}</p>
        <p>{fl!(t, "root-how")}</p>
        <p>{fl!(t, "root-again")}</p>
        {parts::own(page.own, t)}
    }
    .into_any();
    Rendered::new(title, None, body)
}
