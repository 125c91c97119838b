//! The live status of the waiting page.

#![expect(
    missing_docs,
    reason = "the island macro makes a struct of the properties"
)]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::contract::StepRef;

#[cfg(feature = "browser")]
mod poll;

/// What the island says, in the page's language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StatusTexts {
    /// Before the first answer.
    pub first: String,
    /// When our server does not answer.
    pub offline: String,
    /// When there is no such onboarding for this browser any more.
    pub not_found: String,
    /// The button that loads the page again.
    pub reload: String,
}

/// Asks for the status until there is another page to go to.
#[island]
pub fn StatusIsland(
    /// The step that is waited for.
    at: StepRef,
    /// What to say.
    texts: StatusTexts,
) -> impl IntoView {
    let root = NodeRef::<leptos::html::Div>::new();
    let said = RwSignal::new(texts.first.clone());
    let gone = RwSignal::new(false);
    let reload = texts.reload.clone();

    #[cfg(feature = "browser")]
    Effect::new(move |_| {
        if let Some(root) = root.get() {
            poll::Poll::begin(at.clone(), texts.clone(), said, gone);
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
    #[cfg(not(feature = "browser"))]
    drop((at, texts));

    view! {
        <div class="live" node_ref=root>
            <p class="live__text" role="status">{move || said.get()}</p>
            <button
                type="button"
                class="button button--second"
                hidden=move || !gone.get()
                on:click=move |_| {
                    #[cfg(feature = "browser")]
                    super::page_events::reload();
                }
            >
                {reload}
            </button>
        </div>
    }
}
