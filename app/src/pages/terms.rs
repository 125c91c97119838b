//! A text to agree to, and consents of their own beside it: never bundled, never ticked beforehand.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::{ConsentBox, TermsPage},
    parts::{self, Mistake},
    texts::Texts,
};

const FIELD: &str = "agree";

pub(super) fn render(page: TermsPage, t: Texts) -> Rendered {
    let missing = fl!(t, "terms-missing");
    let mut mistakes = Vec::new();
    if page.not_agreed {
        mistakes.push(Mistake {
            field: FIELD.to_owned(),
            text: missing.clone(),
        });
    }
    mistakes.extend(
        page.consents
            .iter()
            .filter(|consent| consent.missing)
            .map(|consent| Mistake {
                field: id(consent),
                text: missing_consent(consent, t),
            }),
    );
    let paragraphs = page
        .paragraphs
        .into_iter()
        .map(|paragraph| view! { <p>{paragraph}</p> })
        .collect_view();
    let text = if page.agreed {
        given(fl!(t, "terms-agreed"))
    } else {
        tick(
            Tick {
                id: FIELD.to_owned(),
                name: FIELD.to_owned(),
                label: fl!(t, "terms-agree"),
                ticked: false,
                required: true,
                problem: page.not_agreed.then_some(missing),
            },
            t,
        )
    };
    let heading = (!page.consents.is_empty())
        .then(|| view! { <h2>{fl!(t, "consents-separate")}</h2> <p>{fl!(t, "consents-separate-hint")}</p> });
    let consents = page
        .consents
        .into_iter()
        .map(|consent| own(consent, t))
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
            {text}
            {heading}
            {consents}
            {parts::submit(fl!(t, "terms-submit"))}
        </form>
        {parts::other_ways(&page.other, t)}
    }
    .into_any();
    Rendered {
        has_error: !mistakes.is_empty(),
        ..Rendered::new(page.title, Some(page.branding), body)
    }
}

// A prefix, so that no consent can take an id that the document uses.
fn id(consent: &ConsentBox) -> String {
    format!("consent-{}", consent.name)
}

fn missing_consent(consent: &ConsentBox, t: Texts) -> String {
    fl!(t, "consent-missing", text = consent.text.as_str())
}

fn own(consent: ConsentBox, t: Texts) -> AnyView {
    if consent.given {
        return given(fl!(t, "consent-given", text = consent.text.as_str()));
    }
    let problem = consent.missing.then(|| missing_consent(&consent, t));
    let label = if consent.optional {
        fl!(t, "optional", title = consent.text.as_str())
    } else {
        consent.text.clone()
    };
    tick(
        Tick {
            id: id(&consent),
            name: format!("consent.{}", consent.name),
            label,
            ticked: consent.ticked,
            required: !consent.optional,
            problem,
        },
        t,
    )
}

fn given(text: String) -> AnyView {
    view! { <p class="field">{text}</p> }.into_any()
}

struct Tick {
    id: String,
    name: String,
    label: String,
    ticked: bool,
    required: bool,
    problem: Option<String>,
}

fn tick(tick: Tick, t: Texts) -> AnyView {
    let wrong = tick.problem.is_some();
    let error_id = format!("{}-error", tick.id);
    let described = wrong.then(|| error_id.clone());
    let error = tick
        .problem
        .map(|text| parts::field_error(error_id, text, t));
    view! {
        <div class=if wrong { "field field--wrong" } else { "field" }>
            {error}
            <div class="tick">
                <input
                    type="checkbox"
                    id=tick.id.clone()
                    name=tick.name
                    value="yes"
                    checked=tick.ticked
                    required=tick.required
                    aria-describedby=described
                    aria-invalid=wrong.then_some("true")
                />
                <label for=tick.id>{tick.label}</label>
            </div>
        </div>
    }
    .into_any()
}
