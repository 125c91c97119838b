//! The list of onboardings: a search, filters that stand in the URL, and a page of what they let through.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::onboarding::OnboardingStatus;

use super::{Drawn, Screen, ScreenTexts, Script, Section, live, moment::Moment, shortcuts};
use crate::{
    parts::{Mistake, error_summary, field_error},
    texts::Texts,
};

/// Where a search is posted to.
pub const SEARCH: &str = "/dashboard/onboardings/search";
/// Where an export is posted to.
pub const EXPORT: &str = "/dashboard/onboardings/export";
/// The value of the filter for those that a legal hold is on.
pub const ON_HOLD: &str = "on";
/// The list of them.
pub const HELD: &str = "/dashboard/onboardings?hold=on";

/// What was chosen, as the URL has it; an empty text for what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// [`OnboardingStatus::code`].
    pub status: String,
    /// A journey's name.
    pub journey: String,
    /// A client's name, or `direct`.
    pub client: String,
    /// `live`, `test` or `direct`.
    pub mode: String,
    /// [`ON_HOLD`] for those that a legal hold is on.
    pub hold: String,
    /// The first day, ISO 8601.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Ids that a search found, with commas.
    pub ids: String,
}

impl Chosen {
    /// Names and values for URLs and forms, without what was not chosen.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("status", &self.status),
            ("journey", &self.journey),
            ("client", &self.client),
            ("mode", &self.mode),
            ("hold", &self.hold),
            ("from", &self.from),
            ("to", &self.to),
            ("ids", &self.ids),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.as_str()))
            .collect()
    }
}

/// What of the filters cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadDay {
    /// The first day.
    From,
    /// The last day.
    To,
}

/// How a search came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InVain {
    /// Nothing was typed, or too much.
    Unreadable,
    /// Nothing has it, or nothing that this operator may see.
    NothingFound,
}

/// One line.
#[derive(Debug, Clone)]
pub struct Line {
    /// The onboarding's id.
    pub id: String,
    /// The reference that the applicant was shown.
    pub reference: String,
    /// Whether the case may be opened.
    pub may_open: bool,
    /// The client's name, or `direct`.
    pub client: String,
    /// `live`, `test` or `direct`.
    pub mode: &'static str,
    /// The journey's name.
    pub journey: String,
    /// Where it stands.
    pub status: OnboardingStatus,
    /// The name of the step that it is at.
    pub step: Option<String>,
    /// When it was begun.
    pub begun: Moment,
    /// When something of it last changed.
    pub updated: Moment,
}

/// The screen.
#[derive(Debug, Clone, Default)]
pub struct OnboardingsScreen {
    /// The filters.
    pub chosen: Chosen,
    /// The clients to choose from.
    pub clients: Vec<String>,
    /// The journeys to choose from.
    pub journeys: Vec<String>,
    /// What of the filters cannot be read.
    pub bad: Vec<BadDay>,
    /// What was looked for, and in vain.
    pub in_vain: Option<(String, InVain)>,
    /// The lines, newest first.
    pub lines: Vec<Line>,
    /// Leads to newer ones.
    pub newer: Option<String>,
    /// Leads to older ones.
    pub older: Option<String>,
    /// Whether they may export.
    pub may_export: bool,
    /// Where the script asks for these lines again, with all that it has to say; nothing where there is no list.
    pub live: Option<String>,
}

/// A status as operators read it.
pub(crate) fn status_name(status: OnboardingStatus, t: Texts) -> String {
    match status {
        OnboardingStatus::InProgress => fl!(t, "dash-onboardings-in-progress"),
        OnboardingStatus::Completed => fl!(t, "dash-onboardings-completed"),
        OnboardingStatus::NeedsReview => fl!(t, "dash-onboardings-needs-review"),
        OnboardingStatus::Stopped => fl!(t, "dash-onboardings-stopped"),
        OnboardingStatus::Rejected => fl!(t, "dash-onboardings-rejected"),
        OnboardingStatus::Cancelled => fl!(t, "dash-onboardings-cancelled"),
        OnboardingStatus::Expired => fl!(t, "dash-onboardings-expired"),
    }
}

/// A status as a badge.
pub(crate) fn status_badge(status: OnboardingStatus, t: Texts) -> AnyView {
    let class = format!("badge badge--{}", status.code());
    view! { <span class=class>{status_name(status, t)}</span> }.into_any()
}

impl Screen for OnboardingsScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-onboardings-title");
        let mistakes = self.mistakes(t);
        let has_error = !mistakes.is_empty();
        let is_all = self.chosen == Chosen::default();
        let found = (!self.chosen.ids.is_empty()).then(|| {
            view! {
                <div class="notice">
                    <p>
                        {fl!(t, "dash-onboardings-found")} " "
                        <a href=Section::Onboardings.path()>{fl!(t, "dash-onboardings-show-all")}</a>
                    </p>
                </div>
            }
        });
        let body = view! {
            {error_summary(&mistakes, t)}
            <h1>{title.clone()}</h1>
            {self.search(t)}
            {self.filters(t)}
            {found}
            {self.live.as_deref().map(|rows| live::bar(rows, t))}
            {self.table(is_all, t)}
            {self.pages(t)}
            {self.export(t)}
        }
        .into_any();
        let drawn = Drawn {
            has_error,
            ..Drawn::new(title, body)
        };
        match self.live {
            Some(_) => drawn.with(Script::Live),
            None => drawn,
        }
    }
}

impl OnboardingsScreen {
    fn mistakes(&self, t: Texts) -> Vec<Mistake> {
        let days = self.bad.iter().map(|bad| Mistake {
            field: day_id(*bad).to_owned(),
            text: fl!(t, "dash-onboardings-bad-day"),
        });
        let search = self.in_vain.iter().map(|(_, why)| Mistake {
            field: "q".to_owned(),
            text: in_vain(why, t),
        });
        search.chain(days).collect()
    }

    fn search(&self, t: Texts) -> AnyView {
        let typed = self.in_vain.as_ref().map(|(typed, _)| typed.clone());
        let error = self
            .in_vain
            .as_ref()
            .map(|(_, why)| field_error("q-error".to_owned(), in_vain(why, t), t));
        let class = match error.is_some() {
            true => "field field--wrong",
            false => "field",
        };
        let described = match error.is_some() {
            true => "q-hint q-error",
            false => "q-hint",
        };
        let invalid = error.is_some().then_some("true");
        view! {
            <form class="search" role="search" method="post" action=SEARCH>
                <div class=class>
                    <label for="q">{fl!(t, "dash-onboardings-search")}</label>
                    <p class="field__hint" id="q-hint">{fl!(t, "dash-onboardings-search-hint")}</p>
                    {error}
                    <input
                        id="q"
                        name="q"
                        type="search"
                        maxlength="200"
                        autocomplete="off"
                        spellcheck="false"
                        data-shortcut=shortcuts::SEARCH
                        value=typed
                        aria-describedby=described
                        aria-invalid=invalid
                    />
                </div>
                <button class="button" type="submit">{fl!(t, "dash-onboardings-search-action")}</button>
            </form>
        }
        .into_any()
    }

    fn filters(&self, t: Texts) -> AnyView {
        let plain = |names: &[String]| -> Vec<(String, String)> {
            let both = names.iter().map(|name| (name.clone(), name.clone()));
            both.collect()
        };
        let statuses = OnboardingStatus::ALL
            .into_iter()
            .map(|status| (status.code().to_owned(), status_name(status, t)))
            .collect();
        let modes = ["live", "test", "direct"]
            .into_iter()
            .map(|mode| (mode.to_owned(), mode_name(mode, t)))
            .collect();
        let clients = self
            .clients
            .iter()
            .map(|name| (name.clone(), client_name(name, t)))
            .collect();
        let holds = vec![(ON_HOLD.to_owned(), fl!(t, "dash-onboardings-hold-on"))];
        let chosen = &self.chosen;
        let selects = [
            (
                "status",
                fl!(t, "dash-onboardings-status"),
                statuses,
                &chosen.status,
            ),
            (
                "journey",
                fl!(t, "dash-onboardings-journey"),
                plain(&self.journeys),
                &chosen.journey,
            ),
            (
                "client",
                fl!(t, "dash-onboardings-client"),
                clients,
                &chosen.client,
            ),
            ("mode", fl!(t, "dash-onboardings-mode"), modes, &chosen.mode),
            ("hold", fl!(t, "dash-onboardings-hold"), holds, &chosen.hold),
        ];
        let selects = selects
            .into_iter()
            .map(|(name, label, options, chosen)| select((name, label), options, chosen, t))
            .collect_view();
        view! {
            <form class="filters" method="get" action=Section::Onboardings.path()>
                {selects}
                {self.day(BadDay::From, fl!(t, "dash-onboardings-from"), &chosen.from, t)}
                {self.day(BadDay::To, fl!(t, "dash-onboardings-to"), &chosen.to, t)}
                <div class="actions">
                    <button class="button button--second" type="submit">
                        {fl!(t, "dash-onboardings-filter")}
                    </button>
                    <a href=Section::Onboardings.path()>{fl!(t, "dash-onboardings-reset")}</a>
                </div>
            </form>
        }
        .into_any()
    }

    fn day(&self, which: BadDay, label: String, value: &str, t: Texts) -> AnyView {
        let id = day_id(which);
        let is_bad = self.bad.contains(&which);
        let error_id = format!("{id}-error");
        let error =
            is_bad.then(|| field_error(error_id.clone(), fl!(t, "dash-onboardings-bad-day"), t));
        let class = match is_bad {
            true => "field field--wrong",
            false => "field",
        };
        let invalid = is_bad.then_some("true");
        let described = is_bad.then_some(error_id);
        view! {
            <div class=class>
                <label for=id>{label}</label>
                {error}
                <input
                    id=id
                    name=id
                    type="date"
                    value=value.to_owned()
                    aria-invalid=invalid
                    aria-describedby=described
                />
            </div>
        }
        .into_any()
    }

    fn table(&self, is_all: bool, t: Texts) -> AnyView {
        if self.lines.is_empty() {
            // What came to nothing is said where it was typed: nothing was listed, so nothing is said of the list.
            let is_unread = self.in_vain.is_some() || !self.bad.is_empty();
            return match is_unread {
                true => ().into_any(),
                false => empty(is_all, t),
            };
        }
        let heads = columns(t)
            .map(|name| view! { <th scope="col">{name}</th> })
            .into_iter()
            .collect_view();
        view! {
            <div class="scroll">
                <table class="table table--stack" id="onboardings">
                    <caption>{fl!(t, "dash-onboardings-caption")}</caption>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{rows(&self.lines, t)}</tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn pages(&self, t: Texts) -> AnyView {
        if self.newer.is_none() && self.older.is_none() {
            return ().into_any();
        }
        let link = |href: &Option<String>, rel: &'static str, text: String| {
            href.clone()
                .map(|href| view! { <a href=href rel=rel>{text}</a> })
        };
        view! {
            <nav class="pages" aria-label=fl!(t, "dash-onboardings-pages")>
                {link(&self.newer, "prev", fl!(t, "dash-onboardings-newer"))}
                {link(&self.older, "next", fl!(t, "dash-onboardings-older"))}
            </nav>
        }
        .into_any()
    }

    fn export(&self, t: Texts) -> AnyView {
        if !self.may_export || self.lines.is_empty() {
            return ().into_any();
        }
        let carried = self
            .chosen
            .pairs()
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> })
            .collect_view();
        view! {
            <section class="block">
                <h2>{fl!(t, "dash-onboardings-export")}</h2>
                <p>{fl!(t, "dash-onboardings-export-hint")}</p>
                <form class="inline" method="post" action=EXPORT>
                    {carried}
                    <button class="button button--second" type="submit" name="format" value="csv">
                        {fl!(t, "dash-onboardings-export-csv")}
                    </button>
                    <button class="button button--second" type="submit" name="format" value="json">
                        {fl!(t, "dash-onboardings-export-json")}
                    </button>
                </form>
            </section>
        }
        .into_any()
    }
}

fn day_id(which: BadDay) -> &'static str {
    match which {
        BadDay::From => "from",
        BadDay::To => "to",
    }
}

fn in_vain(why: &InVain, t: Texts) -> String {
    match why {
        InVain::Unreadable => fl!(t, "dash-onboardings-search-unreadable"),
        InVain::NothingFound => fl!(t, "dash-onboardings-search-nothing"),
    }
}

/// What kind of onboarding it is, in words.
pub(super) fn mode_name(mode: &str, t: Texts) -> String {
    match mode {
        "live" => fl!(t, "dash-onboardings-mode-live"),
        "test" => fl!(t, "dash-onboardings-mode-test"),
        _ => fl!(t, "dash-onboardings-mode-direct"),
    }
}

fn client_name(client: &str, t: Texts) -> String {
    match client {
        "direct" => fl!(t, "dash-onboardings-nobody"),
        name => name.to_owned(),
    }
}

fn select(
    (name, label): (&'static str, String),
    options: Vec<(String, String)>,
    chosen: &str,
    t: Texts,
) -> AnyView {
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>
                <option value="">{fl!(t, "dash-onboardings-any")}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

fn empty(is_all: bool, t: Texts) -> AnyView {
    let (heading, next) = match is_all {
        true => (
            fl!(t, "dash-onboardings-none"),
            fl!(t, "dash-onboardings-none", "next"),
        ),
        false => (
            fl!(t, "dash-onboardings-no-match"),
            fl!(t, "dash-onboardings-no-match", "next"),
        ),
    };
    view! {
        <div class="empty">
            <p class="empty__title">{heading}</p>
            <p>{next}</p>
        </div>
    }
    .into_any()
}

/// The names of the columns.
fn columns(t: Texts) -> [String; 7] {
    [
        fl!(t, "dash-onboardings-reference"),
        fl!(t, "dash-onboardings-begun"),
        fl!(t, "dash-onboardings-client"),
        fl!(t, "dash-onboardings-journey"),
        fl!(t, "dash-onboardings-status"),
        fl!(t, "dash-onboardings-step"),
        fl!(t, "dash-onboardings-updated"),
    ]
}

/// The lines as rows of a table.
pub(super) fn rows(lines: &[Line], t: Texts) -> AnyView {
    let names = columns(t);
    let rows = lines.iter().map(|line| row(line, &names, t));
    rows.collect_view().into_any()
}

fn row(line: &Line, names: &[String; 7], t: Texts) -> AnyView {
    let [_, begun, client, journey, status, step, updated] = names.clone();
    let reference = match line.may_open {
        true => {
            let href = format!("{}/{}", Section::Onboardings.path(), line.id);
            view! { <a href=href>{line.reference.clone()}</a> }.into_any()
        }
        false => line.reference.clone().into_any(),
    };
    let mode = (line.client != "direct").then(|| {
        view! { <span class="table__more">{mode_name(line.mode, t)}</span> }
    });
    let at = line.step.clone().unwrap_or_else(|| "–".to_owned());
    view! {
        <tr data-id=line.id.clone()>
            <th scope="row">
                {reference} " " <span class="table__more mono">{line.id.clone()}</span>
            </th>
            <td data-label=begun>{line.begun.draw()}</td>
            <td data-label=client>
                <span>{client_name(&line.client, t)} " " {mode}</span>
            </td>
            <td data-label=journey>{line.journey.clone()}</td>
            <td data-label=status>
                <span>{status_badge(line.status, t)}</span>
            </td>
            <td data-label=step>{at}</td>
            <td data-label=updated>{line.updated.draw()}</td>
        </tr>
    }
    .into_any()
}
