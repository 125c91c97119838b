//! The replay: pages in the order in which an applicant had them before them, and nothing that they entered.

use axum::http::StatusCode;
use vestibule::{id::OnboardingId, permission::Role};
use vestibule_server::services::{audit::Actor, clients::Mode, consents, erasure};

use super::{
    bench::operator,
    case::{finds_nothing, page_of, story},
    desk::{begun, handed_over},
    person::between,
};
use crate::{
    api::bench::partner,
    app::{MINUTE, SECOND, TestApp},
    applicant::{Applicant, go_to},
    browser::{Browser, Page},
    forms::case,
    happy::{NUMBER, ready_to_confirm},
    inviting::{caller, invitation, invites},
};

const PERSONAL: [&str; 6] = [
    "Nameson",
    "canary-reference",
    "canary.account",
    "branchoffice",
    "canary-message",
    "Canary",
];

fn replay_of(id: &OnboardingId) -> String {
    format!("{}/replay", page_of(id))
}

/// What kind of page it is, and whether something was done on it.
fn kind(page: &Page) -> (String, bool) {
    let pairs = between(&page.body, "<dl class=\"pairs\">", "</dl>")[0];
    let kind = between(pairs, "<dd>", "</dd>")[0].to_owned();
    (
        kind,
        pairs.contains("The applicant did something on this page."),
    )
}

/// Where a link with this `rel` leads.
fn linked(page: &Page, rel: &str) -> Option<String> {
    let end = format!("\" rel=\"{rel}\"");
    let before = page
        .body
        .contains(&end)
        .then(|| page.body.split(&end).next())??;
    Some(before.rsplit("href=\"").next()?.replace("&amp;", "&"))
}

/// Every page of a replay, by its links.
async fn pages(desk: &mut Browser, id: &OnboardingId) -> Vec<Page> {
    let mut pages = vec![desk.get(&replay_of(id)).await];
    while let Some(next) = linked(pages.last().unwrap(), "next") {
        let back = replay_of(id) + "?at=" + &pages.len().to_string();
        let page = desk.get(&next).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        assert_eq!(linked(&page, "prev"), Some(back));
        pages.push(page);
        assert!(pages.len() < 100);
    }
    pages
}

/// Cancels at the provider, and gets through the second time.
async fn fails_and_passes(app: &TestApp) -> Applicant {
    let mut person = app.applicant();
    person.begins("phone").await;
    app.passes(2 * SECOND).await;
    person.agrees("terms").await;
    app.passes(2 * SECOND).await;
    person.answers_phone("number", NUMBER).await;
    for outcome in ["ABORT", "SUCCESS"] {
        app.passes(2 * SECOND).await;
        let frame = person.launches_frame("confirm").await;
        app.passes(20 * SECOND).await;
        let back = app.simulator.finishes_phone(outcome, None).await.unwrap();
        let claimed = person.claims("confirm", &frame.attempt, &back).await;
        person.browser.visit(&go_to(&claimed)).await;
    }
    person
}

#[tokio::test]
async fn pages_come_in_the_order_in_which_the_applicant_had_them() {
    let app = TestApp::start().await;
    let person = fails_and_passes(&app).await;
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "*")]).await;
    let pages = pages(&mut viewer, &person.id()).await;
    let used = |name: &str| (name.to_owned(), true);
    let led = |name: &str| (name.to_owned(), false);
    let kinds: Vec<_> = pages.iter().map(kind).collect();
    assert_eq!(
        kinds,
        [
            used("Start page"),
            led("Task list"),
            used("Text to agree to"),
            led("Task list"),
            used("Questions"),
            led("Task list"),
            used("Before the provider&#x27;s screen"),
            used("The provider&#x27;s screen in a frame"),
            used("The check stopped or ended"),
            used("The provider&#x27;s screen in a frame"),
            led("The end"),
        ]
        .map(|(name, used)| (name.replace("&#x27;", "’"), used))
    );
    for (at, page) in pages.iter().enumerate() {
        let heading = format!("Replay: page {} of {}", at + 1, pages.len());
        assert_eq!(page.heading(), heading);
    }
    assert_eq!(linked(&pages[0], "prev"), None);
    // The clock of the replay is that of the applicant's first page.
    assert!(pages[0].body.contains("0:00:00 after the first page"));
    assert!(pages[8].body.contains("0:00:26 after the first page"));
    let case = viewer.get(&page_of(&person.id())).await;
    assert!(
        case.body
            .contains(&format!("href=\"{}\"", replay_of(&person.id())))
    );
}

#[tokio::test]
async fn a_page_is_drawn_as_it_was_and_says_what_was_recorded_meanwhile() {
    let app = TestApp::start().await;
    let person = fails_and_passes(&app).await;
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "*")]).await;
    let pages = pages(&mut viewer, &person.id()).await;
    let drawn = |at: usize| between(&pages[at].body, "replay__page", "</section>")[0];
    assert!(drawn(0).contains("Confirm your phone number"));
    assert!(drawn(2).contains("We keep it for 90 days."));
    assert!(drawn(4).contains("What is your phone number?") && drawn(4).contains("•••"));
    assert!(drawn(8).contains("You cancelled"), "{}", drawn(8));
    assert!(drawn(10).contains("You are done"));
    // Where the steps stood then, not where they stand now.
    assert_eq!(drawn(1).matches("Completed").count(), 0);
    assert_eq!(drawn(5).matches("Completed").count(), 2);
    let frame = &pages[7].body;
    assert!(
        frame.contains("The check moved to cancelled (cancelled)"),
        "{frame}"
    );
    assert!(frame.contains("phone: finish_return – ok"), "{frame}");
    assert!(frame.contains("provider’s own page showed was not recorded"));
}

#[tokio::test]
async fn nothing_on_a_replayed_page_leads_anywhere() {
    let app = TestApp::start().await;
    let person = fails_and_passes(&app).await;
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "*")]).await;
    for page in pages(&mut viewer, &person.id()).await {
        let drawn = between(&page.body, "replay__page", "</section>")[0];
        let before = page.body.split("replay__page").next().unwrap();
        let before = before.rsplit('<').next().unwrap();
        let opening = format!("{before}{}", drawn.split('>').next().unwrap());
        assert!(opening.contains("inert"), "{opening}");
        for attribute in ["href=\"", "action=\"", "src=\"", "formaction=\""] {
            for to in between(drawn, attribute, "\"") {
                assert!(to == "#" || to.starts_with("mailto:"), "{attribute}{to}");
            }
        }
        assert!(!drawn.contains("<script"), "{drawn}");
        assert_eq!(page.body.matches("<h1").count(), 1);
        assert!(!page.body.contains("hydrate"), "no island is woken");
    }
}

/// SEC-179
#[tokio::test]
async fn nothing_that_anybody_entered_or_said_is_in_a_replay() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    let mut clerk = operator(&app, "clerk", &[(Role::Admin, "shop")]).await;
    let whole = pages(&mut clerk, &person.id()).await;
    assert!(whole.len() > 5);
    for page in &whole {
        for canary in PERSONAL {
            assert!(!page.body.contains(canary), "{canary} in {}", page.body);
        }
    }
    // Who asked is no secret; for whom they did is a placeholder.
    let start = between(&whole[0].body, "replay__page", "</section>")[0];
    assert!(start.contains("Shop") && start.contains("•••"), "{start}");
    assert!(!whole[0].body.contains("c•••@e•••"));
    let phone = fails_and_passes(&app).await;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    for page in pages(&mut lead, &phone.id()).await {
        assert!(!page.body.contains(NUMBER) && !page.body.contains("7700900123"));
    }
}

/// SEC-148, SEC-149
#[tokio::test]
async fn a_replay_of_another_client_s_case_is_as_unknown_as_one_that_never_was() {
    let app = TestApp::start().await;
    let person = story(&app).await;
    partner(&app, "bank", Mode::Test).await;
    let mut stranger = operator(&app, "stranger", &[(Role::Admin, "bank")]).await;
    let pages = ["/replay", "/replay?at=2", "/scenario"];
    finds_nothing(&app, &mut stranger, &person.id(), &pages).await;
    assert_eq!(app.audited("scenario.exported").await, 0);
}

#[tokio::test]
async fn what_no_link_of_ours_asks_for_is_the_nearest_page_there_is() {
    let app = TestApp::start().await;
    let person = fails_and_passes(&app).await;
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "*")]).await;
    for (at, heading) in [
        ("0", "Replay: page 1 of 11"),
        ("-1", "Replay: page 1 of 11"),
        ("many", "Replay: page 1 of 11"),
        ("99999999999999999999", "Replay: page 1 of 11"),
        ("500", "Replay: page 11 of 11"),
    ] {
        let page = viewer
            .get(&format!("{}?at={at}", replay_of(&person.id())))
            .await;
        assert_eq!(page.status, StatusCode::OK, "{at}");
        assert_eq!(page.heading(), heading, "{at}");
    }
}

#[tokio::test]
async fn what_nobody_opened_and_what_was_erased_has_no_pages() {
    let app = TestApp::start().await;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    partner(&app, "shop", Mode::Test).await;
    let (unopened, _) = invites(&app, &caller("shop"), &invitation("portrait")).await;
    let page = lead.get(&replay_of(&unopened)).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(page.body.contains("Nobody has opened it yet"));
    let person = fails_and_passes(&app).await;
    erasure::erase(&app.core, &person.id(), Actor::CommandLine)
        .await
        .unwrap();
    let page = lead.get(&replay_of(&person.id())).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    assert!(page.body.contains("data was erased") && !page.body.contains("/scenario"));
    let file = lead
        .get(&format!("{}/scenario", page_of(&person.id())))
        .await;
    assert_eq!(file.status, StatusCode::CONFLICT);
}

/// Whoever waited at the provider's is led to the waiting page; whoever asks for a person comes by the page for that.
#[tokio::test]
async fn waiting_and_asking_for_a_person_have_their_pages() {
    let app = TestApp::start().await;
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "*")]).await;
    let mut person = ready_to_confirm(&app).await;
    app.simulator.will_play("signicat", "status_late").await;
    person.chooses_page("confirm").await;
    app.passes(SECOND).await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    person.comes_back(&back).await;
    app.lives_for(MINUTE).await;
    let kinds: Vec<String> = pages(&mut viewer, &person.id())
        .await
        .iter()
        .map(|page| kind(page).0)
        .collect();
    let tail: Vec<&str> = kinds
        .iter()
        .rev()
        .take(3)
        .rev()
        .map(String::as_str)
        .collect();
    let leave = "The way to the provider’s own page";
    assert_eq!(tail, [leave, "Waiting for the provider", "The end"]);
    // A provider that shows nothing.
    app.simulator.will_play("external", "no_page").await;
    let mut silent = app.applicant();
    silent.begins("silent").await;
    let about = silent.step("about");
    silent.browser.post(&about, &[("number", "17")]).await;
    let register = silent.step("register");
    silent.browser.post(&register, &[]).await;
    let whole = pages(&mut viewer, &silent.id()).await;
    let kinds: Vec<_> = whole
        .iter()
        .rev()
        .take(2)
        .map(|page| kind(page).0)
        .collect();
    assert_eq!(
        kinds,
        ["Waiting for the provider", "Before the provider’s screen"]
    );
    let (_, id) = handed_over(&app, "shop").await;
    let last = pages(&mut viewer, &id).await;
    let kinds: Vec<_> = last.iter().rev().take(2).map(|page| kind(page).0).collect();
    assert_eq!(kinds, ["The end", "Help from a person"]);
}

/// The page itself; it may have sections of its own.
fn drawn(page: &Page) -> &str {
    between(&page.body, "replay__page", "replay-beside")[0]
}

/// SEC-179
#[tokio::test]
async fn what_was_agreed_to_is_drawn_as_it_stood_when_something_was_taken_back() {
    let app = TestApp::start().await;
    let mut person = app.applicant();
    person.begins("consents").await;
    let all = [
        ("agree", "yes"),
        ("consent.face", "yes"),
        ("consent.news", "yes"),
    ];
    let terms = person.step("terms");
    person.browser.post(&terms, &all).await;
    let rows = consents::of_case(&app.core, &case(&app, &person).await)
        .await
        .unwrap();
    let path = person.path("/consents");
    for name in ["news", "face"] {
        app.passes(MINUTE).await;
        let row = rows.iter().find(|row| row.name == name).unwrap();
        person.browser.post(&path, &[("consent", &row.id)]).await;
    }
    person.browser.post(&terms, &all).await;
    let mut viewer = operator(&app, "viewer", &[(Role::Viewer, "*")]).await;
    let pages = pages(&mut viewer, &person.id()).await;
    let kinds: Vec<_> = pages.iter().map(kind).collect();
    let (used, led) = (true, false);
    assert_eq!(
        kinds,
        [
            ("Start page", used),
            ("Task list", led),
            ("Text to agree to", used),
            ("Task list", led),
            ("What was agreed to", used),
            ("What was agreed to", used),
            ("What was agreed to", led),
            ("Text to agree to", used),
            ("Task list", led),
        ]
        .map(|(name, used)| (name.to_owned(), used))
    );
    for (at, standing, taken_back) in [(4, 2, 0), (5, 1, 1), (6, 0, 2)] {
        let drawn = drawn(&pages[at]);
        for wording in [
            "We open an account.",
            "You may compare faces.",
            "You may write to me.",
        ] {
            assert!(drawn.contains(wording), "{at}: {drawn}");
        }
        assert_eq!(drawn.matches("name=\"consent\"").count(), standing, "{at}");
        assert_eq!(drawn.matches("Taken back on").count(), taken_back, "{at}");
        assert!(rows.iter().all(|row| !drawn.contains(&row.id)), "{drawn}");
    }
    // What is not needed may be taken back, and the step stays done; of the text, nothing was.
    assert!(drawn(&pages[3]).contains("Completed"));
    let again = drawn(&pages[7]);
    assert!(again.contains("You have agreed to this text already.") && !again.contains("checked"));
}

/// SEC-179
#[tokio::test]
async fn whoever_ends_what_is_not_theirs_does_it_on_its_page() {
    let app = TestApp::start().await;
    partner(&app, "shop", Mode::Test).await;
    let (mut person, id) = begun(&app, "shop", "paper").await;
    // It is under way: what ends with it has no page of its own.
    person.chooses_page("sign").await;
    person.browser.post(&person.path("/not-me"), &[]).await;
    let mut lead = operator(&app, "lead", &[(Role::Viewer, "*")]).await;
    let whole = pages(&mut lead, &id).await;
    let last: Vec<_> = whole.iter().rev().take(3).map(kind).collect();
    let leave = "The way to the provider’s own page".to_owned();
    assert_eq!(last[0], ("The end".to_owned(), false));
    assert_eq!(last[1], ("“This is not mine”".to_owned(), true));
    assert_eq!(last[2], (leave, false));
    let page = drawn(&whole[whole.len() - 2]);
    assert!(page.contains("Shop") && page.contains("What was entered here is not passed on"));
    // At the link itself nothing was entered, and there is nothing before it.
    let (unopened, link) = invites(&app, &caller("shop"), &invitation("portrait")).await;
    let mut other = app.applicant();
    other.browser.post(&format!("{link}/not-me"), &[]).await;
    let whole = pages(&mut lead, &unopened).await;
    let kinds: Vec<String> = whole.iter().map(|page| kind(page).0).collect();
    assert_eq!(kinds, ["“This is not mine”", "The end"]);
    let page = drawn(&whole[0]);
    assert!(page.contains("It ends at once") && !page.contains("What was entered here"));
    let file = lead.get(&format!("{}/scenario", page_of(&unopened))).await;
    let file = file.json();
    assert_eq!(file["began"], "not_yet");
    assert_eq!(file["acts"][0]["do"], "disown");
    assert_eq!(file["unmapped"], serde_json::json!([]));
}
