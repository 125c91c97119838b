//! A choice between ways: radio buttons, with the question as the heading (GOV.UK Design System, "Radios").

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::{ChoicePage, WayView},
    parts::{self, Mistake},
    texts::Texts,
};

const HINT: &str = "choice-hint";
const ERROR: &str = "choice-error";

pub(super) fn render(page: ChoicePage, t: Texts) -> Rendered {
    let missing = fl!(t, "choice-missing");
    let first_open = page.ways.iter().find(|way| way.open);
    let mistakes: Vec<Mistake> = first_open
        .filter(|_| page.not_chosen)
        .map(|way| Mistake {
            field: id(way),
            text: missing.clone(),
        })
        .into_iter()
        .collect();
    let is_wrong = !mistakes.is_empty();
    let error = is_wrong.then(|| parts::field_error(ERROR.to_owned(), missing, t));
    let described = if is_wrong {
        "choice-hint choice-error"
    } else {
        HINT
    };
    let lost = page
        .lost
        .then(|| view! { <p class="inset">{fl!(t, "choice-lost")}</p> });
    let ways = page
        .ways
        .into_iter()
        .map(|way| radio(way, t))
        .collect_view();
    let body = view! {
        {parts::back(&page.back, fl!(t, "back-to-steps"))}
        {parts::error_summary(&mistakes, t)}
        {parts::place(page.place, t)}
        <form method="post" action=page.action novalidate>
            // A radio group may be invalid; a plain fieldset may not (WAI-ARIA 1.2, aria-invalid).
            <fieldset
                class=if is_wrong { "field field--wrong" } else { "field" }
                role="radiogroup"
                aria-describedby=described
                aria-invalid=is_wrong.then_some("true")
            >
                <legend><h1>{page.title.clone()}</h1></legend>
                {lost}
                <p class="field__hint" id=HINT>{fl!(t, "choice-hint")}</p>
                {error}
                {ways}
            </fieldset>
            {parts::submit(fl!(t, "choice-continue"))}
        </form>
    }
    .into_any();
    Rendered {
        has_error: is_wrong,
        ..Rendered::new(page.title, Some(page.branding), body)
    }
}

// A prefix, so that no way can take an id that the document uses.
fn id(way: &WayView) -> String {
    format!("way-{}", way.name)
}

fn radio(way: WayView, t: Texts) -> AnyView {
    let id = id(&way);
    if !way.open {
        return view! {
            <p class="gone"><strong>{way.title}</strong> <br /> {fl!(t, "choice-gone")}</p>
        }
        .into_any();
    }
    let hint_id = way.hint.is_some().then(|| format!("{id}-hint"));
    let hint = way
        .hint
        .zip(hint_id.clone())
        .map(|(hint, id)| view! { <p class="tick__hint" id=id>{hint}</p> });
    view! {
        <div class="tick">
            <input
                type="radio"
                id=id.clone()
                name="way"
                value=way.name
                checked=way.chosen
                aria-describedby=hint_id
            />
            <div>
                <label for=id>{way.title}</label>
                {hint}
            </div>
        </div>
    }
    .into_any()
}
