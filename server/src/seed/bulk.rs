//! Writing many rows fast. PostgreSQL copies them in binary, in one transaction without secondary indexes and foreign keys,
//! which are made again in its end: whatever goes wrong, nothing has changed. SQLite inserts many rows with one statement, a
//! transaction for each portion.

use sqlx::{Any, AnyConnection, Connection, PgConnection, any::AnyArguments, query::Query};

use super::tables::{Of, TABLES, Table};
use crate::db::{DbError, dialect::Dialect, rows::Value};

/// Values of one INSERT; SQLite takes 32766.
const MOST_VALUES: usize = 4_000;
/// Bytes of a message of COPY.
const MESSAGE: usize = 256 * 1024;
/// What tallies are copied to before they are added.
const NEW_TALLIES: &str = "seeded_tallies";
/// Adds to what is there.
const ADD: &str = " ON CONFLICT (day, client, mode, journey, measure, step, detail, shard) \
                   DO UPDATE SET count = tallies.count + excluded.count";

/// Where rows are written to.
pub enum Bulk {
    /// A connection of its own, without foreign keys.
    Sqlite(Box<AnyConnection>),
    /// In a transaction.
    Postgres {
        /// The connection.
        connection: Box<PgConnection>,
        /// What makes indexes and foreign keys again.
        again: Vec<String>,
    },
}

impl Bulk {
    /// Opens it.
    pub async fn open(url: &str, dialect: Dialect) -> Result<Self, DbError> {
        match dialect {
            Dialect::Sqlite => {
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
                Ok(Self::Sqlite(Box::new(connection)))
            }
            Dialect::Postgres => {
                let mut connection = PgConnection::connect(url).await?;
                for statement in [
                    "SET lock_timeout = '10s'",
                    "BEGIN",
                    "SET LOCAL statement_timeout = 0",
                    "SET LOCAL synchronous_commit = off",
                    "SET LOCAL maintenance_work_mem = '512MB'",
                    "CREATE TEMPORARY TABLE seeded_tallies (LIKE tallies) ON COMMIT DROP",
                ] {
                    run(&mut connection, statement).await?;
                }
                let again = bare(&mut connection).await?;
                Ok(Self::Postgres {
                    connection: Box::new(connection),
                    again,
                })
            }
        }
    }

    /// Writes rows.
    pub async fn write(&mut self, rows: Vec<(Table, Vec<Value>)>) -> Result<(), DbError> {
        match self {
            Self::Sqlite(connection) => {
                sqlx::query("BEGIN IMMEDIATE")
                    .execute(&mut **connection)
                    .await?;
                for (table, values) in rows {
                    insert(connection, table, values).await?;
                }
                sqlx::query("COMMIT").execute(&mut **connection).await?;
            }
            Self::Postgres { connection, .. } => {
                for (table, values) in rows {
                    copy(connection, table, &values).await?;
                }
            }
        }
        Ok(())
    }

    /// Makes what was written hold, and has the database look at it.
    pub async fn finish(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(mut connection) => {
                for statement in [
                    "PRAGMA wal_checkpoint(TRUNCATE)",
                    "PRAGMA analysis_limit = 1000",
                    "ANALYZE",
                ] {
                    sqlx::query(statement).execute(&mut *connection).await?;
                }
                connection.close().await?;
            }
            Self::Postgres {
                mut connection,
                again,
            } => {
                let columns = TABLES[Of::Tallies as usize].columns;
                let (labels, names) = (columns[..8].join(", "), columns.join(", "));
                let add = format!(
                    "INSERT INTO tallies ({names}) SELECT {labels}, CAST(SUM(count) AS BIGINT) FROM {NEW_TALLIES} \
                     GROUP BY {labels}{ADD}"
                );
                run(&mut connection, &add).await?;
                for statement in again {
                    run(&mut connection, &statement).await?;
                }
                run(&mut connection, "COMMIT").await?;
                run(&mut connection, "ANALYZE").await?;
                connection.close().await?;
            }
        }
        Ok(())
    }
}

async fn run(connection: &mut PgConnection, statement: &str) -> Result<(), DbError> {
    sqlx::raw_sql(statement).execute(connection).await?;
    Ok(())
}

fn names() -> Vec<String> {
    TABLES.iter().map(|table| table.name.to_owned()).collect()
}

/// Drops the foreign keys of our tables, and the indexes that belong to no constraint; answers what makes them again.
async fn bare(connection: &mut PgConnection) -> Result<Vec<String>, DbError> {
    let keys: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT quote_ident(c.relname), quote_ident(k.conname), pg_get_constraintdef(k.oid) FROM pg_constraint k \
         JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE k.contype = 'f' AND n.nspname = current_schema() AND c.relname = ANY($1) ORDER BY 1, 2",
    )
    .bind(names())
    .fetch_all(&mut *connection)
    .await?;
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT quote_ident(i.relname), pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid \
         JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema() AND c.relname = ANY($1) \
         AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid) ORDER BY 1",
    )
    .bind(names())
    .fetch_all(&mut *connection)
    .await?;
    for (table, key, _) in &keys {
        run(
            connection,
            &format!("ALTER TABLE {table} DROP CONSTRAINT {key}"),
        )
        .await?;
    }
    for (index, _) in &indexes {
        run(connection, &format!("DROP INDEX {index}")).await?;
    }
    let indexes = indexes.into_iter().map(|(_, definition)| definition);
    let keys = keys.into_iter().map(|(table, key, definition)| {
        format!("ALTER TABLE {table} ADD CONSTRAINT {key} {definition}")
    });
    Ok(indexes.chain(keys).collect())
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

/// Copies rows, in the binary format (PostgreSQL documentation, COPY, "Binary Format").
async fn copy(
    connection: &mut PgConnection,
    table: Table,
    values: &[Value],
) -> Result<(), DbError> {
    let width = table.columns.len();
    let name = match table.name == TABLES[Of::Tallies as usize].name {
        true => NEW_TALLIES,
        false => table.name,
    };
    let statement = format!(
        "COPY {name} ({}) FROM STDIN (FORMAT binary)",
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
