//! A replay: the pages that the applicant had before them, one at a time, with what happened meanwhile.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::locale::Locale;

use super::{Drawn, Screen, ScreenTexts, case, moment::Moment, piece};
use crate::{
    page::Page,
    pages,
    texts::{Texts, texts},
};

/// What kind of page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Where an onboarding is begun.
    Start,
    /// The task list.
    Tasks,
    /// A choice between ways.
    Choice,
    /// A text to agree to.
    Terms,
    /// Questions of ours.
    Questions,
    /// The answers once more.
    Check,
    /// Before a provider's screen.
    Intro,
    /// The provider's screen in a frame.
    Frame,
    /// The way to the provider's own page.
    Leave,
    /// Waiting for the provider.
    Waiting,
    /// A check stopped or ended short of success.
    Ended,
    /// What was agreed to.
    Consents,
    /// How a step is done without this site.
    Instead,
    /// The way to a person.
    Help,
    /// What happens when somebody says that this is not theirs.
    NotMe,
    /// The end.
    Result,
}

/// Something that happened while the page was there.
#[derive(Debug, Clone)]
pub enum Beside {
    /// The frame said something.
    Said {
        /// What became of it.
        verdict: String,
        /// What the funnel counts it as.
        event: Option<String>,
        /// How many.
        count: i64,
    },
    /// A provider was called.
    Called {
        /// The connection's name.
        connection: String,
        /// The adapter's verb.
        call: String,
        /// How it came out.
        outcome: String,
        /// How long it took, in milliseconds.
        took: i64,
    },
    /// A check moved.
    Moved {
        /// To where.
        to: String,
        /// Why.
        reason: Option<String>,
        /// The rule by which an adapter refused what came back.
        rule: Option<String>,
    },
    /// Anything else of the log.
    Logged {
        /// The log's word.
        kind: String,
        /// Who did it.
        actor: String,
    },
}

/// A page.
#[derive(Debug, Clone)]
pub struct Seen {
    /// From 1.
    pub number: usize,
    /// How many pages there are.
    pub of: usize,
    /// When.
    pub at: Moment,
    /// Milliseconds since the first page.
    pub since: i64,
    /// What kind of page it is.
    pub kind: Kind,
    /// What it is about: a step's title, or a choice's.
    pub title: Option<String>,
    /// Whether something was done on it; otherwise nobody knows whether it was seen.
    pub used: bool,
    /// The page with placeholders; nothing where it cannot be drawn as it was.
    pub page: Option<Box<Page>>,
    /// The language that it began in.
    pub locale: Locale,
    /// What happened while it was there, oldest first.
    pub beside: Vec<(Moment, Beside)>,
    /// How much more there is of that.
    pub more: usize,
    /// Whether there is more than is read.
    pub cut: bool,
}

/// What there is to see.
#[derive(Debug, Clone)]
pub enum Show {
    /// Only what an erasure left.
    Erased,
    /// Nobody has opened it yet.
    Unopened,
    /// A page.
    At(Box<Seen>),
}

/// The replay at one of its pages.
#[derive(Debug, Clone)]
pub struct ReplayScreen {
    /// The onboarding's id.
    pub id: String,
    /// What there is to see.
    pub show: Show,
}

/// Where the replay of a case is.
#[must_use]
pub fn path(id: &str) -> String {
    format!("{}/replay", case::path(id))
}

impl Screen for ReplayScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = match &self.show {
            Show::At(seen) => fl!(t, "dash-replay-at", number = seen.number, of = seen.of),
            Show::Erased | Show::Unopened => fl!(t, "dash-replay-title"),
        };
        let scenario = (!matches!(self.show, Show::Erased)).then(|| {
            let href = format!("{}/scenario", case::path(&self.id));
            view! {
                <p class="actions">
                    <a class="button button--second button--small" href=href download>
                        {fl!(t, "dash-replay-scenario")}
                    </a>
                </p>
            }
        });
        let content = match &self.show {
            Show::Erased => piece::empty(
                fl!(t, "dash-replay-erased"),
                fl!(t, "dash-replay-erased", "more"),
            ),
            Show::Unopened => piece::empty(
                fl!(t, "dash-replay-unopened"),
                fl!(t, "dash-replay-unopened", "more"),
            ),
            Show::At(seen) => at(self, seen, t),
        };
        let body = view! {
            <a class="back" href=case::path(&self.id)>{fl!(t, "dash-replay-back")}</a>
            <div class="bar">
                <h1>{title.clone()}</h1>
                {scenario}
            </div>
            {content}
        }
        .into_any();
        Drawn::new(title, body)
    }
}

fn at(screen: &ReplayScreen, seen: &Seen, t: Texts) -> AnyView {
    let title = seen.title.clone().map(|title| {
        view! { <dt>{fl!(t, "dash-replay-about")}</dt> <dd lang=seen.locale.tag()>{title}</dd> }
    });
    let known = match seen.used {
        true => fl!(t, "dash-replay-used"),
        false => fl!(t, "dash-replay-led"),
    };
    let cut = (seen.cut && seen.number == seen.of)
        .then(|| view! { <p class="notice">{fl!(t, "dash-replay-cut")}</p> });
    view! {
        {steps(screen, seen, t)}
        <dl class="pairs">
            <dt>{fl!(t, "dash-replay-page")}</dt>
            <dd>{kind(seen.kind, t)}</dd>
            {title}
            <dt>{fl!(t, "dash-replay-when")}</dt>
            <dd>
                {case::time(&seen.at)} " "
                <span class="quiet">{fl!(t, "dash-replay-since", time = clock(seen.since))}</span>
            </dd>
            <dt>{fl!(t, "dash-replay-known")}</dt>
            <dd>{known}</dd>
        </dl>
        {cut}
        <div class="columns">
            {drawn(seen, t)}
            {beside(seen, t)}
        </div>
    }
    .into_any()
}

/// The ways to other pages; all of them work without scripts.
fn steps(screen: &ReplayScreen, seen: &Seen, t: Texts) -> AnyView {
    let path = path(&screen.id);
    let link = |number: usize, rel: Option<&'static str>, text: String, there: bool| {
        let href = format!("{path}?at={number}");
        there.then(|| view! { <li><a class="button button--second button--small" href=href rel=rel>{text}</a></li> })
    };
    let (is_first, is_last) = (seen.number <= 1, seen.number >= seen.of);
    view! {
        <nav class="replay__steps" aria-label=fl!(t, "dash-replay-steps")>
            <ul>
                {link(1, None, fl!(t, "dash-replay-first"), !is_first)}
                {link(seen.number.saturating_sub(1), Some("prev"), fl!(t, "dash-replay-previous"), !is_first)}
                {link(seen.number.saturating_add(1), Some("next"), fl!(t, "dash-replay-next"), !is_last)}
                {link(seen.of, None, fl!(t, "dash-replay-last"), !is_last)}
            </ul>
        </nav>
    }
    .into_any()
}

/// The page itself. `inert` keeps keyboard, pointer and assistive technology out of it, without any script; what it is stands
/// in words above. Nothing in it leads anywhere: its links and forms have no address.
fn drawn(seen: &Seen, t: Texts) -> AnyView {
    let page = match &seen.page {
        Some(page) => {
            let rendered = pages::render(Page::clone(page), texts(seen.locale));
            let html = without_heading(&rendered.body.to_html());
            let lang = seen.locale.tag();
            view! { <div class="replay__page" lang=lang inert inner_html=html></div> }.into_any()
        }
        None => view! { <p class="replay__undrawn">{fl!(t, "dash-replay-undrawn")}</p> }.into_any(),
    };
    let inside = matches!(seen.kind, Kind::Frame | Kind::Leave)
        .then(|| view! { <p class="quiet">{fl!(t, "dash-replay-inside")}</p> });
    view! {
        <section aria-labelledby="replay-page">
            <h2 id="replay-page">{fl!(t, "dash-replay-drawn")}</h2>
            <p class="quiet">{fl!(t, "dash-replay-placeholders")}</p>
            {inside}
            {page}
        </section>
    }
    .into_any()
}

/// A page of ours has one heading of the first level, and this is not it. Texts have no tags: they are escaped.
fn without_heading(html: &str) -> String {
    html.replace("<h1", "<span data-heading")
        .replace("</h1>", "</span>")
}

fn beside(seen: &Seen, t: Texts) -> AnyView {
    let lines = seen
        .beside
        .iter()
        .map(|(at, beside)| {
            view! {
                <li>
                    <p class="event__head"><span class="event__at">{case::time(at)}</span></p>
                    <p class="event__more">{line(beside, t)}</p>
                </li>
            }
        })
        .collect_view();
    let more = (seen.more > 0)
        .then(|| view! { <p class="quiet">{fl!(t, "dash-replay-more", count = seen.more)}</p> });
    let content = match seen.beside.is_empty() {
        true => view! { <p class="quiet">{fl!(t, "dash-replay-nothing")}</p> }.into_any(),
        false => view! { <ol class="timeline">{lines}</ol> {more} }.into_any(),
    };
    view! {
        <section aria-labelledby="replay-beside">
            <h2 id="replay-beside">{fl!(t, "dash-replay-beside")}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn line(beside: &Beside, t: Texts) -> String {
    match beside {
        Beside::Said {
            verdict,
            event,
            count,
        } => {
            let (event, count) = (event.as_deref().unwrap_or("–"), *count);
            fl!(
                t,
                "dash-replay-said",
                verdict = verdict.as_str(),
                event = event,
                count = count
            )
        }
        Beside::Called {
            connection,
            call,
            outcome,
            took,
        } => {
            let took = *took;
            fl!(
                t,
                "dash-replay-called",
                connection = connection.as_str(),
                call = call.as_str(),
                outcome = outcome.as_str(),
                took = took
            )
        }
        Beside::Moved { to, reason, rule } => {
            let why = match (reason, rule) {
                (Some(reason), Some(rule)) => format!("{reason}, {rule}"),
                (Some(why), None) | (None, Some(why)) => why.clone(),
                (None, None) => "–".to_owned(),
            };
            fl!(t, "dash-replay-moved", to = to.as_str(), why = why)
        }
        Beside::Logged { kind, actor } => {
            fl!(
                t,
                "dash-replay-logged",
                kind = kind.as_str(),
                actor = actor.as_str()
            )
        }
    }
}

/// Hours, minutes and seconds.
fn clock(millis: i64) -> String {
    let seconds = millis.max(0) / 1_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours}:{minutes:02}:{:02}", seconds % 60)
}

fn kind(kind: Kind, t: Texts) -> String {
    match kind {
        Kind::Start => fl!(t, "dash-replay-kind-start"),
        Kind::Tasks => fl!(t, "dash-replay-kind-tasks"),
        Kind::Choice => fl!(t, "dash-replay-kind-choice"),
        Kind::Terms => fl!(t, "dash-replay-kind-terms"),
        Kind::Questions => fl!(t, "dash-replay-kind-questions"),
        Kind::Check => fl!(t, "dash-replay-kind-check"),
        Kind::Intro => fl!(t, "dash-replay-kind-intro"),
        Kind::Frame => fl!(t, "dash-replay-kind-frame"),
        Kind::Leave => fl!(t, "dash-replay-kind-leave"),
        Kind::Waiting => fl!(t, "dash-replay-kind-waiting"),
        Kind::Ended => fl!(t, "dash-replay-kind-ended"),
        Kind::Consents => fl!(t, "dash-replay-kind-consents"),
        Kind::Instead => fl!(t, "dash-replay-kind-instead"),
        Kind::Help => fl!(t, "dash-replay-kind-help"),
        Kind::NotMe => fl!(t, "dash-replay-kind-not-me"),
        Kind::Result => fl!(t, "dash-replay-kind-result"),
    }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_time_is_told_in_hours_minutes_and_seconds() {
        for (millis, shown) in [
            (0, "0:00:00"),
            (61_999, "0:01:01"),
            (36_000_000, "10:00:00"),
            (-5, "0:00:00"),
        ] {
            assert_eq!(clock(millis), shown);
        }
    }
}
