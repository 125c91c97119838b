//! Writing a backup: one state of the database, a row at a time.

use std::{collections::BTreeMap, io::Write};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value as Json, json};

use super::{BackupError, Summary, lines::LineWriter, tables::TABLES};
use crate::db::{
    Database, DbError,
    catalogue::{self, Column, ColumnType},
    rows::{self, Value},
};

/// `format` of the header.
pub(super) const FORMAT: &str = "vestibule-backup";
/// `version` of the header.
pub(super) const VERSION: u64 = 1;

/// Writes everything that the database holds at this moment; `made_at` is RFC 3339 in UTC.
///
/// # Errors
/// When the database was migrated by another version, or has a table without a place here: then nothing is written that
/// could be taken for a backup.
pub async fn back_up<W: Write + Send>(
    db: &Database,
    out: W,
    made_at: &str,
) -> Result<(W, Summary), BackupError> {
    let dialect = db.dialect();
    let mut tx = db.begin_snapshot().await?;
    let migrated = catalogue::migrated(&mut tx, dialect).await?;
    if !migrated.is_current() {
        return Err(BackupError::Refused(
            "the database was migrated by another version of this program: use that one, or `vestibule migrate` first"
                .to_owned(),
        ));
    }
    complete(&catalogue::tables(&mut tx, dialect).await?)?;
    let mut columns = Vec::new();
    for table in TABLES {
        columns.push(catalogue::columns(&mut tx, dialect, table.name).await?);
    }
    let mut writer = LineWriter::new(out);
    writer.line(&header(made_at, migrated.newest(), &columns))?;
    let mut counts = BTreeMap::new();
    for (table, columns) in TABLES.iter().zip(&columns) {
        writer.line(&json!({ "table": table.name }))?;
        let mut count = 0_u64;
        rows::each(
            &mut tx,
            dialect,
            table.name,
            (columns, table.key),
            |row| -> Result<(), BackupError> {
                count += 1;
                writer.line(&Json::Array(row.into_iter().map(json_of).collect()))
            },
        )
        .await?;
        counts.insert(table.name.to_owned(), count);
    }
    tx.rollback().await.map_err(DbError::from)?;
    let (out, sha256) = writer.end(json!({ "rows": counts }))?;
    let summary = Summary {
        made_at: made_at.to_owned(),
        schema: migrated.newest(),
        rows: counts,
        sha256,
    };
    Ok((out, summary))
}

/// Refuses tables that have no place in a backup.
pub(super) fn complete(found: &[String]) -> Result<(), BackupError> {
    let mut listed: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    listed.sort_unstable();
    if *found == listed {
        return Ok(());
    }
    let other: Vec<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|name| !listed.contains(name))
        .chain(
            listed
                .iter()
                .copied()
                .filter(|name| !found.iter().any(|found| found == name)),
        )
        .collect();
    Err(BackupError::Refused(format!(
        "the database has other tables than a backup: {}",
        other.join(", ")
    )))
}

fn header(made_at: &str, schema: i64, columns: &[Vec<Column>]) -> Json {
    let tables: Vec<Json> = TABLES
        .iter()
        .zip(columns)
        .map(|(table, columns)| {
            let columns: Vec<Json> = columns
                .iter()
                .map(|column| json!([column.name, kind(column.kind)]))
                .collect();
            json!({ "name": table.name, "columns": columns })
        })
        .collect();
    json!({
        "format": FORMAT,
        "version": VERSION,
        "made_at": made_at,
        "program": env!("CARGO_PKG_VERSION"),
        "schema": schema,
        "tables": tables,
    })
}

pub(super) fn kind(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Text => "text",
        ColumnType::Number => "number",
        ColumnType::Bytes => "base64",
    }
}

fn json_of(value: Value) -> Json {
    match value {
        Value::Text(text) => text.into(),
        Value::Number(number) => number.into(),
        Value::Bytes(bytes) => bytes.map(|bytes| BASE64_STANDARD.encode(bytes)).into(),
    }
}
