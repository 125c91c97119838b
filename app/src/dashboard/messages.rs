//! The message inspector: what a check's frames said, and which rule judged it.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts, case, moment::Moment};
use crate::texts::Texts;

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// It was read as its provider's contract says.
    Accepted,
    /// It was read, and changed nothing, by this rule.
    Unheeded(String),
    /// It was refused by this rule, and its content was not kept.
    Refused(String),
}

/// A message, or several that were refused alike.
#[derive(Debug, Clone)]
pub struct Message {
    /// When.
    pub at: Moment,
    /// The provider session's number within the check.
    pub attempt: i64,
    /// The sender's origin.
    pub origin: String,
    /// Whether it came from our frame's window.
    pub from_our_frame: bool,
    /// Size of one, in bytes.
    pub bytes: i64,
    /// How many.
    pub count: i64,
    /// What became of it.
    pub judged: Judged,
    /// What the funnel counts it as.
    pub event: Option<String>,
    /// What it is; unknown where its content was not kept.
    pub shape: Option<String>,
    /// Its structure, as JSON.
    pub payload: Option<String>,
}

/// A check that may be chosen.
#[derive(Debug, Clone)]
pub struct CheckTab {
    /// Its id.
    pub id: String,
    /// Its step.
    pub step: String,
    /// Its number within the step.
    pub number: i64,
    /// How many rows it has.
    pub rows: i64,
}

/// The inspector.
#[derive(Debug, Clone)]
pub struct MessagesScreen {
    /// The onboarding's id.
    pub id: String,
    /// Whether it was erased.
    pub erased: bool,
    /// Every check.
    pub checks: Vec<CheckTab>,
    /// The one that is shown.
    pub at: Option<String>,
    /// Oldest first.
    pub messages: Vec<Message>,
    /// Where the next page begins.
    pub next: Option<String>,
}

impl Screen for MessagesScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-messages-title");
        let path = case::path(&self.id);
        let gone = self
            .erased
            .then(|| view! { <p class="notice">{fl!(t, "dash-messages-erased")}</p> });
        let messages = match self.messages.is_empty() {
            true => {
                view! { <p class="empty"><span class="empty__title">{fl!(t, "dash-messages-none")}</span></p> }
                    .into_any()
            }
            false => self
                .messages
                .iter()
                .map(|message| draw(message, t))
                .collect_view()
                .into_any(),
        };
        let next = self.next.as_ref().zip(self.at.as_ref()).map(|(next, at)| {
            let href = format!("{path}/messages?check={at}&after={next}");
            view! {
                <nav class="pages" aria-label=fl!(t, "dash-messages-pages")>
                    <a href=href rel="next">{fl!(t, "dash-messages-more")}</a>
                </nav>
            }
        });
        let body = view! {
            <a class="back" href=path.clone()>{fl!(t, "dash-messages-back")}</a>
            <h1>{title.clone()}</h1>
            <p class="lead">{fl!(t, "dash-messages-lead")}</p>
            {gone}
            {tabs(self, &path, t)}
            {messages}
            {next}
        }
        .into_any();
        Drawn::new(title, body)
    }
}

fn tabs(screen: &MessagesScreen, path: &str, t: Texts) -> AnyView {
    if screen.checks.is_empty() {
        return ().into_any();
    }
    let tabs = screen
        .checks
        .iter()
        .map(|check| {
            let here = (screen.at.as_deref() == Some(check.id.as_str())).then_some("page");
            let href = format!("{path}/messages?check={}", check.id);
            let name = fl!(
                t,
                "dash-messages-check",
                step = check.step.as_str(),
                number = check.number,
                rows = check.rows
            );
            view! { <li><a href=href aria-current=here>{name}</a></li> }
        })
        .collect_view();
    view! {
        <nav aria-label=fl!(t, "dash-messages-checks")>
            <ul class="tabs">{tabs}</ul>
        </nav>
    }
    .into_any()
}

fn draw(message: &Message, t: Texts) -> AnyView {
    let (class, badge, verdict, rule) = match &message.judged {
        Judged::Accepted => (
            "message",
            "badge badge--good",
            fl!(t, "dash-messages-accepted"),
            None,
        ),
        Judged::Unheeded(rule) => (
            "message message--refused",
            "badge badge--note",
            fl!(t, "dash-messages-unheeded"),
            Some(rule),
        ),
        Judged::Refused(rule) => (
            "message message--refused",
            "badge badge--bad",
            fl!(t, "dash-messages-refused"),
            Some(rule),
        ),
    };
    let source = match message.from_our_frame {
        true => fl!(t, "dash-messages-ours"),
        false => fl!(t, "dash-messages-not-ours"),
    };
    let rule = rule.map(|rule| {
        view! {
            <dt>{fl!(t, "dash-messages-rule")}</dt>
            <dd><code>{rule.clone()}</code> " " {explained(rule, t)}</dd>
        }
    });
    let event = message.event.clone().map(|event| {
        view! { <dt>{fl!(t, "dash-messages-event")}</dt> <dd><code>{event}</code></dd> }
    });
    let shape = message
        .shape
        .clone()
        .unwrap_or_else(|| fl!(t, "dash-messages-not-kept"));
    let payload = message
        .payload
        .clone()
        .map(|payload| view! { <pre class="code" tabindex="0"><code>{payload}</code></pre> });
    view! {
        <article class=class>
            <p class="event__head">
                <span class="event__at">{case::time(&message.at)}</span>
                <span class=badge>{verdict}</span>
            </p>
            <dl class="pairs">
                <dt>{fl!(t, "dash-messages-origin")}</dt>
                <dd><bdi class="mono">{message.origin.clone()}</bdi></dd>
                <dt>{fl!(t, "dash-messages-source")}</dt>
                <dd>{source}</dd>
                <dt>{fl!(t, "dash-messages-shape")}</dt>
                <dd><code>{shape}</code></dd>
                {rule}
                {event}
                <dt>{fl!(t, "dash-messages-size")}</dt>
                <dd>
                    {fl!(t, "dash-messages-bytes", bytes = message.bytes, count = message.count)}
                </dd>
                <dt>{fl!(t, "dash-messages-attempt")}</dt>
                <dd>{message.attempt}</dd>
            </dl>
            {payload}
        </article>
    }
    .into_any()
}

/// What a rule wants.
fn explained(rule: &str, t: Texts) -> String {
    match rule {
        "source" => fl!(t, "dash-messages-rule-source"),
        "origin" => fl!(t, "dash-messages-rule-origin"),
        "size" => fl!(t, "dash-messages-rule-size"),
        "shape" => fl!(t, "dash-messages-rule-shape"),
        "rate" => fl!(t, "dash-messages-rule-rate"),
        "late" => fl!(t, "dash-messages-rule-late"),
        "early" => fl!(t, "dash-messages-rule-early"),
        "foreign" => fl!(t, "dash-messages-rule-foreign"),
        "unexpected" => fl!(t, "dash-messages-rule-unexpected"),
        _ => String::new(),
    }
}
