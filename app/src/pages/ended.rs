//! A check stopped or ended short of success. One text for each reason: what happened, what is safe, what to do.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::reason::Reason;

use super::Rendered;
use crate::{
    page::EndedPage,
    parts::{self, WayTexts},
    texts::Texts,
};

struct ReasonTexts {
    heading: String,
    happened: String,
    safe: String,
    next: String,
}

pub(super) fn render(page: EndedPage, t: Texts) -> Rendered {
    let texts = texts(page.reason, &page.provider.name, t);
    let contact = page.branding.contact.as_str();
    let camera = (page.reason == Reason::CameraDenied).then(|| camera(t));
    let tries = page
        .tries_left
        .map(|tries| view! { <p class="tries">{fl!(t, "ended-tries", tries = tries)}</p> });
    let waiting = page.keep_waiting.map(|href| {
        view! { <p><a class="button button--second" href=href>{fl!(t, "ended-keep-waiting")}</a></p> }
    });
    let too_soon = page.cools_down.map(|span| {
        let text = fl!(t, "ended-too-soon", span = parts::span(span, t));
        view! {
            <div class="inset">
                <p><strong>{text}</strong></p>
                <p>{fl!(t, "ended-too-soon-hint")} " " {fl!(t, "ended-too-soon-other")}</p>
            </div>
        }
    });
    let paused = page.paused.as_deref().map(|text| parts::paused(text, t));
    let again = match page
        .again
        .filter(|_| paused.is_none() && (page.ways.frame || page.ways.page || page.ways.wait))
    {
        Some(action) => {
            let no_script = (page.ways.frame && !page.ways.page).then(
                || view! { <noscript><p class="inset">{fl!(t, "ended-noscript")}</p></noscript> },
            );
            let way_texts = WayTexts {
                frame: fl!(t, "ended-again-frame"),
                frame_hint: None,
                page: fl!(t, "ended-again-page"),
                page_hint: None,
                wait: fl!(t, "ended-again-wait"),
            };
            view! {
                {tries}
                {no_script}
                {parts::ways(page.ways, &action, way_texts)}
                {waiting}
                <p class="quiet">{fl!(t, "ended-help", contact = contact)}</p>
            }
            .into_any()
        }
        None if paused.is_some() => view! {
            {paused}
            {tries}
            {waiting}
            <p class="quiet">{fl!(t, "ended-help", contact = contact)}</p>
        }
        .into_any(),
        None if too_soon.is_some() => view! {
            {too_soon}
            {tries}
            {waiting}
            <p class="quiet">{fl!(t, "ended-help", contact = contact)}</p>
        }
        .into_any(),
        None => view! {
            {waiting}
            <p class="inset">{fl!(t, "ended-no-again", contact = contact)}</p>
        }
        .into_any(),
    };
    let body = view! {
        {parts::back(&page.back, fl!(t, "back-to-steps"))}
        {parts::place_at(page.place, &page.provider, t)}
        <h1>{texts.heading.clone()}</h1>
        <p class="quiet">{page.title}</p>
        <h2>{fl!(t, "ended-happened")}</h2>
        <p>{texts.happened}</p>
        <h2>{fl!(t, "ended-safe")}</h2>
        <p>{texts.safe}</p>
        <h2>{fl!(t, "ended-next")}</h2>
        <p>{texts.next}</p>
        {camera}
        {again}
        {parts::other_ways(&page.other, t)}
    }
    .into_any();
    Rendered::new(texts.heading, Some(page.branding), body)
}

fn camera(t: Texts) -> AnyView {
    view! {
        <div class="inset">
            <h3>{fl!(t, "camera-heading")}</h3>
            <ul>
                <li>{fl!(t, "camera-android")}</li>
                <li>{fl!(t, "camera-iphone")}</li>
                <li>{fl!(t, "camera-desktop")}</li>
                <li>{fl!(t, "camera-firefox")}</li>
                <li>{fl!(t, "camera-other-apps")}</li>
            </ul>
        </div>
    }
    .into_any()
}

fn texts(reason: Reason, provider: &str, t: Texts) -> ReasonTexts {
    macro_rules! message {
        ($id:literal) => {
            ReasonTexts {
                heading: fl!(t, $id),
                happened: fl!(t, $id, "happened", provider = provider),
                safe: fl!(t, $id, "safe"),
                next: fl!(t, $id, "next"),
            }
        };
    }
    match reason {
        Reason::Left => message!("ended-left"),
        Reason::Cancelled => message!("ended-cancelled"),
        Reason::AccessDenied => message!("ended-access-denied"),
        // This text also names the provider where it says what was not kept, and the next one where it says what not
        // to change.
        Reason::SessionExpired => ReasonTexts {
            heading: fl!(t, "ended-session-expired"),
            happened: fl!(t, "ended-session-expired", "happened", provider = provider),
            safe: fl!(t, "ended-session-expired", "safe", provider = provider),
            next: fl!(t, "ended-session-expired", "next"),
        },
        Reason::ContactMismatch => ReasonTexts {
            heading: fl!(t, "ended-contact-mismatch"),
            happened: fl!(t, "ended-contact-mismatch", "happened", provider = provider),
            safe: fl!(t, "ended-contact-mismatch", "safe"),
            next: fl!(t, "ended-contact-mismatch", "next", provider = provider),
        },
        Reason::CameraDenied => message!("ended-camera-denied"),
        Reason::AttemptsExhausted => message!("ended-attempts-exhausted"),
        Reason::NotAccepted => message!("ended-not-accepted"),
        Reason::NotOurs => message!("ended-not-ours"),
        Reason::NotVerified => message!("ended-not-verified"),
        Reason::DataMissing => message!("ended-data-missing"),
        Reason::DataExpired => message!("ended-data-expired"),
        Reason::ProviderError => message!("ended-provider-error"),
        Reason::Unavailable => message!("ended-unavailable"),
        Reason::Misconfigured => message!("ended-misconfigured"),
        Reason::Interrupted => message!("ended-interrupted"),
        Reason::TooManyStarts => message!("ended-too-many-starts"),
    }
}
