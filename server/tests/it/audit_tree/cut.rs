//! Rows, chains or the log itself were cut off or rewritten: whoever has a checkpoint finds it.

use vestibule_server::services::audit::verification::Trusted;

use super::{holds, keys, problem, published, signs, something_happens, verified};
use crate::{app::TestApp, audit_log::an_eventful_story};

/// Cuts a chain back to this row, together with its head, as an intruder would.
async fn cuts_back(app: &TestApp, chain: &str, sequence: i64) {
    app.is_tampered_with();
    for sql in [
        format!("DELETE FROM audit_events WHERE chain = '{chain}' AND sequence > {sequence}"),
        format!(
            "UPDATE audit_heads SET sequence = {sequence}, hash = (SELECT hash FROM audit_events \
             WHERE chain = '{chain}' AND sequence = {sequence}) WHERE chain = '{chain}'"
        ),
    ] {
        assert!(app.ground.execute(&sql).await > 0);
    }
}

/// SEC-184: the head was cut with the tail; the log remembers.
#[tokio::test]
async fn sec_184_a_cut_tail_is_found_by_the_logged_head() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    signs(&app).await;
    let chain = applicant.onboarding().to_owned();
    cuts_back(&app, &chain, 7).await;
    let said = problem(&app).await;
    assert_eq!(
        said,
        format!("chain {chain} ends too early: sequence 8 is missing")
    );
    // Also when the head says that it was never logged so far.
    app.ground
        .execute("UPDATE audit_heads SET logged = 0")
        .await;
    assert_eq!(problem(&app).await, said);
    // And when the leaf is told to name the row that there is: its hash in the tree is another.
    app.ground
        .execute(&format!(
            "UPDATE audit_leaves SET sequence = 7, hash = (SELECT hash FROM audit_heads WHERE chain = '{chain}') \
             WHERE chain = '{chain}'"
        ))
        .await;
    app.ground
        .execute(&format!(
            "UPDATE audit_heads SET logged = 7 WHERE chain = '{chain}'"
        ))
        .await;
    app.ground
        .execute("UPDATE audit_heads SET logged = sequence")
        .await;
    let said = problem(&app).await;
    assert!(
        said.starts_with("the tree's hash at level 0, position 0"),
        "{said}"
    );
}

/// SEC-184
#[tokio::test]
async fn sec_184_a_chain_that_is_gone_is_named() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    app.is_tampered_with();
    let chain = applicant.onboarding();
    let gone = |table: &str, chain: &str| format!("DELETE FROM {table} WHERE chain = '{chain}'");
    // Before it was logged: the onboarding is there, its chain is not.
    app.ground.execute(&gone("audit_events", chain)).await;
    app.ground.execute(&gone("audit_heads", chain)).await;
    let said = problem(&app).await;
    assert_eq!(
        said,
        format!("chain {chain}, sequence 1: the whole chain is missing")
    );
    // One that was logged and belongs to no onboarding.
    let app = TestApp::start().await;
    let row = signs(&app).await;
    app.is_tampered_with();
    app.ground.execute(&gone("audit_events", "system")).await;
    app.ground.execute(&gone("audit_heads", "system")).await;
    let said = problem(&app).await;
    assert!(
        said.starts_with("leaf 0: chain system, sequence "),
        "{said}"
    );
    assert_eq!(row.size, 1);
}

/// What an intruder does who may write everything but has no key: the log is taken back to nothing.
async fn forgets_the_log(app: &TestApp) {
    app.is_tampered_with();
    for sql in [
        "DELETE FROM audit_leaves",
        "DELETE FROM audit_nodes",
        "DELETE FROM audit_checkpoints",
        "UPDATE audit_heads SET logged = 0",
    ] {
        app.ground.execute(sql).await;
    }
}

/// SEC-184: a cut log is found against a checkpoint that was published.
#[tokio::test]
async fn sec_184_a_cut_log_is_found_by_whoever_has_a_checkpoint() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    let first = signs(&app).await;
    something_happens(&app.core).await;
    let second = signs(&app).await;
    let kept = published(&[&second]);
    assert_eq!(verified(&app, &kept).await.unwrap().leaves, 3);
    // Chain, head, leaf, tree and checkpoint: everything that this database says fits.
    let system = app
        .ground
        .number("SELECT MAX(sequence) FROM audit_events WHERE chain = 'system'")
        .await;
    cuts_back(&app, "system", system - 1).await;
    for sql in [
        "DELETE FROM audit_leaves WHERE position = 2",
        "DELETE FROM audit_nodes WHERE position = 2 AND level = 0",
        "DELETE FROM audit_checkpoints WHERE number = 2",
        "UPDATE audit_heads SET logged = sequence",
    ] {
        app.ground.execute(sql).await;
    }
    assert_eq!(holds(&app).await.leaves, 2);
    assert_eq!(
        verified(&app, &published(&[&first])).await.unwrap().leaves,
        2
    );
    assert_eq!(
        verified(&app, &kept).await.unwrap_err(),
        "the published checkpoint of size 3: the log has been cut: it has 2 leaves now"
    );
    drop(applicant);
}

/// SEC-184: history rewritten and signed again, by the same key and by another.
#[tokio::test]
async fn sec_184_a_rewritten_log_is_found_by_whoever_has_a_checkpoint_or_the_key() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    let before = signs(&app).await;
    let (kept, ours) = (published(&[&before]), keys(&app).await);
    let of_us = Trusted {
        keys: ours.clone(),
        ..Trusted::default()
    };
    verified(&app, &of_us).await.unwrap();

    cuts_back(&app, applicant.onboarding(), 7).await;
    forgets_the_log(&app).await;
    let after = signs(&app).await;
    assert_eq!((after.size, holds(&app).await.leaves), (before.size, 2));
    assert_eq!(
        verified(&app, &kept).await.unwrap_err(),
        "the published checkpoint of size 2: the log has another root at that size: it was rewritten"
    );

    // Who has no key of ours makes one.
    forgets_the_log(&app).await;
    app.ground.execute("DELETE FROM signing_keys").await;
    signs(&app).await;
    holds(&app).await;
    let said = verified(&app, &of_us).await.unwrap_err();
    assert!(
        said.starts_with("checkpoint 1 (size 2): it is signed by none of the known keys"),
        "{said}"
    );
    let said = verified(&app, &kept).await.unwrap_err();
    assert!(
        said.starts_with(
            "the published checkpoint of size 2: it is signed by none of the known keys"
        ),
        "{said}"
    );
}
