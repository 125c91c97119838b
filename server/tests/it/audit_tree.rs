//! The log of chain heads, its checkpoints and its exports: what was cut off or rewritten is found.

use std::{io::Cursor, sync::Arc};

use serde_json::Value;
use tokio::task::JoinSet;
use vestibule_server::{
    audit_log::{
        chain::Row,
        check::Verified,
        checkpoint::Checkpoint,
        export::{self, ExportedRow, Line},
        leaf::Leaf,
        note::{self, VerifierKey},
    },
    crypto::sha256_hex,
    db::audit_tree::CheckpointRow,
    random::ChaChaRandomness,
    services::{
        audit::{
            self, Actor, exporting,
            verification::{Trusted, verify_database},
        },
        checkpoints,
        core::Core,
        erasure,
        signing_keys::{self, Purpose},
    },
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    audit_log::an_eventful_story,
    invariants::beside,
};

const EVENT: (&str, Actor) = ("test.refused", Actor::System);
const DAY: i64 = 24 * 60 * MINUTE;

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

/// A cell of a table: which row, which column, what is in it.
struct Cell {
    table: &'static str,
    key: Vec<(&'static str, String)>,
    column: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Number,
    Bytes,
}

impl Cell {
    fn row(&self, of_changed: bool) -> String {
        let conditions: Vec<String> = self
            .key
            .iter()
            .map(
                |(column, value)| match of_changed && *column == self.column {
                    // The row's name is what was changed.
                    true if self.kind == Kind::Number => format!("{column} = {value} + 256"),
                    true => format!("{column} = {}", changed_text(value)),
                    false => format!("{column} = {value}"),
                },
            )
            .collect();
        conditions.join(" AND ")
    }
}

/// One letter in the middle of a quoted text is another.
fn changed_text(quoted: &str) -> String {
    let mut letters: Vec<char> = quoted.chars().collect();
    let middle = letters.len() / 2;
    letters[middle] = match letters[middle] {
        'a' => 'b',
        _ => 'a',
    };
    letters.into_iter().collect()
}

/// Its name, its key and its columns.
type Table = (
    &'static str,
    &'static [&'static str],
    &'static [(&'static str, Kind)],
);

const COLUMNS: [Table; 5] = [
    (
        "audit_events",
        &["id"],
        &[
            ("id", Kind::Text),
            ("chain", Kind::Text),
            ("sequence", Kind::Number),
            ("at", Kind::Number),
            ("kind", Kind::Text),
            ("actor", Kind::Text),
            ("salt", Kind::Bytes),
            ("commitment", Kind::Text),
            ("detail", Kind::Bytes),
            ("previous_hash", Kind::Text),
            ("hash", Kind::Text),
        ],
    ),
    (
        "audit_heads",
        &["chain"],
        &[
            ("chain", Kind::Text),
            ("sequence", Kind::Number),
            ("hash", Kind::Text),
            ("logged", Kind::Number),
        ],
    ),
    (
        "audit_leaves",
        &["position"],
        &[
            ("position", Kind::Number),
            ("chain", Kind::Text),
            ("sequence", Kind::Number),
            ("hash", Kind::Text),
        ],
    ),
    (
        "audit_nodes",
        &["level", "position"],
        &[
            ("level", Kind::Number),
            ("position", Kind::Number),
            ("hash", Kind::Text),
        ],
    ),
    (
        "audit_checkpoints",
        &["number"],
        &[
            ("number", Kind::Number),
            ("size", Kind::Number),
            ("at", Kind::Number),
            ("note", Kind::Text),
            ("hash", Kind::Text),
        ],
    ),
];

/// No column is missing in the test below.
#[tokio::test]
async fn every_column_of_the_audit_log_is_looked_after() {
    let app = TestApp::start().await;
    for (table, _, columns) in COLUMNS {
        for (column, _) in columns {
            app.ground
                .execute(&format!("SELECT {column} FROM {table} LIMIT 0"))
                .await;
        }
        let all = match app.ground.is_sqlite() {
            true => format!("SELECT COUNT(*) FROM pragma_table_info('{table}')"),
            false => format!(
                "SELECT COUNT(*) FROM information_schema.columns WHERE table_name = '{table}' \
                 AND table_schema = current_schema()"
            ),
        };
        let all = app.ground.number(&all).await;
        assert_eq!(all, i64::try_from(columns.len()).unwrap(), "{table}");
    }
}

async fn cells(app: &TestApp) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (table, key, columns) in COLUMNS {
        let number = key[0] != "id" && key[0] != "chain";
        let quoted: Vec<String> = key
            .iter()
            .map(|column| match number {
                true => format!("CAST({column} AS TEXT)"),
                false => format!("'''' || {column} || ''''"),
            })
            .collect();
        let sql = format!("SELECT {} FROM {table}", quoted.join(" || ' ' || "));
        for name in app.ground.texts(&sql).await {
            let values = name.split(' ').map(str::to_owned);
            let named: Vec<(&'static str, String)> = key.iter().copied().zip(values).collect();
            for (column, kind) in columns {
                cells.push(Cell {
                    table,
                    key: named.clone(),
                    column,
                    kind: *kind,
                });
            }
        }
    }
    cells
}

/// SEC-184: one byte changed anywhere in any audit row is found and named.
#[tokio::test]
async fn sec_184_one_byte_changed_anywhere_is_found_and_named() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    signs(&app).await;
    something_happens(&app.core).await;
    signs(&app).await;
    app.is_tampered_with();
    let mut connection = app.ground.connect().await;
    let cells = cells(&app).await;
    assert!(cells.len() > 180, "{}", cells.len());
    for cell in cells {
        let Cell { table, column, .. } = &cell;
        let (row, changed_row) = (cell.row(false), cell.row(true));
        let what = format!("{table}.{column} where {row}");
        let text = match cell.kind {
            Kind::Number => None,
            Kind::Text => {
                let sql = format!("SELECT {column} FROM {table} WHERE {row}");
                Some(app.ground.texts(&sql).await.remove(0))
            }
            Kind::Bytes => None,
        };
        let bytes: Option<Vec<u8>> = match cell.kind {
            Kind::Bytes => sqlx::query_scalar(&format!("SELECT {column} FROM {table} WHERE {row}"))
                .fetch_one(&mut connection)
                .await
                .unwrap(),
            _ => None,
        };
        if text.as_deref() == Some("") {
            // The hash before the first row: no byte to change.
            continue;
        }
        let update =
            |value: &str, row: &str| format!("UPDATE {table} SET {column} = {value} WHERE {row}");
        let (change, back) = match cell.kind {
            Kind::Number => (
                update(&format!("{column} + 256"), &row),
                update(&format!("{column} - 256"), &changed_row),
            ),
            _ => (update("$1", &row), update("$1", &changed_row)),
        };
        for (sql, undone) in [(change, false), (back, true)] {
            let mut query = sqlx::query(&sql);
            if let Some(text) = &text {
                let changed = changed_text(&format!("'{text}'"));
                let changed = changed.trim_matches('\'').to_owned();
                query = query.bind(if undone { text.clone() } else { changed });
            }
            if let Some(bytes) = &bytes {
                let mut changed = bytes.clone();
                changed[bytes.len() / 2] ^= 1;
                query = query.bind(if undone { bytes.clone() } else { changed });
            }
            let done = query.execute(&mut connection).await.unwrap();
            assert_eq!(done.rows_affected(), 1, "{what}");
            // What is as it was is looked at once, in the end.
            if !undone {
                let said = verified(&app, &Trusted::default()).await;
                let said = said.expect_err(&format!("{what} was not seen"));
                is_named(&cell, &said, applicant.onboarding());
            }
        }
    }
    holds(&app).await;
}

/// The place is named, not only that something is wrong.
fn is_named(cell: &Cell, said: &str, onboarding: &str) {
    let what = format!("{}.{} {:?}: {said}", cell.table, cell.column, cell.key);
    match cell.table {
        "audit_events" | "audit_heads" => {
            let chain = [onboarding, "system"]
                .iter()
                .any(|chain| said.contains(chain))
                || cell.column == "chain";
            assert!(said.starts_with("chain ") && chain, "{what}");
        }
        "audit_leaves" => assert!(
            said.starts_with("leaf ") || said.starts_with("chain "),
            "{what}"
        ),
        "audit_nodes" => assert!(said.starts_with("the tree's hash at level "), "{what}"),
        _ => assert!(said.starts_with("checkpoint "), "{what}"),
    }
}

/// SEC-184: the row that was changed is the one that is named, by its number.
#[tokio::test]
async fn sec_184_the_first_row_that_is_wrong_is_named() {
    let app = TestApp::start().await;
    let applicant = an_eventful_story(&app).await;
    signs(&app).await;
    app.is_tampered_with();
    let chain = applicant.onboarding();
    for sequence in 1..=10 {
        let sql = |by: &str| {
            format!(
                "UPDATE audit_events SET at = at {by} WHERE chain = '{chain}' AND sequence = {sequence}"
            )
        };
        app.ground.execute(&sql("+ 1")).await;
        let named = format!("chain {chain}, sequence {sequence}: ");
        assert!(problem(&app).await.starts_with(&named), "{sequence}");
        app.ground.execute(&sql("- 1")).await;
    }
    holds(&app).await;
}

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

async fn exported(app: &TestApp) -> Vec<u8> {
    exporting::export(&app.core, Vec::new()).await.unwrap().0
}

fn verifies(export: &[u8], keys: &[VerifierKey], published: &[&str]) -> Result<Verified, String> {
    export::verify(Cursor::new(export), keys.to_vec(), published).map_err(|error| error.to_string())
}

async fn a_long_story(app: &TestApp) -> (Applicant, Vec<CheckpointRow>) {
    let applicant = an_eventful_story(app).await;
    let first = signs(app).await;
    for _ in 0..3 {
        something_happens(&app.core).await;
    }
    let second = signs(app).await;
    something_happens(&app.core).await;
    (applicant, vec![first, second])
}

#[tokio::test]
async fn an_export_stands_alone() {
    let app = TestApp::start().await;
    let (applicant, made) = a_long_story(&app).await;
    let export = exported(&app).await;
    let notes: Vec<&str> = made.iter().map(|row| row.note.as_str()).collect();
    let read = verifies(&export, &keys(&app).await, &notes).unwrap();
    assert_eq!(read, holds(&app).await);
    assert_eq!(read.ahead, 1);
    assert_eq!(verifies(&export, &[], &[]).unwrap(), read);

    // What the applicant did is in it, what they said is not; nor is what it could be guessed with.
    let text = String::from_utf8(export).unwrap();
    assert!(text.contains(applicant.onboarding()) && text.contains("form.answered"));
    let rows = text.lines().filter_map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        line.get("row").cloned()
    });
    for row in rows {
        let system = row["chain"] == "system";
        assert_eq!(row.get("opened").is_some(), system, "{row}");
        assert_eq!(row.to_string().contains("salt"), system, "{row}");
    }
}

/// SEC-185: erasure leaves a log that verifies, in the database and in an export.
#[tokio::test]
async fn sec_185_an_erased_onboarding_still_verifies() {
    let app = TestApp::start().await;
    let (applicant, made) = a_long_story(&app).await;
    erasure::erase(&app.core, &applicant.id(), Actor::CommandLine)
        .await
        .unwrap();
    signs(&app).await;
    let kept = published(&made.iter().collect::<Vec<_>>());
    let read = verified(&app, &kept).await.unwrap();
    let notes: Vec<&str> = made.iter().map(|row| row.note.as_str()).collect();
    assert_eq!(verifies(&exported(&app).await, &[], &notes).unwrap(), read);
}

/// Each line of an export counts: changed, left out, twice, or in another place, and the end.
#[tokio::test]
async fn a_line_of_an_export_that_was_touched_is_named() {
    let app = TestApp::start().await;
    let (applicant, made) = a_long_story(&app).await;
    let export = String::from_utf8(exported(&app).await).unwrap();
    let (known, kept) = (keys(&app).await, made[1].note.as_str());
    let lines: Vec<&str> = export.lines().collect();
    let joined = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    assert_eq!(joined(&lines), export);
    for at in 0..lines.len() {
        let mut fewer = lines.clone();
        fewer.remove(at);
        let mut twice = lines.clone();
        twice.insert(at, lines[at]);
        let mut swapped = lines.clone();
        swapped.swap(at, (at + 1) % lines.len());
        for (how, wrong) in [("left out", fewer), ("twice", twice), ("swapped", swapped)] {
            let said = verifies(joined(&wrong).as_bytes(), &known, &[kept]);
            assert!(said.is_err(), "line {at} {how}: {}", lines[at]);
        }
        let cut = &export[..export.len() - lines[lines.len() - 1 - at].len() - 1];
        assert!(verifies(cut.as_bytes(), &known, &[kept]).is_err());
    }
    // An export of a cut chain, made to fit: the log remembers.
    let chain = applicant.onboarding();
    let row = |sequence: i64| {
        lines
            .iter()
            .position(|line| {
                line.contains(&format!(
                    "\"chain\":\"{chain}\",\"sequence\":{sequence},\"at\""
                ))
            })
            .unwrap()
    };
    let mut cut = lines.clone();
    let last: Value = serde_json::from_str(lines[row(9)]).unwrap();
    let head = format!(
        "{{\"head\":{{\"chain\":\"{chain}\",\"sequence\":9,\"hash\":{}}}}}",
        last["row"]["hash"]
    );
    cut.remove(row(10));
    cut[row(10)] = &head;
    let said = verifies(joined(&cut).as_bytes(), &known, &[]).unwrap_err();
    assert!(
        said.ends_with(&format!(
            "chain {chain}, sequence 10 is missing or was changed since it was logged"
        )),
        "{said}"
    );
}

/// The lines with an end that counts and hashes them, as whoever changed them would write it.
fn ended_again(lines: &[String]) -> Vec<u8> {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let count = |kind: &str| {
        let begin = format!("{{\"{kind}\":");
        lines.iter().filter(|line| line.starts_with(&begin)).count()
    };
    let end = serde_json::json!({ "end": {
        "chains": count("head"), "rows": count("row"), "leaves": count("leaf"), "checkpoints": count("checkpoint"),
        "sha256": sha256_hex(text.as_bytes()),
    } });
    format!("{text}{end}\n").into_bytes()
}

/// SEC-184: the hash in the last line keeps nobody from writing another; what was signed does.
#[tokio::test]
async fn sec_184_an_export_that_was_made_to_fit_is_found() {
    let app = TestApp::start().await;
    let (applicant, _) = a_long_story(&app).await;
    let export = String::from_utf8(exported(&app).await).unwrap();
    let known = keys(&app).await;
    let mut lines: Vec<String> = export.lines().map(str::to_owned).collect();
    lines.pop();
    verifies(&ended_again(&lines), &known, &[]).unwrap();

    // The detail of the system's third row is kept back.
    let mut silent = lines.clone();
    let third = silent
        .iter_mut()
        .find(|line| line.contains("\"chain\":\"system\",\"sequence\":3,\"at\""))
        .unwrap();
    let mut row: Value = serde_json::from_str(third).unwrap();
    row["row"]
        .as_object_mut()
        .unwrap()
        .remove("opened")
        .unwrap();
    *third = row.to_string();
    let said = verifies(&ended_again(&silent), &known, &[]).unwrap_err();
    assert_eq!(
        said,
        "chain system, sequence 3: the detail or its salt was changed"
    );

    // A second chain of the onboarding, in which somebody else did it; no leaf is about that one.
    let mut row = Row {
        id: "0193558f-0000-7000-8000-000000000001".to_owned(),
        chain: applicant.onboarding().to_owned(),
        sequence: 1,
        at: 1,
        kind: "onboarding.begun".to_owned(),
        actor: "operator:somebody".to_owned(),
        commitment: sha256_hex(b""),
        previous_hash: String::new(),
        hash: String::new(),
    };
    row.hash = row.computed_hash();
    let head = Leaf {
        chain: row.chain.clone(),
        sequence: 1,
        hash: row.hash.clone(),
    };
    let row = ExportedRow::new(row, None, None);
    let mut twice = lines.clone();
    for line in [Line::Row(Box::new(row)), Line::Head(head)] {
        twice.push(serde_json::to_string(&line).unwrap());
    }
    let said = verifies(&ended_again(&twice), &known, &[]).unwrap_err();
    assert_eq!(
        said,
        format!(
            "line {}: its chain does not follow the one before",
            twice.len()
        )
    );
}

/// SEC-184: one byte changed in an export is found; each of those that are tried.
#[tokio::test]
async fn sec_184_one_byte_changed_in_an_export_is_found() {
    let app = TestApp::start().await;
    let (_applicant, _) = a_long_story(&app).await;
    let export = exported(&app).await;
    let known = keys(&app).await;
    let mut tried = 0;
    // Prime to the length of a line: other columns every time.
    for at in (0..export.len()).step_by(29) {
        let mut changed = export.clone();
        changed[at] ^= 1;
        let said = verifies(&changed, &known, &[]);
        let around =
            String::from_utf8_lossy(&export[at.saturating_sub(40)..(at + 40).min(export.len())]);
        assert!(said.is_err(), "byte {at}: {around}");
        tried += 1;
    }
    assert!(tried > 150, "{tried}");
}

/// The program verifies an export without configuration and database.
#[tokio::test]
async fn the_program_verifies_an_export_anywhere() {
    let app = TestApp::start().await;
    let (_applicant, made) = a_long_story(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let export = file("export.jsonl", &exported(&app).await);
    let notes: String = made.iter().map(|row| row.note.as_str()).collect();
    let notes = file("checkpoints.txt", notes.as_bytes());
    let key = keys(&app).await[0].to_string();
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .current_dir(folder.path())
            .env_clear()
            .args(["audit", "verify"])
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, out, err) = run(&[&export, "--key", &key, "--checkpoint", &notes]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(
        out.starts_with("the audit log is as it was written: "),
        "{out}"
    );
    assert!(
        !out.contains("--key") && !out.contains("--checkpoint"),
        "{out}"
    );
    // What was not compared is said.
    let (code, out, _) = run(&[&export]);
    assert_eq!(code, Some(0));
    assert!(
        out.contains("--key") && out.contains("--checkpoint"),
        "{out}"
    );
    let longer = made[1].note.replace("/audit\n3\n", "/audit\n4\n");
    assert_ne!(longer, made[1].note);
    let longer = file("longer.txt", longer.as_bytes());
    let (code, out, err) = run(&[&export, "--checkpoint", &longer]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.starts_with("the published checkpoint of size 4: the signature of "),
        "{err}"
    );
    let (code, _, err) = run(&[&export, "--key", "not-a-key"]);
    assert_eq!(code, Some(2), "{err}");
    let (code, _, err) = run(&[&notes]);
    assert_eq!(code, Some(1));
    assert_eq!(err, "line 1: it is no line of an export\n");
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
