//! The log of chain heads, its checkpoints and its exports: what was cut off or rewritten is found.

mod changed;
mod cut;
mod exports;
mod logged;
mod signed;

use vestibule_server::{
    audit_log::{check::Verified, note::VerifierKey},
    db::audit_tree::CheckpointRow,
    services::{
        audit::{
            self, Actor, exporting,
            verification::{Trusted, verify_database},
        },
        checkpoints,
        core::Core,
        signing_keys::{self, Purpose},
    },
};

use crate::app::TestApp;

const EVENT: (&str, Actor) = ("test.refused", Actor::System);

pub async fn signs(app: &TestApp) -> CheckpointRow {
    let run = checkpoints::append_and_sign(&app.core).await.unwrap();
    assert!(!run.more);
    run.made.expect("there was nothing new")
}

async fn verified(app: &TestApp, trusted: &Trusted) -> Result<Verified, String> {
    verify_database(&app.core.db, &app.core.keys, trusted)
        .await
        .map_err(|error| error.to_string())
}

async fn holds(app: &TestApp) -> Verified {
    verified(app, &Trusted::default()).await.unwrap()
}

async fn problem(app: &TestApp) -> String {
    verified(app, &Trusted::default()).await.unwrap_err()
}

fn published(rows: &[&CheckpointRow]) -> Trusted {
    Trusted {
        checkpoints: rows.iter().map(|row| row.note.clone()).collect(),
        ..Trusted::default()
    }
}

async fn keys(app: &TestApp) -> Vec<VerifierKey> {
    let mut connection = app.core.db.read().await.unwrap();
    signing_keys::public_keys(&mut connection, Purpose::Checkpoint)
        .await
        .unwrap()
        .iter()
        .map(|key| VerifierKey::new(&app.core.audit.origin, key.key.as_bytes()).unwrap())
        .collect()
}

async fn something_happens(core: &Core) {
    audit::refusal(core, EVENT, "again").await.unwrap();
}

async fn exported(app: &TestApp) -> Vec<u8> {
    exporting::export(&app.core, Vec::new()).await.unwrap().0
}
