//! What a settled check leaves behind: facts with their source, time, assurance, evidence and verified claims.

use serde_json::{Value, json};
use vestibule::{
    check::{Ending, State},
    fact::{Fact, FactKind, Outcome},
};
use vestibule_server::{
    db,
    provider::{Evidence, Snapshot},
    services::{case::Case, checks::verified::VERIFIED},
    verified_claims,
};

use crate::{
    app::{BEGINNING, TestApp},
    applicant::Applicant,
    bankid, frankieone, happy,
    privacy::Lines,
};

const DONE: State = State::Ended(Ending::Succeeded);

/// A fact with everything sealed opened.
struct Opened {
    row: db::facts::FactRow,
    claims: Value,
    verified: Option<Value>,
}

/// The facts that a check left.
async fn opened(app: &TestApp, applicant: &Applicant) -> Vec<Opened> {
    let mut connection = app.core.db.read().await.unwrap();
    let case = Case::load(&app.core, &mut connection, &applicant.id(), None)
        .await
        .unwrap();
    let rows = db::facts::of_onboarding(&mut connection, applicant.onboarding())
        .await
        .unwrap();
    rows.into_iter()
        .filter(|row| row.check_id.is_some())
        .map(|row| Opened {
            claims: case.open(("facts", "claims"), row.claims.clone()).unwrap(),
            verified: row
                .verified
                .clone()
                .map(|sealed| case.open(VERIFIED, sealed).unwrap()),
            row,
        })
        .collect()
}

/// Source, time, assurance and evidence of every fact; answers with the verified claims by kind.
async fn each_is_whole(
    app: &TestApp,
    applicant: &Applicant,
    source: &str,
    scheme: &str,
) -> Vec<(String, Option<Value>)> {
    let facts = opened(app, applicant).await;
    assert!(!facts.is_empty());
    for fact in &facts {
        let row = &fact.row;
        assert_eq!(row.source, source);
        assert!(row.created_at >= BEGINNING, "{}", row.kind);
        assert!(fact.claims.is_object(), "{}", row.kind);
        let assured = row.assurance_scheme.as_deref() == Some(scheme);
        assert!(assured || row.kind == "self_asserted", "{}", row.kind);
        assert_eq!(
            row.assurance_scheme.is_some(),
            row.assurance_value.is_some()
        );
        let evidence = row.evidence_id.as_deref().unwrap();
        let found = format!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM evidence WHERE id = '{evidence}' AND check_id = '{}'",
            row.check_id.as_deref().unwrap()
        );
        assert_eq!(app.ground.number(&found).await, 1, "{}", row.kind);
        if let Some(verified) = &fact.verified {
            verified_claims::validate(verified).unwrap();
            let verification = &verified["verification"];
            assert_eq!(verification["verification_process"], evidence);
            let check = &verification["evidence"][0]["check_details"][0];
            assert_eq!(check["check_id"], evidence);
            // Nothing of it is in the row in clear.
            let sealed = String::from_utf8_lossy(row.verified.as_ref().unwrap()).into_owned();
            assert!(!sealed.contains("trust_framework"));
        }
    }
    let mut found: Vec<_> = facts
        .into_iter()
        .map(|fact| (fact.row.kind, fact.verified))
        .collect();
    // Those of one moment have no order.
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

fn kinds(found: &[(String, Option<Value>)]) -> Vec<(&str, bool)> {
    found
        .iter()
        .map(|(kind, verified)| (kind.as_str(), verified.is_some()))
        .collect()
}

/// The connection permits to know who approved a payment.
async fn with_identities() -> TestApp {
    let mut app = TestApp::start().await;
    app.is_restarted_with(|configuration| {
        configuration.replace(
            "client_id = \"sim-bankid\"\n",
            "client_id = \"sim-bankid\"\nidentity = true\n",
        )
    })
    .await;
    app
}

#[tokio::test]
async fn a_bankid_leaves_a_verified_identity_and_a_payment_that_is_a_fact_only() {
    let app = with_identities().await;
    let (mut applicant, frame) = bankid::with_a_frame(&app).await;
    let back = app.simulator.decides_payment("granted").await;
    applicant.claims(bankid::STEP, &frame.attempt, &back).await;
    assert_eq!(app.state(&applicant).await, DONE);
    let found = each_is_whole(&app, &applicant, "bankid", "bankid.acr").await;
    assert_eq!(
        kinds(&found),
        [("identity", true), ("payment_approved", false)]
    );
    let identity = found[0].1.as_ref().unwrap();
    let verification = &identity["verification"];
    assert_eq!(verification["trust_framework"], "no_bankid");
    assert_eq!(verification["assurance_process"]["policy"], "bankid.acr");
    assert_eq!(verification["evidence"][0]["type"], "electronic_record");
    let names: Vec<_> = identity["claims"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["birthdate", "family_name", "given_name", "name"]);
}

#[tokio::test]
async fn shared_data_is_verified_but_for_what_the_person_typed_in() {
    let app = TestApp::start().await;
    let mut applicant = frankieone::before_the_step(&app).await;
    frankieone::comes_home(&app, &mut applicant, "happy").await;
    assert_eq!(app.state(&applicant).await, DONE);
    let found = each_is_whole(&app, &applicant, "frankieone", "frankieone.source").await;
    for (kind, verified) in &found {
        assert_eq!(verified.is_some(), kind == "identity", "{kind}");
    }
    let (_, Some(identity)) = &found[0] else {
        panic!("{:?}", kinds(&found));
    };
    assert_eq!(identity["verification"]["trust_framework"], "sg_myinfo");
    assert_eq!(identity["claims"]["name"], "KARI SYNTHETIC");
    assert_eq!(identity["claims"]["national_id"], "S9000000X");
    let asserted = opened(&app, &applicant).await;
    let asserted = asserted
        .iter()
        .find(|fact| fact.row.kind == "self_asserted")
        .unwrap();
    let text = identity.to_string();
    for (name, value) in asserted.claims.as_object().unwrap() {
        assert!(!text.contains(value.as_str().unwrap()), "{name}");
    }
}

#[tokio::test]
async fn an_examined_document_is_verified_without_a_word_about_the_person() {
    let mut app = TestApp::start().await;
    app.is_restarted_with(|configuration| {
        configuration
            .replace("flow = \"FACE_VERIFICATION\"", "flow = \"KTP_SCAN\"")
            .replace(
                "needs = [\"face_live\", \"face_matches\"]\ntitle = { en = \"Confirm your identity\"",
                "needs = [\"document_genuine\"]\ntitle = { en = \"Confirm your identity\"",
            )
    })
    .await;
    let mut applicant = happy::ready_to_be_seen(&app).await;
    applicant.chooses_page("face").await;
    app.simulator
        .finishes_face("COMPLETED", Some("VALID"))
        .await;
    let back = app.simulator.face_return("COMPLETED", None).await;
    applicant.comes_back(&back).await;
    assert_eq!(app.state(&applicant).await, DONE);
    let found = each_is_whole(&app, &applicant, "identity", "onekyc.flow").await;
    assert_eq!(kinds(&found), [("document_genuine", true)]);
    let document = found[0].1.as_ref().unwrap();
    assert_eq!(document["claims"], json!({}));
    let evidence = &document["verification"]["evidence"][0];
    assert_eq!(evidence["type"], "document");
    assert_eq!(evidence["document_details"]["type"], "idcard");
}

/// Says that somebody is Ada Example, born then.
pub fn identity(birthdate: &str) -> Snapshot {
    let claims = [
        ("name".to_owned(), "Ada Example".to_owned()),
        ("birthdate".to_owned(), birthdate.to_owned()),
    ];
    let fact = Fact {
        kind: FactKind::Identity,
        assurance: None,
        claims: claims.into(),
    };
    let evidence = Evidence {
        content_type: "text/plain".to_owned(),
        body: "signed".to_owned(),
    };
    Snapshot::Done(Outcome { facts: vec![fact] }, evidence)
}

/// Goes through the journey of the tests' own provider.
async fn signs(app: &TestApp, says: Snapshot) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("paper").await;
    applicant.chooses_page_of_paper().await;
    app.paper.shared().says = says;
    applicant.comes_back(&app.paper.newest_return()).await;
    assert_eq!(app.state(&applicant).await, DONE);
    applicant
}

#[tokio::test]
async fn without_a_trust_framework_nothing_is_verified() {
    let mut app = TestApp::start().await;
    let applicant = signs(&app, identity("1990-03-12")).await;
    assert!(opened(&app, &applicant).await[0].verified.is_some());
    app.is_restarted_with(|configuration| {
        configuration.replace("trust_framework = \"on_paper\"\n", "")
    })
    .await;
    let applicant = signs(&app, identity("1990-03-12")).await;
    let facts = opened(&app, &applicant).await;
    assert_eq!(facts[0].row.kind, "identity");
    assert!(facts[0].verified.is_none());
    assert_eq!(app.audited("fact.not_verifiable").await, 0);
}

/// The check succeeded, and its fact is not lost; but it is no verified identity, and somebody is told.
#[tokio::test]
async fn a_value_without_its_shape_is_a_fact_that_is_not_verified() {
    let lines = Lines::captured();
    let app = TestApp::start().await;
    let applicant = signs(&app, identity("12/03/1990")).await;
    let facts = opened(&app, &applicant).await;
    assert_eq!(facts.len(), 1);
    assert_eq!(facts[0].claims["birthdate"], "12/03/1990");
    assert!(facts[0].verified.is_none());
    assert_eq!(app.audited("fact.not_verifiable").await, 1);
    assert_eq!(app.onboarding_status(&applicant).await, "needs_review");
    let log = lines.text();
    assert!(log.contains("a fact without verified_claims"), "{log}");
    assert!(log.contains("birthdate/anyOf"), "{log}");
    assert!(!log.contains("12/03/1990") && !log.contains("Ada Example"));
}
