//! Writing many rows fast, in a task of its own beside the stories. PostgreSQL copies them in binary, in one transaction
//! without indexes, keys and references, which are made again in its end: whatever goes wrong, nothing has changed. SQLite
//! inserts many rows with one statement, a transaction for each portion.

mod postgres;
mod sqlite;

use sqlx::{AnyConnection, PgConnection};
use tokio::{sync::mpsc, task::JoinHandle};

use super::{SeedError, tables::Table};
use crate::{
    db::{DbError, dialect::Dialect, rows::Value},
    services::ServiceError,
};

/// The rows of a portion, by table.
pub type Portion = Vec<(Table, Vec<Value>)>;

/// Portions that may wait while one is written.
const WAITING: usize = 2;
/// Adds to what is there.
const ADD: &str = " ON CONFLICT (day, client, mode, journey, measure, step, detail, shard) \
                   DO UPDATE SET count = tallies.count + excluded.count";

/// Where rows are written to.
enum Bulk {
    /// A connection of its own, without foreign keys.
    Sqlite(Box<AnyConnection>),
    /// In a transaction.
    Postgres(Box<PgConnection>, postgres::Bare),
}

impl Bulk {
    async fn open(url: &str, dialect: Dialect) -> Result<Self, DbError> {
        Ok(match dialect {
            Dialect::Sqlite => Self::Sqlite(Box::new(sqlite::open(url).await?)),
            Dialect::Postgres => {
                let (connection, bare) = postgres::open(url).await?;
                Self::Postgres(Box::new(connection), bare)
            }
        })
    }

    async fn write(&mut self, rows: Portion) -> Result<(), DbError> {
        match self {
            Self::Sqlite(connection) => sqlite::write(connection, rows).await,
            Self::Postgres(connection, bare) => postgres::write(connection, bare, rows).await,
        }
    }

    /// Makes what was written hold, and has the database look at it.
    async fn finish(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(connection) => sqlite::finish(*connection).await,
            Self::Postgres(connection, bare) => postgres::finish(*connection, bare).await,
        }
    }
}

/// Writes while stories are told.
pub struct Writer {
    portions: mpsc::Sender<Portion>,
    task: JoinHandle<Result<Bulk, DbError>>,
}

impl Writer {
    /// Begins.
    pub async fn begin(url: &str, dialect: Dialect) -> Result<Self, SeedError> {
        let mut bulk = Bulk::open(url, dialect).await?;
        let (portions, mut arriving) = mpsc::channel::<Portion>(WAITING);
        let task = tokio::spawn(async move {
            while let Some(rows) = arriving.recv().await {
                bulk.write(rows).await?;
            }
            Ok(bulk)
        });
        Ok(Self { portions, task })
    }

    /// Hands over a portion; waits when too many wait. Answers whether anybody writes any more: why not says
    /// [`Writer::finish`].
    pub async fn write(&self, rows: Portion) -> bool {
        self.portions.send(rows).await.is_ok()
    }

    /// Waits for what was handed over, and makes it hold. A writer that is dropped instead leaves PostgreSQL as it was.
    pub async fn finish(self) -> Result<(), SeedError> {
        drop(self.portions);
        let written = self.task.await;
        let bulk = written.map_err(|error| ServiceError::Internal(Box::new(error)))??;
        Ok(bulk.finish().await?)
    }
}
