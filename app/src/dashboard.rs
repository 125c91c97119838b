//! The operators' pages: screens, and the document around them. Each screen is one file: what it shows, and how.

pub mod account;
pub mod actions;
pub mod audit;
pub mod case;
mod chart;
pub mod clients;
pub mod connections;
pub mod control;
pub mod endpoints;
mod field;
pub mod live;
pub mod messages;
pub mod moment;
pub mod onboardings;
pub mod operators;
pub mod overview;
pub mod passkeys;
mod piece;
pub mod problem;
pub mod proposals;
pub mod refusal;
pub mod replay;
pub mod resets;
pub mod retention;
mod script;
pub mod set_up;
pub mod settings;
mod shell;
pub mod shortcuts;
pub mod sign_in;
pub mod simulator;
mod writing;

use std::{collections::BTreeMap, sync::Arc};

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::locale::Locale;

use crate::texts::{Texts, texts};

pub use script::Script;
pub use shell::document;

/// What a screen hands to the document.
pub struct Drawn {
    pub(crate) title: String,
    pub(crate) body: AnyView,
    /// Puts "Error:" before the title.
    pub(crate) has_error: bool,
    /// The scripts that it wants, beside those of every screen.
    pub(crate) scripts: Vec<Script>,
}

impl Drawn {
    pub(crate) fn new(title: String, body: AnyView) -> Self {
        Self {
            title,
            body,
            has_error: false,
            scripts: Vec::new(),
        }
    }

    /// Asks for a script of the screen's own.
    pub(crate) fn with(mut self, script: Script) -> Self {
        self.scripts.push(script);
        self
    }
}

/// A screen: everything it shows, decided by the server before anything is drawn.
pub trait Screen: Send + Sync + 'static {
    /// Draws the content of `<main>`, with the one `<h1>`.
    fn draw(&self, t: ScreenTexts) -> Drawn;
}

/// The texts of one language.
#[derive(Clone, Copy)]
pub struct ScreenTexts(pub(crate) Texts);

/// A section of the dashboard, in the order of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Numbers.
    Overview,
    /// The list, and each case.
    Onboardings,
    /// What waits for a second person.
    Proposals,
    /// Pauses and journey versions.
    Control,
    /// Clients, keys, endpoints, operators, connections.
    Settings,
    /// The audit log.
    Audit,
    /// What the simulator does next; only in Development.
    Simulator,
}

impl Section {
    /// Where it is.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/dashboard",
            Self::Onboardings => "/dashboard/onboardings",
            Self::Proposals => "/dashboard/proposals",
            Self::Control => "/dashboard/control",
            Self::Settings => "/dashboard/settings",
            Self::Audit => "/dashboard/audit",
            Self::Simulator => "/dashboard/simulator",
        }
    }

    /// Its name.
    fn shown(self, t: Texts) -> String {
        match self {
            Self::Overview => fl!(t, "dashboard-overview"),
            Self::Onboardings => fl!(t, "dashboard-onboardings"),
            Self::Proposals => fl!(t, "dashboard-proposals"),
            Self::Control => fl!(t, "dashboard-control"),
            Self::Settings => fl!(t, "dashboard-settings"),
            Self::Audit => fl!(t, "dashboard-audit"),
            Self::Simulator => fl!(t, "dashboard-simulator"),
        }
    }
}

/// Who looks.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// How others read their name.
    pub display_name: String,
    /// The sections that they may open, in order.
    pub sections: Vec<Section>,
    /// The section that this screen is in.
    pub at: Option<Section>,
}

/// What surrounds every screen.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The screen's language.
    pub locale: Locale,
    /// Finds this request in the log.
    pub support_code: String,
    /// The screen's own path with its query, for the language links.
    pub path: String,
    /// Whether this is a development server.
    pub development: bool,
    /// The style sheets' paths, in order.
    pub stylesheets: Vec<String>,
    /// Where the scripts are: paths by [`Script::name`]. One that is not here is not asked for.
    pub scripts: BTreeMap<String, String>,
    /// Who is signed in; nobody on the way in.
    pub viewer: Option<Viewer>,
}

/// A screen to draw as often as Leptos asks.
pub type AnyScreen = Arc<dyn Screen>;

pub(crate) fn texts_of(locale: Locale) -> ScreenTexts {
    ScreenTexts(texts(locale))
}
