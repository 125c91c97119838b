//! Consents by themselves, and taking them back.

use axum::http::StatusCode;
use vestibule::check::{Ending, State};
use vestibule_server::{db::facts::ConsentRow, services::consents};

use crate::{
    app::{MINUTE, SECOND, TestApp},
    applicant::Applicant,
    browser::Page,
    consent::hash,
    forms::case,
    paper::done,
};

const ALL: [(&str, &str); 3] = [
    ("agree", "yes"),
    ("consent.face", "yes"),
    ("consent.news", "yes"),
];

async fn rows(app: &TestApp, applicant: &Applicant) -> Vec<ConsentRow> {
    consents::of_case(&app.core, &case(app, applicant).await)
        .await
        .unwrap()
}

impl Applicant {
    async fn ticks(&mut self, fields: &[(&str, &str)]) -> Page {
        let path = self.step("terms");
        self.browser.post(&path, fields).await
    }

    async fn withdraws(&mut self, app: &TestApp, name: &str) -> Page {
        let rows = rows(app, self).await;
        let standing = |row: &&ConsentRow| row.name == name && row.withdrawn_at.is_none();
        let id = rows.iter().find(standing).unwrap().id.clone();
        let path = self.path("/consents");
        self.browser.post(&path, &[("consent", &id)]).await
    }
}

async fn agreed(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("consents").await;
    let page = applicant.ticks(&ALL).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    applicant
}

#[tokio::test]
async fn each_consent_is_a_record_of_its_own() {
    let app = TestApp::start().await;
    for (language, texts) in [
        (
            "en",
            [
                "We open an account.",
                "You may compare faces.",
                "You may write to me.",
            ],
        ),
        (
            "id",
            [
                "Kami membuka rekening.",
                "Anda boleh membandingkan wajah.",
                "Anda boleh menulis kepada saya.",
            ],
        ),
    ] {
        let mut applicant = app.applicant();
        applicant.browser.sends("accept-language", language);
        applicant.begins("consents").await;
        let page = applicant.browser.get(&applicant.step("terms")).await;
        // Nothing is ticked beforehand.
        assert!(!page.body.contains(" checked"), "{}", page.body);
        applicant.ticks(&ALL).await;
        let rows = rows(&app, &applicant).await;
        let of = |row: &ConsentRow| {
            (
                row.name.clone(),
                row.purpose.clone(),
                row.legal_basis.clone(),
            )
        };
        let found: Vec<_> = rows.iter().map(of).collect();
        let wanted = [
            ("", "open an account", "contract"),
            ("face", "compare faces", "explicit_consent"),
            ("news", "news", "consent"),
        ];
        let wanted = wanted.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(found, wanted);
        for (row, text) in rows.iter().zip(texts) {
            assert_eq!(row.text_hash, hash(text));
            assert_eq!(
                (row.locale.as_str(), row.version.as_str()),
                (language, "2026-11")
            );
        }
    }
    assert_eq!(app.audited("consent.given").await, 6);
}

#[tokio::test]
async fn what_is_needed_has_to_be_ticked_and_what_is_optional_may_be_left() {
    let app = TestApp::start().await;
    let mut applicant = app.applicant();
    applicant.begins("consents").await;
    for (fields, wrong) in [
        (&[][..], &["agree", "consent-face"][..]),
        (&[("agree", "yes")], &["consent-face"]),
        (
            &[("consent.face", "yes"), ("consent.news", "yes")],
            &["agree"],
        ),
        (
            &[("agree", "yes"), ("consent.face", "on")],
            &["consent-face"],
        ),
        (
            &[("agree", "yes"), ("face", "yes"), ("consent.", "yes")],
            &["consent-face"],
        ),
    ] {
        let page = applicant.ticks(fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        let links = page.body.matches("<li><a href=\"#").count();
        assert_eq!(links, wrong.len(), "{fields:?}");
        for id in wrong {
            assert!(
                page.body.contains(&format!("<li><a href=\"#{id}\"")),
                "{id}"
            );
        }
        // What was ticked stays so.
        let kept = fields
            .iter()
            .filter(|field| field.0.starts_with("consent.") && field.1 == "yes");
        let kept = kept
            .filter(|field| field.0.len() > "consent.".len())
            .count();
        assert_eq!(page.body.matches(" checked").count(), kept, "{fields:?}");
    }
    assert!(rows(&app, &applicant).await.is_empty());
    let page = applicant.ticks(&ALL[..2]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let names: Vec<_> = rows(&app, &applicant)
        .await
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(names, ["", "face"]);
}

#[tokio::test]
async fn what_was_agreed_to_is_listed_with_purpose_basis_and_wording() {
    let app = TestApp::start().await;
    let mut applicant = agreed(&app).await;
    let path = applicant.path("/consents");
    let page = applicant.browser.get(&path).await;
    for text in [
        "You may compare faces.",
        "compare faces",
        "Your explicit consent",
        "A contract with you, or the steps before one",
        "18 November 2026",
        "2026-11",
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    // Only what rests on consent can be taken back.
    assert_eq!(page.body.matches("name=\"consent\"").count(), 2);
    // The wording stays in the language in which it was agreed to.
    let page = applicant.browser.visit(&format!("{path}?lang=id")).await;
    assert!(page.body.contains("Persetujuan tegas Anda"));
    let wording = page.body.split("<p>You may compare faces.").next().unwrap();
    let around = wording.rsplit('<').next().unwrap();
    assert!(around.contains("lang=\"en\""), "{around}");
}

#[tokio::test]
async fn without_a_consent_that_is_needed_nothing_goes_on_until_it_is_given_again() {
    let app = TestApp::start().await;
    let mut applicant = agreed(&app).await;
    app.passes(SECOND).await;
    let page = applicant.withdraws(&app, "face").await;
    assert_eq!(page.location(), applicant.path("/consents"), "{page:?}");
    assert_eq!(app.audited("consent.withdrawn").await, 1);
    let sign = applicant.step("sign");
    let refused = applicant
        .browser
        .post(&sign, &[("presentation", "page")])
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{refused:?}");
    assert!(app.checks(&applicant).await.is_empty());
    // What still stands is not asked again.
    let page = applicant.browser.get(&applicant.step("terms")).await;
    assert!(page.body.contains("You have agreed to this text already."));
    assert_eq!(page.body.matches("type=\"checkbox\"").count(), 1);
    app.passes(SECOND).await;
    let page = applicant.ticks(&[("consent.face", "yes")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    let rows = rows(&app, &applicant).await;
    let of_face: Vec<_> = rows.iter().filter(|row| row.name == "face").collect();
    assert_eq!((rows.len(), of_face.len()), (4, 2));
    assert!(
        of_face[0]
            .withdrawn_at
            .is_some_and(|at| at < of_face[1].agreed_at)
    );
    assert_eq!(of_face[1].withdrawn_at, None);
    applicant.chooses_page_of_paper().await;
}

#[tokio::test]
async fn a_check_under_way_is_given_up_when_its_consent_is_taken_back() {
    let app = TestApp::start().await;
    let mut applicant = agreed(&app).await;
    applicant.chooses_page_of_paper().await;
    let back = app.paper.newest_return();
    applicant.withdraws(&app, "face").await;
    assert_eq!(app.state(&applicant).await, State::Ended(Ending::Cancelled));
    assert_eq!(app.paper.shared().abandoned, 1);
    let starts = app.paper.shared().starts;
    // Whatever the provider says now says nothing about anybody.
    app.paper.shared().says = done();
    applicant.comes_back(&back).await;
    applicant.launches("sign").await;
    app.lives_for(30 * MINUTE).await;
    assert_eq!(app.paper.shared().starts, starts);
    assert!(app.facts(&applicant).await.is_empty());
    assert_eq!(app.onboarding_status(&applicant).await, "in_progress");
    applicant.ticks(&ALL).await;
    applicant.chooses_page_of_paper().await;
    assert_eq!(app.paper.shared().starts, starts + 1);
}

/// A check that has begun and has no session at the provider yet may not get one.
#[tokio::test]
async fn a_check_that_has_begun_does_not_start_without_its_consent() {
    let app = TestApp::start().await;
    let mut applicant = agreed(&app).await;
    applicant.chooses_frame("sign").await;
    let mut tab = applicant.clone();
    tab.withdraws(&app, "face").await;
    let answer = applicant.launches("sign").await;
    assert_eq!(answer.json()["go_to"]["path"], applicant.path(""));
    assert_eq!(app.paper.shared().starts, 0);
}

/// While the provider is asked for a session: it comes too late.
#[tokio::test]
async fn a_session_that_opens_after_its_consent_was_taken_back_is_given_up() {
    let app = TestApp::start().await;
    let mut applicant = agreed(&app).await;
    applicant.chooses_frame("sign").await;
    let gate = app.paper.has_a_gate_at_start();
    let mut tab = applicant.clone();
    let withdrawing = async {
        gate.is_reached().await;
        tab.withdraws(&app, "face").await;
        gate.opens();
    };
    let (answer, ()) = tokio::join!(applicant.launches("sign"), withdrawing);
    assert_eq!(answer.json()["go_to"]["path"], tab.path(""));
    assert_eq!(app.paper.shared().abandoned, 1);
    assert_eq!(app.state(&tab).await, State::Created);
}

#[tokio::test]
async fn an_optional_consent_is_taken_back_without_any_consequence() {
    let app = TestApp::start().await;
    let mut applicant = agreed(&app).await;
    applicant.chooses_page_of_paper().await;
    applicant.withdraws(&app, "news").await;
    assert!(matches!(app.state(&applicant).await, State::Open { .. }));
    assert_eq!(app.paper.shared().abandoned, 0);
    let page = applicant.browser.get(&applicant.path("/consents")).await;
    assert!(page.body.contains("Taken back on"));
    assert_eq!(page.body.matches("name=\"consent\"").count(), 1);
}

#[tokio::test]
async fn after_the_end_a_withdrawal_is_recorded_and_changes_nothing_else() {
    let app = TestApp::start().await;
    let mut applicant = agreed(&app).await;
    app.paper.shared().says = done();
    applicant.chooses_page_of_paper().await;
    let back = app.paper.newest_return();
    applicant.comes_back(&back).await;
    let status = app.onboarding_status(&applicant).await;
    assert_eq!(status, "completed");
    let before = app.decisions().await;
    let page = applicant.browser.get(&applicant.path("/consents")).await;
    assert!(
        page.body
            .contains("What Example Bank has decided does not change by that.")
    );
    applicant.withdraws(&app, "face").await;
    assert_eq!(app.decisions().await, before);
    assert_eq!(app.audited("consent.withdrawn").await, 1);
    // And nothing is agreed to any more.
    let refused = applicant.ticks(&ALL).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    assert_eq!(rows(&app, &applicant).await.len(), 3);
}

#[tokio::test]
async fn taking_back_twice_is_taking_back_once() {
    let app = TestApp::start().await;
    let mut applicant = agreed(&app).await;
    let id = rows(&app, &applicant).await[1].id.clone();
    let path = applicant.path("/consents");
    applicant.browser.post(&path, &[("consent", &id)]).await;
    let before = app.ground.dump(&["consents", "audit_events"]).await;
    app.passes(SECOND).await;
    let again = applicant.browser.post(&path, &[("consent", &id)]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(app.ground.dump(&["consents", "audit_events"]).await, before);
}

#[tokio::test]
async fn nobody_takes_back_what_is_anothers_or_rests_on_something_else() {
    let app = TestApp::start().await;
    let mut applicant = agreed(&app).await;
    let rows = rows(&app, &applicant).await;
    let (text, face) = (rows[0].id.clone(), rows[1].id.clone());
    let before = app.ground.dump(&["consents", "steps"]).await;
    let path = applicant.path("/consents");
    for (id, status) in [
        (text.as_str(), StatusCode::BAD_REQUEST),
        ("", StatusCode::NOT_FOUND),
        ("face", StatusCode::NOT_FOUND),
    ] {
        let refused = applicant.browser.post(&path, &[("consent", id)]).await;
        assert_eq!(refused.status, status, "{id}");
    }
    assert_eq!(app.ground.dump(&["consents", "steps"]).await, before);
    let mut stranger = app.applicant();
    let refused = stranger.browser.post(&path, &[("consent", &face)]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    stranger.begins("consents").await;
    let own = stranger.path("/consents");
    for path in [path.as_str(), own.as_str()] {
        let refused = stranger.browser.post(path, &[("consent", &face)]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(
        stranger.browser.get(&path).await.status,
        StatusCode::NOT_FOUND
    );
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM consents WHERE withdrawn_at IS NOT NULL";
    assert_eq!(app.ground.number(sql).await, 0);
}
