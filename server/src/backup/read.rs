//! Restoring a backup: into an empty database, all of it or nothing.

use std::{collections::BTreeMap, io::BufRead};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::Value as Json;

use super::{
    BackupError, Summary,
    lines::{Line, LineReader},
    tables::{TABLES, place},
    write::{FORMAT, VERSION, complete, kind},
};
use crate::db::{
    Database, Tx,
    catalogue::{self, Column, ColumnType},
    dialect::Dialect,
    rows::{self, Value},
};

/// Rows of one statement. Times the columns of the widest table it stays far below the parameters that a statement may
/// have (SQLite 32766, PostgreSQL 65535).
const MOST_ROWS: usize = 64;
/// Bytes of the lines of one statement.
const MOST_BYTES: usize = 1024 * 1024;

#[derive(Deserialize)]
struct Header {
    format: String,
    version: u64,
    made_at: String,
    schema: i64,
    tables: Vec<HeaderTable>,
}

#[derive(Deserialize)]
struct HeaderTable {
    name: String,
    columns: Vec<(String, String)>,
}

/// Inserts everything into the empty database, within a transaction that is handed back for the caller to commit. The
/// file was compared with its last line by then; when anything is wrong, nothing is changed.
///
/// # Errors
/// When the file is damaged or of another schema, or the database is not empty.
pub async fn restore<R: BufRead + Send>(
    db: &Database,
    input: R,
) -> Result<(Tx, Summary), BackupError> {
    let dialect = db.dialect();
    let mut reader = LineReader::new(input);
    let mut tx = db.begin_long_write().await?;
    let header = header(&mut reader)?;
    let tables = check(&mut tx, dialect, &header, &reader).await?;
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut batch = Batch::default();
    let mut current: Option<usize> = None;
    loop {
        let row = match reader.next_line()? {
            Line::Last(trailer, sha256) => {
                batch.flush(&mut tx, current, &tables).await?;
                let claimed: Option<BTreeMap<String, u64>> = trailer
                    .get("rows")
                    .and_then(|rows| serde_json::from_value(rows.clone()).ok());
                if claimed.as_ref() != Some(&counts) || counts.len() != TABLES.len() {
                    return Err(reader.broken("the number of rows is another"));
                }
                let summary = Summary {
                    made_at: header.made_at,
                    schema: header.schema,
                    rows: counts,
                    sha256,
                };
                return Ok((tx, summary));
            }
            Line::More(Json::Array(row)) => row,
            Line::More(line) => {
                batch.flush(&mut tx, current, &tables).await?;
                let next = line
                    .get("table")
                    .and_then(Json::as_str)
                    .and_then(place)
                    .filter(|next| *next == current.map_or(0, |current| current + 1))
                    .ok_or_else(|| reader.broken("this is not the next table"))?;
                counts.insert(TABLES[next].name.to_owned(), 0);
                current = Some(next);
                continue;
            }
        };
        let Some(at) = current else {
            return Err(reader.broken("a row before the first table"));
        };
        let (values, bytes) = values(row, &tables[at])
            .ok_or_else(|| reader.broken(format!("this is not a row of {}", TABLES[at].name)))?;
        if let Some(count) = counts.get_mut(TABLES[at].name) {
            *count += 1;
        }
        if batch.add(values, bytes) {
            batch.flush(&mut tx, current, &tables).await?;
        }
    }
}

/// Rows that wait for their statement.
#[derive(Default)]
struct Batch {
    rows: Vec<Vec<Value>>,
    bytes: usize,
}

impl Batch {
    /// Whether it is full.
    fn add(&mut self, row: Vec<Value>, bytes: usize) -> bool {
        self.rows.push(row);
        self.bytes += bytes;
        self.rows.len() >= MOST_ROWS || self.bytes >= MOST_BYTES
    }

    async fn flush(
        &mut self,
        tx: &mut Tx,
        table: Option<usize>,
        columns: &[Vec<Column>],
    ) -> Result<(), BackupError> {
        self.bytes = 0;
        let rows = std::mem::take(&mut self.rows);
        if let Some(at) = table {
            rows::insert(tx, TABLES[at].name, &columns[at], rows).await?;
        }
        Ok(())
    }
}

fn header<R: BufRead>(reader: &mut LineReader<R>) -> Result<Header, BackupError> {
    let Line::More(line) = reader.next_line()? else {
        return Err(reader.broken("this is not a backup"));
    };
    let header: Header =
        serde_json::from_value(line).map_err(|_| reader.broken("this is not a backup"))?;
    if header.format != FORMAT {
        return Err(reader.broken("this is not a backup"));
    }
    if header.version != VERSION {
        return Err(reader.broken(format!(
            "this is a backup in version {} of the format; this program reads version {VERSION}",
            header.version
        )));
    }
    Ok(header)
}

/// The columns of every table, when the backup has the same, and no table has a row.
async fn check<R: BufRead>(
    tx: &mut Tx,
    dialect: Dialect,
    header: &Header,
    reader: &LineReader<R>,
) -> Result<Vec<Vec<Column>>, BackupError> {
    let migrated = catalogue::migrated(tx, dialect).await?;
    if !migrated.is_current() {
        return Err(BackupError::Refused(
            "the database is not migrated to this version: run `vestibule migrate` first"
                .to_owned(),
        ));
    }
    if header.schema != migrated.newest() {
        return Err(BackupError::Refused(format!(
            "the backup is of schema {}, the database of schema {}: restore it with the version of this program that \
             made it, then run `vestibule migrate` with this one",
            header.schema,
            migrated.newest()
        )));
    }
    complete(&catalogue::tables(tx, dialect).await?)?;
    let mut tables = Vec::new();
    for (at, table) in TABLES.iter().enumerate() {
        if !rows::is_empty(tx, table.name).await? {
            return Err(BackupError::Refused(format!(
                "the database is not empty: {} has rows; restore into a new one",
                table.name
            )));
        }
        let columns = catalogue::columns(tx, dialect, table.name).await?;
        let expected = columns
            .iter()
            .map(|column| (column.name.clone(), kind(column.kind).to_owned()));
        let found = header.tables.get(at);
        if !found.is_some_and(|found| {
            found.name == table.name && found.columns.iter().cloned().eq(expected)
        }) {
            return Err(reader.broken(format!("{} has other columns", table.name)));
        }
        tables.push(columns);
    }
    Ok(tables)
}

/// The values of a row, and about how much memory they take.
fn values(row: Vec<Json>, columns: &[Column]) -> Option<(Vec<Value>, usize)> {
    if row.len() != columns.len() {
        return None;
    }
    let mut bytes = 0;
    let values = row
        .into_iter()
        .zip(columns)
        .map(|(json, column)| {
            bytes += json.as_str().map_or(8, str::len);
            Some(match (column.kind, json) {
                (ColumnType::Text, Json::Null) => Value::Text(None),
                (ColumnType::Text, Json::String(text)) => Value::Text(Some(text)),
                (ColumnType::Number, Json::Null) => Value::Number(None),
                (ColumnType::Number, Json::Number(number)) => Value::Number(Some(number.as_i64()?)),
                (ColumnType::Bytes, Json::Null) => Value::Bytes(None),
                (ColumnType::Bytes, Json::String(text)) => {
                    Value::Bytes(Some(BASE64_STANDARD.decode(text).ok()?))
                }
                _ => return None,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some((values, bytes))
}
