//! PostgreSQL.

use sqlx::{Connection, PgConnection};

use super::{ADD, Portion};
use crate::{
    db::{DbError, rows::Value},
    seed::tables::{Of, TABLES, Table},
};

/// Bytes of a message of COPY.
const MESSAGE: usize = 256 * 1024;
/// What tallies are copied to before they are added.
const NEW_TALLIES: &str = "seeded_tallies";
/// A table with fewer rows is made new with them in it.
const FEW: i64 = 1_000;

/// What was taken from the tables for the time of writing.
pub struct Bare {
    // Made again in this order.
    again: Vec<String>,
    // Tables that nobody else ever saw as they are: their rows need not be looked at again to know that everybody sees them.
    new: Vec<&'static str>,
}

/// A connection of its own, in a transaction.
pub async fn open(url: &str) -> Result<(PgConnection, Bare), DbError> {
    let mut connection = PgConnection::connect(url).await?;
    for statement in [
        "SET lock_timeout = '10s'",
        "BEGIN",
        "SET LOCAL statement_timeout = 0",
        "SET LOCAL synchronous_commit = off",
        "SET LOCAL maintenance_work_mem = '512MB'",
        "SET LOCAL work_mem = '256MB'",
        "CREATE TEMPORARY TABLE seeded_tallies (LIKE tallies) ON COMMIT DROP",
    ] {
        run(&mut connection, statement).await?;
    }
    let again = bare(&mut connection).await?;
    let new = renew(&mut connection).await?;
    Ok((connection, Bare { again, new }))
}

/// Writes rows.
pub async fn write(
    connection: &mut PgConnection,
    bare: &Bare,
    rows: Portion,
) -> Result<(), DbError> {
    for (table, values) in rows {
        copy(connection, table, &values, bare.new.contains(&table.name)).await?;
    }
    Ok(())
}

/// Makes indexes, keys and references again, commits, and has the database look at what was written.
pub async fn finish(mut connection: PgConnection, bare: Bare) -> Result<(), DbError> {
    let columns = TABLES[Of::Tallies as usize].columns;
    let (labels, names) = (columns[..8].join(", "), columns.join(", "));
    let add = format!(
        "INSERT INTO tallies ({names}) SELECT {labels}, CAST(SUM(count) AS BIGINT) FROM {NEW_TALLIES} \
         GROUP BY {labels}{ADD}"
    );
    run(&mut connection, &add).await?;
    for statement in bare.again {
        run(&mut connection, &statement).await?;
    }
    run(&mut connection, "COMMIT").await?;
    let names: Vec<_> = TABLES.iter().map(|table| table.name).collect();
    let vacuum = format!("VACUUM (ANALYZE) {}", names.join(", "));
    run(&mut connection, &vacuum).await?;
    connection.close().await?;
    Ok(())
}

async fn run(connection: &mut PgConnection, statement: &str) -> Result<(), DbError> {
    sqlx::raw_sql(statement).execute(connection).await?;
    Ok(())
}

/// The tables that rows are copied to.
fn copied() -> impl Iterator<Item = &'static str> {
    let tallies = TABLES[Of::Tallies as usize].name;
    let names = TABLES.iter().map(|table| table.name);
    names.filter(move |name| *name != tallies)
}

/// Drops indexes and keys of the tables that are copied to, and what refers to these; answers what makes them again.
async fn bare(connection: &mut PgConnection) -> Result<Vec<String>, DbError> {
    let names: Vec<String> = copied().map(str::to_owned).collect();
    // References last: they need the keys.
    let constraints: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT quote_ident(c.relname), quote_ident(k.conname), pg_get_constraintdef(k.oid) FROM pg_constraint k \
         JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         LEFT JOIN pg_class f ON f.oid = k.confrelid \
         WHERE n.nspname = current_schema() AND (k.contype IN ('p', 'u') AND c.relname = ANY($1) \
         OR k.contype = 'f' AND (c.relname = ANY($1) OR f.relname = ANY($1))) ORDER BY k.contype = 'f', 1, 2",
    )
    .bind(names.clone())
    .fetch_all(&mut *connection)
    .await?;
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT quote_ident(i.relname), pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid \
         JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema() AND c.relname = ANY($1) \
         AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid) ORDER BY 1",
    )
    .bind(names)
    .fetch_all(&mut *connection)
    .await?;
    for (table, constraint, _) in constraints.iter().rev() {
        let drop = format!("ALTER TABLE {table} DROP CONSTRAINT {constraint}");
        run(connection, &drop).await?;
    }
    for (index, _) in &indexes {
        run(connection, &format!("DROP INDEX {index}")).await?;
    }
    let indexes = indexes.into_iter().map(|(_, definition)| definition);
    let constraints = constraints
        .into_iter()
        .map(|(table, constraint, definition)| {
            format!("ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}")
        });
    Ok(indexes.chain(constraints).collect())
}

/// Makes tables with few rows new in this transaction, with these rows: what is copied then is neither logged before it is
/// written (PostgreSQL documentation, "Populating a Database", with `wal_level = minimal`) nor looked at again to be frozen
/// (COPY, `FREEZE`). Answers which.
async fn renew(connection: &mut PgConnection) -> Result<Vec<&'static str>, DbError> {
    let mut new = Vec::new();
    for name in copied() {
        let few = format!("SELECT COUNT(*) FROM (SELECT 1 FROM {name} LIMIT {FEW}) AS rows_found");
        let count: i64 = sqlx::query_scalar(&few).fetch_one(&mut *connection).await?;
        if count >= FEW {
            continue;
        }
        let statements = format!(
            "CREATE TEMPORARY TABLE seeded_before ON COMMIT DROP AS SELECT * FROM {name}; TRUNCATE {name}; \
             INSERT INTO {name} SELECT * FROM seeded_before; DROP TABLE seeded_before"
        );
        run(connection, &statements).await?;
        new.push(name);
    }
    Ok(new)
}

/// Copies rows, in the binary format (PostgreSQL documentation, COPY, "Binary Format").
async fn copy(
    connection: &mut PgConnection,
    table: Table,
    values: &[Value],
    is_new: bool,
) -> Result<(), DbError> {
    let width = table.columns.len();
    let name = match table.name == TABLES[Of::Tallies as usize].name {
        true => NEW_TALLIES,
        false => table.name,
    };
    let freeze = if is_new { ", FREEZE" } else { "" };
    let statement = format!(
        "COPY {name} ({}) FROM STDIN (FORMAT binary{freeze})",
        table.columns.join(", ")
    );
    let mut sink = connection.copy_in_raw(&statement).await?;
    let mut message = Vec::with_capacity(2 * MESSAGE);
    message.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
    message.extend_from_slice(&[0; 8]);
    for row in values.chunks(width) {
        message.extend_from_slice(&i16::try_from(width).unwrap_or(i16::MAX).to_be_bytes());
        for value in row {
            field(&mut message, value);
        }
        if message.len() > MESSAGE {
            sink.send(message.as_slice()).await?;
            message.clear();
        }
    }
    message.extend_from_slice(&(-1_i16).to_be_bytes());
    sink.send(message.as_slice()).await?;
    sink.finish().await?;
    Ok(())
}

fn field(message: &mut Vec<u8>, value: &Value) {
    let number;
    let bytes: Option<&[u8]> = match value {
        Value::Text(text) => text.as_deref().map(str::as_bytes),
        Value::Bytes(bytes) => bytes.as_deref(),
        Value::Number(Some(value)) => {
            number = value.to_be_bytes();
            Some(&number)
        }
        Value::Number(None) => None,
    };
    let length = bytes.map_or(-1, |bytes| i32::try_from(bytes.len()).unwrap_or(i32::MAX));
    message.extend_from_slice(&length.to_be_bytes());
    message.extend_from_slice(bytes.unwrap_or_default());
}
