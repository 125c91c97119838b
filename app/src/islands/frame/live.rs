//! The provider session that is shown: its frame, and the judgement of what arrives from it.

use js_sys::Date;
use leptos::prelude::{document, window};
use vestibule::launch::FrameSpec;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{FocusOptions, HtmlElement, HtmlIFrameElement, MessageEvent, Window};

use super::{
    gate::{Gate, Sender},
    message::{self, Read},
};
use crate::contract::RefusalRule;

/// What becomes of a message.
pub(super) enum Verdict {
    /// Refused by a rule; so many bytes were seen of it.
    Refused(RefusalRule, usize),
    /// To be reported as it came, and answered at once where the launch says how.
    Accepted {
        raw: String,
        reply: Option<(Window, JsValue)>,
    },
    /// Our return page, inside the frame, hands over where it was loaded from.
    Returned { path: String, search: String },
}

/// A frame with the rules of its launch.
pub(super) struct Live {
    /// Names the provider session towards our server.
    pub(super) attempt: String,
    frame: HtmlIFrameElement,
    gate: Gate,
    // The type of a message and what is posted back.
    replies: Vec<(String, JsValue)>,
    expects_message: bool,
    heard: bool,
    loaded: bool,
}

impl Live {
    /// Makes the frame with all its attributes, and puts it into its place last.
    pub(super) fn show(
        attempt: String,
        spec: FrameSpec,
        title: &str,
        place: &HtmlElement,
        on_load: impl FnMut() + 'static,
    ) -> Option<Self> {
        let element = document().create_element("iframe").ok()?;
        let frame: HtmlIFrameElement = element.unchecked_into();
        frame.set_class_name("frame__screen");
        frame.set_title(title);
        frame.set_attribute("sandbox", &spec.sandbox).ok()?;
        if !spec.allow.is_empty() {
            frame.set_attribute("allow", &spec.allow).ok()?;
        }
        frame.set_referrer_policy(&spec.referrerpolicy);
        let on_load = Closure::<dyn FnMut()>::new(on_load);
        frame.set_onload(Some(on_load.as_ref().unchecked_ref()));
        // It lives as long as its frame, and there are few of them.
        on_load.forget();
        frame.set_src(&spec.src);
        place.append_child(&frame).ok()?;

        let own_origin = window().location().origin().unwrap_or_default();
        let replies = spec
            .replies
            .into_iter()
            .filter_map(|reply| {
                let with = js_sys::JSON::parse(&reply.with.to_string()).ok()?;
                Some((reply.on_type, with))
            })
            .collect();
        Some(Self {
            attempt,
            frame,
            gate: Gate::new(
                spec.provider_origins,
                own_origin,
                spec.max_message_bytes as usize,
            ),
            replies,
            expects_message: spec.expects_message,
            heard: false,
            loaded: false,
        })
    }

    /// Judges a message by the rules in their order; what it refuses it does not read, or not to the end.
    pub(super) fn judge(&mut self, event: &MessageEvent, origin: &str) -> Verdict {
        let window = self.frame.content_window();
        let ours = match (&window, event.source()) {
            (Some(window), Some(source)) => js_sys::Object::is(window, &source),
            _ => false,
        };
        let now = Date::now();
        let sender = match self.gate.envelope(ours, origin, now) {
            Ok(sender) => sender,
            Err(rule) => return Verdict::Refused(rule, 0),
        };
        let data = event.data();
        let read = message::read(&data, self.gate.limit(sender));
        let bytes = read.bytes();
        match (sender, read) {
            (Sender::Provider, read) => {
                if let Err(rule) = self.gate.content(bytes, now) {
                    return Verdict::Refused(rule, bytes.unwrap_or(0));
                }
                let Read::Text(raw) = read else {
                    return Verdict::Refused(RefusalRule::Shape, 0);
                };
                self.heard = true;
                let reply = message::kind(&data, &raw)
                    .and_then(|kind| self.replies.iter().find(|(on, _)| *on == kind))
                    .and_then(|(_, with)| Some((window?, with.clone())));
                Verdict::Accepted { raw, reply }
            }
            (Sender::ReturnPage, Read::Text(_)) => match message::returned(&data) {
                Some((path, search)) => {
                    self.gate.close();
                    Verdict::Returned { path, search }
                }
                None => Verdict::Refused(RefusalRule::Shape, bytes.unwrap_or(0)),
            },
            (Sender::ReturnPage, Read::TooLarge(bytes)) => {
                Verdict::Refused(RefusalRule::Size, bytes)
            }
            (Sender::ReturnPage, Read::NotJson) => Verdict::Refused(RefusalRule::Shape, 0),
        }
    }

    /// The frame loaded something. A page that was refused by its own headers loads, too: this says nothing about
    /// success. True the first time.
    pub(super) fn loaded(&mut self) -> bool {
        !std::mem::replace(&mut self.loaded, true)
    }

    /// Whether the provider's page should have given a sign by now and has not.
    pub(super) fn is_silent(&self) -> bool {
        if self.expects_message {
            !self.heard
        } else {
            !self.loaded
        }
    }

    /// Whether a load is all there is to wait for.
    pub(super) fn is_there_when_loaded(&self) -> bool {
        !self.expects_message
    }

    /// Moves the focus into the frame, unless something else has it, and without moving the page under the reader.
    pub(super) fn take_focus(&self) {
        let idle = document()
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY");
        if idle {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = self.frame.focus_with_options(&options);
        }
    }

    /// Takes the frame away. The focus must not be lost with it: the heading gets it.
    pub(super) fn remove(self) {
        let focused = document()
            .active_element()
            .is_some_and(|element| js_sys::Object::is(&element, &self.frame));
        self.frame.set_onload(None);
        self.frame.remove();
        if focused
            && let Ok(Some(heading)) = document().query_selector("h1")
            && let Some(heading) = heading.dyn_ref::<HtmlElement>()
        {
            let _ = heading.focus();
        }
    }
}
