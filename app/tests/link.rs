//! What surrounds a client's link: what its pages say, and what they keep to themselves.

#[expect(dead_code, reason = "no texts are read here")]
mod reading;
mod render;
mod samples;

use reading::{tags, values};
use render::html;
use samples::{chrome, link, pages};
use vestibule::{locale::Locale, onboarding::OnboardingStatus};
use vestibule_app::page::Page;

async fn english(page: Page) -> String {
    html(&page, &chrome(Locale::En)).await
}

#[expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it must be"
)]
async fn sample(name: &str) -> String {
    let found = pages().into_iter().find(|(found, _)| found == name);
    english(found.unwrap().1).await
}

/// SEC-143
#[tokio::test]
async fn the_start_page_names_who_asks_for_whom_and_since_when() {
    let html = sample("start-invited").await;
    assert!(html.contains("Merdeka Shop asks you to complete 4 short steps"));
    assert!(html.contains("<dd>s•••@e•••</dd>"));
    assert!(html.contains("12 minutes ago"));
    assert!(html.contains("22 November 2026 at 09:03 UTC"));
    assert_eq!(values(&html, "datetime"), ["2026-11-22T09:03Z"]);
    assert!(html.contains(r#"<form method="post" action="/l/token" class="actions">"#));
    assert!(values(&html, "href").contains(&"/l/token/not-me"));
    assert_eq!(tags(&html, "form").len(), 1);
}

#[tokio::test]
async fn whoever_carries_it_out_is_named_where_that_is_another() {
    let other = sample("start-invited").await;
    assert!(other.contains("<dd>Sagara Bank</dd>"));
    assert!(other.contains("<dd>Merdeka Shop</dd>"));
    let same = sample("start-invited-same").await;
    assert!(!same.contains("Who carries it out"));
    let open = sample("start").await;
    assert!(!open.contains("<dl"));
    assert!(!open.contains("This wasn’t me"));
}

#[tokio::test]
async fn nothing_ends_before_a_form_is_sent() {
    for name in ["not-me", "not-me-inside"] {
        let html = sample(name).await;
        assert_eq!(tags(&html, "form").len(), 1, "{name}");
        assert_eq!(values(&html, "method"), ["post"], "{name}");
        let inside = html.contains("What was entered here is not passed on to Merdeka Shop.");
        assert_eq!(inside, name == "not-me-inside", "{name}");
    }
}

/// SEC-143: nobody learns anything from a link that is not theirs to open.
#[tokio::test]
async fn a_dead_link_shows_no_account_no_progress_and_no_way_on() {
    for (name, page) in pages() {
        let Page::DeadLink(dead) = &page else {
            continue;
        };
        let offers = dead.ask.is_some();
        for locale in Locale::ALL {
            let html = html(&page, &chrome(locale)).await;
            for word in ["@e•••", "/o/1", "12 minutes", r#"class="place""#] {
                assert!(!html.contains(word), "{name}: {word}");
            }
            let actions = values(&html, "action");
            assert_eq!(actions == ["/l/token/new"], offers, "{name}");
            assert!(html.contains("Merdeka Shop"), "{name}");
        }
    }
}

#[tokio::test]
async fn who_sends_a_new_link_is_said_before_and_after_it_is_asked_for() {
    for name in ["link-elsewhere", "link-asked"] {
        let html = sample(name).await;
        let sends = "Merdeka Shop sends it to the address or number that it knows already.";
        assert!(html.contains(sends), "{name}");
    }
}

#[tokio::test]
async fn the_way_back_is_a_form_and_never_an_address() {
    for (name, page) in pages() {
        let Page::Result(result) = &page else {
            continue;
        };
        let back = result.back_to.is_some();
        let html = english(page).await;
        let form = html.contains(r#"<form method="post" action="/o/1/return" class="actions">"#);
        assert_eq!(form, back, "{name}");
        assert_eq!(html.contains("Back to Merdeka Shop"), back, "{name}");
        assert!(!values(&html, "href").contains(&"/o/1/return"), "{name}");
    }
}

/// The client has nothing before the applicant is back, so nobody is told that they can close the page.
#[tokio::test]
async fn nobody_is_sent_away_who_has_to_go_back_first() {
    let close = "You can close this page.";
    for status in [OnboardingStatus::Completed, OnboardingStatus::NeedsReview] {
        let first = english(Page::Result(link::result(status, None, true))).await;
        assert!(!first.contains(close));
        assert!(first.contains("It can read the result only after you have come back."));
        assert!(!first.contains("has what it asked for"));
        let again = english(Page::Result(link::result(status, None, false))).await;
        assert!(again.contains(close));
        assert!(!again.contains("only after you have come back"));
    }
}

#[tokio::test]
async fn each_way_to_be_closed_has_words_of_its_own() {
    for (name, words) in [
        ("result-cancelled", "Merdeka Shop"),
        ("result-expired", "The time for this is over"),
        ("result-disowned", "You told us that this wasn’t you."),
    ] {
        let html = sample(name).await;
        assert!(html.contains(words), "{name}");
    }
    let disowned = sample("result-disowned").await;
    assert!(!disowned.contains("What was done"));
    assert!(disowned.contains("Never pass on a code that was sent to you."));
}

#[tokio::test]
async fn whoever_did_not_expect_it_finds_the_way_out_on_every_page() {
    let html = sample("tasks-invited").await;
    assert!(html.contains(r#"<li><a href="/o/1/not-me">This wasn’t me</a></li>"#));
    assert!(!sample("tasks").await.contains("not-me"));
}
