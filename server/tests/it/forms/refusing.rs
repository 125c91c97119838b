//! What is not taken: other files than pictures, what nobody asked or said, another browser, too much, too late.

use std::io::Cursor;

use axum::http::StatusCode;
use image::{ImageFormat, RgbImage};
use vestibule_server::services::answers;

use super::{GOOD, at_the_questions, case, self_asserted, shown, step, uploads};
use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    reference_images::portrait,
};

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
