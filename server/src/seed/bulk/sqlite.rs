//! SQLite.

use sqlx::{Any, AnyConnection, Connection, any::AnyArguments, query::Query};

use super::{ADD, Portion};
use crate::{
    db::{DbError, rows::Value},
    seed::tables::{Of, TABLES, Table},
};

/// Values of one INSERT; SQLite takes 32766.
const MOST_VALUES: usize = 4_000;

/// A connection of its own, without foreign keys.
pub async fn open(url: &str) -> Result<AnyConnection, DbError> {
    let mut connection = AnyConnection::connect(url).await?;
    for statement in [
        "PRAGMA busy_timeout = 10000",
        "PRAGMA foreign_keys = OFF",
        // After a crash of the machine one begins anew anyway.
        "PRAGMA synchronous = OFF",
        "PRAGMA cache_size = -400000",
    ] {
        sqlx::query(statement).execute(&mut connection).await?;
    }
    Ok(connection)
}

/// Writes rows.
pub async fn write(connection: &mut AnyConnection, rows: Portion) -> Result<(), DbError> {
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut *connection)
        .await?;
    for (table, values) in rows {
        insert(connection, table, values).await?;
    }
    sqlx::query("COMMIT").execute(&mut *connection).await?;
    Ok(())
}

/// Has the database look at what was written.
pub async fn finish(mut connection: AnyConnection) -> Result<(), DbError> {
    for statement in [
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA analysis_limit = 1000",
        "ANALYZE",
    ] {
        sqlx::query(statement).execute(&mut connection).await?;
    }
    connection.close().await?;
    Ok(())
}

async fn insert(
    connection: &mut AnyConnection,
    table: Table,
    values: Vec<Value>,
) -> Result<(), DbError> {
    let width = table.columns.len();
    let (columns, end) = (
        table.columns.join(", "),
        match table.name == TABLES[Of::Tallies as usize].name {
            true => ADD,
            false => "",
        },
    );
    let at_once = MOST_VALUES / width * width;
    let mut values = values.into_iter();
    loop {
        let some: Vec<Value> = values.by_ref().take(at_once).collect();
        if some.is_empty() {
            return Ok(());
        }
        // Without numbers: SQLite takes those for names, and looks each up among all.
        let row = format!("({})", vec!["?"; width].join(", "));
        let rows = vec![row; some.len() / width].join(", ");
        let sql = format!("INSERT INTO {} ({columns}) VALUES {rows}{end}", table.name);
        let query = some.into_iter().fold(sqlx::query(&sql), bind);
        query.execute(&mut *connection).await?;
    }
}

fn bind<'q>(
    query: Query<'q, Any, AnyArguments<'q>>,
    value: Value,
) -> Query<'q, Any, AnyArguments<'q>> {
    match value {
        Value::Text(text) => query.bind(text),
        Value::Number(number) => query.bind(number),
        Value::Bytes(bytes) => query.bind(bytes),
    }
}
