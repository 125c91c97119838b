//! The audit log cannot be changed unseen.

use vestibule_server::services::{
    audit::{self, Actor},
    erasure,
};

use crate::{app::TestApp, applicant::Applicant, happy::ready_to_confirm};

const EVENT: (&str, Actor) = ("test.refused", Actor::System);

/// An onboarding with a long chain, and some refusals in the system's.
pub async fn an_eventful_story(app: &TestApp) -> Applicant {
    let mut applicant = ready_to_confirm(app).await;
    applicant.chooses_page("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.comes_back(&back).await;
    applicant.comes_back(&back).await;
    for handle in 0..4 {
        let path = format!("/return/phone/unknown-{handle}");
        applicant.browser.post(&path, &[]).await;
    }
    applicant
}

/// What verification says about both chains.
async fn verified(
    app: &TestApp,
    applicant: &Applicant,
) -> (Result<i64, String>, Result<i64, String>) {
    let mut connection = app.core.db.read().await.unwrap();
    let case = audit::verify(&app.core, &mut connection, &applicant.id()).await;
    let system = audit::verify_system(&mut connection).await;
    (
        case.map_err(|error| error.to_string()),
        system.map_err(|error| error.to_string()),
    )
}

#[tokio::test]
async fn every_move_is_in_the_audit_log() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    let sql = format!(
        "SELECT kind FROM audit_events WHERE chain = '{}' ORDER BY sequence",
        applicant.onboarding()
    );
    assert_eq!(
        app.ground.texts(&sql).await,
        [
            "onboarding.begun",
            "consent.given",
            "form.answered",
            "check.begun",
            "check.moved",
            "return.claimed",
            "check.moved",
            "decision.made",
            "onboarding.moved",
            "return.refused",
        ]
    );
    let (case, system) = verified(&app, &applicant).await;
    assert_eq!(case, Ok(10));
    assert!(system.unwrap() >= 4);
}

/// SEC-184
#[tokio::test]
async fn sec_184_a_changed_row_is_named() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    app.is_tampered_with();
    let chain = applicant.onboarding();
    let at = |sequence: i64| format!("WHERE chain = '{chain}' AND sequence = {sequence}");
    let changes = [
        ("kind", "kind || 'x'"),
        ("actor", "'system' || actor"),
        ("at", "at + 1"),
        ("commitment", "previous_hash"),
        ("hash", "previous_hash"),
        ("previous_hash", "hash"),
        ("salt", "detail"),
        ("detail", "salt"),
        ("detail", "NULL"),
        (
            "detail",
            "(SELECT other.detail FROM audit_events AS other WHERE other.chain = audit_events.chain AND other.sequence = 2)",
        ),
    ];
    for (column, value) in changes {
        let columns = "kind, actor, at, commitment, hash, previous_hash, salt, detail";
        app.ground
            .execute(&format!(
                "CREATE TABLE kept AS SELECT {columns} FROM audit_events {}",
                at(4)
            ))
            .await;
        let changed = app
            .ground
            .execute(&format!(
                "UPDATE audit_events SET {column} = {value} {}",
                at(4)
            ))
            .await;
        assert_eq!(changed, 1);
        let (case, _) = verified(&app, &applicant).await;
        let problem = case.expect_err(&format!("{column} = {value} was not seen"));
        assert!(problem.contains("sequence 4"), "{column}: {problem}");
        let back: Vec<String> = columns
            .split(", ")
            .map(|column| format!("{column} = (SELECT {column} FROM kept)"))
            .collect();
        app.ground
            .execute(&format!(
                "UPDATE audit_events SET {} {}",
                back.join(", "),
                at(4)
            ))
            .await;
        app.ground.execute("DROP TABLE kept").await;
        assert_eq!(verified(&app, &applicant).await.0, Ok(10), "{column}");
    }
}

/// SEC-184
#[tokio::test]
async fn sec_184_a_missing_row_is_named() {
    for (sequence, said) in [(1, "sequence 1"), (5, "sequence 5"), (10, "ends too early")] {
        let app = TestApp::start().await;
        let applicant = an_eventful_story(&app).await;
        app.is_tampered_with();
        let sql = format!(
            "DELETE FROM audit_events WHERE chain = '{}' AND sequence = {sequence}",
            applicant.onboarding()
        );
        assert_eq!(app.ground.execute(&sql).await, 1);
        let problem = verified(&app, &applicant).await.0.unwrap_err();
        assert!(problem.contains(said), "{sequence}: {problem}");
    }
}

/// SEC-184
#[tokio::test]
async fn sec_184_swapped_rows_are_named() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    app.is_tampered_with();
    for (from, to) in [(3, 100), (4, 3), (100, 4)] {
        let sql = format!(
            "UPDATE audit_events SET sequence = {to} WHERE chain = '{}' AND sequence = {from}",
            applicant.onboarding()
        );
        assert_eq!(app.ground.execute(&sql).await, 1);
    }
    let problem = verified(&app, &applicant).await.0.unwrap_err();
    assert!(problem.contains("sequence 3"), "{problem}");
}

/// SEC-184: also where the head was cut back with the tail, and a row of another chain was put in.
#[tokio::test]
async fn sec_184_a_row_of_another_chain_does_not_fit() {
    let app = TestApp::start().await;
    let one = an_eventful_story(&app).await;
    let other = an_eventful_story(&app).await;
    app.is_tampered_with();
    let ids = (one.onboarding(), other.onboarding());
    app.ground
        .execute(&format!(
            "DELETE FROM audit_events WHERE chain = '{}' AND sequence = 10",
            ids.0
        ))
        .await;
    app.ground
        .execute(&format!(
            "UPDATE audit_events SET chain = '{}' WHERE chain = '{}' AND sequence = 10",
            ids.0, ids.1
        ))
        .await;
    let problem = verified(&app, &one).await.0.unwrap_err();
    assert!(problem.contains("sequence 10"), "{problem}");
    let problem = verified(&app, &other).await.0.unwrap_err();
    assert!(problem.contains("ends too early"), "{problem}");
}

/// SEC-184
#[tokio::test]
async fn sec_184_the_system_s_chain_is_verified_with_its_details() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    app.is_tampered_with();
    let other = "(SELECT other.salt FROM audit_events AS other WHERE other.chain = 'system' AND other.sequence = 1)";
    let sql =
        format!("UPDATE audit_events SET detail = {other} WHERE chain = 'system' AND sequence = 2");
    assert_eq!(app.ground.execute(&sql).await, 1);
    let (case, system) = verified(&app, &applicant).await;
    assert_eq!(case, Ok(10));
    assert!(system.unwrap_err().contains("sequence 2"));
}

/// Erasure destroys the key, details and salts; the chain stays verifiable. What is put there later is found (SEC-184).
#[tokio::test]
async fn sec_185_an_erased_onboarding_s_chain_still_verifies() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    let id = applicant.id();
    erasure::erase(&app.core, &id, Actor::CommandLine)
        .await
        .unwrap();
    let rows = verified(&app, &applicant).await.0.unwrap();
    assert!(rows > 10, "{rows}");
    app.is_tampered_with();
    let nothing = match app.ground.is_sqlite() {
        true => "x''",
        false => "'\\x'::bytea",
    };
    for (column, nothing) in [("detail", "NULL"), ("salt", nothing)] {
        let set = |value: &str| {
            format!(
                "UPDATE audit_events SET {column} = {value} WHERE chain = '{id}' AND sequence = 4"
            )
        };
        let other = "(SELECT salt FROM audit_events WHERE chain = 'system' AND sequence = 1)";
        assert_eq!(app.ground.execute(&set(other)).await, 1);
        let problem = verified(&app, &applicant).await.0.unwrap_err();
        assert!(
            problem.ends_with("sequence 4: the detail or its salt was changed"),
            "{problem}"
        );
        assert_eq!(app.ground.execute(&set(nothing)).await, 1);
        assert_eq!(verified(&app, &applicant).await.0, Ok(rows));
    }
}

/// Longer than a page of rows.
#[tokio::test]
async fn a_long_chain_is_verified_to_its_end() {
    let app = TestApp::start().await;
    // The start is in it already.
    for _ in 1..520 {
        audit::refusal(&app.core, EVENT, "again").await.unwrap();
    }
    let mut connection = app.core.db.read().await.unwrap();
    assert_eq!(audit::verify_system(&mut connection).await.unwrap(), 520);
    drop(connection);
    app.is_tampered_with();
    app.ground
        .execute("UPDATE audit_events SET at = at + 1 WHERE sequence = 515")
        .await;
    let mut connection = app.core.db.read().await.unwrap();
    let problem = audit::verify_system(&mut connection).await.unwrap_err();
    assert!(problem.to_string().contains("sequence 515"), "{problem}");
}
