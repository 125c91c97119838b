//! Rows of any table, with the types of their columns; for backups.

use futures_util::TryStreamExt;
use sqlx::{Any, AnyConnection, Row, any::AnyRow, query::Query};

use super::{
    DbError,
    catalogue::{Column, ColumnType},
    dialect::Dialect,
};

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Unicode.
    Text(Option<String>),
    /// 64 bits, signed.
    Number(Option<i64>),
    /// Any bytes.
    Bytes(Option<Vec<u8>>),
}

/// Hands out every row of a table, one at a time, in the order of these columns, which is the same on both databases.
///
/// # Errors
/// When the database fails, or what `take` says.
pub async fn each<E: From<DbError>>(
    connection: &mut AnyConnection,
    dialect: Dialect,
    table: &'static str,
    (columns, order): (&[Column], &[&str]),
    mut take: impl FnMut(Vec<Value>) -> Result<(), E>,
) -> Result<(), E> {
    let names = names(columns);
    let order: Vec<String> = order
        .iter()
        .map(|name| {
            let is_text = columns
                .iter()
                .any(|column| column.name == **name && column.kind == ColumnType::Text);
            let collation = if is_text { dialect.by_bytes() } else { "" };
            format!("\"{name}\"{collation}")
        })
        .collect();
    let sql = format!(
        "SELECT {names} FROM \"{table}\" ORDER BY {}",
        order.join(", ")
    );
    let mut rows = sqlx::query(&sql).fetch(connection);
    while let Some(row) = rows.try_next().await.map_err(DbError::from)? {
        take(values(&row, columns).map_err(DbError::from)?)?;
    }
    Ok(())
}

fn values(row: &AnyRow, columns: &[Column]) -> Result<Vec<Value>, sqlx::Error> {
    columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            Ok(match column.kind {
                ColumnType::Text => Value::Text(row.try_get(at)?),
                ColumnType::Number => Value::Number(row.try_get(at)?),
                ColumnType::Bytes => Value::Bytes(row.try_get(at)?),
            })
        })
        .collect()
}

/// Inserts rows, all in one statement.
///
/// # Errors
/// When the database fails, e.g. because a row refers to one that is not there.
pub async fn insert(
    connection: &mut AnyConnection,
    table: &'static str,
    columns: &[Column],
    rows: Vec<Vec<Value>>,
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let tuple = |row: usize| {
        let places: Vec<String> = (0..columns.len())
            .map(|column| format!("${}", row * columns.len() + column + 1))
            .collect();
        format!("({})", places.join(", "))
    };
    let tuples: Vec<String> = (0..rows.len()).map(tuple).collect();
    let sql = format!(
        "INSERT INTO \"{table}\" ({}) VALUES {}",
        names(columns),
        tuples.join(", ")
    );
    let query = rows.into_iter().flatten().fold(sqlx::query(&sql), bind);
    query.execute(connection).await?;
    Ok(())
}

fn bind<'q>(
    query: Query<'q, Any, sqlx::any::AnyArguments<'q>>,
    value: Value,
) -> Query<'q, Any, sqlx::any::AnyArguments<'q>> {
    match value {
        Value::Text(text) => query.bind(text),
        Value::Number(number) => query.bind(number),
        Value::Bytes(bytes) => query.bind(bytes),
    }
}

/// Whether a table has no row.
///
/// # Errors
/// When the database fails.
pub async fn is_empty(
    connection: &mut AnyConnection,
    table: &'static str,
) -> Result<bool, DbError> {
    let row = sqlx::query(&format!("SELECT 1 FROM \"{table}\" LIMIT 1"))
        .fetch_optional(connection)
        .await?;
    Ok(row.is_none())
}

fn names(columns: &[Column]) -> String {
    let names: Vec<String> = columns
        .iter()
        .map(|column| format!("\"{}\"", column.name))
        .collect();
    names.join(", ")
}
