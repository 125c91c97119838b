//! Pieces of forms and lists that the screens of control and settings share.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use crate::{
    parts::{self, Mistake},
    texts::Texts,
};

/// A text of several lines.
pub(super) struct Area {
    /// Its name and id.
    pub(super) name: String,
    /// Its label.
    pub(super) label: String,
    /// One sentence under the label.
    pub(super) hint: Option<String>,
    /// What is wrong with what was typed.
    pub(super) wrong: Option<String>,
    /// What was typed.
    pub(super) value: String,
    /// The language that is typed here.
    pub(super) lang: Option<&'static str>,
}

impl Area {
    /// Draws it.
    pub(super) fn draw(self, t: Texts) -> AnyView {
        let id = self.name;
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let is_wrong = self.wrong.is_some();
        let described: Vec<_> = [
            self.hint.is_some().then(|| hint_id.clone()),
            is_wrong.then(|| error_id.clone()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let hint = self
            .hint
            .map(|hint| view! { <p class="field__hint" id=hint_id>{hint}</p> });
        let wrong = self
            .wrong
            .map(|wrong| parts::field_error(error_id, wrong, t));
        let class = if is_wrong {
            "field field--wrong"
        } else {
            "field"
        };
        view! {
            <div class=class>
                <label for=id.clone()>{self.label}</label>
                {hint}
                {wrong}
                <textarea
                    id=id.clone()
                    name=id
                    lang=self.lang
                    rows="3"
                    aria-describedby=described
                    aria-invalid=is_wrong.then_some("true")
                    inner_html=super::writing::content(&self.value)
                ></textarea>
            </div>
        }
        .into_any()
    }
}

/// One of several values; beside the label, what is wrong with the one that was chosen.
pub(super) fn select(
    name: &'static str,
    (label, wrong): (String, Option<String>),
    options: Vec<(String, String)>,
    chosen: &str,
    t: Texts,
) -> AnyView {
    let error = format!("{name}-error");
    let class = match wrong {
        Some(_) => "field field--wrong",
        None => "field",
    };
    let described = wrong.is_some().then(|| error.clone());
    let invalid = wrong.is_some().then_some("true");
    let wrong = wrong.map(|wrong| parts::field_error(error, wrong, t));
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let is_chosen = value == chosen;
            view! { <option value=value selected=is_chosen>{text}</option> }
        })
        .collect_view();
    view! {
        <div class=class>
            <label for=name>{label}</label>
            {wrong}
            <select id=name name=name aria-describedby=described aria-invalid=invalid>{options}</select>
        </div>
    }
    .into_any()
}

/// A small form with one button, which says what is done (`do`) and to what (`to`).
pub(super) fn button(action: &str, (deed, to): (&'static str, &str), text: String) -> AnyView {
    view! {
        <form class="inline" method="post" action=action.to_owned()>
            <input type="hidden" name="to" value=to.to_owned() />
            <button class="button button--second button--small" type="submit" name="do" value=deed>{text}</button>
        </form>
    }
    .into_any()
}

/// What is done about something, after its name was typed.
pub(super) struct Confirmed<'a> {
    /// Where the form posts to.
    pub(super) action: &'a str,
    /// What is done.
    pub(super) deed: &'static str,
    /// To what: this has to be typed.
    pub(super) to: &'a str,
    /// What the summary says, and the button.
    pub(super) text: String,
    /// What happens then.
    pub(super) happens: String,
    /// Whether something else was typed.
    pub(super) wrong: bool,
}

impl Confirmed<'_> {
    /// The input's id.
    pub(super) fn id(&self) -> String {
        Self::id_of(self.deed, self.to)
    }

    /// The input's id, where this is done to that.
    pub(super) fn id_of(deed: &str, to: &str) -> String {
        format!("typed-{deed}-{to}")
    }

    /// Draws it, folded until it is wanted.
    pub(super) fn draw(self, t: Texts) -> AnyView {
        self.draw_with((().into_any(), false), t)
    }

    /// The same with what else is asked, and whether something was typed there and not taken.
    pub(super) fn draw_with(self, (fields, is_typed): (AnyView, bool), t: Texts) -> AnyView {
        let label = fl!(t, "dash-piece-typed", name = self.to);
        let wrong = self.wrong.then(|| fl!(t, "dash-piece-typed-wrong"));
        let typed = typed(self.id(), label, wrong, t);
        view! {
            <details class="more" open=self.wrong || is_typed>
                <summary>{self.text.clone()}</summary>
                <form class="confirm" method="post" action=self.action.to_owned()>
                    <p>{self.happens}</p>
                    {fields}
                    {typed}
                    <input type="hidden" name="to" value=self.to.to_owned() />
                    <button class="button button--danger" type="submit" name="do" value=self.deed>
                        {self.text}
                    </button>
                </form>
            </details>
        }
        .into_any()
    }
}

/// The field in which something is named, so that nobody does it by accident; and what was wrong with what was typed.
pub(super) fn typed(id: String, label: String, wrong: Option<String>, t: Texts) -> AnyView {
    let error = format!("{id}-error");
    let class = match wrong {
        Some(_) => "field field--wrong",
        None => "field",
    };
    let described = wrong.is_some().then(|| error.clone());
    let invalid = wrong.is_some().then_some("true");
    let problem = wrong.map(|wrong| parts::field_error(error, wrong, t));
    view! {
        <div class=class>
            <label for=id.clone()>{label}</label>
            {problem}
            <input
                type="text"
                id=id
                name="typed"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                required
                aria-describedby=described
                aria-invalid=invalid
            />
        </div>
    }
    .into_any()
}

/// What was typed is not the name that it is about.
pub(super) fn typed_wrong(field: String, t: Texts) -> Mistake {
    Mistake {
        field,
        text: fl!(t, "dash-piece-typed-wrong"),
    }
}

/// A list with nothing in it.
pub(super) fn empty(title: String, more: String) -> AnyView {
    view! {
        <div class="empty">
            <p class="empty__title">{title}</p>
            <p>{more}</p>
        </div>
    }
    .into_any()
}

/// Why something was not done, where it is about no field.
pub(super) fn not_done(why: String, t: Texts) -> AnyView {
    view! {
        <div class="summary" role="alert" tabindex="-1" autofocus aria-labelledby="summary-title">
            <h2 id="summary-title">{fl!(t, "dash-piece-refused")}</h2>
            <p>{why}</p>
        </div>
    }
    .into_any()
}

/// Short texts one after another.
pub(super) fn list(items: &[String], none: String) -> AnyView {
    if items.is_empty() {
        return view! { <p class="quiet">{none}</p> }.into_any();
    }
    let items = items
        .iter()
        .map(|item| view! { <li>{item.clone()}</li> })
        .collect_view();
    view! { <ul>{items}</ul> }.into_any()
}
