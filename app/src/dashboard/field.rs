//! A field of a form: label, hint, what is wrong, input.

use leptos::prelude::*;

use crate::{parts, texts::Texts};

/// What a field is about.
pub(super) struct Field {
    /// Its name and id.
    pub(super) name: &'static str,
    /// Its label.
    pub(super) label: String,
    /// One sentence under the label.
    pub(super) hint: Option<String>,
    /// What is wrong with what was typed.
    pub(super) wrong: Option<String>,
    /// What was typed; never a password.
    pub(super) value: Option<String>,
    /// `text` or `password`.
    pub(super) kind: &'static str,
    /// What the browser may fill in (HTML, autofill).
    pub(super) autocomplete: &'static str,
    /// Which keyboard phones show.
    pub(super) keyboard: Option<&'static str>,
}

impl Field {
    /// A field of text in which nothing was typed yet.
    pub(super) fn text(name: &'static str, label: String, autocomplete: &'static str) -> Self {
        Self {
            name,
            label,
            hint: None,
            wrong: None,
            value: None,
            kind: "text",
            autocomplete,
            keyboard: None,
        }
    }

    /// A field for a password.
    pub(super) fn password(name: &'static str, label: String, autocomplete: &'static str) -> Self {
        Self {
            kind: "password",
            ..Self::text(name, label, autocomplete)
        }
    }

    /// A field for a code of an authenticator app.
    pub(super) fn code(label: String, wrong: Option<String>) -> Self {
        Self {
            wrong,
            keyboard: Some("numeric"),
            ..Self::text("code", label, "one-time-code")
        }
    }

    /// What an error summary says of it.
    pub(super) fn mistake(&self) -> Option<parts::Mistake> {
        let text = self.wrong.clone()?;
        let field = self.name.to_owned();
        Some(parts::Mistake { field, text })
    }

    /// Draws it.
    pub(super) fn draw(self, t: Texts) -> AnyView {
        let id = self.name;
        let mut described = Vec::new();
        let hint = self.hint.map(|hint| {
            let id = format!("{id}-hint");
            described.push(id.clone());
            view! { <p class="field__hint" id=id>{hint}</p> }
        });
        let is_wrong = self.wrong.is_some();
        let wrong = self.wrong.map(|wrong| {
            let id = format!("{id}-error");
            described.push(id.clone());
            parts::field_error(id, wrong, t)
        });
        let described = (!described.is_empty()).then(|| described.join(" "));
        let class = match is_wrong {
            true => "field field--wrong",
            false => "field",
        };
        view! {
            <div class=class>
                <label for=id>{self.label}</label>
                {hint}
                {wrong}
                <input
                    id=id
                    name=id
                    type=self.kind
                    value=self.value
                    autocomplete=self.autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    inputmode=self.keyboard
                    aria-describedby=described
                    aria-invalid=is_wrong.then_some("true")
                />
            </div>
        }
        .into_any()
    }
}
