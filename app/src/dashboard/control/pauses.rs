//! What is paused, what was, and the form that pauses.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::locale::Locale;

use super::ControlScreen;
use crate::{
    dashboard::{
        moment::Moment,
        piece::{self, Area},
    },
    parts::{self, Mistake},
    texts::Texts,
};

/// What is paused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Every start.
    Starts,
    /// New onboardings of this journey.
    Journey(String),
    /// Checks through this connection.
    Connection(String),
}

/// A pause.
#[derive(Debug, Clone)]
pub struct PauseView {
    /// Its id.
    pub id: String,
    /// What.
    pub what: What,
    /// Why, for operators.
    pub reason: String,
    /// What applicants read, by language.
    pub texts: Vec<(Locale, String)>,
    /// Who began it, and when.
    pub begun: (String, Moment),
    /// Who ended it, and when.
    pub ended: Option<(String, Moment)>,
}

/// What is wrong with what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PauseProblem {
    /// It is not there (any more), or is paused already.
    What,
    /// There is no reason, or it is too long.
    Reason,
    /// A text is missing, or too long.
    Texts,
}

/// A pause as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TypedPause {
    /// Kind and name with a colon between them.
    pub what: String,
    /// Why.
    pub reason: String,
    /// What applicants would read.
    pub texts: Vec<(Locale, String)>,
    /// What is wrong with it.
    pub problem: Option<PauseProblem>,
}

fn what(what: &What, t: Texts) -> String {
    match what {
        What::Starts => fl!(t, "dash-control-starts"),
        What::Journey(name) => fl!(t, "dash-control-journey", name = name.as_str()),
        What::Connection(name) => fl!(t, "dash-control-connection", name = name.as_str()),
    }
}

fn text_id(locale: Locale) -> String {
    format!("text-{}", locale.tag())
}

impl ControlScreen {
    pub(super) fn mistake(&self, problem: PauseProblem, t: Texts) -> Mistake {
        let (field, text) = match problem {
            PauseProblem::What => ("what".to_owned(), fl!(t, "dash-control-what-wrong")),
            PauseProblem::Reason => ("reason".to_owned(), fl!(t, "dash-control-reason-wrong")),
            PauseProblem::Texts => (text_id(Locale::En), fl!(t, "dash-control-text-wrong")),
        };
        Mistake { field, text }
    }

    pub(super) fn pause(&self, pause: &PauseView, t: Texts) -> AnyView {
        let heading = format!("pause-{}", pause.id);
        let texts = pause
            .texts
            .iter()
            .map(|(locale, text)| {
                view! { <dt>{parts::language(*locale, t)}</dt><dd lang=locale.tag()>{text.clone()}</dd> }
            })
            .collect_view();
        let end = self.may_pause.then(|| {
            piece::button(
                "/dashboard/control/pauses",
                ("end", &pause.id),
                fl!(t, "dash-control-end"),
            )
        });
        view! {
            <section class="block" aria-labelledby=heading.clone()>
                <h3 id=heading.clone()>{what(&pause.what, t)}</h3>
                <dl class="pairs">
                    <dt>{fl!(t, "dash-control-since")}</dt>
                    <dd>{pause.begun.1.draw()} ", " {pause.begun.0.clone()}</dd>
                    <dt>{fl!(t, "dash-control-reason")}</dt>
                    <dd>{pause.reason.clone()}</dd>
                    {texts}
                </dl>
                {end}
            </section>
        }
        .into_any()
    }

    pub(super) fn form(&self, t: Texts) -> AnyView {
        let mut targets = vec![("starts:".to_owned(), fl!(t, "dash-control-starts"))];
        for journey in &self.journeys {
            let name = journey.name.as_str();
            targets.push((
                format!("journey:{name}"),
                fl!(t, "dash-control-journey", name = name),
            ));
        }
        for name in &self.connections {
            targets.push((
                format!("connection:{name}"),
                fl!(t, "dash-control-connection", name = name.as_str()),
            ));
        }
        let is = |problem| self.typed.problem == Some(problem);
        let reason = Area {
            name: "reason".to_owned(),
            label: fl!(t, "dash-control-reason"),
            hint: Some(fl!(t, "dash-control-reason-hint")),
            wrong: is(PauseProblem::Reason).then(|| fl!(t, "dash-control-reason-wrong")),
            value: self.typed.reason.clone(),
            lang: None,
        };
        let texts = Locale::ALL
            .into_iter()
            .map(|locale| {
                let typed = self.typed.texts.iter().find(|(of, _)| *of == locale);
                let area = Area {
                    name: text_id(locale),
                    label: fl!(
                        t,
                        "dash-control-text",
                        language = parts::language(locale, t)
                    ),
                    hint: Some(fl!(t, "dash-control-text-hint")),
                    wrong: is(PauseProblem::Texts).then(|| fl!(t, "dash-control-text-wrong")),
                    value: typed.map(|(_, text)| text.clone()).unwrap_or_default(),
                    lang: Some(locale.tag()),
                };
                area.draw(t)
            })
            .collect_view();
        let what_wrong = is(PauseProblem::What).then(|| fl!(t, "dash-control-what-wrong"));
        let what = (fl!(t, "dash-control-what"), what_wrong);
        view! {
            <section class="block">
                <h2>{fl!(t, "dash-control-begin")}</h2>
                <p>{fl!(t, "dash-control-begin-lead")}</p>
                <form method="post" action="/dashboard/control/pauses">
                    {piece::select("what", what, targets, &self.typed.what, t)}
                    {reason.draw(t)}
                    {texts}
                    <button class="button" type="submit" name="do" value="begin">{fl!(t, "dash-control-begin")}</button>
                </form>
            </section>
        }
        .into_any()
    }

    pub(super) fn past(&self, t: Texts) -> AnyView {
        let rows = self
            .over
            .iter()
            .map(|pause| {
                let ended = pause
                    .ended
                    .as_ref()
                    .map(|(by, at)| view! { {at.draw()} ", " {by.clone()} });
                view! {
                    <tr>
                        <th scope="row">{what(&pause.what, t)}</th>
                        <td data-label=fl!(t, "dash-control-reason")>{pause.reason.clone()}</td>
                        <td data-label=fl!(t, "dash-control-since")>{pause.begun.1.draw()} ", " {pause.begun.0.clone()}</td>
                        <td data-label=fl!(t, "dash-control-until")>{ended}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <details class="more">
                <summary>{fl!(t, "dash-control-over")}</summary>
                <div class="scroll" tabindex="0" role="group" aria-label=fl!(t, "dash-control-over")>
                    <table class="table table--stack">
                        <thead>
                            <tr>
                                <th scope="col">{fl!(t, "dash-control-what")}</th>
                                <th scope="col">{fl!(t, "dash-control-reason")}</th>
                                <th scope="col">{fl!(t, "dash-control-since")}</th>
                                <th scope="col">{fl!(t, "dash-control-until")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        }
        .into_any()
    }
}
