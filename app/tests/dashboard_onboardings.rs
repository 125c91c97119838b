//! The dashboard's list of onboardings in every state and language, as the server sends it.
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
use vestibule::{locale::Locale, onboarding::OnboardingStatus};
use vestibule_app::dashboard::{
    self, AnyScreen, Section, Surroundings, Viewer,
    live::{self, Newer},
    moment::Moment,
    onboardings::{BadDay, Chosen, InVain, Line, OnboardingsScreen},
};

const EVIL: &str = "</td></select><script>alert(1)</script>\"><img src=x onerror=alert(1)>";

fn line(status: OnboardingStatus) -> Line {
    Line {
        id: "0190f3a4-7c1e-7b2d-8000-0123456789ab".to_owned(),
        reference: "0123456789AB".to_owned(),
        may_open: true,
        client: "shop".to_owned(),
        mode: "live",
        journey: "retail".to_owned(),
        status,
        step: Some("face".to_owned()),
        begun: Moment("2026-11-22T19:00:00.123Z".to_owned()),
        updated: Moment("2026-11-22T19:05:00Z".to_owned()),
    }
}

fn states() -> Vec<(&'static str, OnboardingsScreen)> {
    let filtered = Chosen {
        status: "stopped".to_owned(),
        from: "2026-11-01".to_owned(),
        ..Chosen::default()
    };
    let choices = OnboardingsScreen {
        clients: vec!["shop".to_owned(), "direct".to_owned()],
        journeys: vec!["retail".to_owned()],
        may_export: true,
        ..OnboardingsScreen::default()
    };
    let full = OnboardingsScreen {
        lines: OnboardingStatus::ALL.map(line).to_vec(),
        newer: Some("/dashboard/onboardings?cursor=a&mode=live".to_owned()),
        older: Some("/dashboard/onboardings?cursor=b".to_owned()),
        live: Some("/dashboard/onboardings/rows?mode=live&shown=a".to_owned()),
        ..choices.clone()
    };
    let in_vain = |why| OnboardingsScreen {
        in_vain: Some((EVIL.to_owned(), why)),
        ..choices.clone()
    };
    vec![
        ("empty", choices.clone()),
        (
            "no-match",
            OnboardingsScreen {
                chosen: filtered.clone(),
                ..choices.clone()
            },
        ),
        ("full", full.clone()),
        (
            "found",
            OnboardingsScreen {
                chosen: Chosen {
                    ids: "0190f3a4-7c1e-7b2d-8000-0123456789ab".to_owned(),
                    ..Chosen::default()
                },
                ..full.clone()
            },
        ),
        (
            "bad-days",
            OnboardingsScreen {
                chosen: Chosen {
                    from: EVIL.to_owned(),
                    to: "x".to_owned(),
                    ..filtered
                },
                bad: vec![BadDay::From, BadDay::To],
                ..choices.clone()
            },
        ),
        ("nothing-found", in_vain(InVain::NothingFound)),
        ("unreadable", in_vain(InVain::Unreadable)),
        (
            "evil",
            OnboardingsScreen {
                clients: vec![EVIL.to_owned()],
                journeys: vec![EVIL.to_owned()],
                lines: vec![Line {
                    client: EVIL.to_owned(),
                    journey: EVIL.to_owned(),
                    step: Some(EVIL.to_owned()),
                    may_open: false,
                    ..line(OnboardingStatus::InProgress)
                }],
                ..full
            },
        ),
    ]
}

async fn html(screen: OnboardingsScreen, locale: Locale) -> String {
    let around = Surroundings {
        locale,
        support_code: "0123ABCD".to_owned(),
        path: "/dashboard/onboardings".to_owned(),
        development: false,
        stylesheets: vec!["/pkg/one.css".to_owned(), "/pkg/two.css".to_owned()],
        scripts: ["shortcuts", "live"]
            .map(|name| (name.to_owned(), format!("/pkg/{name}.js")))
            .into(),
        viewer: Some(Viewer {
            display_name: "Somebody".to_owned(),
            sections: vec![Section::Overview, Section::Onboardings],
            at: Some(Section::Onboardings),
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

async fn all() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for locale in Locale::ALL {
        for (name, screen) in states() {
            all.push((format!("{name}.{locale}"), html(screen, locale).await));
        }
    }
    all
}

#[tokio::test]
async fn every_state_is_a_whole_document() {
    for (name, html) in all().await {
        assert_eq!(tags(&html, "h1").len(), 1, "{name}");
        assert!(!text(&html, "h1").trim().is_empty(), "{name}");
        assert!(!html.contains("No localization for id"), "{name}");
        assert!(!html.contains("{$") && !html.contains("{ $"), "{name}");
        assert_eq!(values(&html, "style"), Vec::<&str>::new(), "{name}");
        let ids = values(&html, "id");
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        let referring = ["for", "aria-describedby", "aria-labelledby"]
            .into_iter()
            .flat_map(|attribute| values(&html, attribute))
            .flat_map(str::split_whitespace);
        let anchors = values(&html, "href")
            .into_iter()
            .filter_map(|href| href.strip_prefix('#'));
        for id in referring.chain(anchors) {
            assert!(unique.contains(&id), "{name}: {id}");
        }
        let labelled = values(&html, "for");
        for input in [tags(&html, "input"), tags(&html, "select")].concat() {
            let id = values(input, "id");
            let is_hidden = values(input, "type") == ["hidden"];
            let has_label = id.first().is_some_and(|id| labelled.contains(id));
            assert!(is_hidden || has_label, "{name}: {input}");
        }
    }
}

#[tokio::test]
async fn mistakes_are_in_the_title_and_beside_the_field() {
    for (name, screen) in states() {
        let has_error = !screen.bad.is_empty() || screen.in_vain.is_some();
        let fields = screen.bad.len() + usize::from(screen.in_vain.is_some());
        let html = html(screen, Locale::En).await;
        assert_eq!(
            text(&html, "title").starts_with("Error:"),
            has_error,
            "{name}"
        );
        assert_eq!(values(&html, "aria-invalid").len(), fields, "{name}");
        assert_eq!(html.matches("field--wrong").count(), fields, "{name}");
    }
}

#[tokio::test]
async fn what_could_not_be_looked_for_is_no_empty_list() {
    for (name, screen) in states() {
        let listed = screen.bad.is_empty() && screen.in_vain.is_none();
        let is_empty = listed && screen.lines.is_empty();
        let html = html(screen, Locale::En).await;
        assert_eq!(html.contains("class=\"empty\""), is_empty, "{name}");
    }
}

/// P-1: data from the configuration and from people, in every place that shows it.
#[tokio::test]
async fn data_stays_data() {
    for (name, html) in all().await {
        assert!(!html.contains("<script>alert"), "{name}");
        assert_eq!(tags(&html, "img").len(), 0, "{name}");
    }
}

/// SEC-174: what is linked carries the nonce; only a list that there is asks for the script that keeps it up to date.
#[tokio::test]
async fn scripts_are_linked_by_the_nonce_and_where_they_are_needed() {
    for (name, screen) in states() {
        let mut expected = vec!["/pkg/shortcuts.js"];
        expected.extend(screen.live.as_ref().map(|_| "/pkg/live.js"));
        let html = html(screen, Locale::En).await;
        assert_eq!(values(&html, "src"), expected, "{name}");
        for script in tags(&html, "script") {
            assert_eq!(values(script, "nonce"), ["nonce"], "{name}: {script}");
        }
    }
}

/// The script gets what the page has: the same cells, and nothing that runs.
#[tokio::test]
async fn lines_that_are_asked_for_again_are_the_lines_of_the_page() {
    let newer = |count| Newer {
        count,
        href: "/dashboard/onboardings?mode=live&from=2026-11-01".to_owned(),
    };
    for (name, screen) in states() {
        for locale in Locale::ALL {
            let fragment = live::fragment(&screen.lines, Some(&newer(2)), locale);
            assert!(!fragment.contains("<script"), "{name}: {fragment}");
            let page = html(screen.clone(), locale).await;
            for attribute in ["data-id", "data-label", "datetime"] {
                let both = (values(&fragment, attribute), values(&page, attribute));
                assert_eq!(both.0, both.1, "{name}: {attribute}");
            }
        }
    }
    for (count, text) in [
        (1, ">One new, show it<"),
        (99, ">99 new, show them<"),
        (100, ">More than 99 new, show them<"),
    ] {
        let fragment = live::fragment(&[], Some(&newer(count)), Locale::En);
        assert!(fragment.contains(text), "{fragment}");
        assert!(fragment.contains("href=\"/dashboard/onboardings?mode=live&amp;from=2026-11-01\""));
    }
    assert!(!live::fragment(&[], None, Locale::En).contains("<a"));
}
