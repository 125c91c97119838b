//! Questions of ours. A page with one question has the question as its heading.

mod inputs;
mod problems;

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::Rendered;
use crate::{
    page::{FieldView, FilledFrom, QuestionPage},
    parts::{self, Mistake},
    texts::Texts,
};

pub(super) fn render(page: QuestionPage, t: Texts) -> Rendered {
    let alone = page.fields.len() == 1;
    let mistakes: Vec<Mistake> = page
        .fields
        .iter()
        .filter_map(|field| {
            Some(Mistake {
                field: inputs::to_correct(field),
                text: problems::text(field.problem?, field, alone, t),
            })
        })
        .collect();
    let has_picture = page.fields.iter().any(|field| field.kind.is_picture());
    let title = match page.fields.first() {
        Some(field) if alone => label(field, t),
        _ => page.title,
    };
    let heading = (!alone).then(|| view! { <h1>{title.clone()}</h1> });
    let fields = page
        .fields
        .into_iter()
        .map(|field| question(field, alone, t))
        .collect_view();
    // Only a form with a file is sent in parts; the others stay small.
    let encoding = has_picture.then_some("multipart/form-data");
    let body = view! {
        {parts::back(&page.back, fl!(t, "back-to-steps"))}
        {parts::error_summary(&mistakes, t)}
        {parts::place(page.place, t)}
        {heading}
        <form method="post" action=page.action enctype=encoding novalidate>
            {fields}
            {parts::submit(fl!(t, "question-continue"))}
        </form>
        {parts::other_ways(&page.other, t)}
    }
    .into_any();
    Rendered {
        has_error: !mistakes.is_empty(),
        ..Rendered::new(title, Some(page.branding), body)
    }
}

fn label(field: &FieldView, t: Texts) -> String {
    if field.optional {
        fl!(t, "optional", title = field.label.as_str())
    } else {
        field.label.clone()
    }
}

/// What stands between a question and its inputs, with the ids that describe them.
struct Beside {
    view: AnyView,
    described: Option<String>,
}

fn beside(field: &FieldView, id: &str, alone: bool, t: Texts) -> Beside {
    let mut ids = Vec::new();
    let mut name = |part: &str| {
        let id = format!("{id}-{part}");
        ids.push(id.clone());
        id
    };
    let hint = field.hint.clone().map(|hint| {
        let id = name("hint");
        view! { <p class="field__hint" id=id>{hint}</p> }
    });
    let from = field.from.as_ref().map(|from| {
        let id = name("from");
        let text = match from {
            FilledFrom::Named(source) => fl!(t, "filled-from", source = source.as_str()),
            FilledFrom::Earlier => fl!(t, "filled-earlier"),
        };
        view! { <p class="field__hint field__from" id=id>{text}</p> }
    });
    let taken = field.taken_minutes_ago.map(|minutes| {
        let id = name("taken");
        view! {
            <p class="field__taken" id=id>
                <strong>{fl!(t, "photo-taken", minutes = minutes)}</strong>
                " "
                {fl!(t, "photo-replace")}
            </p>
        }
    });
    let formats = field.kind.is_picture().then(|| {
        let id = name("formats");
        view! { <p class="field__hint" id=id>{fl!(t, "photo-formats")}</p> }
    });
    let error = field.problem.map(|problem| {
        parts::field_error(name("error"), problems::text(problem, field, alone, t), t)
    });
    Beside {
        view: view! { {hint} {from} {taken} {formats} {error} }.into_any(),
        described: (!ids.is_empty()).then(|| ids.join(" ")),
    }
}

fn question(field: FieldView, alone: bool, t: Texts) -> AnyView {
    let id = inputs::id(&field);
    let beside = beside(&field, &id, alone, t);
    let label = label(&field, t);
    let class = if field.problem.is_some() {
        "field field--wrong"
    } else {
        "field"
    };
    if let Some(role) = inputs::group(field.kind) {
        let legend = if alone {
            view! { <legend><h1>{label}</h1></legend> }.into_any()
        } else {
            view! { <legend>{label}</legend> }.into_any()
        };
        // A radio group may be invalid; a plain group may not (WAI-ARIA 1.2, aria-invalid).
        let invalid = (role == "radiogroup" && field.problem.is_some()).then_some("true");
        return view! {
            <fieldset class=class role=role aria-describedby=beside.described aria-invalid=invalid>
                {legend}
                {beside.view}
                {inputs::several(field, &id, t)}
            </fieldset>
        }
        .into_any();
    }
    let label = view! { <label for=id.clone()>{label}</label> };
    let label = if alone {
        view! { <h1>{label}</h1> }.into_any()
    } else {
        label.into_any()
    };
    view! {
        <div class=class>
            {label}
            {beside.view}
            {inputs::one(field, id, beside.described)}
        </div>
    }
    .into_any()
}
