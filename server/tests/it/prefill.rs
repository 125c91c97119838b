//! What is filled in beforehand: from whom, and what becomes of it when it is changed.

use axum::http::StatusCode;
use vestibule::{
    fact::{Fact, FactKind, Outcome},
    id::OnboardingId,
};
use vestibule_server::{
    provider::{Evidence, Snapshot},
    services::{answers, onboardings::Invitation},
};

use crate::{
    app::TestApp,
    applicant::Applicant,
    browser::Page,
    forms::case,
    inviting::{caller, claims, expects, invitation, invites},
};

/// A name and a birth date that the provider stands for, and an address that the person typed there.
fn stated() -> Snapshot {
    let fact = |kind, stated: &[(&str, &str)]| Fact {
        kind,
        assurance: None,
        claims: claims(stated),
    };
    let facts = vec![
        fact(
            FactKind::ContactControl,
            &[("name", "SITI\nRAHAYU"), ("birthdate", "1990-02-03")],
        ),
        fact(FactKind::SelfAsserted, &[("email", "siti@example.com")]),
    ];
    let evidence = Evidence {
        content_type: "text/plain".to_owned(),
        body: "signed".to_owned(),
    };
    Snapshot::Done(Outcome { facts }, evidence)
}

/// Up to the form that is filled in.
async fn at_the_form(app: &TestApp, expected: &[(&str, &str)]) -> Applicant {
    let (id, link) = expects(app, "bank", "prefilled", expected).await;
    goes_on(app, &id, &link).await
}

/// The same, for whoever follows this link.
async fn goes_on(app: &TestApp, id: &OnboardingId, link: &str) -> Applicant {
    let mut applicant = app.applicant();
    let claimed = applicant.browser.post(link, &[]).await;
    assert_eq!(claimed.location(), format!("/o/{id}"), "{claimed:?}");
    applicant.is_at(id);
    app.paper.shared().says = stated();
    applicant.chooses_page_of_paper().await;
    let back = app.paper.newest_return();
    applicant.comes_back(&back).await;
    applicant
}

const FILLED: [(&str, &str); 6] = [
    ("name", "SITI RAHAYU"),
    ("birthdate.day", "3"),
    ("birthdate.month", "2"),
    ("birthdate.year", "1990"),
    ("email", "siti@example.com"),
    ("phone", "+6281234567890"),
];

const EXPECTED: [(&str, &str); 2] = [("name", "Siti R."), ("phone_number", "+62 812 3456 7890")];

impl Applicant {
    /// Sends what is filled in, but for this, and confirms it.
    async fn confirms_but(&mut self, other: &[(&str, &str)]) -> Page {
        let mut fields = FILLED.to_vec();
        fields.retain(|(name, _)| !other.iter().any(|(instead, _)| instead == name));
        fields.extend(other);
        let path = self.step("details");
        let sent = self.browser.post(&path, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{sent:?}");
        let check = format!("{path}/check");
        let page = self.browser.get(&check).await;
        let rest = page.body.split("name=\"shown\" value=\"").nth(1).unwrap();
        let shown = rest.split('"').next().unwrap();
        let confirmed = self.browser.post(&check, &[("shown", shown)]).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{confirmed:?}");
        confirmed
    }
}

async fn is_edited(app: &TestApp, applicant: &Applicant) -> bool {
    answers::edited(&case(app, applicant).await).unwrap()
}

#[tokio::test]
async fn values_are_filled_in_and_say_whose_they_are() {
    let app = TestApp::start().await;
    let mut applicant = at_the_form(&app, &EXPECTED).await;
    let page = applicant.browser.get(&applicant.step("details")).await;
    for (_, value) in FILLED {
        assert!(
            page.body.contains(&format!("value=\"{value}\"")),
            "{value}: {}",
            page.body
        );
    }
    assert_eq!(
        page.body.matches("From Paper. ").count(),
        3,
        "{}",
        page.body
    );
    assert_eq!(page.body.matches("From Example Bank. ").count(), 1);
    // Nothing is said before it is sent.
    assert!(case(&app, &applicant).await.steps[1].prefilled.is_none());
    applicant.confirms_but(&[]).await;
    assert!(!is_edited(&app, &applicant).await);
    let stored = app.ground.dump(&["steps"]).await;
    assert!(
        !stored.contains("RAHAYU") && !stored.contains("verified"),
        "{stored}"
    );
}

/// Filling in what a provider verified does not verify the form.
#[tokio::test]
async fn a_value_that_was_filled_in_is_the_persons_own_word() {
    let app = TestApp::start().await;
    let mut applicant = at_the_form(&app, &EXPECTED).await;
    applicant.confirms_but(&[]).await;
    let case = case(&app, &applicant).await;
    let own: Vec<_> = case
        .facts
        .iter()
        .filter(|fact| fact.step == "details")
        .collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].kind, "self_asserted");
    assert!(own[0].verified.is_none() && own[0].assurance_scheme.is_none());
}

/// Only what a provider stands for counts; the person is told nothing either way.
#[tokio::test]
async fn a_changed_value_of_a_verified_source_is_noticed_and_not_told() {
    let app = TestApp::start().await;
    for (changed, noticed) in [
        (&[("name", "SITI RAHMAN")][..], true),
        (&[("birthdate.year", "1991")], true),
        (&[("email", "other@example.com")], false),
        (&[("email", "")], false),
        (&[("phone", "+6281234567891")], false),
        (&[("name", " SITI   RAHAYU")], false),
    ] {
        let mut applicant = at_the_form(&app, &EXPECTED).await;
        let sent = applicant.confirms_but(changed).await;
        assert_eq!(sent.location(), applicant.path(""));
        assert_eq!(is_edited(&app, &applicant).await, noticed, "{changed:?}");
        let page = applicant.browser.get(&applicant.step("details")).await;
        assert_eq!(page.status, StatusCode::OK);
        // Whoever changes it back changed nothing.
        applicant.confirms_but(&[]).await;
        assert!(!is_edited(&app, &applicant).await);
    }
}

/// What the source says is read on the server; a browser that says otherwise only says something about its person.
#[tokio::test]
async fn a_browser_cannot_say_what_a_source_said() {
    let app = TestApp::start().await;
    let mut applicant = at_the_form(&app, &EXPECTED).await;
    let forged = [
        ("name", "EVE"),
        ("prefilled", "{\"name\":{\"value\":\"EVE\"}}"),
        ("name.from", "sign.name"),
        ("prefilled.name", "EVE"),
    ];
    applicant.confirms_but(&forged).await;
    assert!(is_edited(&app, &applicant).await);
    let page = applicant.browser.get(&applicant.step("details")).await;
    let own = page.body.split("value=\"EVE\"").next().unwrap();
    assert!(!own.contains("From Paper. "), "{}", page.body);
}

/// A draft is no answer: nothing is noticed about it, and nothing is forgotten by it.
#[tokio::test]
async fn a_change_counts_when_it_is_confirmed() {
    let app = TestApp::start().await;
    let mut applicant = at_the_form(&app, &EXPECTED).await;
    let mut fields = FILLED.to_vec();
    fields[0].1 = "EVE";
    let path = applicant.step("details");
    applicant.browser.post(&path, &fields).await;
    assert!(!is_edited(&app, &applicant).await);
    applicant.confirms_but(&[("name", "EVE")]).await;
    assert!(is_edited(&app, &applicant).await);
}

#[tokio::test]
async fn without_a_source_nothing_is_filled_in() {
    let app = TestApp::start().await;
    let expected = [("name", "Siti R."), ("phone_number", "no number")];
    let mut applicant = at_the_form(&app, &expected).await;
    let page = applicant.browser.get(&applicant.step("details")).await;
    // What is no answer to the question is not put into it.
    assert!(!page.body.contains("no number") && !page.body.contains("From Example Bank. "));
}

/// What the client gives to be filled in takes the place of what it expects, and is not what it expects.
#[tokio::test]
async fn what_is_to_be_filled_in_comes_before_what_is_expected() {
    let app = TestApp::start().await;
    let invitation = Invitation {
        expected: claims(&EXPECTED),
        prefill: claims(&[("phone_number", "+62 811 0000 0000")]),
        ..invitation("prefilled")
    };
    let (id, link) = invites(&app, &caller("bank"), &invitation).await;
    let mut applicant = goes_on(&app, &id, &link).await;
    let page = applicant.browser.get(&applicant.step("details")).await;
    assert!(
        page.body.contains("value=\"+6281100000000\""),
        "{}",
        page.body
    );
    assert!(!page.body.contains("+6281234567890"), "{}", page.body);
    let case = case(&app, &applicant).await;
    let compared = vestibule_server::services::onboardings::expected(&case).unwrap();
    assert_eq!(compared, claims(&EXPECTED));
}
