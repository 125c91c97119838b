//! The two forms of the page: reading a value, and writing a note.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{CaseScreen, Value};
use crate::{
    dashboard::writing,
    parts::{self, Mistake},
    texts::Texts,
};

/// What could not be taken, above everything else.
pub(super) fn summary(case: &CaseScreen, t: Texts) -> AnyView {
    let mut mistakes = Vec::new();
    if case.tried.reason.is_some() {
        mistakes.push(Mistake {
            field: "reveal-reason".to_owned(),
            text: fl!(t, "dash-case-reveal-wrong"),
        });
    }
    if case.tried.note.is_some() {
        mistakes.push(Mistake {
            field: "note-text".to_owned(),
            text: fl!(t, "dash-case-note-wrong"),
        });
    }
    if case.tried.hold.is_some() {
        mistakes.push(Mistake {
            field: "hold-reason".to_owned(),
            text: fl!(t, "dash-holds-reason-wrong"),
        });
    }
    parts::error_summary(&mistakes, t)
}

fn wrong(is_wrong: bool, id: &str, text: String, t: Texts) -> Option<AnyView> {
    is_wrong.then(|| parts::field_error(id.to_owned(), text, t))
}

fn class(is_wrong: bool) -> &'static str {
    match is_wrong {
        true => "field field--wrong",
        false => "field",
    }
}

/// Reads a masked value, with a reason.
pub(super) fn reveal(case: &CaseScreen, t: Texts) -> AnyView {
    let masked = |value: &&Value| value.revealed.is_none();
    let groups: Vec<(String, Vec<&Value>)> = case
        .facts
        .iter()
        .map(|fact| {
            let name = format!("{} ({})", fact.kind, fact.step);
            (name, fact.values.iter().filter(masked).collect())
        })
        .chain([(
            fl!(t, "dash-case-said"),
            case.said.iter().filter(masked).collect(),
        )])
        .filter(|(_, values): &(String, Vec<&Value>)| !values.is_empty())
        .collect();
    if !case.may.reveal || groups.is_empty() {
        return ().into_any();
    }
    let options = groups
        .into_iter()
        .map(|(name, values)| {
            let options = values
                .into_iter()
                .map(|value| {
                    let chosen = value.field == case.tried.field;
                    view! { <option value=value.field.clone() selected=chosen>{value.claim.clone()}</option> }
                })
                .collect_view();
            view! { <optgroup label=name>{options}</optgroup> }
        })
        .collect_view();
    let is_wrong = case.tried.reason.is_some();
    let problem = wrong(
        is_wrong,
        "reveal-problem",
        fl!(t, "dash-case-reveal-wrong"),
        t,
    );
    let described = match is_wrong {
        true => "reveal-hint reveal-problem",
        false => "reveal-hint",
    };
    view! {
        <form method="post" action=format!("{}/reveal", case.path()) id="reveal">
            <h3>{fl!(t, "dash-case-reveal")}</h3>
            <div class="field">
                <label for="reveal-value">{fl!(t, "dash-case-reveal-value")}</label>
                <select id="reveal-value" name="field">{options}</select>
            </div>
            <div class=class(is_wrong)>
                <label for="reveal-reason">{fl!(t, "dash-case-reveal-reason")}</label>
                <p class="field__hint" id="reveal-hint">{fl!(t, "dash-case-reveal-hint")}</p>
                {problem}
                <input
                    id="reveal-reason"
                    name="reason"
                    type="text"
                    autocomplete="off"
                    required
                    minlength="10"
                    maxlength="500"
                    value=case.tried.reason.clone().unwrap_or_default()
                    aria-describedby=described
                    aria-invalid=is_wrong.then_some("true")
                />
            </div>
            <button class="button button--second button--small" type="submit">
                {fl!(t, "dash-case-reveal-do")}
            </button>
        </form>
    }
    .into_any()
}

/// Writes a note.
pub(super) fn note(case: &CaseScreen, t: Texts) -> AnyView {
    if !case.may.note {
        return ().into_any();
    }
    let is_wrong = case.tried.note.is_some();
    let problem = wrong(is_wrong, "note-problem", fl!(t, "dash-case-note-wrong"), t);
    let described = match is_wrong {
        true => "note-hint note-problem",
        false => "note-hint",
    };
    let typed = writing::content(case.tried.note.as_deref().unwrap_or_default());
    view! {
        <section class="block" aria-labelledby="notes">
            <h2 id="notes">{fl!(t, "dash-case-note")}</h2>
            <form method="post" action=format!("{}/notes", case.path())>
                <div class=class(is_wrong)>
                    <label for="note-text">{fl!(t, "dash-case-note-text")}</label>
                    <p class="field__hint" id="note-hint">{fl!(t, "dash-case-note-hint")}</p>
                    {problem}
                    <textarea
                        id="note-text"
                        name="text"
                        rows="4"
                        required
                        maxlength="2000"
                        aria-describedby=described
                        aria-invalid=is_wrong.then_some("true")
                        inner_html=typed
                    ></textarea>
                </div>
                <button class="button button--second button--small" type="submit">
                    {fl!(t, "dash-case-note-do")}
                </button>
            </form>
        </section>
    }
    .into_any()
}
