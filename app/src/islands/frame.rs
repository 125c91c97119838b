//! The provider's frame. One island shows every provider's frame, driven by
//! [`FrameSpec`](vestibule::launch::FrameSpec); it knows none of them.

#![expect(
    missing_docs,
    reason = "the island macro makes a struct of the properties"
)]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use vestibule::launch::Size;

use crate::contract::StepRef;

pub mod gate;
#[cfg(feature = "browser")]
mod live;
#[cfg(feature = "browser")]
mod message;
pub mod refusals;
#[cfg(feature = "browser")]
mod session;

/// What the island says, in the page's language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FrameTexts {
    /// The frame's title for screen readers.
    pub title: String,
    /// The name of the box around it.
    pub region: String,
    /// Above the words that the applicant's own device has to show as well.
    pub binding: String,
    /// Below them: what to do when it shows others.
    pub binding_hint: String,
    /// Until the frame is there.
    pub loading: String,
    /// Beside `loading`, after a while, also when our own script never came.
    pub stuck: String,
    /// After 10 s of silence.
    pub slow: String,
    /// After 30 s of silence.
    pub alternative: String,
    /// After the return, while our server asks for the result.
    pub returning: String,
    /// Another tab took over.
    pub superseded: String,
    /// The button that takes it back.
    pub superseded_action: String,
    /// No such onboarding for this browser any more.
    pub not_found: String,
    /// The provider cannot be reached.
    pub unavailable: String,
    /// Too many requests.
    pub too_many: String,
    /// Something broke on our side; the support code follows.
    pub internal: String,
    /// The button that tries again.
    pub retry: String,
    /// Our server cannot be reached, or speaks a newer version.
    pub transport: String,
    /// Our server cannot be reached while it should hear of the return; a reload would forget it.
    pub unclaimed: String,
    /// The button that loads the page again.
    pub reload: String,
}

/// The box, its frame once that is launched, and what there is to say about it.
#[island]
pub fn FrameIsland(
    /// The step.
    at: StepRef,
    /// The box that is reserved on narrow screens, so that nothing moves when the frame arrives.
    min_size: Size,
    /// The box that is reserved where there is room.
    preferred_size: Size,
    /// The waiting page, for when the return was claimed and there is nothing else to show.
    go_on: String,
    /// What to say.
    texts: FrameTexts,
) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let place = NodeRef::<leptos::html::Div>::new();
    let loading = RwSignal::new(true);
    let note = RwSignal::new(String::new());
    let button = RwSignal::new(String::new());
    let stopped = RwSignal::new(false);
    let binding = RwSignal::new(String::new());
    let presses = RwSignal::new(0_u32);
    let binding_text = texts.binding.clone();
    let binding_hint = texts.binding_hint.clone();
    let region = texts.region.clone();
    let loading_text = texts.loading.clone();
    let stuck_text = texts.stuck.clone();

    #[cfg(feature = "browser")]
    {
        let session = StoredValue::new_local(None);
        Effect::new(move |_| {
            let (Some(root), Some(place)) = (root.get(), place.get()) else {
                return;
            };
            let shown = session::Shown {
                loading,
                note,
                button,
                stopped,
                binding,
            };
            let begun = session::Session::begin(
                at.clone(),
                go_on.clone(),
                texts.clone(),
                place.into(),
                shown,
            );
            session.set_value(Some(begun));
            let _ = root.set_attribute("data-hydrated", "");
        });
        Effect::new(move |_| {
            if presses.get() > 0 {
                session.with_value(|session| {
                    if let Some(session) = session {
                        session::Session::pressed(session);
                    }
                });
            }
        });
    }
    #[cfg(not(feature = "browser"))]
    drop((at, go_on, texts));

    // The two drawings are struts: their width and height attributes reserve the box, which a `style` attribute may
    // not do under our content security policy. The style sheet shows one of them, by width of the screen.
    view! {
        <div class="frame" class:frame--stopped=move || stopped.get() node_ref=root>
            <div class="frame__binding" role="status">
                <div class="binding" hidden=move || binding.get().is_empty()>
                    <p class="binding__text">{binding_text}</p>
                    <p class="binding__words">{move || binding.get()}</p>
                    <p class="quiet">{binding_hint}</p>
                </div>
            </div>
            <div class="frame__box" role="group" tabindex="0" aria-label=region>
                <div class="frame__place" node_ref=place>
                    <svg class="strut strut--min" width=min_size.width height=min_size.height aria-hidden="true"></svg>
                    <svg class="strut strut--preferred" width=preferred_size.width height=preferred_size.height aria-hidden="true"></svg>
                    <div class="frame__loading" role="status" hidden=move || !loading.get()>
                        <p>{loading_text}</p>
                        <p class="frame__stuck quiet">{stuck_text}</p>
                    </div>
                </div>
            </div>
            <div class="frame__notes">
                <div role="status">
                    <p class="frame__note" hidden=move || note.get().is_empty()>{move || note.get()}</p>
                </div>
                <button
                    type="button"
                    class="button"
                    hidden=move || button.get().is_empty()
                    on:click=move |_| presses.update(|presses| *presses += 1)
                >
                    {move || button.get()}
                </button>
            </div>
        </div>
    }
}
