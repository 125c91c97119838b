//! The whole HTML document around a page.

use any_spawner::Executor;
use i18n_embed_fl::fl;
use leptos::{
    config::LeptosOptions, hydration::HydrationScripts, prelude::*, reactive::owner::Owner,
};

use crate::{
    page::{Branding, Chrome, Page},
    pages, parts,
    texts::{Texts, texts},
};

/// Renders a page as a complete document, `<!DOCTYPE html>` included.
///
/// Call it from `leptos_axum::render_app_async_with_context`, with the request's
/// [`Nonce`](leptos::nonce::Nonce) in context: the pages that have an island carry one inline script with that nonce.
/// A page without an island requests neither script nor wasm.
pub fn document(page: Page, chrome: Chrome) -> AnyView {
    // leptos_axum lets the runtime turn once while it renders and does this itself only for its own route lists. The
    // second call in a process is refused and changes nothing.
    let _ = Executor::init_tokio();
    // Off until an island turns it on for itself; otherwise Leptos writes every resource's value into the page.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let t = texts(chrome.locale);
    let rendered = pages::render(page, t);
    let title = full_title(&rendered, t);
    let scripts = rendered.has_island.then(|| {
        let options = LeptosOptions::builder()
            .output_name(chrome.output_name.as_str())
            .build();
        view! { <HydrationScripts options islands=true /> }
    });
    let main_class = if rendered.wide {
        "main main--wide"
    } else {
        "main"
    };

    view! {
        <!DOCTYPE html>
        <html lang=chrome.locale.tag() dir="ltr">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{title}</title>
                <link rel="stylesheet" href=chrome.stylesheet.clone() />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {rendered.head}
                {scripts}
            </head>
            <body>
                <a class="skip" href="#main">{fl!(t, "skip")}</a>
                {header(&chrome, rendered.branding.as_ref(), t)}
                <main id="main" class=main_class tabindex="-1">
                    {rendered.body}
                </main>
                {footer(&chrome, rendered.branding.as_ref(), t)}
            </body>
        </html>
    }
    .into_any()
}

fn full_title(rendered: &pages::Rendered, t: Texts) -> String {
    let page = rendered.title.as_str();
    let title = match &rendered.branding {
        Some(branding) => fl!(
            t,
            "title-journey",
            page = page,
            journey = branding.journey.as_str(),
            company = branding.company.as_str()
        ),
        None => fl!(t, "title-plain", page = page),
    };
    if rendered.has_error {
        fl!(t, "title-error", title = title)
    } else {
        title
    }
}

fn header(chrome: &Chrome, branding: Option<&Branding>, t: Texts) -> AnyView {
    let development = chrome
        .development
        .then(|| view! { <p class="development">{fl!(t, "development")}</p> });
    let company = branding.map(|branding| {
        let text = fl!(t, "on-behalf", company = branding.company.as_str());
        view! { <span class="brand__company">{text}</span> }
    });
    view! {
        <header class="top">
            {development}
            <div class="top__inner">
                <p class="brand">
                    {mark()}
                    <span class="brand__name">"Vestibule"</span>
                    {company}
                </p>
                {parts::languages(&chrome.path, chrome.locale, t)}
            </div>
        </header>
    }
    .into_any()
}

// The same drawing as public/favicon.svg: a doorway with a step.
pub(crate) fn mark() -> AnyView {
    view! {
        <svg class="brand__mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
            <path d="M6 28V14a10 10 0 0 1 20 0v14h-5V14a5 5 0 0 0-10 0v14z" fill="currentColor" />
            <path class="brand__step" d="M13.5 28v-5h5v5z" />
        </svg>
    }
    .into_any()
}

fn footer(chrome: &Chrome, branding: Option<&Branding>, t: Texts) -> AnyView {
    // The same links in the same order on every page of an onboarding (WCAG 2.2, 3.2.6).
    let out = branding
        .and_then(|branding| branding.out.clone())
        .map(|out| {
            let later = out
                .later
                .map(|href| view! { <li><a href=href>{fl!(t, "later-title")}</a></li> });
            let consents = out
                .consents
                .map(|href| view! { <li><a href=href>{fl!(t, "consents-title")}</a></li> });
            let not_me = out
                .not_me
                .map(|href| view! { <li><a href=href>{fl!(t, "not-me-title")}</a></li> });
            view! {
                <ul class="bottom__out">
                    <li><a href=out.help>{fl!(t, "help-title")}</a></li>
                    {later}
                    {consents}
                    {not_me}
                </ul>
            }
        });
    let contact = branding.map(|branding| {
        view! {
            <p class="bottom__contact">
                <strong>{fl!(t, "contact-label")}</strong>
                " "
                {contact(&branding.contact)}
            </p>
        }
    });
    view! {
        <footer class="bottom">
            <div class="bottom__inner">
                {out}
                {contact}
                <p class="bottom__code">
                    {fl!(t, "support-code")} ": " <code>{chrome.support_code.clone()}</code> <br />
                    <span class="quiet">{fl!(t, "support-code-hint")}</span>
                </p>
            </div>
        </footer>
    }
    .into_any()
}

// Configuration gives the contact as free text; an e-mail address becomes a link.
pub(crate) fn contact(text: &str) -> AnyView {
    let is_address = text.contains('@') && !text.contains(char::is_whitespace);
    if is_address {
        let href = format!("mailto:{text}");
        view! { <a href=href>{text.to_owned()}</a> }.into_any()
    } else {
        text.to_owned().into_any()
    }
}
