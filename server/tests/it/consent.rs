//! Consent: which wording, in which language, when.

use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use vestibule_server::db;

use crate::app::{BEGINNING, SECOND, TestApp};

const ENGLISH: &str = "We confirm your number.\n\nWe keep it for 90 days.";
const INDONESIAN: &str = "Kami mengonfirmasi nomor Anda.\n\nKami menyimpannya 90 hari.";

pub fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[tokio::test]
async fn a_consent_says_which_wording_was_agreed_to_and_when() {
    let app = TestApp::start().await;
    for (language, text) in [("en", ENGLISH), ("id", INDONESIAN)] {
        let mut applicant = app.applicant();
        applicant.browser.sends("accept-language", language);
        applicant.begins("phone").await;
        let page = applicant.browser.get(&applicant.step("terms")).await;
        for paragraph in text.split("\n\n") {
            assert!(page.body.contains(paragraph), "{}", page.body);
        }
        assert!(page.body.contains(&format!("<html lang=\"{language}\"")));
        app.passes(SECOND).await;
        let agreed_at = vestibule_server::clock::Clock::now(&app.clock).0;
        applicant.agrees("terms").await;

        let mut connection = app.core.db.read().await.unwrap();
        let consents = db::facts::consents(&mut connection, applicant.onboarding())
            .await
            .unwrap();
        assert_eq!(consents.len(), 1);
        let consent = &consents[0];
        assert_eq!(consent.step, "terms");
        assert_eq!(consent.text_id, "phone-confirmation");
        assert_eq!(consent.version, "2026-11");
        assert_eq!(consent.locale, language);
        assert_eq!(consent.text_hash, hash(text));
        assert_eq!(consent.purpose, "confirm a phone number");
        assert_eq!(consent.legal_basis, "consent");
        assert_eq!(consent.agreed_at, agreed_at);
        assert!(consent.agreed_at > BEGINNING);
    }
    assert_eq!(app.audited("consent.given").await, 2);
}

#[tokio::test]
async fn agreeing_twice_is_agreeing_once() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    applicant.agrees("terms").await;
    let before = app
        .ground
        .dump(&["consents", "steps", "audit_events"])
        .await;
    app.passes(SECOND).await;
    let terms = applicant.step("terms");
    let page = applicant.browser.post(&terms, &[("agree", "yes")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(
        app.ground
            .dump(&["consents", "steps", "audit_events"])
            .await,
        before
    );
}

#[tokio::test]
async fn without_agreement_nothing_is_recorded_and_nothing_goes_on() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    let terms = applicant.step("terms");
    for fields in [
        &[][..],
        &[("agree", "")],
        &[("agree", "no")],
        &[("agree", "on")],
        &[("Agree", "yes")],
    ] {
        let page = applicant.browser.post(&terms, fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(page.body.contains("name=\"agree\""));
    }
    assert!(app.ground.texts("SELECT id FROM consents").await.is_empty());
    let page = applicant.browser.get(&applicant.step("number")).await;
    assert_eq!(page.location(), applicant.path(""));
}

/// An answer may be changed until the provider's step has begun; one self-asserted fact stays.
#[tokio::test]
async fn an_answer_may_be_changed_before_it_is_used() {
    let app = TestApp::start().await;
    let mut applicant = crate::happy::ready_to_confirm(&app).await;
    let page = applicant.browser.get(&applicant.step("number")).await;
    assert!(
        page.body.contains("value=\"+447700900123\""),
        "{}",
        page.body
    );
    applicant.answers_phone("number", "+44 7700 900456").await;
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM facts WHERE kind = 'self_asserted'";
    assert_eq!(app.ground.number(sql).await, 1);
    applicant.launches_frame("confirm").await;
    let session = app.simulator.newest("signicat").await;
    assert_eq!(session["prefilled_mobile"], "+447700900456");
}
