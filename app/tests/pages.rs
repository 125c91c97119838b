//! Every page in every state and language, as the server sends it.

mod reading;
mod render;
mod samples;

use std::collections::BTreeSet;

use reading::{tags, text, values};
use render::{NONCE, html};
use samples::{chrome, pages};
use vestibule::{locale::Locale, reason::Reason};
use vestibule_app::page::{ErrorPage, Page, Problem, QuestionPage};

/// Every page with its name, language and HTML.
async fn all() -> Vec<(String, Page, Locale, String)> {
    let mut all = Vec::new();
    for locale in Locale::ALL {
        for (name, page) in pages() {
            let html = html(&page, &chrome(locale)).await;
            all.push((format!("{name}.{locale}"), page, locale, html));
        }
    }
    all
}

fn has_island(page: &Page) -> bool {
    matches!(page, Page::Frame(_) | Page::Waiting(_))
}

#[tokio::test]
async fn every_page_is_a_whole_document_with_one_heading_in_its_language() {
    for (name, _, locale, html) in all().await {
        assert!(html.starts_with("<!DOCTYPE html><html lang="), "{name}");
        assert_eq!(values(&html, "lang")[0], locale.tag(), "{name}");
        assert_eq!(values(&html, "dir")[0], "ltr", "{name}");
        assert_eq!(tags(&html, "h1").len(), 1, "{name}");
        assert!(!text(&html, "h1").trim().is_empty(), "{name}");
        assert_eq!(tags(&html, "main").len(), 1, "{name}");
        assert_eq!(tags(&html, "title").len(), 1, "{name}");
        assert!(html.contains(r#"href="/pkg/vestibule.css""#), "{name}");
    }
}

#[tokio::test]
async fn headings_do_not_skip_a_level() {
    for (name, _, _, html) in all().await {
        let mut last = 1;
        let levels = html
            .match_indices("<h")
            .filter_map(|(at, _)| html[at + 2..].chars().next()?.to_digit(10));
        for level in levels.skip_while(|level| *level != 1) {
            assert!(level <= last + 1, "{name}: h{level} after h{last}");
            last = level;
        }
    }
}

/// A missing key, a wrong placeable or a catalogue that did not load would show like this.
#[tokio::test]
async fn no_page_shows_a_message_id_or_a_placeable() {
    for (name, _, _, html) in all().await {
        assert!(!html.contains("No localization for id"), "{name}");
        assert!(!html.contains("{$") && !html.contains("{ $"), "{name}");
    }
}

#[tokio::test]
async fn a_page_speaks_one_language() {
    for (name, page) in pages() {
        let english = html(&page, &chrome(Locale::En)).await;
        let indonesian = html(&page, &chrome(Locale::Id)).await;
        assert!(english.contains("Support code"), "{name}");
        assert!(!indonesian.contains("Support code"), "{name}");
        assert!(indonesian.contains("Kode bantuan"), "{name}");
    }
}

#[tokio::test]
async fn ids_are_unique_and_references_lead_somewhere() {
    for (name, _, _, html) in all().await {
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
    }
}

#[tokio::test]
async fn every_input_has_a_label() {
    for (name, _, _, html) in all().await {
        let labelled = values(&html, "for");
        let inputs = tags(&html, "input").into_iter();
        for input in inputs.filter(|input| values(input, "type") != ["hidden"]) {
            let id = values(input, "id");
            assert!(
                id.first().is_some_and(|id| labelled.contains(id)),
                "{name}: {input}"
            );
        }
    }
}

#[tokio::test]
async fn every_page_shows_the_support_code_and_leads_to_the_other_language() {
    for (name, _, locale, html) in all().await {
        assert!(html.contains("<code>K7QM-2XPA</code>"), "{name}");
        let other = match locale {
            Locale::En => "id",
            Locale::Id => "en",
        };
        let path = chrome(locale).path;
        let link = format!(r#"<a href="{path}?lang={other}" hreflang="{other}" lang="{other}">"#);
        assert!(html.contains(&link), "{name}");
        assert!(values(&html, "href").contains(&"#main"), "{name}");
    }
}

/// The two arrays that Leptos appends are the only script on a page without an island.
#[tokio::test]
async fn a_page_without_an_island_requests_neither_script_nor_wasm() {
    for (name, page, _, html) in all().await {
        let requests = html.contains("/pkg/vestibule.test");
        assert_eq!(requests, has_island(&page), "{name}");
        let preloads = html.matches("modulepreload").count() + html.matches(".wasm").count();
        assert_eq!(preloads > 0, has_island(&page), "{name}");
        if !has_island(&page) {
            assert!(!html.contains("leptos-island"), "{name}");
            let (document, appended) = html.split_once("</html>").unwrap();
            assert_eq!(tags(document, "script").len(), 0, "{name}");
            assert!(appended.len() < 300, "{name}: {appended}");
        }
    }
}

#[tokio::test]
async fn a_page_with_an_island_asks_for_the_names_that_the_build_makes() {
    for (name, page, _, html) in all().await {
        if has_island(&page) {
            assert!(html.contains(r#"href="/pkg/vestibule.test.js""#), "{name}");
            assert!(
                html.contains(r#"href="/pkg/vestibule.test_bg.wasm""#),
                "{name}"
            );
            assert_eq!(tags(&html, "leptos-island").len(), 1, "{name}");
        }
    }
}

#[tokio::test]
async fn every_script_carries_the_nonce_of_the_request_and_nothing_is_styled_or_handled_inline() {
    for (name, _, _, html) in all().await {
        for script in tags(&html, "script") {
            assert_eq!(values(script, "nonce"), [NONCE], "{name}: {script}");
        }
        assert!(values(&html, "style").is_empty(), "{name}");
        assert!(tags(&html, "style").is_empty(), "{name}");
        assert!(
            !html.contains(" onclick=") && !html.contains("javascript:"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn forms_post_to_our_own_paths() {
    for (name, _, _, html) in all().await {
        for form in tags(&html, "form") {
            assert_eq!(values(form, "method"), ["post"], "{name}");
            let action = values(form, "action")[0];
            let hands_over =
                name.starts_with("leave-sdk") && action.starts_with("https://sdk.example/sdk/");
            assert!(action.starts_with('/') || hands_over, "{name}");
        }
    }
}

#[tokio::test]
async fn each_reason_has_a_page_of_its_own_in_both_languages() {
    let mut bodies = BTreeSet::new();
    for locale in Locale::ALL {
        for reason in Reason::ALL {
            let page = Page::Ended(samples::ended(reason));
            let html = html(&page, &chrome(locale)).await;
            assert!(
                bodies.insert(text(&html, "h1")),
                "{reason:?}: {}",
                text(&html, "h1")
            );
            let says_how = html.contains("iPhone");
            assert_eq!(says_how, reason == Reason::CameraDenied, "{reason:?}");
        }
    }
    assert_eq!(bodies.len(), 2 * Reason::ALL.len());
}

#[tokio::test]
async fn each_problem_has_a_page_of_its_own_in_both_languages() {
    let mut bodies = BTreeSet::new();
    for locale in Locale::ALL {
        for problem in Problem::ALL {
            let page = Page::Error(ErrorPage {
                problem,
                go_on: None,
                wait: None,
                help: None,
            });
            let html = html(&page, &chrome(locale)).await;
            assert!(bodies.insert(text(&html, "h1")), "{problem:?}");
        }
    }
    assert_eq!(bodies.len(), 2 * Problem::ALL.len());
}

#[tokio::test]
async fn no_page_is_a_dead_end() {
    for (name, page, _, html) in all().await {
        let ways_on = tags(&html, "form").len() + html.matches(r#"class="button"#).count();
        let contact = html.contains("help@sagara.example");
        let leads_nowhere = matches!(page, Page::Root(_)) || name.starts_with("demo-empty");
        assert!(ways_on > 0 || contact || leads_nowhere, "{name}");
    }
}

#[tokio::test]
async fn a_question_alone_on_its_page_is_the_heading() {
    let page = pages()
        .into_iter()
        .find(|(name, _)| name == "question")
        .unwrap()
        .1;
    let html = html(&page, &chrome(Locale::En)).await;
    assert!(
        html.contains(r#"<h1><label for="field-phone">What is your phone number?</label></h1>"#)
    );
    let input = tags(&html, "input")[0];
    for wanted in [
        r#"type="tel""#,
        r#"autocomplete="tel""#,
        r#"inputmode="tel""#,
        r#"name="phone""#,
    ] {
        assert!(input.contains(wanted), "{input}");
    }
}

#[tokio::test]
async fn mistakes_are_in_the_title_in_the_summary_and_beside_the_field() {
    for (name, page, _, html) in all().await {
        let wrong = match &page {
            Page::Question(QuestionPage { fields, .. }) => fields
                .iter()
                .filter(|field| field.problem.is_some())
                .count(),
            Page::Terms(terms) => {
                let missing = terms.consents.iter().filter(|consent| consent.missing);
                usize::from(terms.not_agreed) + missing.count()
            }
            Page::Choice(choice) => usize::from(choice.not_chosen),
            _ => 0,
        };
        let prefix = text(&html, "title").starts_with(['E', 'K'])
            && (text(&html, "title").starts_with("Error: ")
                || text(&html, "title").starts_with("Kesalahan: "));
        assert_eq!(prefix, wrong > 0, "{name}");
        assert_eq!(values(&html, "aria-invalid").len(), wrong, "{name}");
        assert_eq!(html.matches(r##"<li><a href="#"##).count(), wrong, "{name}");
        assert_eq!(
            html.matches(r#"class="field__error""#).count(),
            wrong,
            "{name}"
        );
        assert_eq!(html.contains(" autofocus"), wrong > 0, "{name}");
    }
}

#[tokio::test]
async fn the_way_without_scripts_is_said_where_scripts_are_needed() {
    for (name, page, locale, html) in all().await {
        let noscript = html
            .split("<noscript>")
            .nth(1)
            .and_then(|rest| rest.split("</noscript>").next());
        let without = match locale {
            Locale::En => "works without",
            Locale::Id => "tidak memerlukan",
        };
        match &page {
            Page::Intro(intro) if intro.ways.frame && intro.ways.page => {
                assert!(
                    noscript.is_some_and(|text| text.contains(without)),
                    "{name}"
                );
            }
            Page::Intro(intro) if intro.ways.frame => {
                assert!(
                    noscript.is_some_and(|text| text.contains("help@sagara.example")),
                    "{name}"
                );
            }
            Page::Frame(frame) => {
                let wanted = if frame.page_action.is_some() {
                    without
                } else {
                    "help@sagara.example"
                };
                assert!(noscript.is_some_and(|text| text.contains(wanted)), "{name}");
            }
            Page::Waiting(_) => {
                assert!(
                    noscript
                        .is_some_and(|text| text.contains(r#"http-equiv="refresh" content="10""#)),
                    "{name}"
                );
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn the_frame_page_says_whose_box_it_is_and_holds_no_frame_yet() {
    for other_way in [true, false] {
        let html = html(&Page::Frame(samples::frame(other_way)), &chrome(Locale::En)).await;
        assert!(html.contains(
            "The box on this page belongs to Signum. It is shown from screen.signum.example."
        ));
        assert_eq!(tags(&html, "iframe").len(), 0);
        for (width, height) in [("320", "520"), ("600", "640")] {
            let strut = format!(r#"width="{width}" height="{height}""#);
            assert!(html.contains(&strut), "{strut}");
        }
        let posts = html.contains(r#"name="presentation" value="page""#);
        assert_eq!(posts, other_way);
    }
}

#[tokio::test]
async fn the_order_of_the_ways_follows_the_policy() {
    for (name, page, _, html) in all().await {
        let Page::Intro(intro) = &page else { continue };
        let mut offered = values(&html, "value");
        offered.retain(|value| ["frame", "page"].contains(value));
        let wanted: Vec<&str> = match (intro.ways.frame, intro.ways.page, intro.ways.page_first) {
            (true, true, true) => vec!["page", "frame"],
            (true, true, false) => vec!["frame", "page"],
            (true, false, _) => vec!["frame"],
            (false, true, _) => vec!["page"],
            (false, false, _) => Vec::new(),
        };
        assert_eq!(offered, wanted, "{name}");
    }
}

#[tokio::test]
async fn a_step_that_shows_nothing_has_one_button_and_no_choice() {
    for (name, _, _, html) in all().await {
        if !name.ends_with("-wait") {
            continue;
        }
        let form = html.split(r#"<form class="actions" method="post""#).nth(1);
        let form = form.and_then(|rest| rest.split("</form>").next());
        let buttons = form.unwrap_or_default().matches("<button").count();
        assert_eq!(buttons, 1, "{name}");
        assert!(!html.contains(r#"name="presentation""#), "{name}");
    }
}

/// SL-08: before the browser asks for the camera, and beside the frame that uses it.
#[tokio::test]
async fn a_step_with_a_camera_says_why_who_sees_it_when_it_is_deleted_and_the_other_way() {
    for (name, page) in samples::pages() {
        for locale in [Locale::En, Locale::Id] {
            let html = html(&page, &chrome(locale)).await;
            let words = match locale {
                Locale::En => "I can’t or don’t want to use a camera",
                Locale::Id => "Saya tidak dapat atau tidak ingin menggunakan kamera",
            };
            let told = name.ends_with("-camera");
            assert_eq!(html.contains(words), told, "{name}");
            if told {
                assert!(html.contains("delete it after 90 days"), "{name}");
                assert!(html.contains(&samples::branding().contact), "{name}");
                assert_eq!(tags(&html, "dt").len(), 3, "{name}");
            }
        }
    }
}
