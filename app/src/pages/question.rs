//! Questions of ours. A page with one question has the question as its heading.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::journey::FieldKind;

use super::Rendered;
use crate::{
    page::{FieldProblem, FieldView, QuestionPage},
    parts::{self, Mistake},
    texts::Texts,
};

pub(super) fn render(page: QuestionPage, t: Texts) -> Rendered {
    let mistakes: Vec<Mistake> = page
        .fields
        .iter()
        .filter_map(|field| {
            Some(Mistake {
                field: id(field),
                text: problem_text(field.problem?, field.kind, t),
            })
        })
        .collect();
    let alone = page.fields.len() == 1;
    let has_photo = page
        .fields
        .iter()
        .any(|field| field.kind == FieldKind::Photo);
    let title = match page.fields.first() {
        Some(field) if alone => field.label.clone(),
        _ => page.title,
    };
    let heading = (!alone).then(|| view! { <h1>{title.clone()}</h1> });
    let fields = page
        .fields
        .into_iter()
        .map(|field| question(field, alone, t))
        .collect_view();
    // Only a form with a file is sent in parts; the others stay small.
    let encoding = has_photo.then_some("multipart/form-data");
    let body = view! {
        {parts::back(&page.back, fl!(t, "back-to-steps"))}
        {parts::error_summary(&mistakes, t)}
        {parts::place(page.place, t)}
        {heading}
        <form method="post" action=page.action enctype=encoding novalidate>
            {fields}
            {parts::submit(fl!(t, "question-continue"))}
        </form>
    }
    .into_any();
    Rendered {
        has_error: !mistakes.is_empty(),
        ..Rendered::new(title, Some(page.branding), body)
    }
}

fn question(field: FieldView, alone: bool, t: Texts) -> AnyView {
    let id = id(&field);
    let is_photo = field.kind == FieldKind::Photo;
    let hint_id = field.hint.is_some().then(|| format!("{id}-hint"));
    let taken_id = field.taken_minutes_ago.map(|_| format!("{id}-taken"));
    let formats_id = is_photo.then(|| format!("{id}-formats"));
    let error_id = field.problem.is_some().then(|| format!("{id}-error"));
    let described = [&hint_id, &taken_id, &formats_id, &error_id]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ");
    let described = (!described.is_empty()).then_some(described);
    let error = field.problem.zip(error_id).map(|(problem, error_id)| {
        parts::field_error(error_id, problem_text(problem, field.kind, t), t)
    });
    let hint = field
        .hint
        .zip(hint_id)
        .map(|(hint, hint_id)| view! { <p class="field__hint" id=hint_id>{hint}</p> });
    let taken = field.taken_minutes_ago.zip(taken_id).map(|(minutes, id)| {
        view! {
            <p class="field__taken" id=id>
                <strong>{fl!(t, "photo-taken", minutes = minutes)}</strong>
                " "
                {fl!(t, "photo-replace")}
            </p>
        }
    });
    let formats =
        formats_id.map(|id| view! { <p class="field__hint" id=id>{fl!(t, "photo-formats")}</p> });
    let label = view! { <label for=id.clone()>{field.label}</label> };
    let label = if alone {
        view! { <h1>{label}</h1> }.into_any()
    } else {
        label.into_any()
    };
    let class = if field.problem.is_some() {
        "field field--wrong"
    } else {
        "field"
    };
    let invalid = field.problem.is_some().then_some("true");
    let input = if is_photo {
        // A phone opens its camera on the side of the screen; a computer shows its files.
        view! {
            <input
                type="file"
                id=id
                name=field.name
                accept="image/*"
                capture="user"
                required=field.taken_minutes_ago.is_none()
                aria-describedby=described
                aria-invalid=invalid
            />
        }
        .into_any()
    } else {
        let (kind, complete) = match field.kind {
            FieldKind::Phone => ("tel", Some("tel")),
            FieldKind::Email => ("email", Some("email")),
            _ => ("text", None),
        };
        view! {
            <input
                type=kind
                id=id
                name=field.name
                value=field.value
                inputmode=complete
                autocomplete=complete
                required
                aria-describedby=described
                aria-invalid=invalid
            />
        }
        .into_any()
    };
    view! {
        <div class=class>
            {label}
            {hint}
            {taken}
            {formats}
            {error}
            {input}
        </div>
    }
    .into_any()
}

// A prefix, so that no field can take an id that the document uses.
fn id(field: &FieldView) -> String {
    format!("field-{}", field.name)
}

fn problem_text(problem: FieldProblem, kind: FieldKind, t: Texts) -> String {
    match (problem, kind) {
        (FieldProblem::Missing, FieldKind::Phone) => fl!(t, "field-missing-phone"),
        (FieldProblem::Missing, FieldKind::Text | FieldKind::Email | FieldKind::Date | FieldKind::Choice) => fl!(t, "field-missing"),
        (FieldProblem::Missing, FieldKind::Photo | FieldKind::Upload) => fl!(t, "photo-missing"),
        (FieldProblem::NoCountryCode, _) => fl!(t, "field-no-country-code"),
        (FieldProblem::NotAPhone, _) => fl!(t, "field-not-a-phone"),
        (FieldProblem::TooLong, _) => fl!(t, "field-too-long"),
        (FieldProblem::PictureTooLarge, _) => fl!(t, "photo-too-large"),
        (FieldProblem::NotAPicture, _) => fl!(t, "photo-not-a-picture"),
        (FieldProblem::PictureBroken, _) => fl!(t, "photo-broken"),
    }
}
