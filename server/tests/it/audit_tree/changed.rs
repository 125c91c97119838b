//! One byte of the audit log was changed: it is found, and named.

use vestibule_server::services::audit::verification::Trusted;

use super::{holds, problem, signs, something_happens, verified};
use crate::{app::TestApp, audit_log::an_eventful_story};

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
