//! Backups: what is written, what is restored, and what is refused.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use vestibule::id::OperatorName;
use vestibule_server::{
    backup::{BackupError, Summary, TABLES, back_up, restore},
    db::{Database, audit_tree::CheckpointRow},
    services::{
        audit::{
            self, Actor,
            verification::{Trusted, verify_database},
        },
        operators::{sessions, setups},
    },
};

use crate::{
    app::TestApp,
    audit_tree::signs,
    dashboard::person::{first, is_in},
    ground::Ground,
    happy::ready_to_confirm,
};

const MADE_AT: &str = "2026-11-22T10:00:00Z";

/// A database with something in most tables: one applicant is through, another is under way.
async fn lived_in() -> TestApp {
    let app = TestApp::start().await;
    let mut applicant = ready_to_confirm(&app).await;
    let frame = applicant.launches_frame("confirm").await;
    let back = app.simulator.finishes_phone("SUCCESS", None).await.unwrap();
    applicant.claims("confirm", &frame.attempt, &back).await;
    ready_to_confirm(&app).await;
    app
}

async fn written(db: &Database) -> (Vec<u8>, Summary) {
    back_up(db, Vec::new(), MADE_AT).await.unwrap()
}

/// A new database of the kind that the tests run on.
async fn empty(ground: &Ground) -> Database {
    let db = Database::connect(ground.url()).await.unwrap();
    db.migrate().await.unwrap();
    db
}

async fn restored(db: &Database, bytes: &[u8]) -> Result<Summary, BackupError> {
    let (tx, summary) = restore(db, bytes).await?;
    tx.commit().await.unwrap();
    Ok(summary)
}

/// A migration that makes a table says where a backup has it.
#[tokio::test]
async fn every_table_has_a_place_in_a_backup() {
    let app = TestApp::start().await;
    let mut listed: Vec<String> = TABLES.iter().map(|table| table.name.to_owned()).collect();
    listed.sort();
    assert_eq!(app.ground.tables().await, listed);
}

/// Whatever kind of database the tests run on: through SQLite and back, every byte is the same.
#[tokio::test]
async fn what_is_restored_is_what_was_backed_up_on_either_kind_of_database() {
    let app = lived_in().await;
    let (bytes, summary) = written(&app.core.db).await;
    for table in ["onboardings", "facts", "evidence", "audit_events", "steps"] {
        assert!(summary.rows[table] > 0, "{table}");
    }
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("other.db").display());
    let sqlite = Database::connect(&url).await.unwrap();
    sqlite.migrate().await.unwrap();
    assert_eq!(restored(&sqlite, &bytes).await.unwrap(), summary);
    let (copy, _) = written(&sqlite).await;
    assert!(copy == bytes, "another backup of the same rows");

    let ground = Ground::fresh().await;
    let again = empty(&ground).await;
    restored(&again, &copy).await.unwrap();
    let (copy, _) = written(&again).await;
    assert!(copy == bytes, "another backup of the same rows");
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    assert_eq!(ground.dump(&tables).await, app.ground.dump(&tables).await);
}

/// What was restored verifies, against every checkpoint that was published before; one that was published later tells what is
/// lost (SEC-184).
#[tokio::test]
async fn the_audit_log_verifies_after_a_restore_and_says_when_it_is_older_than_a_checkpoint() {
    let app = lived_in().await;
    let before = signs(&app).await;
    let (bytes, _) = written(&app.core.db).await;
    audit::refusal(&app.core, ("test.refused", Actor::System), "again")
        .await
        .unwrap();
    let after = signs(&app).await;
    let ground = Ground::fresh().await;
    let db = empty(&ground).await;
    restored(&db, &bytes).await.unwrap();
    let verified = async |published: &[&CheckpointRow]| {
        let trusted = Trusted {
            checkpoints: published.iter().map(|row| row.note.clone()).collect(),
            ..Trusted::default()
        };
        let verified = verify_database(&db, &app.core.keys, &trusted).await;
        verified.map_err(|error| error.to_string())
    };
    let whole = verified(&[&before]).await.unwrap();
    assert_eq!((whole.checkpoints, whole.ahead), (1, 0));
    let problem = verified(&[&before, &after]).await.unwrap_err();
    assert!(problem.contains("the log has been cut"), "{problem}");
}

/// Names, numbers and documents are sealed in the database; a backup is no way around that.
#[tokio::test]
async fn a_backup_holds_nothing_personal_that_can_be_read() {
    let app = lived_in().await;
    let (bytes, _) = written(&app.core.db).await;
    let text = String::from_utf8(bytes).unwrap();
    for personal in ["7700900123", "7700 900123"] {
        assert!(!text.contains(personal), "{personal}");
    }
}

/// Whoever writes while a backup is made is in it completely, or not at all.
#[tokio::test]
async fn a_backup_is_of_one_moment() {
    let app = lived_in().await;
    let mut tx = app.core.db.begin_snapshot().await.unwrap();
    let count = "SELECT COUNT(*) FROM onboardings";
    let before: i64 = sqlx::query_scalar(count).fetch_one(&mut *tx).await.unwrap();
    ready_to_confirm(&app).await;
    assert_eq!(app.ground.number(count).await, before + 1);
    let still: i64 = sqlx::query_scalar(count).fetch_one(&mut *tx).await.unwrap();
    assert_eq!(still, before);
}

#[tokio::test]
async fn only_an_empty_database_takes_a_backup_in() {
    let app = lived_in().await;
    let (bytes, _) = written(&app.core.db).await;
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let before = app.ground.dump(&tables).await;
    let refused = restored(&app.core.db, &bytes).await;
    assert!(
        matches!(&refused, Err(BackupError::Refused(why)) if why.contains("not empty")),
        "{refused:?}"
    );
    assert_eq!(app.ground.dump(&tables).await, before);
}

/// A backup that was altered anywhere is refused, and the database stays empty.
#[tokio::test]
async fn a_backup_that_was_altered_changes_nothing() {
    let app = lived_in().await;
    let (bytes, _) = written(&app.core.db).await;
    let ground = Ground::fresh().await;
    let db = empty(&ground).await;
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let nothing = ground.dump(&tables).await;
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let joined = |lines: &[&[u8]]| lines.concat();
    let row = lines
        .iter()
        .position(|line| line.starts_with(b"["))
        .unwrap();
    let mut swapped = lines.clone();
    swapped.swap(row, row - 1);
    let without_row: Vec<&[u8]> = [&lines[..row], &lines[row + 1..]].concat();
    let mut altered = bytes.clone();
    let middle = lines[..lines.len() / 2].concat().len() + 3;
    altered[middle] ^= 1;
    let other_schema =
        String::from_utf8(bytes.clone())
            .unwrap()
            .replacen("\"schema\":", "\"schema\":9", 1);
    let mut wrong: Vec<(&str, Vec<u8>)> = vec![
        ("cut", joined(&lines[..lines.len() - 1])),
        ("cut in a line", bytes[..bytes.len() - 2].to_vec()),
        ("swapped", joined(&swapped)),
        ("without a row", joined(&without_row)),
        ("one bit", altered),
        ("another schema", other_schema.into_bytes()),
        ("twice", [bytes.clone(), bytes.clone()].concat()),
        ("nothing", Vec::new()),
        ("no backup", b"{\"format\":\"other\"}\n".to_vec()),
    ];
    // The number of rows in the last line is not covered by the digest, so it is compared.
    let last = String::from_utf8(lines[lines.len() - 1].to_vec()).unwrap();
    let fewer = last.replacen("\"onboardings\":2", "\"onboardings\":1", 1);
    assert_ne!(last, fewer);
    let mut miscounted = joined(&lines[..lines.len() - 1]);
    miscounted.extend(fewer.as_bytes());
    wrong.push(("miscounted", miscounted));
    for (what, bytes) in wrong {
        let refused = restored(&db, &bytes).await;
        assert!(refused.is_err(), "{what}");
        assert_eq!(ground.dump(&tables).await, nothing, "{what}");
    }
    restored(&db, &bytes).await.unwrap();
}

/// The rows of a table come after those that they refer to, whatever is in it.
#[tokio::test]
async fn every_table_comes_after_those_that_it_refers_to() {
    let app = TestApp::start().await;
    let mut before = BTreeSet::new();
    for table in TABLES {
        let sql = if app.ground.is_sqlite() {
            format!(
                "SELECT \"table\" FROM pragma_foreign_key_list('{}')",
                table.name
            )
        } else {
            format!(
                "SELECT DISTINCT CAST(other.relname AS TEXT) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid \
                 JOIN pg_class other ON other.oid = c.confrelid WHERE c.contype = 'f' AND t.relname = '{}' \
                 AND t.relnamespace = CAST(current_schema() AS regnamespace)",
                table.name
            )
        };
        for other in app.ground.texts(&sql).await {
            assert!(before.contains(&other), "{} is before {other}", table.name);
        }
        before.insert(table.name.to_owned());
    }
}

/// A link that was used since the backup was made would be good again after a restore, and so would a session that somebody ended.
#[tokio::test]
async fn after_a_restore_no_session_goes_on_and_no_set_up_link_is_good() {
    let app = TestApp::start().await;
    let mut anna = first(&app).await;
    let name = OperatorName::new("anna").unwrap();
    let link = setups::make(&app.core, &name, Actor::CommandLine).await;
    let path = format!("/dashboard/set-up/{}", link.unwrap());
    assert_eq!(anna.browser.get(&path).await.status, StatusCode::OK);
    assert!(is_in(&mut anna.browser).await);
    let mut tx = app.core.db.begin_write().await.unwrap();
    sessions::end_everybodys(&app.core, &mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(anna.browser.get(&path).await.status, StatusCode::GONE);
    assert!(!is_in(&mut anna.browser).await);
}
