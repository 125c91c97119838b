//! Control: what is paused, and which versions journeys begin with.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::locale::Locale;

use super::{
    Drawn, Screen, ScreenTexts,
    moment::Moment,
    piece::{self, Area},
};
use crate::{
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

/// A version of a journey.
#[derive(Debug, Clone)]
pub struct VersionView {
    /// Its hash.
    pub hash: String,
    /// When it was first configured.
    pub seen: Moment,
    /// Its title.
    pub title: String,
    /// How many steps it has.
    pub steps: usize,
    /// Whether it is the configuration's.
    pub configured: bool,
    /// Whether new onboardings begin with it.
    pub active: bool,
    /// Why it cannot be activated.
    pub findings: Vec<String>,
}

/// What waits for a second person.
#[derive(Debug, Clone)]
pub struct ActivationView {
    /// Its id.
    pub id: String,
    /// The version.
    pub version: String,
    /// Why.
    pub reason: String,
    /// Who proposed it, and when.
    pub proposed: (String, Moment),
    /// Until when it can be confirmed.
    pub until: Moment,
    /// Whether another version became active since.
    pub overtaken: bool,
    /// Whether it is the operator's own.
    pub is_own: bool,
}

/// A journey with its versions.
#[derive(Debug, Clone)]
pub struct JourneyView {
    /// Its name.
    pub name: String,
    /// Its versions, newest first.
    pub versions: Vec<VersionView>,
    /// Who proposed and who confirmed the active one, and when.
    pub activated: Option<(String, String, Moment)>,
    /// What waits.
    pub waiting: Vec<ActivationView>,
}

/// The whole screen.
#[derive(Debug, Clone)]
pub struct ControlScreen {
    /// Whether the operator may pause.
    pub may_pause: bool,
    /// Whether the operator may propose and confirm versions.
    pub may_activate: bool,
    /// Pauses that go on.
    pub open: Vec<PauseView>,
    /// Pauses that are over, newest first.
    pub over: Vec<PauseView>,
    /// The connections there are.
    pub connections: Vec<String>,
    /// The journeys, with their versions.
    pub journeys: Vec<JourneyView>,
    /// What was typed.
    pub typed: TypedPause,
    /// Why a proposal was not taken.
    pub refused: Option<String>,
}

impl Screen for ControlScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-control-title");
        let mistake = self.typed.problem.map(|problem| self.mistake(problem, t));
        let mistakes: Vec<Mistake> = mistake.into_iter().collect();
        let has_error = !mistakes.is_empty() || self.refused.is_some();
        let open = match self.open.is_empty() {
            true => piece::empty(
                fl!(t, "dash-control-none"),
                fl!(t, "dash-control-none", "more"),
            ),
            false => self
                .open
                .iter()
                .map(|pause| self.pause(pause, t))
                .collect_view()
                .into_any(),
        };
        let form = self.may_pause.then(|| self.form(t));
        let over = (!self.over.is_empty()).then(|| self.past(t));
        let journeys = self
            .journeys
            .iter()
            .map(|journey| self.journey(journey, t))
            .collect_view();
        let body = view! {
            {parts::error_summary(&mistakes, t)}
            {piece::refused(self.refused.as_ref(), t)}
            <h1>{title.clone()}</h1>
            <h2>{fl!(t, "dash-control-paused")}</h2>
            {open}
            {form}
            {over}
            <h2>{fl!(t, "dash-control-versions")}</h2>
            <p>{fl!(t, "dash-control-versions-lead")}</p>
            {journeys}
        }
        .into_any();
        Drawn {
            has_error,
            ..Drawn::new(title, body)
        }
    }
}

fn what(what: &What, t: Texts) -> String {
    match what {
        What::Starts => fl!(t, "dash-control-starts"),
        What::Journey(name) => fl!(t, "dash-control-journey", name = name.as_str()),
        What::Connection(name) => fl!(t, "dash-control-connection", name = name.as_str()),
    }
}

fn language(locale: Locale, t: Texts) -> String {
    match locale {
        Locale::En => fl!(t, "language-en"),
        Locale::Id => fl!(t, "language-id"),
    }
}

fn text_id(locale: Locale) -> String {
    format!("text-{}", locale.tag())
}

/// How a hash is shown.
fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}

impl ControlScreen {
    fn mistake(&self, problem: PauseProblem, t: Texts) -> Mistake {
        let (field, text) = match problem {
            PauseProblem::What => ("what".to_owned(), fl!(t, "dash-control-what-wrong")),
            PauseProblem::Reason => ("reason".to_owned(), fl!(t, "dash-control-reason-wrong")),
            PauseProblem::Texts => (text_id(Locale::En), fl!(t, "dash-control-text-wrong")),
        };
        Mistake { field, text }
    }

    fn pause(&self, pause: &PauseView, t: Texts) -> AnyView {
        let heading = format!("pause-{}", pause.id);
        let texts = pause
            .texts
            .iter()
            .map(|(locale, text)| {
                view! { <dt>{language(*locale, t)}</dt><dd lang=locale.tag()>{text.clone()}</dd> }
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

    fn form(&self, t: Texts) -> AnyView {
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
                    label: fl!(t, "dash-control-text", language = language(locale, t)),
                    hint: Some(fl!(t, "dash-control-text-hint")),
                    wrong: is(PauseProblem::Texts).then(|| fl!(t, "dash-control-text-wrong")),
                    value: typed.map(|(_, text)| text.clone()).unwrap_or_default(),
                    lang: Some(locale.tag()),
                };
                area.draw(t)
            })
            .collect_view();
        let what_wrong = is(PauseProblem::What).then(|| {
            parts::field_error(
                "what-error".to_owned(),
                fl!(t, "dash-control-what-wrong"),
                t,
            )
        });
        view! {
            <section class="block">
                <h2>{fl!(t, "dash-control-begin")}</h2>
                <p>{fl!(t, "dash-control-begin-lead")}</p>
                <form method="post" action="/dashboard/control/pauses">
                    {what_wrong}
                    {piece::select("what", fl!(t, "dash-control-what"), targets, &self.typed.what)}
                    {reason.draw(t)}
                    {texts}
                    <button class="button" type="submit" name="do" value="begin">{fl!(t, "dash-control-begin")}</button>
                </form>
            </section>
        }
        .into_any()
    }

    fn past(&self, t: Texts) -> AnyView {
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

    fn journey(&self, journey: &JourneyView, t: Texts) -> AnyView {
        let heading = format!("journey-{}", journey.name);
        let activated = journey.activated.as_ref().map(|(by, and, at)| {
            let text = fl!(
                t,
                "dash-control-activated",
                by = by.as_str(),
                and = and.as_str()
            );
            view! { <p>{text} " " {at.draw()}</p> }
        });
        let waiting = journey
            .waiting
            .iter()
            .map(|one| self.waiting(one, t))
            .collect_view();
        let rows = journey
            .versions
            .iter()
            .map(|version| version_row(version, t))
            .collect_view();
        let choices: Vec<_> = journey
            .versions
            .iter()
            .filter(|version| !version.active && version.findings.is_empty())
            .collect();
        let propose = (self.may_activate && !choices.is_empty() && journey.waiting.is_empty())
            .then(|| propose(&journey.name, &choices, t));
        view! {
            <section class="block" aria-labelledby=heading.clone()>
                <h3 id=heading.clone()>{journey.name.clone()}</h3>
                {activated}
                {waiting}
                <div class="scroll" tabindex="0" role="group" aria-labelledby=heading.clone()>
                    <table class="table table--stack">
                        <thead>
                            <tr>
                                <th scope="col">{fl!(t, "dash-control-version")}</th>
                                <th scope="col">{fl!(t, "dash-control-state")}</th>
                                <th scope="col">{fl!(t, "dash-control-seen")}</th>
                                <th scope="col">{fl!(t, "dash-control-steps")}</th>
                                <th scope="col">{fl!(t, "dash-control-findings")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {propose}
            </section>
        }
        .into_any()
    }

    fn waiting(&self, one: &ActivationView, t: Texts) -> AnyView {
        let action = "/dashboard/control/versions";
        let text = fl!(
            t,
            "dash-control-waits",
            by = one.proposed.0.as_str(),
            version = short(&one.version)
        );
        let answers = match (self.may_activate, one.is_own) {
            (false, _) => ().into_any(),
            (true, true) => view! {
                <p>{fl!(t, "dash-control-own")}</p>
                {piece::button(action, ("refuse", &one.id), fl!(t, "dash-control-withdraw"))}
            }
            .into_any(),
            (true, false) => {
                let confirm = (!one.overtaken).then(|| {
                    piece::button(action, ("confirm", &one.id), fl!(t, "dash-control-confirm"))
                });
                view! {
                    {confirm}
                    " "
                    {piece::button(action, ("refuse", &one.id), fl!(t, "dash-control-refuse"))}
                }
                .into_any()
            }
        };
        let overtaken = one
            .overtaken
            .then(|| view! { <p>{fl!(t, "dash-control-overtaken")}</p> });
        view! {
            <div class="notice notice--note">
                <p><strong>{text}</strong></p>
                <p>{one.reason.clone()}</p>
                <p class="quiet">
                    {one.proposed.1.draw()} " · " {fl!(t, "dash-control-open-until")} " " {one.until.draw()}
                </p>
                {overtaken}
                {answers}
            </div>
        }
        .into_any()
    }
}

fn version_row(version: &VersionView, t: Texts) -> AnyView {
    let active = version.active.then(
        || view! { <span class="badge badge--good">{fl!(t, "dash-control-active")}</span> " " },
    );
    let configured = version
        .configured
        .then(|| view! { <span class="badge">{fl!(t, "dash-control-configured")}</span> });
    let findings = match version.findings.is_empty() {
        true => fl!(t, "dash-control-no-findings").into_any(),
        false => {
            let items = version
                .findings
                .iter()
                .map(|finding| view! { <li>{finding.clone()}</li> })
                .collect_view();
            view! { <ul lang="en">{items}</ul> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">
                <span class="mono">{short(&version.hash)}</span>
                <span class="table__more">{version.title.clone()}</span>
            </th>
            <td data-label=fl!(t, "dash-control-state")>{active}{configured}</td>
            <td data-label=fl!(t, "dash-control-seen")>{version.seen.draw()}</td>
            <td data-label=fl!(t, "dash-control-steps")>{version.steps.to_string()}</td>
            <td data-label=fl!(t, "dash-control-findings")>{findings}</td>
        </tr>
    }
    .into_any()
}

fn propose(journey: &str, choices: &[&VersionView], t: Texts) -> AnyView {
    let version_id = format!("version-{journey}");
    let reason_id = format!("why-{journey}");
    let options = choices
        .iter()
        .map(|version| {
            let text = format!("{} · {}", short(&version.hash), version.seen.shown());
            view! { <option value=version.hash.clone()>{text}</option> }
        })
        .collect_view();
    view! {
        <details class="more">
            <summary>{fl!(t, "dash-control-propose")}</summary>
            <form method="post" action="/dashboard/control/versions">
                <input type="hidden" name="journey" value=journey.to_owned() />
                <div class="field">
                    <label for=version_id.clone()>{fl!(t, "dash-control-version")}</label>
                    <select id=version_id name="version">{options}</select>
                </div>
                <div class="field">
                    <label for=reason_id.clone()>{fl!(t, "dash-control-reason")}</label>
                    <textarea id=reason_id name="reason" rows="2" required></textarea>
                </div>
                <p class="quiet">{fl!(t, "dash-control-propose-hint")}</p>
                <button class="button button--second" type="submit" name="do" value="propose">
                    {fl!(t, "dash-control-propose")}
                </button>
            </form>
        </details>
    }
    .into_any()
}
