//! The frame island's life in the browser: listener, launch, messages, return, and what goes wrong.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};

use js_sys::Date;
use leptos::{
    ev,
    prelude::{RwSignal, Set, set_interval, set_timeout, window_event_listener},
    task::spawn_local,
};
use vestibule::launch::FrameSpec;
use web_sys::{HtmlElement, MessageEvent};

use super::{
    FrameTexts,
    live::{Live, Verdict},
    refusals::Refusals,
};
use crate::{
    contract::{
        LaunchView, MessageReport, RefusedReport, ReturnClaim, StepRef, StepStatusView, UiError,
    },
    islands::page_events::{after_absence, go_to, is_visible, reload},
    server_fns,
};

const SLOW: Duration = Duration::from_secs(10);
const SILENT: Duration = Duration::from_secs(30);
const REPORT_EVERY: Duration = Duration::from_secs(5);
const ASK_EVERY: Duration = Duration::from_secs(20);
// One lost request is no news: a phone changes its network, a page is being left.
const LOST: u32 = 2;

// The server gave it so long, counted from its answer; the way here takes time, too.
fn is_late(spec: &FrameSpec, waited_ms: f64) -> bool {
    spec.lives_ms
        .is_some_and(|lives| waited_ms >= f64::from(lives))
}

/// What the island's view shows.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// Whether the placeholder is there.
    pub(super) loading: RwSignal<bool>,
    /// One sentence beside the frame; empty for none.
    pub(super) note: RwSignal<String>,
    /// The button's label; empty for no button.
    pub(super) button: RwSignal<String>,
    /// Whether there is no frame and there will be none until the button is pressed.
    pub(super) stopped: RwSignal<bool>,
    /// The words to compare; empty for none.
    pub(super) binding: RwSignal<String>,
}

/// What the button does.
#[derive(Clone)]
enum Press {
    Launch,
    Reload,
    Claim(ReturnClaim),
}

/// One step's frame.
pub(super) struct Session {
    at: StepRef,
    go_on: String,
    texts: FrameTexts,
    place: HtmlElement,
    shown: Shown,
    live: RefCell<Option<Live>>,
    refusals: RefCell<Refusals>,
    press: RefCell<Press>,
    // Each launch has a number; what belongs to an older one is dropped.
    launches: Cell<u32>,
    // Messages on their way to the server, one at a time, so that they arrive in their order. The gate's rate bounds
    // how many there are.
    reports: RefCell<VecDeque<MessageReport>>,
    reporting: Cell<bool>,
    asking: Cell<bool>,
    leaving: Cell<bool>,
    // Requests that did not reach our server, in a row.
    lost: Cell<u32>,
}

impl Session {
    /// Attaches the listeners first, then asks for the launch (architecture, rule 4).
    pub(super) fn begin(
        at: StepRef,
        go_on: String,
        texts: FrameTexts,
        place: HtmlElement,
        shown: Shown,
    ) -> Rc<Self> {
        let session = Rc::new(Self {
            at,
            go_on,
            texts,
            place,
            shown,
            live: RefCell::new(None),
            refusals: RefCell::default(),
            press: RefCell::new(Press::Launch),
            launches: Cell::new(0),
            reports: RefCell::default(),
            reporting: Cell::new(false),
            asking: Cell::new(false),
            leaving: Cell::new(false),
            lost: Cell::new(0),
        });
        let listening = Rc::clone(&session);
        // The listener lives as long as the page.
        std::mem::forget(window_event_listener(ev::message, move |event| {
            listening.on_message(&event)
        }));
        let returning = Rc::clone(&session);
        after_absence(move || returning.ask());
        let reporting = Rc::clone(&session);
        set_interval(move || reporting.report_refused(), REPORT_EVERY);
        let polling = Rc::clone(&session);
        set_interval(
            move || {
                if is_visible() {
                    polling.ask();
                }
            },
            ASK_EVERY,
        );
        session.launch();
        session
    }

    /// The button was pressed.
    pub(super) fn pressed(self: &Rc<Self>) {
        let press = self.press.borrow().clone();
        match press {
            Press::Launch => self.launch(),
            Press::Reload => reload(),
            Press::Claim(claim) => self.claim(claim),
        }
    }

    fn launch(self: &Rc<Self>) {
        let number = self.launches.get().wrapping_add(1);
        self.launches.set(number);
        self.remove_frame();
        self.reports.borrow_mut().clear();
        self.say("", None);
        self.shown.stopped.set(false);
        self.shown.loading.set(true);
        let this = Rc::clone(self);
        let asked = Date::now();
        spawn_local(async move {
            let answer = server_fns::launch(this.at.clone()).await;
            if this.launches.get() != number {
                return;
            }
            match answer {
                // The page slept while the answer was on its way: what it names cannot be opened any more.
                Ok(LaunchView::Frame { spec, .. }) if is_late(&spec, Date::now() - asked) => {
                    this.launch();
                }
                Ok(LaunchView::Frame { attempt, spec }) => this.show(number, attempt, spec),
                Ok(LaunchView::GoTo { path }) => this.leave(&path),
                Err(error) => this.fail(error, Press::Launch),
            }
        });
    }

    fn show(self: &Rc<Self>, number: u32, attempt: String, spec: FrameSpec) {
        self.shown
            .binding
            .set(spec.binding_message.clone().unwrap_or_default());
        let loaded = Rc::clone(self);
        let on_load = move || loaded.on_load(number);
        let live = Live::show(attempt, spec, &self.texts.title, &self.place, on_load);
        *self.live.borrow_mut() = live;
        self.watch(number, SLOW, |texts| &texts.slow);
        self.watch(number, SILENT, |texts| &texts.alternative);
    }

    // Says something when the provider's page is silent for so long. The frame stays: nobody outside can see what is
    // in it, and it may be in use.
    fn watch(self: &Rc<Self>, number: u32, after: Duration, text: fn(&FrameTexts) -> &str) {
        let this = Rc::clone(self);
        set_timeout(
            move || {
                let silent = this.launches.get() == number
                    && this.live.borrow().as_ref().is_some_and(Live::is_silent);
                if silent {
                    this.say(text(&this.texts), None);
                }
            },
            after,
        );
    }

    fn on_load(&self, number: u32) {
        let mut live = self.live.borrow_mut();
        let Some(live) = live.as_mut().filter(|_| self.launches.get() == number) else {
            return;
        };
        if live.loaded() {
            self.shown.loading.set(false);
            if live.is_there_when_loaded() {
                self.say("", None);
            }
            live.take_focus();
        }
    }

    fn on_message(self: &Rc<Self>, event: &MessageEvent) {
        let origin = event.origin();
        let (attempt, verdict) = {
            let mut live = self.live.borrow_mut();
            let Some(live) = live.as_mut() else { return };
            (live.attempt.clone(), live.judge(event, &origin))
        };
        let at = self.at.clone();
        match verdict {
            Verdict::Refused(rule, bytes) => self.refusals.borrow_mut().add(rule, &origin, bytes),
            Verdict::Accepted { raw, reply } => {
                if let Some((window, with)) = reply {
                    let _ = window.post_message(&with, &origin);
                }
                self.shown.loading.set(false);
                self.say("", None);
                self.report(MessageReport {
                    at,
                    attempt,
                    origin,
                    raw,
                });
            }
            Verdict::Returned { path, search } => self.claim(ReturnClaim {
                at,
                attempt,
                path,
                search,
            }),
        }
    }

    fn report(self: &Rc<Self>, report: MessageReport) {
        self.reports.borrow_mut().push_back(report);
        if self.reporting.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        spawn_local(async move {
            loop {
                let next = this.reports.borrow_mut().pop_front();
                let Some(report) = next else { break };
                let number = this.launches.get();
                let answer = server_fns::report_message(report).await;
                // The answer to an older launch must not stop a newer one.
                if this.launches.get() != number {
                    continue;
                }
                match answer {
                    Ok(status) => this.follow(&status),
                    Err(error) => this.mind(error),
                }
            }
            this.reporting.set(false);
        });
    }

    fn report_refused(&self) {
        let attempt = self.live.borrow().as_ref().map(|live| live.attempt.clone());
        let Some(attempt) = attempt else { return };
        let Some(refused) = self.refusals.borrow_mut().take() else {
            return;
        };
        let report = RefusedReport {
            at: self.at.clone(),
            attempt,
            origin: refused.origin,
            bytes: refused.bytes,
            rule: refused.rule,
            count: refused.count,
        };
        // Lost reports are lost: nothing is decided by them.
        spawn_local(async move {
            let _ = server_fns::report_refused(report).await;
        });
    }

    fn claim(self: &Rc<Self>, claim: ReturnClaim) {
        self.remove_frame();
        self.shown.loading.set(false);
        self.shown.stopped.set(true);
        self.say(&self.texts.returning, None);
        let this = Rc::clone(self);
        spawn_local(async move {
            match server_fns::claim_return(claim.clone()).await {
                Ok(StepStatusView {
                    go_to: Some(path), ..
                }) => this.leave(&path),
                Ok(_) => this.leave(&this.go_on),
                // A second tab took over, or the onboarding is gone: claiming again would not help.
                Err(error @ (UiError::Superseded | UiError::NotFound)) => {
                    this.fail(error, Press::Launch)
                }
                // Used already, or not what our server expects: it knows where this step stands.
                Err(UiError::BadRequest) => this.leave(&this.go_on),
                Err(error) => this.fail(error, Press::Claim(claim)),
            }
        });
    }

    fn ask(self: &Rc<Self>) {
        if self.leaving.get() || self.asking.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        spawn_local(async move {
            let answer = server_fns::status(this.at.clone()).await;
            this.asking.set(false);
            match answer {
                Ok(status) => this.follow(&status),
                Err(error) => this.mind(error),
            }
        });
    }

    fn follow(&self, status: &StepStatusView) {
        if self.lost.replace(0) >= LOST {
            self.say("", None);
        }
        if let Some(path) = &status.go_to {
            self.leave(path);
        }
    }

    // An error while the frame is in use: only what makes it useless is worth an interruption.
    fn mind(&self, error: UiError) {
        match error {
            UiError::Superseded | UiError::NotFound => self.fail(error, Press::Launch),
            UiError::Transport(_) => {
                let lost = self.lost.get().saturating_add(1);
                self.lost.set(lost);
                if lost == LOST && !self.leaving.get() {
                    self.say(
                        &self.texts.transport,
                        Some((&self.texts.reload, Press::Reload)),
                    );
                }
            }
            UiError::BadRequest
            | UiError::TooMany
            | UiError::Unavailable
            | UiError::Internal { .. } => {}
        }
    }

    // Nothing can go on without the applicant.
    fn fail(&self, error: UiError, again: Press) {
        if self.leaving.get() {
            return;
        }
        self.remove_frame();
        self.shown.loading.set(false);
        self.shown.stopped.set(true);
        let texts = &self.texts;
        match error {
            UiError::Superseded => self.say(
                &texts.superseded,
                Some((&texts.superseded_action, Press::Launch)),
            ),
            UiError::NotFound | UiError::BadRequest => {
                self.say(&texts.not_found, Some((&texts.reload, Press::Reload)));
            }
            UiError::TooMany => self.say(&texts.too_many, Some((&texts.retry, again))),
            UiError::Unavailable => self.say(&texts.unavailable, Some((&texts.retry, again))),
            UiError::Internal { support_code } => {
                let mut text = texts.internal.clone();
                text.push_str(": ");
                text.push_str(&support_code);
                self.say(&text, Some((&texts.retry, again)));
            }
            UiError::Transport(_) if matches!(again, Press::Claim(_)) => {
                self.say(&texts.unclaimed, Some((&texts.retry, again)));
            }
            UiError::Transport(_) => {
                self.say(&texts.transport, Some((&texts.reload, Press::Reload)))
            }
        }
    }

    fn say(&self, text: &str, button: Option<(&str, Press)>) {
        let (label, press) = match button {
            Some((label, press)) => (label, press),
            None => ("", Press::Launch),
        };
        *self.press.borrow_mut() = press;
        self.shown.note.set(text.to_owned());
        self.shown.button.set(label.to_owned());
    }

    fn remove_frame(&self) {
        self.shown.binding.set(String::new());
        let live = self.live.borrow_mut().take();
        if let Some(live) = live {
            live.remove();
        }
    }

    fn leave(&self, path: &str) {
        // Once: another answer that leads there would only begin the way again.
        if self.leaving.replace(true) {
            return;
        }
        self.remove_frame();
        go_to(path);
    }
}
