//! The document around a screen: who is signed in, where the sections are, and the way out.

use any_spawner::Executor;
use i18n_embed_fl::fl;
use leptos::{nonce::use_nonce, prelude::*, reactive::owner::Owner};

use super::{AnyScreen, Script, Surroundings, Viewer, shortcuts, texts_of};
use crate::{parts, texts::Texts};

/// Draws a screen as a complete document, `<!DOCTYPE html>` included; call it as [`crate::document`].
pub fn document(screen: &AnyScreen, around: Surroundings) -> AnyView {
    // See `crate::document` for both.
    let _ = Executor::init_tokio();
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let texts = texts_of(around.locale);
    let t = texts.0;
    let drawn = screen.draw(texts);
    let title = fl!(t, "dashboard-title", page = drawn.title.as_str());
    let title = match drawn.has_error {
        true => fl!(t, "title-error", title = title),
        false => title,
    };
    let scripts = scripts(&drawn.scripts, &around);
    let styles = around
        .stylesheets
        .iter()
        .map(|href| view! { <link rel="stylesheet" href=href.clone() /> })
        .collect_view();
    let shortcuts = around.viewer.as_ref().map(|_| {
        view! {
            <p>
                <a href=shortcuts::PATH data-shortcut=shortcuts::HELP>{fl!(t, "dash-shortcuts-title")}</a>
            </p>
        }
    });
    let aside = around.viewer.as_ref().map(|viewer| navigation(viewer, t));
    view! {
        <!DOCTYPE html>
        <html lang=around.locale.tag() dir="ltr">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <title>{title}</title>
                {styles}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {scripts}
            </head>
            <body class="dashboard">
                <a class="skip" href="#main">{fl!(t, "skip")}</a>
                {header(&around, t)}
                <div class="dashboard__frame">
                    {aside}
                    <main id="main" class="dashboard__main" tabindex="-1">{drawn.body}</main>
                </div>
                <footer class="dashboard__bottom">
                    <p>{fl!(t, "support-code")} ": " <code>{around.support_code.clone()}</code></p>
                    {shortcuts}
                </footer>
            </body>
        </html>
    }
    .into_any()
}

/// The scripts, by the page's nonce. Modules run when the document is there, and once each.
fn scripts(wanted: &[Script], around: &Surroundings) -> AnyView {
    let of_every_screen = around.viewer.as_ref().map(|_| &Script::Shortcuts);
    of_every_screen
        .into_iter()
        .chain(wanted)
        .filter_map(|script| around.scripts.get(script.name()).cloned())
        .map(|src| view! { <script type="module" src=src nonce=use_nonce()></script> })
        .collect_view()
        .into_any()
}

fn header(around: &Surroundings, t: Texts) -> AnyView {
    let development = around
        .development
        .then(|| view! { <p class="development">{fl!(t, "development")}</p> });
    let signed_in = around.viewer.as_ref().map(|viewer| {
        view! {
            <div class="dashboard__who">
                <a href="/dashboard/account">{viewer.display_name.clone()}</a>
                <form method="post" action="/dashboard/sign-out">
                    <button class="link" type="submit">{fl!(t, "dashboard-sign-out")}</button>
                </form>
            </div>
        }
    });
    view! {
        <header class="top">
            {development}
            <div class="top__inner">
                <p class="brand">
                    {crate::document::mark()}
                    <span class="brand__name">"Vestibule"</span>
                </p>
                {signed_in}
                {parts::languages(&around.path, around.locale, t)}
            </div>
        </header>
    }
    .into_any()
}

fn navigation(viewer: &Viewer, t: Texts) -> AnyView {
    let links = viewer
        .sections
        .iter()
        .map(|section| {
            let here = (viewer.at == Some(*section)).then_some("page");
            let keys = shortcuts::keys_of(*section);
            view! {
                <li>
                    <a href=section.path() aria-current=here data-shortcut=keys>{section.shown(t)}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="dashboard__sections" aria-label=fl!(t, "dashboard-sections")>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}
