//! What is in the database: its tables, their columns, and how far it was migrated.

use std::collections::BTreeSet;

use sqlx::AnyConnection;

use super::{Database, DbError, POSTGRES, SQLITE, Tx, dialect::Dialect, inconsistent};

/// The three types of our columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Unicode.
    Text,
    /// 64 bits, signed.
    Number,
    /// Any bytes.
    Bytes,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ColumnType,
}

/// How far a database was migrated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The versions that were applied.
    pub applied: BTreeSet<i64>,
    /// The versions of this program that were not.
    pub missing: BTreeSet<i64>,
    /// The versions that this program does not know.
    pub unknown: BTreeSet<i64>,
}

impl Migrated {
    /// The newest version that was applied; 0 for none.
    #[must_use]
    pub fn newest(&self) -> i64 {
        self.applied.last().copied().unwrap_or_default()
    }

    /// Whether it is exactly what this program works on.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.missing.is_empty() && self.unknown.is_empty()
    }
}

impl Database {
    /// Starts a transaction that sees the database as it is at its first statement, whatever others write meanwhile, and
    /// may take its time.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin_snapshot(&self) -> Result<Tx, DbError> {
        let mut tx = self.pool.begin_with(self.dialect.begin_snapshot()).await?;
        take_time(&mut tx, self.dialect).await?;
        Ok(tx)
    }

    /// Starts a transaction that writes and may take its time.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin_long_write(&self) -> Result<Tx, DbError> {
        let mut tx = self.begin_write().await?;
        take_time(&mut tx, self.dialect).await?;
        Ok(tx)
    }
}

async fn take_time(connection: &mut AnyConnection, dialect: Dialect) -> Result<(), DbError> {
    if let Some(statement) = dialect.no_statement_timeout() {
        sqlx::query(statement).execute(connection).await?;
    }
    Ok(())
}

/// Our tables, in alphabetical order; not those of the migrations.
///
/// # Errors
/// When the database fails.
pub async fn tables(
    connection: &mut AnyConnection,
    dialect: Dialect,
) -> Result<Vec<String>, DbError> {
    let names: Vec<String> = sqlx::query_scalar(dialect.tables())
        .fetch_all(connection)
        .await?;
    let mut names: Vec<String> = names
        .into_iter()
        .filter(|name| !name.starts_with("_sqlx") && !name.starts_with("sqlite_"))
        .collect();
    names.sort();
    Ok(names)
}

/// The columns of a table, in the order of their names, which is the same on both databases.
///
/// # Errors
/// When the database fails, or a column has a type that none of ours has.
pub async fn columns(
    connection: &mut AnyConnection,
    dialect: Dialect,
    table: &'static str,
) -> Result<Vec<Column>, DbError> {
    let rows: Vec<(String, String)> = sqlx::query_as(dialect.columns())
        .bind(table)
        .fetch_all(connection)
        .await?;
    let mut columns = rows
        .into_iter()
        .map(|(name, kind)| {
            let kind = match kind.to_ascii_lowercase().as_str() {
                "text" => ColumnType::Text,
                "bigint" => ColumnType::Number,
                "blob" | "bytea" => ColumnType::Bytes,
                other => return Err(inconsistent(table, format!("{name} is a {other}"))),
            };
            Ok(Column { name, kind })
        })
        .collect::<Result<Vec<_>, _>>()?;
    columns.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(columns)
}

/// How far the database was migrated.
///
/// # Errors
/// When the database fails.
pub async fn migrated(
    connection: &mut AnyConnection,
    dialect: Dialect,
) -> Result<Migrated, DbError> {
    let ours: BTreeSet<i64> = match dialect {
        Dialect::Sqlite => SQLITE.iter().map(|one| one.version).collect(),
        Dialect::Postgres => POSTGRES.iter().map(|one| one.version).collect(),
    };
    let there: i64 = sqlx::query_scalar(dialect.has_migrations())
        .fetch_one(&mut *connection)
        .await?;
    let applied: BTreeSet<i64> = match there {
        0 => BTreeSet::new(),
        _ => sqlx::query_scalar("SELECT version FROM _sqlx_migrations ORDER BY version")
            .fetch_all(connection)
            .await?
            .into_iter()
            .collect(),
    };
    Ok(Migrated {
        missing: ours.difference(&applied).copied().collect(),
        unknown: applied.difference(&ours).copied().collect(),
        applied,
    })
}
