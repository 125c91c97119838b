//! Answers: checked, confirmed, changed, asked anew.

use axum::http::StatusCode;
use vestibule_server::services::{answers, matching};

use super::{at_the_questions, case, self_asserted, shown, step};
use crate::{
    app::{MINUTE, TestApp},
    reference_images::portrait,
};

#[tokio::test]
async fn answers_are_checked_and_then_count_under_the_names_of_their_claims() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    let sent = applicant.tells(&[], &portrait()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{sent:?}");
    let check = format!("{}/check", applicant.step("about"));
    assert_eq!(sent.location(), check);
    let page = applicant.browser.get(&check).await;
    for text in [
        "Budi Santoso",
        "3 February 1990",
        "Not provided",
        "The better one",
        "A picture is there",
        "Confirm and send these answers",
        &format!("{}#field-born.day", applicant.step("about")),
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    let confirmed = applicant.confirms("about").await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{confirmed:?}");
    assert_eq!(confirmed.location(), applicant.path(""));

    let case = case(&app, &applicant).await;
    let facts: Vec<_> = case.facts.iter().map(|fact| fact.kind.as_str()).collect();
    assert_eq!(facts, ["self_asserted"]);
    assert!(case.facts[0].check_id.is_none() && case.facts[0].verified.is_none());
    let source = vestibule::journey::ClaimSource::Step(step("about"));
    let claims: Vec<_> = matching::claims(&case, &source)
        .unwrap()
        .into_iter()
        .collect();
    let expected = [
        ("birthdate", "1990-02-03"),
        ("name", "Budi Santoso"),
        ("plan", "plus"),
    ];
    assert_eq!(
        claims,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

/// A draft says nothing about anybody, and nothing begins after it.
#[tokio::test]
async fn answers_that_are_not_confirmed_are_kept_and_do_not_count() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    applicant
        .tells(&[("mail", "budi@example.com")], &portrait())
        .await;
    assert_eq!(self_asserted(&app).await, 0);
    let drafted = case(&app, &applicant).await;
    assert!(answers::given(&drafted, &step("about")).unwrap().is_empty());
    let again = applicant.browser.get(&applicant.step("again")).await;
    assert_eq!(again.location(), applicant.path(""));
    // They stand in the form, and on the page that checks them, after a reload and in another tab.
    let mut tab = applicant.clone();
    app.passes(MINUTE).await;
    let form = tab.browser.get(&applicant.step("about")).await;
    for value in ["Budi Santoso", "budi@example.com", "1990"] {
        assert!(form.body.contains(&format!("value=\"{value}\"")), "{value}");
    }
    assert!(form.body.contains("You sent it 1 minute ago."));
    let plus = form.body.split("value=\"plus\"").nth(1).unwrap();
    assert!(plus.split('>').next().unwrap().contains("checked"));
    // Nothing of it is readable where it is stored.
    let stored = app.ground.dump(&["steps", "facts", "uploads"]).await;
    assert!(!stored.contains("Santoso") && !stored.contains("JFIF"));
    assert_eq!(app.audited("form.drafted").await, 1);
    assert_eq!(app.audited("form.answered").await, 0);
}

#[tokio::test]
async fn what_another_tab_changed_is_shown_before_it_is_confirmed() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    applicant.tells(&[], &portrait()).await;
    let check = format!("{}/check", applicant.step("about"));
    let old = shown(&applicant.browser.get(&check).await);
    let mut tab = applicant.clone();
    tab.tells(&[("full_name", "Siti Rahayu")], b"").await;
    let refused = applicant.browser.post(&check, &[("shown", &old)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused
            .body
            .contains("Your answers changed after this page was shown")
    );
    assert!(refused.body.contains("Siti Rahayu"));
    assert_eq!(self_asserted(&app).await, 0);
    let now = shown(&refused);
    let confirmed = applicant.browser.post(&check, &[("shown", &now)]).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
    // A second click, or the other tab.
    let before = app.ground.dump(&["steps", "facts", "audit_events"]).await;
    for shown in [now.as_str(), old.as_str(), ""] {
        let twice = tab.browser.post(&check, &[("shown", shown)]).await;
        assert_eq!(twice.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(
        app.ground.dump(&["steps", "facts", "audit_events"]).await,
        before
    );
    assert_eq!(self_asserted(&app).await, 1);
}

/// Changed answers do not count before they are confirmed, either; those from before do not count any more.
#[tokio::test]
async fn answers_may_be_changed_until_a_later_step_has_begun() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    applicant.tells(&[], &portrait()).await;
    applicant.confirms("about").await;
    let changed = applicant.tells(&[("full_name", "Siti Rahayu")], b"").await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{changed:?}");
    assert_eq!(self_asserted(&app).await, 0);
    let again = applicant.browser.get(&applicant.step("again")).await;
    assert_eq!(again.location(), applicant.path(""));
    applicant.confirms("about").await;
    assert_eq!(self_asserted(&app).await, 1);
    let path = applicant.step("again");
    applicant
        .browser
        .post(&path, &[("signer", "Siti Rahayu")])
        .await;
    applicant.chooses_page_of_paper().await;
    let before = app.ground.dump(&["steps", "facts", "uploads"]).await;
    let late = applicant.tells(&[("full_name", "Eve")], &portrait()).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let late = applicant.browser.post(&path, &[("signer", "Eve")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(
        app.ground.dump(&["steps", "facts", "uploads"]).await,
        before
    );
}

/// WCAG 2.2, 3.3.7
#[tokio::test]
async fn what_was_asked_before_is_filled_in() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    applicant.tells(&[], &portrait()).await;
    applicant.confirms("about").await;
    let page = applicant.browser.get(&applicant.step("again")).await;
    assert!(
        page.body.contains("value=\"Budi Santoso\""),
        "{}",
        page.body
    );
    assert!(page.body.contains("From what you told us earlier."));
    assert!(page.body.contains("autocomplete=\"name\""));
    // It is their own word, whatever they make of it.
    let path = applicant.step("again");
    let sent = applicant.browser.post(&path, &[("signer", "Siti")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(!answers::edited(&case(&app, &applicant).await).unwrap());
    let page = applicant.browser.get(&path).await;
    assert!(page.body.contains("value=\"Siti\"") && !page.body.contains("told us earlier"));
}

#[tokio::test]
async fn every_mistake_is_named_and_nothing_that_was_typed_is_lost() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    let long = "x".repeat(201);
    for (wrong, told, link) in [
        (
            ("full_name", " "),
            "What is your name? – Enter an answer",
            "full_name",
        ),
        (
            ("full_name", long.as_str()),
            "Enter 200 characters or fewer",
            "full_name",
        ),
        (("born.day", ""), "The date must include a day", "born.day"),
        (
            ("born.month", "13"),
            "The month must be a number from 1 to 12",
            "born.month",
        ),
        (
            ("born.year", "90"),
            "The year must have four digits",
            "born.year",
        ),
        (
            ("born.day", "30"),
            "This month has no such day.",
            "born.day",
        ),
        (
            ("born.year", "2027"),
            "The date must be in the past",
            "born.day",
        ),
        (
            ("mail", "budi"),
            "Enter an e-mail address, for example",
            "mail",
        ),
        (
            ("plan", ""),
            "Which account? – Choose one of the answers",
            "plan",
        ),
        (("plan", "gold"), "Choose one of the answers", "plan"),
    ] {
        let page = applicant.tells(&[wrong], &portrait()).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(page.body.contains(told), "{told}: {}", page.body);
        let link = format!("href=\"#field-{link}\"");
        assert!(page.body.contains(&link), "{link}: {}", page.body);
        assert_eq!(page.body.matches("class=\"field__error\"").count(), 1);
        if wrong.0 != "full_name" {
            // As it was typed.
            assert!(
                page.body.contains("value=\" Budi  Santoso \""),
                "{}",
                page.body
            );
        }
        if wrong.0 != "plan" {
            let plus = page.body.split("value=\"plus\"").nth(1).unwrap();
            assert!(plus.split('>').next().unwrap().contains("checked"));
        }
        assert!(page.body.contains("We have your picture."));
    }
    assert_eq!(self_asserted(&app).await, 0);
    assert!(case(&app, &applicant).await.steps[0].answer.is_none());
    // The good picture from before is enough.
    let sent = applicant.tells(&[], b"").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{sent:?}");
    applicant.browser.sends("accept-language", "id");
    let path = format!("{}?lang=id", applicant.step("about"));
    applicant.browser.visit(&path).await;
    let page = applicant.tells(&[("born.day", "30")], b"").await;
    assert!(
        page.body.contains("Bulan ini tidak memiliki tanggal itu."),
        "{}",
        page.body
    );
}
