//! What an operator does to a case: the forms of the case's page, one of them once more with what is wrong with it, and the new
//! link.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts, moment::Moment, piece, writing};
use crate::{
    parts::{Mistake, error_summary, field_error},
    texts::Texts,
};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Approve the case.
    Approve,
    /// Reject it.
    Reject,
    /// Allow another attempt of a step.
    AllowAttempt,
    /// End it before its end.
    Cancel,
    /// Destroy what is known of the person.
    Erase,
    /// Make a new link.
    MakeLink,
}

impl Deed {
    /// Every one there is, in the order of the case's page.
    pub const ALL: [Self; 6] = [
        Self::Approve,
        Self::Reject,
        Self::AllowAttempt,
        Self::MakeLink,
        Self::Cancel,
        Self::Erase,
    ];

    /// The end of the path that its form is sent to, after the case's.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Approve | Self::Reject => "decision",
            Self::AllowAttempt => "attempts",
            Self::Cancel => "cancel",
            Self::Erase => "erase",
            Self::MakeLink => "link",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::AllowAttempt => "attempt",
            Self::Cancel => "cancel",
            Self::Erase => "erase",
            Self::MakeLink => "link",
        }
    }

    const fn is_destructive(self) -> bool {
        matches!(self, Self::Reject | Self::Cancel | Self::Erase)
    }

    fn name(self, t: Texts) -> String {
        match self {
            Self::Approve => fl!(t, "dash-actions-approve"),
            Self::Reject => fl!(t, "dash-actions-reject"),
            Self::AllowAttempt => fl!(t, "dash-actions-attempt"),
            Self::Cancel => fl!(t, "dash-actions-cancel"),
            Self::Erase => fl!(t, "dash-actions-erase"),
            Self::MakeLink => fl!(t, "dash-actions-link"),
        }
    }

    fn explained(self, t: Texts) -> String {
        match self {
            Self::Approve => fl!(t, "dash-actions-approve", "what"),
            Self::Reject => fl!(t, "dash-actions-reject", "what"),
            Self::AllowAttempt => fl!(t, "dash-actions-attempt", "what"),
            Self::Cancel => fl!(t, "dash-actions-cancel", "what"),
            Self::Erase => fl!(t, "dash-actions-erase", "what"),
            Self::MakeLink => fl!(t, "dash-actions-link", "what"),
        }
    }
}

/// A form that is drawn: empty, or as it was sent.
#[derive(Debug, Clone)]
pub struct DeedForm {
    /// What it does.
    pub deed: Deed,
    /// Whether it waits for a second operator then.
    pub four_eyes: bool,
    /// The steps that may be allowed once more: name and title.
    pub steps: Vec<(String, String)>,
    /// The step that was chosen.
    pub step: String,
    /// The reason that was given.
    pub reason: String,
    /// Whether that is too short or too long.
    pub wrong_reason: bool,
    /// Whether something else than the reference was typed.
    pub wrong_reference: bool,
}

impl DeedForm {
    /// An empty form.
    #[must_use]
    pub fn of(deed: Deed) -> Self {
        Self {
            deed,
            four_eyes: false,
            steps: Vec::new(),
            step: String::new(),
            reason: String::new(),
            wrong_reason: false,
            wrong_reference: false,
        }
    }
}

/// What every form of a case has in common.
#[derive(Debug, Clone)]
pub struct OfCase {
    /// The case's page.
    pub href: String,
    /// The revision that the forms carry.
    pub revision: String,
    /// What is typed to confirm.
    pub reference: String,
}

/// What the case's page offers.
#[derive(Debug, Clone)]
pub struct ActionsView {
    /// What the forms have in common.
    pub case: OfCase,
    /// The forms, in the order of [`Deed::ALL`].
    pub forms: Vec<DeedForm>,
}

/// The forms, each behind its name; nothing when nothing is offered.
pub fn panel(view: &ActionsView, ScreenTexts(t): ScreenTexts) -> AnyView {
    if view.forms.is_empty() {
        return ().into_any();
    }
    let forms = view
        .forms
        .iter()
        .map(|one| {
            view! {
                <details class="more">
                    <summary>{one.deed.name(t)}</summary>
                    {form(&view.case, one, t)}
                </details>
            }
        })
        .collect_view();
    view! {
        <section class="block" aria-labelledby="actions-title">
            <h2 id="actions-title">{fl!(t, "dash-actions-title")}</h2>
            {forms}
        </section>
    }
    .into_any()
}

fn form(case: &OfCase, one: &DeedForm, t: Texts) -> AnyView {
    let deed = one.deed;
    let action = format!("{}/{}", case.href, deed.path());
    let verdict = matches!(deed, Deed::Approve | Deed::Reject)
        .then(|| view! { <input type="hidden" name="verdict" value=deed.code() /> });
    let step = (deed == Deed::AllowAttempt).then(|| steps(one, t));
    let reason = (deed != Deed::MakeLink).then(|| reason(one, t));
    let typed = deed.is_destructive().then(|| typed(case, one, t));
    let waits = one
        .four_eyes
        .then(|| view! { <p class="notice notice--note">{fl!(t, "dash-actions-four-eyes")}</p> });
    let button = match one.four_eyes {
        true => fl!(t, "dash-actions-propose"),
        false => deed.name(t),
    };
    let (class, box_class) = match deed.is_destructive() {
        true => ("button button--danger", "confirm"),
        false => ("button", ""),
    };
    view! {
        <form method="post" action=action class=box_class>
            <p>{deed.explained(t)}</p>
            <input type="hidden" name="revision" value=case.revision.clone() />
            {verdict}
            {step}
            {reason}
            {typed}
            {waits}
            <button class=class type="submit">{button}</button>
        </form>
    }
    .into_any()
}

fn steps(one: &DeedForm, t: Texts) -> AnyView {
    let options = one
        .steps
        .iter()
        .map(|(name, title)| {
            let selected = *name == one.step;
            view! { <option value=name.clone() selected=selected>{title.clone()}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="attempt-step">{fl!(t, "dash-actions-step")}</label>
            <select id="attempt-step" name="step" required>{options}</select>
        </div>
    }
    .into_any()
}

fn reason_id(deed: Deed) -> String {
    format!("{}-reason", deed.code())
}

fn typed_id(deed: Deed) -> String {
    format!("{}-typed", deed.code())
}

fn reason(one: &DeedForm, t: Texts) -> AnyView {
    let id = reason_id(one.deed);
    let (hint, error) = (format!("{id}-hint"), format!("{id}-error"));
    let problem = one
        .wrong_reason
        .then(|| field_error(error.clone(), fl!(t, "dash-actions-reason-wrong"), t));
    let described = match one.wrong_reason {
        true => format!("{hint} {error}"),
        false => hint.clone(),
    };
    let class = if one.wrong_reason {
        "field field--wrong"
    } else {
        "field"
    };
    view! {
        <div class=class>
            <label for=id.clone()>{fl!(t, "dash-actions-reason")}</label>
            <p class="field__hint" id=hint>{fl!(t, "dash-actions-reason-hint")}</p>
            {problem}
            <textarea
                id=id
                name="reason"
                rows="3"
                maxlength="500"
                required
                aria-describedby=described
                aria-invalid=one.wrong_reason.then_some("true")
                inner_html=writing::content(&one.reason)
            ></textarea>
        </div>
    }
    .into_any()
}

fn typed(case: &OfCase, one: &DeedForm, t: Texts) -> AnyView {
    let label = fl!(t, "dash-actions-typed", reference = case.reference.as_str());
    let wrong = one
        .wrong_reference
        .then(|| fl!(t, "dash-actions-typed-wrong"));
    piece::typed(typed_id(one.deed), label, wrong, t)
}

/// The button that sends a webhook of the case again. `hidden` is what screen readers hear after its name.
pub fn redeliver_button(
    case: &OfCase,
    delivery: &str,
    hidden: String,
    ScreenTexts(t): ScreenTexts,
) -> AnyView {
    let action = format!("{}/redeliver", case.href);
    view! {
        <form method="post" action=action class="inline">
            <input type="hidden" name="revision" value=case.revision.clone() />
            <input type="hidden" name="delivery" value=delivery.to_owned() />
            <button class="button button--second button--small" type="submit">
                {fl!(t, "dash-actions-redeliver")} <span class="hidden">" " {hidden}</span>
            </button>
        </form>
    }
    .into_any()
}

/// A form that has to be filled in again.
#[derive(Debug, Clone)]
pub struct ActionScreen {
    /// What the forms of the case have in common.
    pub case: OfCase,
    /// The form as it was sent.
    pub form: DeedForm,
}

impl Screen for ActionScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = self.form.deed.name(t);
        let mut mistakes = Vec::new();
        if self.form.wrong_reason {
            mistakes.push(Mistake {
                field: reason_id(self.form.deed),
                text: fl!(t, "dash-actions-reason-wrong"),
            });
        }
        if self.form.wrong_reference {
            mistakes.push(Mistake {
                field: typed_id(self.form.deed),
                text: fl!(t, "dash-actions-typed-wrong"),
            });
        }
        let has_error = !mistakes.is_empty();
        let body = view! {
            <p><a class="back" href=self.case.href.clone()>{fl!(t, "dash-actions-back")}</a></p>
            {error_summary(&mistakes, t)}
            <h1>{title.clone()}</h1>
            {form(&self.case, &self.form, t)}
        }
        .into_any();
        Drawn {
            has_error,
            ..Drawn::new(title, body)
        }
    }
}

/// The new link, which is shown this once.
#[derive(Debug, Clone)]
pub struct LinkScreen {
    /// The case's page.
    pub href: String,
    /// The link.
    pub url: String,
    /// Until when it can be claimed.
    pub expires: Moment,
}

impl Screen for LinkScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-actions-link-made");
        let body = view! {
            <p><a class="back" href=self.href.clone()>{fl!(t, "dash-actions-back")}</a></p>
            <h1>{title.clone()}</h1>
            <p class="lead">{fl!(t, "dash-actions-link-made", "once")}</p>
            <p class="code">{self.url.clone()}</p>
            <p>
                {fl!(t, "dash-actions-link-made", "until")} " " {self.expires.draw()}
            </p>
        }
        .into_any();
        Drawn::new(title, body)
    }
}
