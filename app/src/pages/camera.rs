//! What the camera is for, who sees the pictures, when they are deleted, and the way without one. Said before the browser
//! asks, and beside the frame that uses the camera.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use crate::{
    page::{Branding, CameraNotice},
    texts::Texts,
};

/// Whose camera step it is.
pub(super) struct Step<'a> {
    /// Its title.
    pub(super) title: &'a str,
    /// The provider's display name.
    pub(super) provider: &'a str,
    /// Who asks.
    pub(super) branding: &'a Branding,
}

/// On the page before the provider's screen; nothing where no camera is used.
pub(super) fn before(notice: Option<&CameraNotice>, step: &Step<'_>, t: Texts) -> AnyView {
    let Some(notice) = notice else {
        return ().into_any();
    };
    view! {
        <h2>{fl!(t, "camera-notice")}</h2>
        {facts(notice, step, t)}
        <h2>{fl!(t, "camera-without")}</h2>
        <p>{without(step.branding, t)}</p>
    }
    .into_any()
}

/// Beside the frame, folded up: it was said before.
pub(super) fn beside(notice: Option<&CameraNotice>, step: &Step<'_>, t: Texts) -> AnyView {
    let Some(notice) = notice else {
        return ().into_any();
    };
    view! {
        <section>
            <h2>{fl!(t, "camera-without")}</h2>
            <p>{without(step.branding, t)}</p>
            <details class="more">
                <summary>{fl!(t, "camera-notice")}</summary>
                {facts(notice, step, t)}
            </details>
        </section>
    }
    .into_any()
}

fn facts(notice: &CameraNotice, step: &Step<'_>, t: Texts) -> AnyView {
    let company = step.branding.company.as_str();
    let provider = step.provider;
    view! {
        <dl class="told">
            <dt>{fl!(t, "camera-why")}</dt>
            <dd>{fl!(t, "camera-why-text", company = company, provider = provider, title = step.title)}</dd>
            <dt>{fl!(t, "camera-who")}</dt>
            <dd>{fl!(t, "camera-who-text", company = company, provider = provider)}</dd>
            <dt>{fl!(t, "camera-when")}</dt>
            <dd>{notice.stored.clone()}</dd>
        </dl>
    }
    .into_any()
}

fn without(branding: &Branding, t: Texts) -> String {
    fl!(
        t,
        "camera-without-text",
        company = branding.company.as_str(),
        contact = branding.contact.as_str()
    )
}
