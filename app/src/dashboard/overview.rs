//! The overview: what became of the onboardings of the last days, and how everything around them is.

mod notices;
mod parts;
mod words;

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::onboarding::OnboardingStatus;

use super::{Drawn, Screen, ScreenTexts};
use crate::texts::Texts;

pub use self::notices::Notices;

/// Which numbers are shown, and which could be.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// How many days.
    pub days: u16,
    /// How many it could be.
    pub windows: Vec<u16>,
    /// One client's alone.
    pub client: Option<String>,
    /// The clients that could be chosen.
    pub clients: Vec<String>,
    /// `live`, `test`, `direct` or `all`; empty for what is usual: all but `test`.
    pub mode: &'static str,
    /// One journey's alone.
    pub journey: Option<String>,
    /// The journeys that could be chosen.
    pub journeys: Vec<String>,
}

/// One day.
#[derive(Debug, Clone)]
pub struct Day {
    /// `2026-11-22`.
    pub date: String,
    /// Onboardings begun on it.
    pub begun: i64,
    /// How many of them are completed.
    pub completed: i64,
}

/// A step of a funnel.
#[derive(Debug, Clone)]
pub struct FunnelStep {
    /// What applicants read, or its name.
    pub title: String,
    /// Onboardings in which it could be done, in which it was done, and in which it was skipped.
    pub counts: [i64; 3],
    /// How long half of them needed at most, and 95 of 100, in milliseconds.
    pub times: [Option<i64>; 2],
}

/// A journey's funnel.
#[derive(Debug, Clone)]
pub struct Funnel {
    /// Its name in the configuration.
    pub journey: String,
    /// What applicants read, or its name.
    pub title: String,
    /// Onboardings that were begun.
    pub begun: i64,
    /// Those that an applicant had.
    pub opened: i64,
    /// In the journey's order.
    pub steps: Vec<FunnelStep>,
    /// Those that are completed.
    pub completed: i64,
}

/// Checks by how they were shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The connection.
    pub connection: String,
    /// `frame` or `page`.
    pub shown_as: String,
    /// The class of device.
    pub device: String,
    /// How many ended.
    pub ended: i64,
    /// How many of them succeeded.
    pub succeeded: i64,
}

/// Where and why onboardings went no further.
#[derive(Debug, Clone)]
pub struct Dropout {
    /// The journey's name.
    pub journey: String,
    /// The step's name; empty when all were settled.
    pub step: String,
    /// How it ended.
    pub how: String,
    /// The newest reason at the step.
    pub reason: String,
    /// How many.
    pub count: i64,
}

/// A kind of failure.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// Why a step's first check failed.
    pub reason: String,
    /// How often.
    pub failed: i64,
    /// How often it was got over.
    pub recovered: i64,
}

/// Whether a connection's calls go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circuit {
    /// They do.
    Closed,
    /// The next one decides.
    HalfOpen,
    /// They do not.
    Open,
}

/// How a provider is.
#[derive(Debug, Clone)]
pub struct Provider {
    /// The connection.
    pub connection: String,
    /// Calls.
    pub calls: i64,
    /// Those that went wrong, by what did.
    pub errors: Vec<(String, i64)>,
    /// How long half of them took at most, and 95 of 100, in milliseconds.
    pub times: [Option<i64>; 2],
    /// Checks that ended, by ending.
    pub endings: Vec<(String, i64)>,
    /// Only for who may see connections.
    pub circuit: Option<Circuit>,
    /// What it said that its contract does not know: where, what, and how often.
    pub novelties: Vec<(String, String, u64)>,
}

/// A count with two names, the first of which is a connection's.
#[derive(Debug, Clone)]
pub struct Count {
    /// The connection.
    pub connection: String,
    /// Of which kind.
    pub word: String,
    /// How many.
    pub count: i64,
}

/// A key that ends.
#[derive(Debug, Clone)]
pub struct Key {
    /// The part that may be shown.
    pub prefix: String,
    /// The client.
    pub client: String,
    /// `2026-11-22`.
    pub ends: String,
}

/// What a client's calls come to.
#[derive(Debug, Clone)]
pub struct Usage {
    /// The client.
    pub client: String,
    /// Billable calls in the last 24 hours.
    pub today: i64,
    /// How many there may be.
    pub budget: i64,
}

/// Everything on the screen.
#[derive(Debug, Clone, Default)]
pub struct OverviewScreen {
    /// What was chosen.
    pub choice: Choice,
    /// Onboardings begun in the window, by where they stand now.
    pub standing: Vec<(OnboardingStatus, i64)>,
    /// Each day of the window.
    pub days: Vec<Day>,
    /// By journey.
    pub funnels: Vec<Funnel>,
    /// Onboardings by class of device.
    pub devices: Vec<(String, i64)>,
    /// Checks by how they were shown.
    pub shown: Vec<Shown>,
    /// The most frequent first.
    pub dropouts: Vec<Dropout>,
    /// The most frequent first.
    pub recoveries: Vec<Recovery>,
    /// By connection.
    pub providers: Vec<Provider>,
    /// Messages of frames by verdict.
    pub messages: Vec<Count>,
    /// What frames said about the way through them.
    pub frame_events: Vec<Count>,
    /// Webhooks that are yet to be delivered.
    pub webhooks: i64,
    /// For how long the first of them has waited, in milliseconds.
    pub webhooks_waiting_ms: Option<i64>,
    /// API keys that end soon.
    pub keys: Vec<Key>,
    /// By client.
    pub usage: Vec<Usage>,
    /// Billable calls in the window, by connection.
    pub billable: Vec<(String, i64)>,
    /// Calls that budgets had no room for.
    pub over_budget: Vec<Count>,
    /// What waits for whoever looks.
    pub notices: Notices,
}

impl Choice {
    /// The address of the same with every mode, or with the usual ones.
    fn with_mode(&self, mode: &str) -> String {
        let days = self.days.to_string();
        let pairs = [
            ("days", Some(days.as_str())),
            ("client", self.client.as_deref()),
            ("mode", Some(mode)),
            ("journey", self.journey.as_deref()),
        ];
        // Names of clients and journeys have no character that would have to be written otherwise.
        let pairs = pairs
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)));
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("/dashboard?{}", pairs.join("&"))
    }
}

impl OverviewScreen {
    fn begun(&self) -> i64 {
        self.days.iter().map(|day| day.begun).sum()
    }

    fn of(&self, status: OnboardingStatus) -> i64 {
        let found = self.standing.iter().find(|(known, _)| *known == status);
        found.map_or(0, |(_, count)| *count)
    }
}

impl Screen for OverviewScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-overview-title");
        let onboardings = match self.begun() {
            0 => empty(self, t),
            _ => onboardings(self, t),
        };
        let body = view! {
            <h1>{title.clone()}</h1>
            {self.notices.draw(t)}
            {choose(&self.choice, t)}
            {counted(&self.choice, t)}
            {figures(self, t)}
            {onboardings}
            {parts::providers(self, t)}
            {parts::frames(self, t)}
            {parts::upkeep(self, t)}
        }
        .into_any();
        Drawn::new(title, body)
    }
}

fn empty(screen: &OverviewScreen, t: Texts) -> AnyView {
    let days = screen.choice.days.to_string();
    view! {
        <div class="empty">
            <p class="empty__title">{fl!(t, "dash-overview-empty", days = days)}</p>
            <p>{fl!(t, "dash-overview-empty", "next")}</p>
        </div>
    }
    .into_any()
}

fn onboardings(screen: &OverviewScreen, t: Texts) -> AnyView {
    view! {
        <div class="grid grid--wide">
            {parts::standing(screen, t)}
            {parts::days(screen, t)}
        </div>
        {parts::funnels(screen, t)}
        <div class="grid grid--wide">
            {parts::dropouts(screen, t)}
            {parts::recoveries(screen, t)}
            {parts::devices(screen, t)}
            {parts::shown(screen, t)}
        </div>
    }
    .into_any()
}

/// A question with its possible answers; the empty one stands for all.
fn select(
    (name, label): (&'static str, String),
    all: Option<String>,
    (chosen, values): (Option<&str>, Vec<(String, String)>),
) -> AnyView {
    let id = format!("filter-{name}");
    let all = all.map(|text| view! { <option value="">{text}</option> });
    let options: Vec<AnyView> = values
        .into_iter()
        .map(|(value, text)| {
            let is_chosen = chosen == Some(value.as_str());
            view! { <option value=value selected=is_chosen>{text}</option> }.into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=name>{all}{options}</select>
        </div>
    }
    .into_any()
}

fn choose(choice: &Choice, t: Texts) -> AnyView {
    let same = |values: &[String]| {
        let pairs = values.iter().map(|value| (value.clone(), value.clone()));
        pairs.collect::<Vec<_>>()
    };
    let windows = choice.windows.iter().map(|days| {
        let days = days.to_string();
        let text = fl!(t, "dash-overview-days", days = days.as_str());
        (days, text)
    });
    let days = choice.days.to_string();
    let all_clients = fl!(t, "dash-overview-all-clients");
    let all_journeys = fl!(t, "dash-overview-all-journeys");
    let modes = [
        ("live", fl!(t, "dash-onboardings-mode-live")),
        ("direct", fl!(t, "dash-onboardings-mode-direct")),
        ("test", fl!(t, "dash-onboardings-mode-test")),
        ("all", fl!(t, "dash-overview-all-modes")),
    ];
    let modes = modes.map(|(mode, text)| (mode.to_owned(), text));
    let usual = fl!(t, "dash-overview-no-tests");
    view! {
        <form class="filters" method="get" action="/dashboard">
            {select(
                ("days", fl!(t, "dash-overview-window")),
                None,
                (Some(&days), windows.collect()),
            )}
            {select(
                ("client", fl!(t, "dash-overview-client")),
                Some(all_clients),
                (choice.client.as_deref(), same(&choice.clients)),
            )}
            {select(
                ("mode", fl!(t, "dash-onboardings-mode")),
                Some(usual),
                (Some(choice.mode), modes.to_vec()),
            )}
            {select(
                ("journey", fl!(t, "dash-overview-journey")),
                Some(all_journeys),
                (choice.journey.as_deref(), same(&choice.journeys)),
            )}
            <p class="actions">
                <button class="button button--second" type="submit">{fl!(t, "dash-overview-show")}</button>
            </p>
        </form>
    }
    .into_any()
}

/// Says whether tests are among the numbers, and leads to the other ones.
fn counted(choice: &Choice, t: Texts) -> AnyView {
    let (text, link, mode) = match choice.mode {
        "" => (
            fl!(t, "dash-overview-tests-left-out"),
            fl!(t, "dash-overview-tests-left-out", "link"),
            "test",
        ),
        "test" => (
            fl!(t, "dash-overview-tests-only"),
            fl!(t, "dash-overview-tests-only", "link"),
            "",
        ),
        "all" => (
            fl!(t, "dash-overview-tests-counted"),
            fl!(t, "dash-overview-tests-counted", "link"),
            "",
        ),
        _ => return ().into_any(),
    };
    let href = choice.with_mode(mode);
    view! { <p>{text} " " <a href=href>{link}</a></p> }.into_any()
}

fn figure(name: String, value: String, more: String) -> AnyView {
    view! {
        <li class="figure">
            <span class="figure__name">{name}</span>
            <span class="figure__value">{value}</span>
            <span class="figure__more">{more}</span>
        </li>
    }
    .into_any()
}

fn figures(screen: &OverviewScreen, t: Texts) -> AnyView {
    let begun = screen.begun();
    let days = screen.choice.days.to_string();
    let part = |status| {
        let count = screen.of(status);
        let share = words::share(count, begun);
        (
            count.to_string(),
            fl!(t, "dash-overview-of-begun", share = share),
        )
    };
    let completed = part(OnboardingStatus::Completed);
    let review = part(OnboardingStatus::NeedsReview);
    let progress = part(OnboardingStatus::InProgress);
    let waiting = match screen.webhooks_waiting_ms {
        Some(millis) => {
            let time = words::duration(millis, t);
            fl!(t, "dash-overview-webhooks-since", time = time)
        }
        None => fl!(t, "dash-overview-webhooks-none"),
    };
    let window = fl!(t, "dash-overview-days", days = days.as_str());
    view! {
        <ul class="grid">
            {figure(fl!(t, "dash-overview-begun"), begun.to_string(), window)}
            {figure(words::status(OnboardingStatus::Completed, t), completed.0, completed.1)}
            {figure(words::status(OnboardingStatus::NeedsReview, t), review.0, review.1)}
            {figure(words::status(OnboardingStatus::InProgress, t), progress.0, progress.1)}
            {figure(fl!(t, "dash-overview-webhooks"), parts::backlog(screen.webhooks), waiting)}
        </ul>
    }
    .into_any()
}
