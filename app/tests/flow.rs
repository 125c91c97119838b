//! The pages between the steps: what they offer in every state, and what they keep to themselves.

mod reading;
mod render;
mod samples;

use reading::{tags, text, values};
use render::html;
use samples::{chrome, flow};
use vestibule::{locale::Locale, onboarding::OnboardingStatus};
use vestibule_app::page::{ChoicePage, EndedPage, Page, ResultPage, Span};

async fn english(page: Page) -> String {
    html(&page, &chrome(Locale::En)).await
}

#[expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be"
)]
async fn sample(name: &str) -> String {
    let found = samples::pages()
        .into_iter()
        .find(|(found, _)| found == name);
    english(found.unwrap().1).await
}

#[tokio::test]
async fn a_choice_asks_one_question_with_a_radio_button_for_each_way() {
    let html = sample("choice").await;
    assert_eq!(tags(&html, "legend").len(), 1);
    assert!(html.contains("<legend><h1>How do you want to show who you are?</h1></legend>"));
    let radios: Vec<_> = tags(&html, "input");
    assert_eq!(radios.len(), 3);
    for radio in radios {
        assert_eq!(values(radio, "type"), ["radio"]);
        assert_eq!(values(radio, "name"), ["way"]);
        assert!(!radio.contains(" checked"), "{radio}");
    }
    assert!(html.contains("You can choose another way later"));
}

#[tokio::test]
async fn the_summary_of_a_choice_leads_to_its_first_way_that_is_open() {
    let page = ChoicePage {
        not_chosen: true,
        ..flow::lost()
    };
    let html = english(Page::Choice(page)).await;
    assert!(html.contains(r##"<a href="#way-form">Choose one of the ways</a>"##));
    assert!(text(&html, "title").starts_with("Error: "));
}

#[tokio::test]
async fn a_way_that_was_lost_is_shown_and_cannot_be_chosen() {
    let html = english(Page::Choice(flow::lost())).await;
    assert!(html.contains("With Singpass"));
    assert!(html.contains("Not available any more"));
    assert_eq!(values(&html, "value"), ["form", "branch"]);
    assert!(html.contains("cannot be finished any more"));
}

#[tokio::test]
async fn a_way_that_was_chosen_before_is_marked() {
    let mut page = flow::choice();
    page.ways[1].chosen = true;
    let html = english(Page::Choice(page)).await;
    let marked: Vec<_> = tags(&html, "input")
        .into_iter()
        .filter(|input| input.contains(" checked"))
        .collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(values(marked[0], "value"), ["form"]);
}

/// WCAG 2.2, 3.2.6: help is on every page of an onboarding, in the same place.
#[tokio::test]
async fn help_and_a_way_to_stop_are_at_the_foot_of_every_page_of_an_onboarding() {
    for (name, page) in samples::pages() {
        let apart = match &page {
            Page::Demo(_) | Page::Root(_) | Page::Start(_) | Page::Error(_) => true,
            Page::DeadLink(_) | Page::Asked(_) => true,
            // Also reached before there is anything to get help with.
            Page::NotMe(page) => !page.inside,
            _ => false,
        };
        for locale in Locale::ALL {
            let html = html(&page, &chrome(locale)).await;
            let foot = html.split("<footer").nth(1).unwrap();
            let hrefs = values(foot, "href");
            let out = ["/o/1/help", "/o/1/later"];
            assert_eq!(hrefs.starts_with(&out), !apart, "{name}: {hrefs:?}");
        }
    }
}

#[tokio::test]
async fn the_task_list_offers_what_else_can_be_done() {
    let html = sample("tasks").await;
    assert!(html.contains("1 of 9 steps completed."));
    assert!(html.contains("You chose: With my identity card"));
    assert!(html.contains("Choose another way"));
    assert!(html.contains("Do this another way"));
    assert!(html.contains(r#"name="skipped" value="no""#));
    for status in ["Skipped", "Chosen", "No way left", "Only if needed"] {
        assert!(html.contains(&format!(">{status}</span>")), "{status}");
    }
}

#[tokio::test]
async fn a_step_offers_its_other_ways_and_no_others() {
    let html = sample("intro-other-ways").await;
    assert!(html.contains(r#"<form method="post" action="/o/1/steps/phone/skip">"#));
    assert!(html.contains(r#"name="skipped" value="yes""#));
    assert!(html.contains(r#"href="/o/1/choices/identity""#));
    assert!(html.contains(r#"href="/o/1/steps/phone/instead""#));
    assert!(!sample("intro").await.contains("Other ways"));
}

#[tokio::test]
async fn whoever_has_to_wait_is_told_how_long_and_offered_no_retry() {
    let html = sample("ended-too-soon").await;
    assert!(html.contains("You can try again in 12 minutes."));
    assert!(!html.contains(r#"name="presentation""#));
    assert!(!html.contains("You cannot try this step again here"));
    assert!(html.contains(r#"href="/o/1/steps/phone/instead""#));
    let problem = sample("error-too-soon").await;
    assert!(problem.contains("You can try again in 3 hours."));
    assert!(problem.contains(r#"href="/o/1/help""#));
}

#[tokio::test]
async fn lengths_of_time_are_said_as_people_say_them() {
    for (span, words) in [
        (Span::Minutes(0), "in less than a minute"),
        (Span::Minutes(1), "in 1 minute."),
        (Span::Minutes(119), "in 119 minutes."),
        (Span::Hours(1), "in 1 hour."),
        (Span::Hours(47), "in 47 hours."),
        (Span::Days(2), "in 2 days."),
    ] {
        let page = EndedPage {
            again: None,
            cools_down: Some(span),
            ..samples::ended(vestibule::reason::Reason::NotAccepted)
        };
        let html = english(Page::Ended(page)).await;
        assert!(html.contains(words), "{words}");
    }
}

/// GDPR, article 22, paragraph 3.
#[tokio::test]
async fn a_rejection_gives_no_reason_and_says_how_a_person_looks_at_it() {
    let html = english(Page::Result(flow::result(OnboardingStatus::Rejected))).await;
    assert!(html.contains("ask Sagara Bank that a person looks at this decision"));
    assert!(html.contains("say what you think about it, and object to it"));
    assert!(html.contains("SB-4821-7730"));
    assert!(html.contains("help@sagara.example"));
}

/// Signals, matches and rules are never told to the applicant: the same words whatever is behind them.
#[tokio::test]
async fn each_end_has_words_of_its_own_in_both_languages() {
    let mut headings = std::collections::BTreeSet::new();
    for locale in Locale::ALL {
        for status in OnboardingStatus::ALL {
            for handed_over in [false, true] {
                let page = ResultPage {
                    handed_over,
                    ..flow::result(status)
                };
                headings.insert(text(
                    &html(&Page::Result(page), &chrome(locale)).await,
                    "h1",
                ));
            }
        }
    }
    assert_eq!(headings.len(), 2 * 7, "{headings:?}");
}

#[tokio::test]
async fn a_journey_that_stopped_leads_to_a_person_and_to_the_way_without_this_site() {
    let html = sample("result-stopped").await;
    assert!(html.contains(r#"<a href="/o/1/help" class="button""#));
    assert!(html.contains(r#"href="/o/1/steps/face/instead""#));
}

#[tokio::test]
async fn help_says_what_nobody_may_ask_and_hands_over_only_once() {
    let html = sample("help").await;
    for words in [
        "What nobody may ask you",
        "A code that was sent to you",
        "0123456789AB",
        "Hand my application over to a person",
    ] {
        assert!(html.contains(words), "{words}");
    }
    let handed = sample("help-handed-over").await;
    assert!(tags(&handed, "form").is_empty());
    assert!(handed.contains("A person at Sagara Bank goes on with your application."));
}

#[tokio::test]
async fn stopping_says_until_when_and_where_it_goes_on() {
    let html = sample("later-hours").await;
    assert!(html.contains("within 2 hours."));
    assert!(html.contains("https://id.example.com/o/0190f3a4-7c1e-7b2d-8000-0123456789ab"));
    assert!(html.contains("What is not saved"));
}

#[tokio::test]
async fn the_root_lists_what_was_begun_in_this_browser() {
    let html = sample("root-own").await;
    let begun = html.matches(r#"class="task__title""#).count();
    assert_eq!(begun, OnboardingStatus::ALL.len());
    assert!(html.contains(r#"href="/o/in_progress""#));
    assert!(!sample("root").await.contains("What you have begun"));
}
