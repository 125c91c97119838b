//! Photo questions: a picture is taken, kept for comparing, and part of nothing else.

use std::io::Cursor;

use axum::http::StatusCode;
use image::{ImageFormat, Rgb, RgbImage};
use vestibule_server::services::{case::Case, reference_images::MAX_BYTES};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    browser::Page,
};

/// What a camera gives: with a place in it.
pub fn portrait() -> Vec<u8> {
    let pixels = RgbImage::from_fn(400, 300, |x, y| {
        let grey = u8::try_from((x ^ y) & 0xff).unwrap();
        Rgb([grey, 100, 200])
    });
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    let bytes = bytes.into_inner();
    // A comment segment behind the first two bytes: what a camera writes may stand anywhere.
    let (start, rest) = bytes.split_at(2);
    let place = b"GPS 52.5200N";
    let length = u16::try_from(place.len() + 2).unwrap().to_be_bytes();
    [start, &[0xff, 0xfe], &length, place, rest].concat()
}

impl Applicant {
    pub async fn sends_picture(&mut self, name: &str, file: &[u8]) -> Page {
        let path = self.step("photo");
        self.browser
            .post_parts(&path, &[("name", name)], &[("portrait", file)])
            .await
    }

    /// Begins the journey with a photo question, and answers it.
    pub async fn has_picture_taken(&mut self) {
        self.begins("portrait").await;
        let sent = self.sends_picture("Budi", &portrait()).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{sent:?}");
    }
}

async fn at_the_question(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("portrait").await;
    applicant
}

pub async fn pictures(app: &TestApp) -> i64 {
    app.ground
        .number("SELECT CAST(COUNT(*) AS BIGINT) FROM reference_images")
        .await
}

async fn case(app: &TestApp, applicant: &Applicant) -> Case {
    let mut connection = app.core.db.read().await.unwrap();
    Case::load(&app.core, &mut connection, &applicant.id(), None)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_picture_is_asked_for_by_a_form_that_needs_no_script() {
    let app = TestApp::start().await;
    let mut applicant = at_the_question(&app).await;
    let path = applicant.step("photo");
    let page = applicant.browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "enctype=\"multipart/form-data\"",
        "type=\"file\"",
        "accept=\"image/*\"",
        "capture=\"user\"",
        "name=\"portrait\"",
    ] {
        assert!(page.body.contains(part), "{part} in {}", page.body);
    }
    assert!(!page.body.contains("<script src"));
    // A form without a picture stays what it was.
    let mut other = app.applicant();
    other.begins("review").await;
    let path = other.step("name");
    assert!(!other.browser.get(&path).await.body.contains("enctype"));
}

/// SL-11
#[tokio::test]
async fn a_picture_that_was_taken_is_there_on_return_and_may_be_replaced() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.has_picture_taken().await;
    app.passes(3 * MINUTE).await;
    let path = applicant.step("photo");
    let page = applicant.browser.get(&path).await;
    let told = "We have your picture. You sent it 3 minutes ago.";
    assert!(page.body.contains(told), "{}", page.body);
    // Kept when none is sent, replaced when one is.
    let before = case(&app, &applicant).await.pictures;
    let kept = applicant.sends_picture("Budi", b"").await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{kept:?}");
    assert_eq!(case(&app, &applicant).await.pictures, before);
    let replaced = applicant.sends_picture("Budi", &portrait()).await;
    assert_eq!(replaced.status, StatusCode::SEE_OTHER, "{replaced:?}");
    let after = case(&app, &applicant).await.pictures;
    assert_eq!(after.len(), 1);
    assert_ne!(after, before);
    assert!(applicant.browser.get(&path).await.body.contains("just now"));
}

/// SL-11: what somebody says of themself holds no picture, and the picture is stored sealed only.
#[tokio::test]
async fn the_picture_is_in_no_answer_and_nowhere_readable() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.has_picture_taken().await;
    let case = case(&app, &applicant).await;
    let answer = case.steps[0].answer.clone().unwrap();
    let answer = case.open_bytes(("steps", "answer"), answer).unwrap();
    assert_eq!(String::from_utf8(answer).unwrap(), r#"{"name":"Budi"}"#);
    let mut connection = app.core.db.read().await.unwrap();
    let facts = vestibule_server::db::facts::of_onboarding(&mut connection, case.id.as_str())
        .await
        .unwrap();
    assert_eq!(facts.len(), 1);
    let claims = facts[0].claims.clone();
    let claims = case.open_bytes(("facts", "claims"), claims).unwrap();
    assert_eq!(String::from_utf8(claims).unwrap(), r#"{"name":"Budi"}"#);
    let stored = app.ground.dump(&["reference_images"]).await;
    assert!(stored.contains("image/jpeg"));
    assert!(!stored.contains("JFIF") && !stored.contains("GPS"));
    assert_eq!(app.audited("picture.stored").await, 1);
}

#[tokio::test]
async fn a_wrong_answer_beside_it_does_not_lose_the_picture() {
    let app = TestApp::start().await;
    let mut applicant = at_the_question(&app).await;
    let refused = applicant.sends_picture(" ", &portrait()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Enter an answer"));
    assert!(refused.body.contains("We have your picture"));
    let answered = applicant.sends_picture("Budi", b"").await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{answered:?}");
    assert_eq!(pictures(&app).await, 1);
}

/// SEC-159
#[tokio::test]
async fn a_file_that_is_no_picture_is_refused_with_a_reason_and_the_words_stay() {
    let app = TestApp::start().await;
    let mut applicant = at_the_question(&app).await;
    let mut too_large = portrait();
    too_large.resize(MAX_BYTES + 1, 0);
    let html = b"<html><script>alert(1)</script>".to_vec();
    for (file, reason) in [
        (Vec::new(), "Take a picture, or choose one"),
        (html, "This is not a JPEG or PNG picture."),
        (too_large, "This picture is too large."),
        (
            b"\x89PNG\r\n\x1a\nbroken".to_vec(),
            "This picture is damaged",
        ),
    ] {
        let refused = applicant.sends_picture("Budi Santoso", &file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{reason}");
        assert!(refused.body.contains(reason), "{}", refused.body);
        assert!(refused.body.contains("value=\"Budi Santoso\""));
        assert!(refused.body.contains("href=\"#field-portrait\""));
    }
    assert_eq!(pictures(&app).await, 0);
    let path = format!("{}?lang=id", applicant.step("photo"));
    applicant.browser.visit(&path).await;
    let refused = applicant.sends_picture("Budi", b"GIF89a").await;
    assert!(refused.body.contains("Ini bukan foto JPEG atau PNG."));
    // Nothing was answered meanwhile.
    let page = applicant.arrives().await;
    assert!(page.body.contains("/steps/photo"), "{}", page.body);
}

#[tokio::test]
async fn only_a_photo_question_takes_large_forms_and_not_endless_ones() {
    let app = TestApp::start().await;
    let mut applicant = at_the_question(&app).await;
    let endless = vec![0xff; 4 * MAX_BYTES + 1];
    let refused = applicant.sends_picture("Budi", &endless).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    // In one piece the usual limit holds there, too.
    let path = applicant.step("photo");
    let long = "x".repeat(70_000);
    let refused = applicant.browser.post(&path, &[("name", &long)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    let mut other = app.applicant();
    other.begins("review").await;
    let path = other.step("name");
    let refused = other
        .browser
        .post_parts(&path, &[("name", "Budi")], &[("portrait", &portrait())])
        .await;
    assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(pictures(&app).await, 0);
}

#[tokio::test]
async fn forms_in_parts_that_make_no_sense_are_refused() {
    let app = TestApp::start().await;
    let mut applicant = at_the_question(&app).await;
    let path = applicant.step("photo");
    let kind = "multipart/form-data; boundary=PART";
    let part = b"--PART\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n";
    let nameless = b"--PART\r\nContent-Disposition: form-data\r\n\r\n1\r\n--PART--\r\n";
    for (kind, body) in [
        ("multipart/form-data", b"--PART--".to_vec()),
        (kind, b"no parts".to_vec()),
        (kind, part.to_vec()),
        (kind, nameless.to_vec()),
        (kind, [part.repeat(41), b"--PART--\r\n".to_vec()].concat()),
    ] {
        let refused = applicant.browser.post_raw(&path, kind, body.clone()).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{body:?}");
    }
}

#[tokio::test]
async fn nobody_sends_a_picture_into_anothers_onboarding() {
    let app = TestApp::start().await;
    let applicant = at_the_question(&app).await;
    let mut stranger = app.applicant();
    stranger.begins("portrait").await;
    let path = applicant.step("photo");
    let refused = stranger
        .browser
        .post_parts(&path, &[("name", "Eve")], &[("portrait", &portrait())])
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(pictures(&app).await, 0);
}

/// SL-11
#[tokio::test]
async fn the_provider_is_told_that_there_is_a_picture_and_not_given_it() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.has_picture_taken().await;
    applicant.chooses_page_of_paper().await;
    let people = app.paper.shared().people.clone();
    assert!(people[0].has_reference_image);
    let inputs: Vec<_> = people[0].inputs.clone().into_iter().collect();
    assert_eq!(inputs, [("signer".to_owned(), "Budi".to_owned())]);
    // The question may not be answered again while it is compared.
    let late = applicant.sends_picture("Budi", &portrait()).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let mut other = app.applicant();
    other.begins("paper").await;
    other.chooses_page_of_paper().await;
    assert!(!app.paper.shared().people[1].has_reference_image);
}
