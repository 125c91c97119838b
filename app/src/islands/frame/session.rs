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
    prelude::{RwSignal, Set, document, set_interval, set_timeout, window, window_event_listener},
    task::spawn_local,
};
use vestibule::launch::FrameSpec;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FocusOptions, HtmlElement, HtmlIFrameElement, MessageEvent};

use super::{
    FrameTexts,
    gate::{Gate, Sender},
    message,
    refusals::Refusals,
};
use crate::{
    contract::{
        LaunchView, MessageReport, RefusalRule, RefusedReport, ReturnClaim, StepRef,
        StepStatusView, UiError,
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
}

/// What the button does.
#[derive(Clone)]
enum Press {
    Launch,
    Reload,
    Claim(ReturnClaim),
}

/// The provider session that is shown.
struct Live {
    attempt: String,
    frame: HtmlIFrameElement,
    gate: Gate,
    // The type of a message and what is posted back.
    replies: Vec<(String, JsValue)>,
    expects_message: bool,
    heard: bool,
    loaded: bool,
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
        spawn_local(async move {
            let answer = server_fns::launch(this.at.clone()).await;
            if this.launches.get() != number {
                return;
            }
            match answer {
                Ok(LaunchView::Frame { attempt, spec }) => this.show(number, attempt, spec),
                Ok(LaunchView::GoTo { path }) => this.leave(&path),
                Err(error) => this.fail(error, Press::Launch),
            }
        });
    }

    fn show(self: &Rc<Self>, number: u32, attempt: String, spec: FrameSpec) {
        let Ok(element) = document().create_element("iframe") else {
            return;
        };
        let frame: HtmlIFrameElement = element.unchecked_into();
        frame.set_class_name("frame__screen");
        frame.set_title(&self.texts.title);
        let _ = frame.set_attribute("sandbox", &spec.sandbox);
        if !spec.allow.is_empty() {
            let _ = frame.set_attribute("allow", &spec.allow);
        }
        frame.set_referrer_policy(&spec.referrerpolicy);
        let own_origin = window().location().origin().unwrap_or_default();
        let replies = spec
            .replies
            .iter()
            .filter_map(|reply| {
                let with = js_sys::JSON::parse(&reply.with.to_string()).ok()?;
                Some((reply.on_type.clone(), with))
            })
            .collect();
        let loaded = Rc::clone(self);
        let on_load =
            wasm_bindgen::closure::Closure::<dyn FnMut()>::new(move || loaded.on_load(number));
        frame.set_onload(Some(on_load.as_ref().unchecked_ref()));
        // As long as its frame, which is as long as the page or nearly so.
        on_load.forget();
        frame.set_src(&spec.src);
        *self.live.borrow_mut() = Some(Live {
            attempt,
            frame: frame.clone(),
            gate: Gate::new(
                spec.provider_origins,
                own_origin,
                spec.max_message_bytes as usize,
            ),
            replies,
            expects_message: spec.expects_message,
            heard: false,
            loaded: false,
        });
        let _ = self.place.append_child(&frame);
        self.watch(number, SLOW, |texts| texts.slow.clone());
        self.watch(number, SILENT, |texts| texts.alternative.clone());
    }

    // Says something when the provider's page is silent for so long. The frame stays: nobody outside can see what is
    // in it, and it may be in use.
    fn watch(self: &Rc<Self>, number: u32, after: Duration, text: fn(&FrameTexts) -> String) {
        let this = Rc::clone(self);
        set_timeout(
            move || {
                let silent = this.launches.get() == number
                    && this.live.borrow().as_ref().is_some_and(|live| {
                        if live.expects_message {
                            !live.heard
                        } else {
                            !live.loaded
                        }
                    });
                if silent {
                    this.say(&text(&this.texts), None);
                }
            },
            after,
        );
    }

    fn on_load(&self, number: u32) {
        if self.launches.get() != number {
            return;
        }
        let first = self.live.borrow_mut().as_mut().map(|live| {
            (
                !std::mem::replace(&mut live.loaded, true),
                live.frame.clone(),
                live.expects_message,
            )
        });
        let Some((true, frame, expects_message)) = first else {
            return;
        };
        self.shown.loading.set(false);
        if !expects_message {
            self.say("", None);
        }
        // Only when nothing else has the focus, and without moving the page under the reader.
        let idle = document()
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY");
        if idle {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = frame.focus_with_options(&options);
        }
    }

    fn on_message(self: &Rc<Self>, event: &MessageEvent) {
        let origin = event.origin();
        let data = event.data();
        let verdict = self.judge(event, &origin, &data);
        match verdict {
            Verdict::Ignored => {}
            Verdict::Refused(rule, bytes) => self.refusals.borrow_mut().add(rule, &origin, bytes),
            Verdict::Accepted {
                attempt,
                raw,
                reply,
            } => {
                if let Some((window, with)) = reply {
                    let _ = window.post_message(&with, &origin);
                }
                self.shown.loading.set(false);
                self.say("", None);
                self.report(MessageReport {
                    at: self.at.clone(),
                    attempt,
                    origin,
                    raw,
                });
            }
            Verdict::Returned(claim) => self.claim(claim),
        }
    }

    fn judge(&self, event: &MessageEvent, origin: &str, data: &JsValue) -> Verdict {
        let mut live = self.live.borrow_mut();
        let Some(live) = live.as_mut() else {
            return Verdict::Ignored;
        };
        let window = live.frame.content_window();
        let ours = match (&window, event.source()) {
            (Some(window), Some(source)) => js_sys::Object::is(window, &source),
            _ => false,
        };
        let now = Date::now();
        let sender = match live.gate.envelope(ours, origin, now) {
            Ok(sender) => sender,
            Err(rule) => return Verdict::Refused(rule, 0),
        };
        let read = message::read(data, live.gate.limit(sender));
        match (sender, read) {
            (Sender::Provider, read) => {
                let bytes = read.bytes();
                if let Err(rule) = live.gate.content(bytes, now) {
                    return Verdict::Refused(rule, bytes.unwrap_or(0));
                }
                let message::Read::Text(raw) = read else {
                    return Verdict::Ignored;
                };
                live.heard = true;
                let kind = message::kind(data, &raw);
                let reply = kind
                    .and_then(|kind| live.replies.iter().find(|(on, _)| *on == kind))
                    .and_then(|(_, with)| Some((window?, with.clone())));
                Verdict::Accepted {
                    attempt: live.attempt.clone(),
                    raw,
                    reply,
                }
            }
            (Sender::ReturnPage, read) => match message::returned(data) {
                Some((path, search)) if matches!(read, message::Read::Text(_)) => {
                    live.gate.close();
                    Verdict::Returned(ReturnClaim {
                        at: self.at.clone(),
                        attempt: live.attempt.clone(),
                        path,
                        search,
                    })
                }
                _ => Verdict::Refused(RefusalRule::Shape, read.bytes().unwrap_or(0)),
            },
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
                match server_fns::report_message(report).await {
                    Ok(status) => this.follow(&status),
                    Err(error) => this.mind(error),
                }
            }
            this.reporting.set(false);
        });
    }

    fn report_refused(self: &Rc<Self>) {
        let Some(attempt) = self.live.borrow().as_ref().map(|live| live.attempt.clone()) else {
            return;
        };
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

    // The focus must not be lost with the frame.
    fn remove_frame(&self) {
        let Some(live) = self.live.borrow_mut().take() else {
            return;
        };
        let focused = document()
            .active_element()
            .is_some_and(|element| js_sys::Object::is(&element, &live.frame));
        live.frame.set_onload(None);
        live.frame.remove();
        if focused
            && let Ok(Some(heading)) = document().query_selector("h1")
            && let Some(heading) = heading.dyn_ref::<HtmlElement>()
        {
            let _ = heading.focus();
        }
    }

    fn leave(&self, path: &str) {
        self.leaving.set(true);
        self.remove_frame();
        go_to(path);
    }
}

/// What becomes of a message.
enum Verdict {
    /// No frame is shown.
    Ignored,
    Refused(RefusalRule, usize),
    Accepted {
        attempt: String,
        raw: String,
        reply: Option<(web_sys::Window, JsValue)>,
    },
    Returned(ReturnClaim),
}
