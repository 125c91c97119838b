//! Heads are logged as chains move, and proven.

use vestibule_server::{
    audit_log::checkpoint::Checkpoint,
    services::{audit::verification::Trusted, checkpoints},
};

use super::{holds, keys, published, signs, something_happens, verified};
use crate::{app::TestApp, audit_log::an_eventful_story};

#[tokio::test]
async fn heads_are_logged_and_signed_as_they_move() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    let first = signs(&app).await;
    // The system's chain and one onboarding's.
    assert_eq!((first.number, first.size), (1, 2));
    let verified = holds(&app).await;
    assert_eq!(
        (verified.chains, verified.leaves, verified.ahead),
        (2, 2, 0)
    );
    assert_eq!(verified.checkpoints, 1);

    // Nothing is new.
    assert!(
        checkpoints::append_and_sign(&app.core)
            .await
            .unwrap()
            .made
            .is_none()
    );
    something_happens(&app.core).await;
    assert_eq!(holds(&app).await.ahead, 1);
    let second = signs(&app).await;
    assert_eq!((second.number, second.size), (2, 3));

    let known = keys(&app).await;
    let (read, _) = Checkpoint::open(&second.note, &known).unwrap();
    assert_eq!(
        (read.origin.as_str(), read.size),
        ("localhost:3000/audit", 3)
    );
    assert_eq!(holds(&app).await.newest, Some(read));
    let both = published(&[&first, &second]);
    assert_eq!(verified_rows(&app, &both).await, holds(&app).await.rows);
    drop(applicant);
}

async fn verified_rows(app: &TestApp, trusted: &Trusted) -> u64 {
    verified(app, trusted).await.unwrap().rows
}

/// More chains than one transaction takes.
#[tokio::test]
async fn many_chains_are_logged_in_bounded_steps() {
    let app = TestApp::start().await;
    let (one, other) = (an_eventful_story(&app).await, an_eventful_story(&app).await);
    app.is_tampered_with();
    // Chains that belong to nobody, as far as the log is concerned: heads with a row each.
    let numbers = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 450)";
    for insert in [
        "INSERT INTO audit_heads (chain, sequence, hash) SELECT 'chain-' || n, 1, hash FROM numbers, audit_heads \
         WHERE chain = 'system'",
        "INSERT INTO audit_events (id, chain, sequence, at, kind, actor, salt, commitment, previous_hash, hash) \
         SELECT 'row-' || n, 'chain-' || n, 1, at, kind, actor, salt, commitment, previous_hash, \
         (SELECT hash FROM audit_heads WHERE chain = 'system') FROM numbers, audit_events \
         WHERE chain = 'system' AND sequence = 1",
    ] {
        let sql = insert.replacen(" SELECT", &format!(" {numbers} SELECT"), 1);
        assert_eq!(app.ground.execute(&sql).await, 450);
    }
    let made = signs(&app).await;
    assert_eq!(made.size, 453);
    let mut connection = app.core.db.read().await.unwrap();
    for applicant in [&one, &other] {
        let proof = checkpoints::inclusion_proof(&mut connection, &applicant.id())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(proof.leaf.sequence, 10);
        proof.verify(&keys(&app).await).unwrap();
    }
    assert!(
        checkpoints::append_and_sign(&app.core)
            .await
            .unwrap()
            .made
            .is_none()
    );
}

/// Chains that rest cost nothing: they are not even looked at.
#[tokio::test]
async fn chains_that_moved_are_found_by_their_index() {
    let app = TestApp::start().await;
    if !app.ground.is_sqlite() {
        return;
    }
    let sql = "EXPLAIN QUERY PLAN SELECT chain, sequence, hash, logged FROM audit_heads WHERE sequence > logged \
               ORDER BY chain LIMIT 200";
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql)
        .fetch_all(&mut app.ground.connect().await)
        .await
        .unwrap();
    assert!(plan[0].3.contains("audit_heads_to_log"), "{plan:?}");
}

#[tokio::test]
async fn an_onboarding_s_newest_rows_are_proven_on_demand() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    let id = applicant.id();
    let mut connection = app.core.db.read().await.unwrap();
    let none = checkpoints::inclusion_proof(&mut connection, &id)
        .await
        .unwrap();
    assert_eq!(none, None);
    // The system's chain is not needed for it.
    let made = checkpoints::cover(&app.core, &id).await.unwrap().unwrap();
    assert_eq!(made.size, 1);
    assert!(checkpoints::cover(&app.core, &id).await.unwrap().is_none());
    let proof = checkpoints::inclusion_proof(&mut connection, &id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((proof.leaf.sequence, proof.index), (10, 0));
    let known = keys(&app).await;
    proof.verify(&known).unwrap();
    // It holds when the log has gone on, and so does the new one.
    for _ in 0..5 {
        something_happens(&app.core).await;
        signs(&app).await;
    }
    let later = checkpoints::inclusion_proof(&mut connection, &id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (later.leaf.clone(), later.index, later.size),
        (proof.leaf.clone(), 0, 6)
    );
    assert_eq!(later.hashes.len(), 3);
    later.verify(&known).unwrap();
    proof.verify(&known).unwrap();
}
