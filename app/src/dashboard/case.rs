//! A case: what there is to do, what is known, and everything that happened.

mod forms;
mod happened;
mod hold;
mod known;
mod timeline;
mod words;

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::{
    matching::Verdict,
    onboarding::{Closure, OnboardingStatus, StepStatus},
    reason::Reason,
    risk::RiskSignal,
};

use super::{
    Drawn, Screen, ScreenTexts,
    actions::{self, ActionsView},
    moment::Moment,
    onboardings::mode_name,
};
use crate::texts::Texts;

pub use happened::{Entry, EntryKind, Happened, Timeline};
pub use hold::Hold;

/// What everything else is about.
#[derive(Debug, Clone)]
pub struct Head {
    /// Where it stands.
    pub status: OnboardingStatus,
    /// How its client is called; nobody's when it was begun on a start page.
    pub client: Option<String>,
    /// `test`, `live` or `direct`.
    pub mode: String,
    /// The journey's name.
    pub journey: String,
    /// The hash of the journey version.
    pub version: String,
    /// When it was begun.
    pub begun: Moment,
    /// When something of it last changed.
    pub changed: Moment,
    /// When it first was not in progress any more.
    pub finished: Option<Moment>,
    /// When it expires if nobody finishes it.
    pub expires: Option<Moment>,
    /// When it was erased.
    pub erased: Option<Moment>,
    /// When it is erased by itself, and whether that is over already.
    pub due: Option<(Moment, bool)>,
    /// The newest support codes of pages about it.
    pub support_codes: Vec<String>,
}

/// What there is to do. Steps are named as in the journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// Nothing: only what an erasure left is there.
    Erased,
    /// The applicant did not open the link yet.
    LinkUnopened,
    /// It is the applicant's turn.
    WaitsForApplicant(String),
    /// The provider's screen could not be opened; the applicant may try again.
    NotBegun(String, Option<Reason>),
    /// The provider has not answered yet.
    WaitsForProvider(String),
    /// The provider's page stopped; the applicant may start it again.
    Stopped(String, Reason),
    /// The last check ended without success; the applicant may try again.
    TryAgain(String, Option<Reason>),
    /// The applicant may not try again by themself.
    Exhausted(String, Option<Reason>),
    /// Somebody has to decide, because of this rule, and of what falls short.
    Review(String, Vec<String>),
    /// The applicant asked for a person.
    HandedOver,
    /// Approved, by this rule or an operator.
    Approved(Option<String>),
    /// Rejected, by this rule or an operator.
    Rejected(Option<String>),
    /// It was closed before a decision.
    Closed(Closure),
}

/// A step.
#[derive(Debug, Clone)]
pub struct StepLine {
    /// Its name.
    pub name: String,
    /// Where it stands; unknown after an erasure.
    pub status: Option<StepStatus>,
}

/// A value: masked, or revealed to whoever looks.
#[derive(Debug, Clone)]
pub struct Value {
    /// Its place, as the form names it.
    pub field: String,
    /// What it is about.
    pub claim: String,
    /// Masked.
    pub masked: String,
    /// What it is, and until when it is shown.
    pub revealed: Option<(String, Moment)>,
}

/// A fact.
#[derive(Debug, Clone)]
pub struct FactBlock {
    /// The step that established it.
    pub step: String,
    /// What kind it is.
    pub kind: String,
    /// Who says so.
    pub source: String,
    /// How sure they are, on their scale.
    pub assurance: Option<String>,
    /// Whether it is a verified claim with its evidence.
    pub verified: bool,
    /// Since when it is known.
    pub at: Moment,
    /// What it says.
    pub values: Vec<Value>,
}

/// How two sources compare.
#[derive(Debug, Clone)]
pub struct MatchLine {
    /// The rule's name.
    pub name: String,
    /// The two sides.
    pub between: [String; 2],
    /// How it came out.
    pub verdict: Verdict,
}

/// What whoever looks may do here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct May {
    /// Read masked values.
    pub reveal: bool,
    /// Write notes.
    pub note: bool,
    /// Download the evidence.
    pub evidence: bool,
    /// Place a legal hold, and lift it.
    pub hold: bool,
}

/// What was sent and could not be taken.
#[derive(Debug, Clone, Default)]
pub struct Tried {
    /// The value that is chosen in the form for revealing.
    pub field: String,
    /// The reason that was too short or too long.
    pub reason: Option<String>,
    /// The note that was empty or too long.
    pub note: Option<String>,
    /// The reason for a hold, or for lifting it, that was too short or too long.
    pub hold: Option<String>,
}

/// A case.
#[derive(Debug, Clone)]
pub struct CaseScreen {
    /// The onboarding's id.
    pub id: String,
    /// What everything else is about.
    pub head: Head,
    /// What there is to do.
    pub advice: Advice,
    /// The steps, in order.
    pub steps: Vec<StepLine>,
    /// What is known of the person.
    pub facts: Vec<FactBlock>,
    /// What the client said of the person.
    pub said: Vec<Value>,
    /// How sources compare.
    pub matches: Vec<MatchLine>,
    /// What makes it worth a second look, with counts.
    pub signals: Vec<(RiskSignal, i64)>,
    /// A page of what happened.
    pub timeline: Timeline,
    /// The legal hold that is on it.
    pub hold: Option<Hold>,
    /// What whoever looks may do here.
    pub may: May,
    /// What was sent and could not be taken.
    pub tried: Tried,
    /// What else may be done; nothing after an erasure.
    pub actions: Option<ActionsView>,
}

impl CaseScreen {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> String {
        path(&self.id)
    }
}

/// Where the case with this id is.
#[must_use]
pub fn path(id: &str) -> String {
    format!("/dashboard/onboardings/{id}")
}

/// A moment, to the second: what happened within one minute is told apart.
pub(super) fn time(moment: &Moment) -> AnyView {
    let second = moment.0.get(..19).unwrap_or(&moment.0).replace('T', " ");
    view! { <time datetime=moment.0.clone()>{second}</time> }.into_any()
}

impl Screen for CaseScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-case-title", id = self.id.as_str());
        let body = view! {
            <a class="back" href="/dashboard/onboardings">{fl!(t, "dash-case-back")}</a>
            {forms::summary(self, t)}
            <div class="bar">
                <h1>{fl!(t, "dash-case-heading")} " " <code class="mono">{self.id.clone()}</code></h1>
                {badge(self.head.status, t)}
                {links(self, t)}
            </div>
            <div class="notice" id="advice">
                <p><strong>{words::advice(&self.advice, t)}</strong></p>
            </div>
            {hold::notice(self, t)}
            <div class="columns columns--case">
                <div>
                    {self.actions.as_ref().map(|view| actions::panel(view, ScreenTexts(t)))}
                    {head(&self.head, t)}
                    {steps(&self.steps, t)}
                    {forms::note(self, t)}
                    {hold::form(self, t)}
                </div>
                <div>
                    {known::facts(self, t)}
                    {known::matches(self, t)}
                    {timeline::draw(self, t)}
                </div>
            </div>
        }
        .into_any();
        Drawn {
            has_error: self.tried.reason.is_some()
                || self.tried.note.is_some()
                || self.tried.hold.is_some(),
            ..Drawn::new(title, body)
        }
    }
}

fn links(case: &CaseScreen, t: Texts) -> AnyView {
    let path = case.path();
    let evidence = case.may.evidence.then(|| {
        let href = format!("{path}/evidence");
        view! { <a class="button button--second button--small" href=href>{fl!(t, "dash-case-evidence")}</a> }
    });
    view! {
        <p class="actions">
            <a class="button button--second button--small" href=format!("{path}/messages")>
                {fl!(t, "dash-case-messages")}
            </a>
            <a class="button button--second button--small" href=format!("{path}/replay")>
                {fl!(t, "dash-case-replay")}
            </a>
            {evidence}
        </p>
    }
    .into_any()
}

fn badge(status: OnboardingStatus, t: Texts) -> AnyView {
    let class = format!("badge badge--{}", status.code());
    view! { <span class=class>{words::status(status, t)}</span> }.into_any()
}

fn head(head: &Head, t: Texts) -> AnyView {
    let client = head
        .client
        .clone()
        .unwrap_or_else(|| fl!(t, "dash-case-no-client"));
    let maybe = |name: String, moment: &Option<Moment>| {
        moment
            .as_ref()
            .map(|moment| view! { <dt>{name}</dt> <dd>{time(moment)}</dd> })
    };
    let due = head.due.as_ref().map(|(moment, is_over)| {
        let name = match is_over {
            true => fl!(t, "dash-holds-overdue"),
            false => fl!(t, "dash-holds-due"),
        };
        view! { <dt>{name}</dt> <dd>{time(moment)}</dd> }
    });
    let codes = match head.support_codes.is_empty() {
        true => fl!(t, "dash-case-none"),
        false => head.support_codes.join(", "),
    };
    let version: String = head.version.chars().take(12).collect();
    view! {
        <section class="block" aria-labelledby="head">
            <h2 id="head">{fl!(t, "dash-case-head")}</h2>
            <dl class="pairs">
                <dt>{fl!(t, "dash-case-status")}</dt>
                <dd>{badge(head.status, t)}</dd>
                <dt>{fl!(t, "dash-case-client")}</dt>
                <dd>{client}</dd>
                <dt>{fl!(t, "dash-onboardings-mode")}</dt>
                <dd>{mode_name(&head.mode, t)}</dd>
                <dt>{fl!(t, "dash-case-journey")}</dt>
                <dd>{head.journey.clone()} " " <code title=head.version.clone()>{version}</code></dd>
                <dt>{fl!(t, "dash-case-begun")}</dt>
                <dd>{time(&head.begun)}</dd>
                <dt>{fl!(t, "dash-case-changed")}</dt>
                <dd>{time(&head.changed)}</dd>
                {maybe(fl!(t, "dash-case-finished"), &head.finished)}
                {maybe(fl!(t, "dash-case-expires"), &head.expires)}
                {maybe(fl!(t, "dash-case-erased-at"), &head.erased)}
                {due}
                <dt>{fl!(t, "dash-case-codes")}</dt>
                <dd>{codes}</dd>
            </dl>
        </section>
    }
    .into_any()
}

fn steps(steps: &[StepLine], t: Texts) -> AnyView {
    let lines = steps
        .iter()
        .map(|step| {
            let status = step.status.map(|status| words::step(status, t));
            view! { <dt>{step.name.clone()}</dt> <dd>{status.unwrap_or_else(|| "–".to_owned())}</dd> }
        })
        .collect_view();
    view! {
        <section class="block" aria-labelledby="steps">
            <h2 id="steps">{fl!(t, "dash-case-steps")}</h2>
            <dl class="pairs">{lines}</dl>
        </section>
    }
    .into_any()
}
