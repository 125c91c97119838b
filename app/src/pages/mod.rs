//! The pages, one file each. Every page becomes a [`Rendered`], which the document surrounds.

mod camera;
mod check;
mod choice;
mod consents;
mod demo;
mod ended;
mod error;
mod frame;
mod help;
mod instead;
mod intro;
mod later;
mod leave;
mod link;
mod not_me;
mod question;
mod result;
mod root;
mod start;
mod tasks;
mod terms;
mod waiting;

use leptos::prelude::*;

use crate::{
    page::{Branding, Page},
    texts::Texts,
};

/// What a page hands to the document.
pub(crate) struct Rendered {
    /// The page's own part of the document's title.
    pub(crate) title: String,
    /// Whose journey it belongs to.
    pub(crate) branding: Option<Branding>,
    /// Puts "Error:" before the title.
    pub(crate) has_error: bool,
    /// Asks for the script and the wasm.
    pub(crate) has_island: bool,
    /// Uses the whole width.
    pub(crate) wide: bool,
    /// More for the head.
    pub(crate) head: AnyView,
    /// The content of `<main>`, with the one `<h1>`.
    pub(crate) body: AnyView,
}

impl Rendered {
    fn new(title: String, branding: Option<Branding>, body: AnyView) -> Self {
        Self {
            title,
            branding,
            has_error: false,
            has_island: false,
            wide: false,
            head: ().into_any(),
            body,
        }
    }
}

/// Renders a page's own part.
pub(crate) fn render(page: Page, t: Texts) -> Rendered {
    match page {
        Page::Demo(page) => demo::render(page, t),
        Page::Root(page) => root::render(page, t),
        Page::Start(page) => start::render(page, t),
        Page::NotMe(page) => not_me::render(page, t),
        Page::DeadLink(page) => link::dead(page, t),
        Page::Asked(page) => link::asked(page, t),
        Page::Tasks(page) => tasks::render(page, t),
        Page::Choice(page) => choice::render(page, t),
        Page::Instead(page) => instead::render(page, t),
        Page::Help(page) => help::render(page, t),
        Page::Later(page) => later::render(page, t),
        Page::Terms(page) => terms::render(page, t),
        Page::Question(page) => question::render(page, t),
        Page::Check(page) => check::render(page, t),
        Page::Consents(page) => consents::render(page, t),
        Page::Intro(page) => intro::render(page, t),
        Page::Frame(page) => frame::render(page, t),
        Page::Leave(page) => leave::render(page, t),
        Page::Waiting(page) => waiting::render(page, t),
        Page::Ended(page) => ended::render(page, t),
        Page::Result(page) => result::render(page, t),
        Page::Error(page) => error::render(page, t),
    }
}
