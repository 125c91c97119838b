//! The overview in every state and language, as the server sends it.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be"
)]

mod reading;

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use leptos::{nonce::Nonce, prelude::provide_context};
use reading::{tags, text, values};
use vestibule::{locale::Locale, onboarding::OnboardingStatus, reason::Reason};
use vestibule_app::dashboard::{
    self, AnyScreen, Section, Surroundings, Viewer,
    moment::Moment,
    overview::{
        Choice, Circuit, Count, Day, Dropout, Funnel, FunnelStep, Key, Notices, OverviewScreen,
        Provider, Recovery, Shown, Usage,
    },
    resets::ResetView,
};

const EVIL: &str = "</td></select><script>alert(1)</script>\"><img src=x onerror=alert(1)>";

/// A screen with something of everything, in which every name is this.
fn full(name: &'static str) -> OverviewScreen {
    let owned = || name.to_owned();
    let count = || Count {
        connection: owned(),
        word: owned(),
        count: 7,
    };
    let step = |times| FunnelStep {
        title: owned(),
        counts: [9, 5, 1],
        times,
    };
    let funnel = || Funnel {
        journey: owned(),
        title: owned(),
        begun: 10,
        opened: 9,
        steps: vec![step([Some(900), Some(90_061_000)]), step([None, None])],
        completed: 5,
    };
    let day = |date: &str, begun| Day {
        date: date.to_owned(),
        begun,
        completed: begun / 2,
    };
    let reasons = Reason::ALL
        .into_iter()
        .map(Reason::code)
        .chain(["none", name]);
    let provider = |circuit| Provider {
        connection: owned(),
        calls: 20,
        errors: vec![("unavailable".to_owned(), 2), (owned(), 1)],
        times: [Some(80), Some(4_200)],
        endings: vec![("succeeded".to_owned(), 5), ("expired".to_owned(), 1)],
        circuit,
        novelties: vec![(owned(), owned(), 3)],
    };
    OverviewScreen {
        choice: Choice {
            days: 30,
            windows: vec![7, 30, 90],
            client: Some(owned()),
            clients: vec![owned()],
            mode: "all",
            journey: None,
            journeys: vec![owned()],
        },
        standing: OnboardingStatus::ALL.map(|status| (status, 3)).to_vec(),
        days: vec![day("2026-11-21", 0), day("2026-11-22", 10)],
        funnels: vec![funnel(), funnel()],
        devices: vec![("phone".to_owned(), 7), (owned(), 2)],
        shown: vec![Shown {
            connection: owned(),
            shown_as: "frame".to_owned(),
            device: "phone".to_owned(),
            ended: 6,
            succeeded: 5,
        }],
        dropouts: reasons
            .clone()
            .map(|reason| Dropout {
                journey: owned(),
                step: owned(),
                how: "expired".to_owned(),
                reason: reason.to_owned(),
                count: 1,
            })
            .collect(),
        recoveries: reasons
            .map(|reason| Recovery {
                reason: reason.to_owned(),
                failed: 4,
                recovered: 1,
            })
            .collect(),
        providers: vec![
            provider(None),
            provider(Some(Circuit::Closed)),
            provider(Some(Circuit::HalfOpen)),
            provider(Some(Circuit::Open)),
        ],
        messages: vec![count()],
        frame_events: vec![count()],
        webhooks: 10_000,
        webhooks_waiting_ms: Some(61_000),
        keys: vec![Key {
            prefix: owned(),
            client: owned(),
            ends: "2026-11-23".to_owned(),
        }],
        usage: vec![Usage {
            client: owned(),
            today: 90,
            budget: 100,
        }],
        billable: vec![(owned(), 5)],
        over_budget: vec![count()],
        notices: Notices {
            retention_stopped: Some(Moment("2026-11-21T06:10:00Z".to_owned())),
            resets: vec![ResetView {
                by: Some(owned()),
                at: Moment("2026-11-21T06:10:00Z".to_owned()),
            }],
        },
    }
}

fn states() -> Vec<(&'static str, OverviewScreen)> {
    let empty = OverviewScreen {
        choice: Choice {
            days: 7,
            windows: vec![7, 30, 90],
            ..Choice::default()
        },
        ..OverviewScreen::default()
    };
    vec![
        ("empty", empty),
        ("full", full("name")),
        ("evil", full(EVIL)),
    ]
}

async fn html(screen: OverviewScreen, locale: Locale) -> String {
    let around = Surroundings {
        locale,
        support_code: "0123ABCD".to_owned(),
        path: "/dashboard".to_owned(),
        development: false,
        stylesheets: vec!["/pkg/one.css".to_owned()],
        scripts: std::collections::BTreeMap::new(),
        viewer: Some(Viewer {
            display_name: "Somebody".to_owned(),
            sections: vec![Section::Overview],
            at: Some(Section::Overview),
        }),
    };
    let screen: AnyScreen = Arc::new(screen);
    let handler = leptos_axum::render_app_async_with_context(
        || provide_context(Nonce::from_value("nonce")),
        move || dashboard::document(&screen, around.clone()),
    );
    let response = handler(Request::new(Body::empty())).await;
    let bytes = to_bytes(response.into_body(), 1_000_000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn every_state_is_a_whole_document_and_its_data_stays_data() {
    for locale in Locale::ALL {
        for (state, screen) in states() {
            let html = html(screen, locale).await;
            let name = format!("{state}.{locale}");
            assert_eq!(tags(&html, "h1").len(), 1, "{name}");
            assert!(!text(&html, "h1").trim().is_empty(), "{name}");
            assert!(!html.contains("No localization for id"), "{name}");
            assert!(!html.contains("{$") && !html.contains("{ $"), "{name}");
            assert_eq!(values(&html, "style"), Vec::<&str>::new(), "{name}");
            assert!(!html.contains("<script>alert"), "{name}");
            assert_eq!(tags(&html, "img").len(), 0, "{name}");
            let ids = values(&html, "id");
            let unique: BTreeSet<_> = ids.iter().collect();
            assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
            let referring = ["for", "aria-labelledby"]
                .into_iter()
                .flat_map(|attribute| values(&html, attribute))
                .flat_map(str::split_whitespace);
            for id in referring {
                assert!(unique.contains(&id), "{name}: {id}");
            }
        }
    }
}

/// A chart without its numbers beside it is nothing to whoever cannot see it.
#[tokio::test]
async fn every_chart_is_named_and_has_its_table() {
    for locale in Locale::ALL {
        let html = html(full("name"), locale).await;
        let charts = html.matches("<figure class=\"chart\">").count();
        assert_eq!(charts, 14, "{locale}");
        for part in ["role=\"img\"", "<desc ", "<figcaption>", "<summary>"] {
            assert_eq!(html.matches(part).count(), charts, "{part} in {locale}");
        }
        let lengths = values(&html, "width");
        let over = lengths
            .iter()
            .filter(|length| length.len() > "100.0%".len());
        assert_eq!(over.count(), 0, "{lengths:?}");
    }
}

#[tokio::test]
async fn a_screen_without_onboardings_says_what_would_be_here() {
    let (_, empty) = states().swap_remove(0);
    let html = html(empty, Locale::En).await;
    assert!(html.contains("No onboarding was begun in the last 7 days"));
    assert!(!html.contains("The way through"));
}
