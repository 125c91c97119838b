//! A text to agree to.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::TermsPage,
    parts::{self, Mistake},
    texts::Texts,
};

const FIELD: &str = "agree";
const ERROR: &str = "agree-error";

pub(super) fn render(page: TermsPage, t: Texts) -> Rendered {
    let missing = fl!(t, "terms-missing");
    let mistakes = if page.not_agreed {
        vec![Mistake {
            field: FIELD.to_owned(),
            text: missing.clone(),
        }]
    } else {
        Vec::new()
    };
    let error = page
        .not_agreed
        .then(|| parts::field_error(ERROR.to_owned(), missing, t));
    let paragraphs = page
        .paragraphs
        .into_iter()
        .map(|paragraph| view! { <p>{paragraph}</p> })
        .collect_view();
    let body = view! {
        {parts::back(&page.back, fl!(t, "back-to-steps"))}
        {parts::error_summary(&mistakes, t)}
        {parts::place(page.place, t)}
        <h1>{page.title.clone()}</h1>
        <div class="wording">
            {paragraphs}
            <p class="quiet">{fl!(t, "terms-version", version = page.version)}</p>
        </div>
        <form class="actions" method="post" action=page.action novalidate>
            <div class=if page.not_agreed { "field field--wrong" } else { "field" }>
                {error}
                <div class="tick">
                    <input
                        type="checkbox"
                        id=FIELD
                        name=FIELD
                        value="yes"
                        required
                        aria-describedby=page.not_agreed.then_some(ERROR)
                        aria-invalid=page.not_agreed.then_some("true")
                    />
                    <label for=FIELD>{fl!(t, "terms-agree")}</label>
                </div>
            </div>
            {parts::submit(fl!(t, "terms-submit"))}
        </form>
    }
    .into_any();
    Rendered {
        has_error: page.not_agreed,
        ..Rendered::new(page.title, Some(page.branding), body)
    }
}
