//! The inputs of each kind of question.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::journey::FieldKind;

use crate::{
    page::{DatePart, FieldProblem, FieldView},
    texts::Texts,
};

/// The id of a question's input, or of its first one. A prefix, so that no field can take an id that the document uses.
pub(super) fn id(field: &FieldView) -> String {
    format!("field-{}", field.name)
}

// A dot, which no name has: the part of no field is another field.
fn id_of_part(field: &FieldView, part: DatePart) -> String {
    format!("{}.{}", id(field), name_of(part))
}

fn name_of(part: DatePart) -> &'static str {
    match part {
        DatePart::Day => "day",
        DatePart::Month => "month",
        DatePart::Year => "year",
    }
}

/// The id of the input that the error summary leads to.
pub(super) fn to_correct(field: &FieldView) -> String {
    match field.kind {
        FieldKind::Date => {
            let wrong = DatePart::ALL
                .into_iter()
                .find(|part| is_wrong(field, *part));
            id_of_part(field, wrong.unwrap_or(DatePart::Day))
        }
        _ => id(field),
    }
}

/// The role of a question that has several inputs.
pub(super) fn group(kind: FieldKind) -> Option<&'static str> {
    match kind {
        FieldKind::Date => Some("group"),
        FieldKind::Choice => Some("radiogroup"),
        _ => None,
    }
}

/// The inputs of a question that has several.
pub(super) fn several(field: FieldView, id: &str, t: Texts) -> AnyView {
    match field.kind {
        FieldKind::Date => date(&field, t),
        _ => options(field, id, t),
    }
}

/// The input of a question that has one.
pub(super) fn one(field: FieldView, id: String, described: Option<String>) -> AnyView {
    let invalid = field.problem.is_some().then_some("true");
    if field.kind.is_picture() {
        // A phone opens its camera, for a face on the side of the screen; a computer shows its files.
        let capture = match field.kind {
            FieldKind::Photo => "user",
            _ => "environment",
        };
        return view! {
            <input
                type="file"
                id=id
                name=field.name
                accept="image/*"
                capture=capture
                required=field.taken_minutes_ago.is_none() && !field.optional
                aria-describedby=described
                aria-invalid=invalid
            />
        }
        .into_any();
    }
    let (kind, mode) = match field.kind {
        FieldKind::Phone => ("tel", Some("tel")),
        FieldKind::Email => ("email", Some("email")),
        _ => ("text", None),
    };
    // People may change what was filled in as they speak; a browser must not.
    let spelled = (kind != "tel").then_some("false");
    view! {
        <input
            type=kind
            id=id
            name=field.name
            value=field.value
            inputmode=mode
            autocomplete=token(field.kind, &field.claim)
            spellcheck=spelled
            required=!field.optional
            aria-describedby=described
            aria-invalid=invalid
        />
    }
    .into_any()
}

/// What browsers know the answer as (WCAG 2.2, 1.3.5; HTML, "Autofill detail tokens").
fn token(kind: FieldKind, claim: &str) -> Option<&'static str> {
    match (kind, claim) {
        (FieldKind::Phone, _) | (_, "phone_number") => Some("tel"),
        (FieldKind::Email, _) | (_, "email") => Some("email"),
        (_, "name") => Some("name"),
        (_, "given_name") => Some("given-name"),
        (_, "middle_name") => Some("additional-name"),
        (_, "family_name") => Some("family-name"),
        (_, "nickname") => Some("nickname"),
        (_, "gender") => Some("sex"),
        (_, "street_address") => Some("address-line1"),
        (_, "locality") => Some("address-level2"),
        (_, "region") => Some("address-level1"),
        (_, "postal_code") => Some("postal-code"),
        (_, "country") => Some("country-name"),
        (_, "job_title") => Some("organization-title"),
        (_, "organization") => Some("organization"),
        _ => None,
    }
}

fn is_wrong(field: &FieldView, part: DatePart) -> bool {
    match field.problem {
        None => false,
        Some(FieldProblem::DateLacks { day, month, year }) => match part {
            DatePart::Day => day,
            DatePart::Month => month,
            DatePart::Year => year,
        },
        Some(FieldProblem::DateWrong(wrong)) => wrong == part,
        Some(FieldProblem::NotADate) => part == DatePart::Day,
        Some(_) => true,
    }
}

fn date(field: &FieldView, t: Texts) -> AnyView {
    let birth = field.claim == "birthdate";
    let error = field.problem.map(|_| format!("{}-error", id(field)));
    let inputs = DatePart::ALL
        .into_iter()
        .zip(field.date.clone())
        .map(|(part, value)| {
            let (label, token, class) = match part {
                DatePart::Day => (fl!(t, "date-day"), "bday-day", "part"),
                DatePart::Month => (fl!(t, "date-month"), "bday-month", "part"),
                DatePart::Year => (fl!(t, "date-year"), "bday-year", "part part--year"),
            };
            let id = id_of_part(field, part);
            let wrong = is_wrong(field, part);
            view! {
                <div class=class>
                    <label for=id.clone()>{label}</label>
                    <input
                        type="text"
                        id=id
                        name=format!("{}.{}", field.name, name_of(part))
                        value=value
                        inputmode="numeric"
                        autocomplete=birth.then_some(token)
                        required=!field.optional
                        aria-describedby=wrong.then(|| error.clone()).flatten()
                        aria-invalid=wrong.then_some("true")
                    />
                </div>
            }
        })
        .collect_view();
    view! { <div class="parts">{inputs}</div> }.into_any()
}

fn options(field: FieldView, first_id: &str, t: Texts) -> AnyView {
    let none = (String::new(), fl!(t, "choice-none"));
    let all = field
        .options
        .into_iter()
        .map(|option| (option.value, option.label))
        // Whoever chose something can take it back only by choosing something else.
        .chain(field.optional.then_some(none));
    all.enumerate()
        .map(|(place, (value, label))| {
            let id = match place {
                0 => first_id.to_owned(),
                _ => format!("{first_id}.{place}"),
            };
            let chosen = value == field.value && !(value.is_empty() && field.problem.is_some());
            view! {
                <div class="tick">
                    <input
                        type="radio"
                        id=id.clone()
                        name=field.name.clone()
                        value=value
                        checked=chosen
                        required=!field.optional
                    />
                    <label for=id>{label}</label>
                </div>
            }
        })
        .collect_view()
        .into_any()
}
