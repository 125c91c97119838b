//! What islands ask of the page they are on.

use std::rc::Rc;

use leptos::prelude::{document, window, window_event_listener_untyped};
use web_sys::VisibilityState;

/// Goes to a path of ours, without leaving this page in the history: Back would land on a finished frame. Says whether
/// it did: anything but a path on our own origin is ignored, and so is the page that the applicant is on.
pub(super) fn go_to(path: &str) -> bool {
    let here = window().location().pathname();
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    ours && here.is_ok_and(|here| here != path) && window().location().replace(path).is_ok()
}

/// Loads the page again.
pub(super) fn reload() {
    let _ = window().location().reload();
}

/// Whether somebody can see the page now.
pub(super) fn is_visible() -> bool {
    document().visibility_state() == VisibilityState::Visible
}

/// Calls back after every absence: the tab was frozen, in the background, or came back from the back-forward cache
/// (architecture, rule 6).
pub(super) fn after_absence(ask: impl Fn() + 'static) {
    let ask = Rc::new(ask);
    let again = Rc::clone(&ask);
    // Both listeners live as long as the page.
    std::mem::forget(window_event_listener_untyped("pageshow", move |_| ask()));
    std::mem::forget(window_event_listener_untyped(
        "visibilitychange",
        move |_| {
            if is_visible() {
                again();
            }
        },
    ));
}
