//! Checkpoints: when one is signed, by which key, and who is told.

use std::sync::Arc;

use serde_json::Value;
use tokio::task::JoinSet;
use vestibule_server::{
    audit_log::{
        checkpoint::Checkpoint,
        note::{self, VerifierKey},
    },
    random::ChaChaRandomness,
    services::{
        audit::{Actor, verification::Trusted},
        checkpoints,
        core::Core,
        signing_keys::{self, Purpose},
    },
};

use super::{exported, holds, keys, published, signs, something_happens, verified};
use crate::{
    app::{MINUTE, TestApp},
    audit_log::an_eventful_story,
    invariants::beside,
};

const DAY: i64 = 24 * 60 * MINUTE;

/// That nothing is new is news, once a day.
#[tokio::test]
async fn a_checkpoint_is_made_at_least_once_a_day() {
    let app = TestApp::start().await;
    let first = signs(&app).await;
    app.clock.advance(DAY - 1);
    assert!(checkpoints::tick(&app.core).await.unwrap().made.is_none());
    app.clock.advance(1);
    let second = checkpoints::tick(&app.core).await.unwrap().made.unwrap();
    assert_eq!((second.number, second.size), (2, first.size));
    assert_eq!(second.note, first.note);
    // SEC-195: the clock was set back.
    app.clock.advance(-3 * DAY);
    assert!(checkpoints::tick(&app.core).await.unwrap().made.is_some());
    assert_eq!(holds(&app).await.checkpoints, 3);
}

#[tokio::test]
async fn a_checkpoint_is_made_when_it_is_due() {
    let app = TestApp::start().await;
    assert!(checkpoints::tick(&app.core).await.unwrap().made.is_some());
    something_happens(&app.core).await;
    app.clock.advance(10 * MINUTE - 1);
    assert!(checkpoints::tick(&app.core).await.unwrap().made.is_none());
    app.clock.advance(1);
    assert!(checkpoints::tick(&app.core).await.unwrap().made.is_some());
}

/// "A log MUST not sign any checkpoint which is inconsistent with any checkpoint it previously signed."
#[tokio::test]
async fn a_tree_that_is_not_the_signed_one_is_not_signed_again() {
    for (change, said) in [
        (
            "UPDATE audit_nodes SET hash = (SELECT MIN(hash) FROM audit_leaves) WHERE level = 1",
            "another root",
        ),
        (
            "DELETE FROM audit_leaves WHERE position = 1",
            "has been cut",
        ),
        (
            "UPDATE audit_checkpoints SET note = 'x' || note",
            "known keys",
        ),
    ] {
        let app = TestApp::start().await;
        let applicant = an_eventful_story(&app).await;
        signs(&app).await;
        app.is_tampered_with();
        app.ground.execute(change).await;
        app.clock.advance(DAY);
        let problem = checkpoints::append_and_sign(&app.core).await.unwrap_err();
        assert!(problem.to_string().contains(said), "{change}: {problem}");
        assert_eq!(
            app.ground
                .number("SELECT COUNT(*) FROM audit_checkpoints")
                .await,
            1
        );
        drop(applicant);
    }
}

/// SEC-188: old checkpoints still verify, new ones are signed by the new key.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sec_188_a_key_is_rotated_while_others_write() {
    let app = TestApp::start().await;
    let first = signs(&app).await;
    let mut writers = JoinSet::new();
    for _ in 0..4 {
        let core = app.core.clone();
        writers.spawn(async move {
            for _ in 0..5 {
                something_happens(&core).await;
                checkpoints::append_and_sign(&core).await.unwrap();
            }
        });
    }
    // Keys are ordered by their time.
    app.clock.advance(1);
    let mut tx = app.core.db.begin_write().await.unwrap();
    signing_keys::make(&app.core, &mut tx, Purpose::Checkpoint, Actor::CommandLine)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    writers.join_all().await;
    something_happens(&app.core).await;
    let last = signs(&app).await;

    let known = keys(&app).await;
    let [new, old] = known.as_slice() else {
        panic!("{known:?}")
    };
    assert_eq!(Checkpoint::open(&first.note, &known).unwrap().1, old);
    assert_eq!(Checkpoint::open(&last.note, &known).unwrap().1, new);
    let kept = published(&[&first, &last]);
    let with = |keys: &[&VerifierKey]| Trusted {
        keys: keys.iter().map(|key| (*key).clone()).collect(),
        ..kept.clone()
    };
    verified(&app, &with(&[])).await.unwrap();
    verified(&app, &with(&[old, new])).await.unwrap();
    for only in [old, new] {
        let said = verified(&app, &with(&[only])).await.unwrap_err();
        assert!(said.contains("signed by none of the known keys"), "{said}");
    }
}

/// Two servers on one database, and applicants meanwhile: one log, without gaps.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn servers_that_sign_at_once_make_one_log() {
    let app = TestApp::start().await;
    // With a pool and ids of its own.
    let other = Arc::new(Core {
        random: Arc::new(ChaChaRandomness::seeded(2)),
        ..beside(&app.core, app.ground.url()).await
    });
    let mut work = JoinSet::new();
    for core in [&app.core, &other] {
        for _ in 0..2 {
            let core = core.clone();
            work.spawn(async move {
                for _ in 0..8 {
                    something_happens(&core).await;
                    checkpoints::append_and_sign(&core).await.unwrap();
                }
            });
        }
    }
    let mut stories = Vec::new();
    for _ in 0..2 {
        let applicant = an_eventful_story(&app).await;
        checkpoints::cover(&other, &applicant.id()).await.unwrap();
        stories.push(applicant);
    }
    work.join_all().await;
    checkpoints::append_and_sign(&app.core).await.unwrap();
    let verified = holds(&app).await;
    assert_eq!((verified.chains, verified.ahead), (3, 0));
    assert_eq!(
        verified.newest.map(|newest| newest.size),
        Some(verified.leaves)
    );
}

#[tokio::test]
async fn checkpoints_are_appended_to_a_file() {
    let app = TestApp::with(&[("AUDIT__ORIGIN", "id.example.com/log")]).await;
    let file = app.ground.folder().join("published/checkpoints.txt");
    let settings = checkpoints::CheckpointSettings {
        file: Some(file.clone()),
        ..app.core.audit.clone()
    };
    assert_eq!(settings.origin, "id.example.com/log");
    let core = Core {
        audit: settings,
        ..beside(&app.core, app.ground.url()).await
    };
    for _ in 0..2 {
        something_happens(&core).await;
        checkpoints::append_and_sign(&core)
            .await
            .unwrap()
            .made
            .unwrap();
    }
    let text = std::fs::read_to_string(&file).unwrap();
    let notes = note::in_file(&text);
    assert_eq!(notes.len(), 2);
    let trusted = Trusted {
        checkpoints: notes.into_iter().map(str::to_owned).collect(),
        keys: keys(&app).await,
    };
    assert_eq!(verified(&app, &trusted).await.unwrap().checkpoints, 2);
}

/// Endpoints that asked for checkpoints get each, however many asked for something else.
#[tokio::test]
async fn checkpoints_are_told_to_endpoints_that_ask_for_them() {
    let app = TestApp::start().await;
    let client = "INSERT INTO clients (name, display_name, return_urls, created_at) VALUES ('bank', 'Bank', '[]', 0)";
    app.ground.execute(client).await;
    let others: Vec<String> = (0..1_000)
        .map(|number| {
            format!("('{number:04}', 'bank', 'live', 'https://bank.example/', '', '[\"onboarding.completed\"]', 0)")
        })
        .collect();
    let sql = format!(
        "INSERT INTO webhook_endpoints (id, client, mode, url, description, kinds, created_at) VALUES {}",
        others.join(", ")
    );
    app.ground.execute(&sql).await;
    for (id, kinds) in [
        ("asks", "[\"audit.checkpoint\"]"),
        ("asks-for-others", "[\"onboarding.completed\"]"),
        ("asks-for-nothing", "[]"),
    ] {
        let sql = format!(
            "INSERT INTO webhook_endpoints (id, client, mode, url, description, kinds, created_at) \
             VALUES ('{id}', 'bank', 'live', 'https://bank.example/', '', '{kinds}', 0)"
        );
        app.ground.execute(&sql).await;
    }
    let made = signs(&app).await;
    let told = app
        .ground
        .texts("SELECT endpoint_id FROM webhook_deliveries")
        .await;
    assert_eq!(told, ["asks"]);
    let payload = app
        .ground
        .texts("SELECT payload FROM events WHERE kind = 'audit.checkpoint'")
        .await
        .remove(0);
    let payload: Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(payload["type"], "audit.checkpoint");
    assert_eq!(payload["data"]["checkpoint"], made.note);
    assert_eq!(payload["data"]["size"], made.size);
}

/// The start says with which configuration, when that is another one.
#[tokio::test]
async fn a_start_with_another_configuration_is_in_the_system_s_chain() {
    let mut app = TestApp::start().await;
    assert_eq!(app.audited("configuration.loaded").await, 1);
    app.is_killed_and_restarted().await;
    assert_eq!(app.audited("configuration.loaded").await, 1);
    app.is_restarted_with(|text| format!("{text}\n[logging]\nfilter = \"warn\"\n"))
        .await;
    assert_eq!(app.audited("configuration.loaded").await, 2);
    app.is_restarted_with(|text| text.replace("filter = \"warn\"", "filter = \"info\""))
        .await;
    assert_eq!(app.audited("configuration.loaded").await, 3);
    let export = String::from_utf8(exported(&app).await).unwrap();
    assert!(export.contains("\\\"sha256\\\":"), "{export}");
}
