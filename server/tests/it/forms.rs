//! Forms: every kind of question, answers checked before they count, and what somebody may try with them.

use std::io::Cursor;

use axum::http::StatusCode;
use image::{ImageFormat, RgbImage};
use vestibule::id::StepName;
use vestibule_server::services::{answers, case::Case, matching};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    browser::Page,
    reference_images::portrait,
};

const GOOD: [(&str, &str); 6] = [
    ("full_name", " Budi  Santoso "),
    ("born.day", "3"),
    ("born.month", "2"),
    ("born.year", "1990"),
    ("mail", ""),
    ("plan", "plus"),
];

impl Applicant {
    /// Sends the form of the journey `about`: the good answers, these instead, and a picture.
    async fn tells(&mut self, other: &[(&str, &str)], card: &[u8]) -> Page {
        let mut fields: Vec<(&str, &str)> = GOOD.to_vec();
        fields.retain(|(name, _)| !other.iter().any(|(instead, _)| instead == name));
        fields.extend(other);
        let path = self.step("about");
        self.browser
            .post_parts(&path, &fields, &[("card", card)])
            .await
    }

    /// Confirms what the check page shows.
    async fn confirms(&mut self, step: &str) -> Page {
        let path = format!("{}/check", self.step(step));
        let page = self.browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let shown = shown(&page);
        self.browser.post(&path, &[("shown", &shown)]).await
    }
}

/// What names the answers on a check page.
fn shown(page: &Page) -> String {
    let rest = page.body.split("name=\"shown\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

pub async fn case(app: &TestApp, applicant: &Applicant) -> Case {
    let mut connection = app.core.db.read().await.unwrap();
    Case::load(&app.core, &mut connection, &applicant.id(), None)
        .await
        .unwrap()
}

fn step(name: &str) -> StepName {
    StepName::new(name).unwrap()
}

async fn at_the_questions(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("about").await;
    applicant
}

async fn self_asserted(app: &TestApp) -> i64 {
    app.ground
        .number("SELECT CAST(COUNT(*) AS BIGINT) FROM facts WHERE kind = 'self_asserted'")
        .await
}

async fn uploads(app: &TestApp) -> Vec<String> {
    app.ground.texts("SELECT id FROM uploads").await
}

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

/// SEC-159: what is no picture, a picture with something else in it, and what a camera wrote beside the pixels.
#[tokio::test]
async fn sec_159_an_upload_is_a_picture_of_our_own_making() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let gif = b"GIF89a/*\x01\x00\x01\x00*/=1;alert(1)".to_vec();
    let pdf = [b"%PDF-1.7\n".to_vec(), portrait()].concat();
    for file in [svg, gif, pdf, b"\xff\xd8\xff broken".to_vec()] {
        let refused = applicant.tells(&[], &file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("href=\"#field-card\""));
    }
    let refused = applicant.tells(&[], b"").await;
    assert!(
        refused
            .body
            .contains("Take a picture of the document, or choose one")
    );
    assert!(uploads(&app).await.is_empty());

    // A picture with an archive and a script behind it, and a place in it.
    let mut polyglot = portrait();
    polyglot.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>");
    applicant.tells(&[], &polyglot).await;
    applicant.confirms("about").await;
    let first = uploads(&app).await;
    assert_eq!(first.len(), 1);
    let kept = upload(&app, &applicant).await;
    assert!(kept.starts_with(&[0xff, 0xd8, 0xff]));
    for gone in [&b"GPS"[..], b"alert", b"PK\x03\x04"] {
        assert!(!kept.windows(gone.len()).any(|part| part == gone));
    }
    // A new one takes its place.
    let mut png = Cursor::new(Vec::new());
    RgbImage::new(20, 10)
        .write_to(&mut png, ImageFormat::Png)
        .unwrap();
    applicant.tells(&[], &png.into_inner()).await;
    let second = uploads(&app).await;
    assert_eq!(second.len(), 1);
    assert_ne!(second, first);
    let replaced = image::load_from_memory(&upload(&app, &applicant).await).unwrap();
    assert_eq!((replaced.width(), replaced.height()), (20, 10));
}

/// The upload as a reviewer gets it.
async fn upload(app: &TestApp, applicant: &Applicant) -> Vec<u8> {
    let case = case(app, applicant).await;
    let mut connection = app.core.db.read().await.unwrap();
    let id = &case.uploads[0].id;
    let (kind, sealed) = vestibule_server::db::uploads::body(&mut connection, case.id.as_str(), id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kind, "image/jpeg");
    case.open_bytes(answers::pictures::UPLOAD, sealed).unwrap()
}

/// It is for the person who reviews the case: no rule about pictures to compare with deletes it.
#[tokio::test]
async fn an_upload_outlives_the_journey() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    applicant.tells(&[], &portrait()).await;
    applicant.confirms("about").await;
    let path = applicant.step("again");
    applicant.browser.post(&path, &[("signer", "Budi")]).await;
    app.paper.shared().says = crate::paper::done();
    applicant.chooses_page_of_paper().await;
    let back = app.paper.newest_return();
    applicant.comes_back(&back).await;
    assert_ne!(app.onboarding_status(&applicant).await, "in_progress");
    app.lives_for(2 * 24 * 60 * MINUTE).await;
    assert_eq!(uploads(&app).await.len(), 1);
}

#[tokio::test]
async fn what_was_not_asked_is_not_stored() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    let more = [
        ("verified", "true"),
        ("email", "eve@example.com"),
        ("name", "Eve"),
        ("card", "words"),
        ("signer", "Eve"),
        ("mail.day", "1"),
    ];
    let sent = applicant.tells(&more, &portrait()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{sent:?}");
    applicant.confirms("about").await;
    let case = case(&app, &applicant).await;
    let given: Vec<_> = answers::given(&case, &step("about"))
        .unwrap()
        .into_keys()
        .collect();
    assert_eq!(given, ["born", "full_name", "plan"]);
}

#[tokio::test]
async fn nobody_confirms_what_was_not_said() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    let check = format!("{}/check", applicant.step("about"));
    let page = applicant.browser.get(&check).await;
    assert_eq!(page.location(), applicant.step("about"));
    for shown in ["", "0000", &"a".repeat(10_000)] {
        let refused = applicant.browser.post(&check, &[("shown", shown)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
    }
    // A step whose turn it is not, one that is not a form, and one that is confirmed by being sent.
    for (name, status) in [
        ("again", StatusCode::CONFLICT),
        ("sign", StatusCode::NOT_FOUND),
        ("nothing", StatusCode::NOT_FOUND),
    ] {
        let path = format!("{}/check", applicant.step(name));
        let refused = applicant.browser.post(&path, &[("shown", "")]).await;
        assert_eq!(refused.status, status, "{name}");
    }
    assert_eq!(self_asserted(&app).await, 0);
}

#[tokio::test]
async fn another_browser_sees_nothing_and_changes_nothing() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    applicant.tells(&[], &portrait()).await;
    let check = format!("{}/check", applicant.step("about"));
    let shown = shown(&applicant.browser.get(&check).await);
    let before = app.ground.dump(&["steps", "facts", "uploads"]).await;
    let mut stranger = app.applicant();
    stranger.begins("about").await;
    let page = stranger.browser.get(&check).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.body.contains("Santoso"));
    let refused = stranger.browser.post(&check, &[("shown", &shown)]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let path = applicant.step("about");
    let refused = stranger
        .browser
        .post_parts(&path, &GOOD, &[("card", &portrait())])
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let after = app.ground.dump(&["steps", "facts", "uploads"]).await;
    let own = |dump: &str| {
        let lines = dump
            .lines()
            .filter(|line| line.contains(applicant.onboarding()));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(own(&after), own(&before));
}

#[tokio::test]
async fn huge_answers_are_refused_before_they_cost_anything() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    let huge = "x".repeat(17 * 1024);
    let refused = applicant.tells(&[("full_name", &huge)], &portrait()).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    let path = applicant.step("about");
    let huge = "x".repeat(70_000);
    let refused = applicant.browser.post(&path, &[("full_name", &huge)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(uploads(&app).await.is_empty());
}

/// Whoever handed the application over to a person goes on with that person.
#[tokio::test]
async fn nothing_is_answered_after_the_application_was_handed_over() {
    let app = TestApp::start().await;
    let mut applicant = at_the_questions(&app).await;
    applicant.tells(&[], &portrait()).await;
    let check = format!("{}/check", applicant.step("about"));
    let shown = shown(&applicant.browser.get(&check).await);
    let help = applicant.path("/help");
    let handed = applicant.browser.post(&help, &[]).await;
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{handed:?}");
    let late = applicant.tells(&[], &portrait()).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let late = applicant.browser.post(&check, &[("shown", &shown)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    for path in [check, applicant.step("about")] {
        assert_eq!(
            applicant.browser.visit(&path).await.path,
            applicant.path("/result")
        );
    }
    assert_eq!(self_asserted(&app).await, 0);
}
