//! One sample of every screen of the dashboard in every state: filled, empty, with mistakes, for who may do little, and with
//! texts as long as they get.

mod case;
mod control;
mod lists;
mod overview;
mod replay;
mod settings;
mod way_in;

use std::{error::Error, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use leptos::{nonce::Nonce, prelude::provide_context};
use vestibule::locale::Locale;
use vestibule_app::dashboard::{
    self, AnyScreen, Screen, Section, Surroundings, Viewer,
    moment::Moment,
    problem::{ProblemScreen, Trouble},
    shortcuts::ShortcutsScreen,
};

/// More than any document has.
const MOST_BYTES: usize = 4_000_000;

/// The onboarding that most samples are about.
const ID: &str = "0190f3a4-7c1e-7b2d-8000-0123456789ab";
/// What its applicant was shown.
const REFERENCE: &str = "0123456789AB";

/// Every section there is.
const SECTIONS: [Section; 7] = [
    Section::Overview,
    Section::Onboardings,
    Section::Proposals,
    Section::Control,
    Section::Settings,
    Section::Audit,
    Section::Simulator,
];

/// Who looks at a screen.
enum Looks {
    /// Nobody is signed in.
    Nobody,
    /// Somebody who may do everything, at this section.
    Admin(Option<Section>),
    /// Somebody who may only read, at this section.
    Viewer(Option<Section>),
}

/// A screen in one of its states.
pub struct Sample {
    /// Its file's name, without language.
    pub name: String,
    looks: Looks,
    screen: AnyScreen,
}

fn sample(name: &str, looks: Looks, screen: impl Screen) -> Sample {
    Sample {
        name: format!("dashboard-{name}"),
        looks,
        screen: Arc::new(screen),
    }
}

fn at(name: &str, section: Section, screen: impl Screen) -> Sample {
    sample(name, Looks::Admin(Some(section)), screen)
}

/// A moment of the day that all samples are of.
fn moment(time: &str) -> Moment {
    Moment(format!("2026-11-22T{time}Z"))
}

/// Every screen in every state.
pub fn samples() -> Vec<Sample> {
    [
        way_in::samples(),
        overview::samples(),
        lists::samples(),
        case::samples(),
        replay::samples(),
        control::samples(),
        settings::samples(),
        problems(),
        shortcuts(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn problems() -> Vec<Sample> {
    let named = [
        "not-found",
        "not-allowed",
        "bad-request",
        "conflict",
        "too-many",
        "unavailable",
        "internal",
    ];
    named
        .into_iter()
        .zip(Trouble::ALL)
        .map(|(name, trouble)| {
            let go_on = "/dashboard".to_owned();
            let screen = ProblemScreen { trouble, go_on };
            sample(
                &format!("problem-{name}"),
                Looks::Viewer(Some(Section::Settings)),
                screen,
            )
        })
        .collect()
}

fn shortcuts() -> Vec<Sample> {
    let sections = SECTIONS.to_vec();
    vec![sample(
        "shortcuts",
        Looks::Admin(None),
        ShortcutsScreen { sections },
    )]
}

fn viewer(looks: &Looks) -> Option<Viewer> {
    let (name, at, sections) = match looks {
        Looks::Nobody => return None,
        Looks::Admin(at) => ("Head of onboarding", at, SECTIONS.to_vec()),
        Looks::Viewer(at) => (
            "Support desk",
            at,
            vec![
                Section::Overview,
                Section::Onboardings,
                Section::Proposals,
                Section::Settings,
            ],
        ),
    };
    Some(Viewer {
        display_name: name.to_owned(),
        sections,
        at: *at,
    })
}

/// The screen's document in a language.
pub async fn html(sample: &Sample, locale: Locale) -> Result<String, Box<dyn Error>> {
    let around = Surroundings {
        locale,
        support_code: "K7QM-2XPA".to_owned(),
        path: "/dashboard".to_owned(),
        development: false,
        stylesheets: vec!["vestibule.css".to_owned(), "dashboard.css".to_owned()],
        scripts: std::collections::BTreeMap::new(),
        viewer: viewer(&sample.looks),
    };
    let screen = sample.screen.clone();
    let handler = leptos_axum::render_app_async_with_context(
        || provide_context(Nonce::from_value("nonce-of-this-request")),
        move || dashboard::document(&screen, around.clone()),
    );
    let response = handler(Request::new(Body::empty())).await;
    let bytes = to_bytes(response.into_body(), MOST_BYTES).await?;
    Ok(String::from_utf8(bytes.to_vec())?)
}
