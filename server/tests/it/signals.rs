//! Signals: people and browsers that come again are found, for operators and decisions only.

mod kept;
mod raised;

use vestibule::fact::{Fact, FactKind, Outcome};
use vestibule_server::{
    provider::{Evidence, Snapshot},
    services::onboardings::Invitation,
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    inviting::{caller, follows, invitation, invites},
};

const DAY: i64 = 24 * 60 * MINUTE;
const OTHER: &str = "+44 7700 900999";

async fn watching() -> TestApp {
    watching_with(&[]).await
}

async fn watching_with(settings: &[(&str, &str)]) -> TestApp {
    let mut all = vec![("SIGNALS__WINDOW_DAYS", "365")];
    all.extend_from_slice(settings);
    TestApp::with(&all).await
}

/// One person confirms a number and comes to the end.
async fn confirms(app: &TestApp, applicant: &mut Applicant, number: &str) {
    applicant.agrees("terms").await;
    applicant.answers_phone("number", number).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.claims("confirm", &frame.attempt, &back).await;
}

async fn comes_with(app: &TestApp, number: &str) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("phone").await;
    confirms(app, &mut applicant, number).await;
    applicant
}

async fn signals_of(app: &TestApp, applicant: &Applicant) -> Vec<String> {
    let sql = format!(
        "SELECT signal || ' ' || CAST(count AS TEXT) FROM risk_signals WHERE onboarding_id = '{}' ORDER BY signal",
        applicant.onboarding()
    );
    app.ground.texts(&sql).await
}

async fn is_clean(app: &TestApp, applicant: &Applicant) {
    assert_eq!(signals_of(app, applicant).await, Vec::<String>::new());
    assert_eq!(app.onboarding_status(applicant).await, "completed");
}

/// What the tests' own provider says: these claims, of this kind.
fn says(kind: FactKind, claims: &[(&str, &str)]) -> Snapshot {
    let claims = claims
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let fact = Fact {
        kind,
        assurance: None,
        claims: claims.collect(),
    };
    let control = Fact {
        kind: FactKind::ContactControl,
        assurance: None,
        claims: [].into(),
    };
    let evidence = Evidence {
        content_type: "text/plain".to_owned(),
        body: "signed".to_owned(),
    };
    let facts = vec![fact, control];
    Snapshot::Done(Outcome { facts }, evidence)
}

/// One person signs a sheet of paper that says so.
async fn signs(app: &TestApp, kind: FactKind, claims: &[(&str, &str)]) -> Applicant {
    app.paper.shared().says = Snapshot::Waiting;
    let mut applicant = app.applicant();
    applicant.begins("paper").await;
    applicant.chooses_page_of_paper().await;
    app.paper.shared().says = says(kind, claims);
    let back = app.paper.newest_return();
    applicant.comes_back(&back).await;
    applicant
}

/// The same for somebody whom a client asked to, of whom it may say that they come again.
async fn is_asked_to_sign(app: &TestApp, renews: Option<&Applicant>) -> Applicant {
    let invitation = Invitation {
        renews: renews.map(Applicant::id),
        ..invitation("paper")
    };
    let (id, link) = invites(app, &caller("shop"), &invitation).await;
    app.paper.shared().says = Snapshot::Waiting;
    let mut applicant = follows(app, &id, &link).await;
    applicant.chooses_page_of_paper().await;
    app.paper.shared().says = says(FactKind::Identity, &[("national_id", "05129912345")]);
    let back = app.paper.newest_return();
    applicant.comes_back(&back).await;
    applicant
}
