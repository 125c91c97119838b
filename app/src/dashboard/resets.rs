//! What operators are told when somebody else replaced how they sign in.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::moment::Moment;
use crate::texts::Texts;

/// How somebody's sign-in was replaced.
#[derive(Debug, Clone)]
pub struct ResetView {
    /// The operator who did; nothing for the command line.
    pub by: Option<String>,
    /// When.
    pub at: Moment,
}

pub(super) fn notice(resets: &[ResetView], t: Texts) -> AnyView {
    if resets.is_empty() {
        return ().into_any();
    }
    let items = resets
        .iter()
        .map(|reset| {
            let by = match &reset.by {
                Some(name) => fl!(t, "dash-resets-by", name = name.as_str()),
                None => fl!(t, "dash-resets-command-line"),
            };
            view! { <li>{by} ", " {reset.at.draw()}</li> }
        })
        .collect_view();
    view! {
        <section class="notice notice--bad" aria-labelledby="resets">
            <h2 id="resets">{fl!(t, "dash-resets-title")}</h2>
            <ul>{items}</ul>
            <p>{fl!(t, "dash-resets-next")}</p>
        </section>
    }
    .into_any()
}
